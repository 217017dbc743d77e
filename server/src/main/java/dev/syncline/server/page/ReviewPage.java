package dev.syncline.server.page;

import java.util.List;

/**
 * A plan, while people select what of it is written.
 *
 * @param sync the sync's name
 * @param syncPath where its page is
 * @param path of the page
 * @param hash the plan's, and the version of what is selected: forms send back what was seen
 * @param way from where to where, as its two ends
 * @param promotion whether it is one between environments
 * @param refusal why what was asked for was not done; empty for nothing
 * @param tabs the groups, after one for all
 * @param selected how many are taken of all
 * @param matched how many fulfil the filter, and how many of these are taken
 * @param pages where other pages are
 * @param may what this person may do
 * @param apply what is to be known of applying it
 * @param left the first of what waits for a person and is no write
 * @param more how many others there are of these, in words; empty for none
 */
public record ReviewPage(
    Frame frame,
    String sync,
    String syncPath,
    long plan,
    String path,
    String hash,
    long version,
    Way way,
    boolean promotion,
    String made,
    String refusal,
    List<String> notes,
    List<Tab> tabs,
    Count selected,
    Filter filter,
    Count matched,
    List<Line> lines,
    Pages pages,
    May may,
    Apply apply,
    List<Held> left,
    String more) {
  public ReviewPage {
    notes = List.copyOf(notes);
    tabs = List.copyOf(tabs);
    lines = List.copyOf(lines);
    left = List.copyOf(left);
  }

  /**
   * From where to where.
   *
   * @param arrow between both
   */
  public record Way(String from, String arrow, String to) {}

  /** How many there are, and how many are taken. */
  public record Count(int all, int taken) {}

  /**
   * A group.
   *
   * @param word its name in addresses; empty for all
   * @param count how many there are of it, and are taken
   * @param current whether it is shown
   */
  public record Tab(String label, String word, String path, Count count, boolean current) {}

  /**
   * What is shown.
   *
   * @param tasks of which something is offered
   * @param asks whether this person may ask the systems by a condition
   * @param isSet whether it leaves anything out
   * @param problem why its condition cannot be asked; empty for nothing
   */
  public record Filter(
      String group,
      String task,
      String find,
      String where,
      List<String> tasks,
      boolean asks,
      boolean isSet,
      String problem) {
    public Filter {
      tasks = List.copyOf(tasks);
    }
  }

  /**
   * A write.
   *
   * @param who its keys
   * @param label what its record is called
   * @param foreseen why it could not be written; empty for nothing
   * @param problem what became of it; empty for nothing
   * @param problemTone the class that gives that its colour
   * @param fields its fields
   * @param byField whether they are taken one by one
   */
  public record Line(
      int number,
      String task,
      String who,
      String label,
      String group,
      String verb,
      String where,
      boolean taken,
      String reason,
      String foreseen,
      String problem,
      String problemTone,
      List<Field> fields,
      boolean byField) {
    public Line {
      fields = List.copyOf(fields);
    }
  }

  /**
   * A field of a write.
   *
   * @param number its number; 0 where it is not taken by itself
   * @param before what is there; empty with {@code noBefore} for nothing
   * @param after what would be there
   * @param differs whether both are different
   * @param taken whether it is taken when its record is
   */
  public record Field(
      int number,
      String name,
      String before,
      boolean noBefore,
      String after,
      boolean noAfter,
      boolean differs,
      boolean taken,
      String note) {}

  /**
   * Where other pages are.
   *
   * @param page the number of this one, from 1
   * @param words which are shown
   * @param before where those before are; empty for none
   * @param after where those after are
   */
  public record Pages(int page, String words, String before, String after) {}

  /**
   * A record of which nothing can be written as it is.
   *
   * @param who its task, its key and its system
   * @param path its page
   * @param message why
   */
  public record Held(String who, String path, String message) {}

  /** What this person may do. */
  public record May(boolean select, boolean test, boolean apply, boolean approve, boolean undo) {}

  /**
   * What is to be known of applying it.
   *
   * @param writes what would be written, in words
   * @param deletes that of these some are deletions; empty for none
   * @param zone in which a time is read
   * @param testable whether it can be tried
   * @param blocked what could not be written as things are selected; empty for nothing
   * @param guarded why the guard would stop it
   * @param state how it stands: waiting for its time, applied
   * @param tone the class that gives that its colour; empty for none
   * @param waits whether it waits for its time, and can be cancelled
   * @param run that applied it; 0 for none
   * @param outcome what came of it when it was last tried or applied; empty for nothing
   * @param problems that records were not written then; empty where all were
   */
  public record Apply(
      String writes,
      String deletes,
      String zone,
      boolean testable,
      String blocked,
      List<String> guarded,
      String state,
      String tone,
      boolean waits,
      long run,
      String outcome,
      String outcomeTone,
      String problems) {
    public Apply {
      guarded = List.copyOf(guarded);
    }
  }
}
