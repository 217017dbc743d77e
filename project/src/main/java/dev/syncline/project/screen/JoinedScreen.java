package dev.syncline.project.screen;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What a sync joins: the objects of both sides, which refer to which, and the tasks between them.
 *
 * @param source the source connection's name
 * @param target the target connection's name
 * @param direction {@code ⇄}, {@code →} or {@code ←}
 * @param objects those of each side, in the order in which tasks name them
 * @param asked whether the systems were asked; else it is what the configuration says
 */
public record JoinedScreen(
    String sync,
    String source,
    String target,
    String direction,
    BySide<List<Thing>> objects,
    List<Join> joins,
    boolean asked)
    implements Screen {
  public JoinedScreen {
    joins = List.copyOf(joins);
  }

  /**
   * An object of a system.
   *
   * @param columns how many it has; -1 where that is not known
   * @param references which objects of the same system it refers to, itself perhaps among them
   */
  public record Thing(String name, int columns, List<Reference> references) {
    public Thing {
      references = List.copyOf(references);
    }
  }

  /**
   * That an object refers to another.
   *
   * @param columns by which; empty where that is not known
   * @param to the name of the other
   */
  public record Reference(List<String> columns, String to) {
    public Reference {
      columns = List.copyOf(columns);
    }
  }

  /**
   * A task.
   *
   * @param objects names of the objects of each side that it joins: more than one where records
   *     have parts
   * @param lookups names of the objects of each side in which it looks values up
   * @param fields how many fields it keeps the same; -1 where those of the same names are
   * @param links how many records are linked
   */
  public record Join(
      String task,
      int id,
      BySide<List<String>> objects,
      BySide<List<String>> lookups,
      int fields,
      long links,
      long due) {}

  /** The name of a side's connection, told from the other's. */
  public String name(Side side) {
    return source.equals(target) ? side.word() : side == Side.SOURCE ? source : target;
  }

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, sync)
            + "  "
            + name(Side.SOURCE)
            + " "
            + direction
            + " "
            + name(Side.TARGET));
    for (Join join : joins) {
      page.flow(
          "  " + page.paint(Style.STRONG, Shown.safe(join.task())) + "  ",
          Style.PLAIN,
          Shown.safe(words(join)),
          4);
    }
    for (Side side : Side.values()) {
      for (Thing thing : objects.on(side)) {
        for (Reference reference : thing.references()) {
          page.line(
              Style.FAINT,
              "  "
                  + Shown.safe(
                      name(side) + " " + thing.name() + words(reference) + " → " + reference.to()));
        }
      }
    }
  }

  private static String words(Reference reference) {
    return reference.columns().isEmpty() ? "" : " (" + String.join(", ", reference.columns()) + ")";
  }

  /** A task in words: {@code customer ⇄ client, 3 fields, 4 links}. */
  public String words(Join join) {
    List<String> looks =
        Stream.of(Side.values()).flatMap(side -> join.lookups().on(side).stream()).toList();
    return String.join(" + ", join.objects().source())
        + " "
        + direction
        + " "
        + String.join(" + ", join.objects().target())
        + ", "
        + (join.fields() < 0 ? "fields of the same name" : Words.count(join.fields(), "field"))
        + ", "
        + Words.count(join.links(), "link")
        + (looks.isEmpty() ? "" : ", looks up in " + Words.list(looks));
  }

  @Override
  public Map<String, Object> json() {
    List<Object> tasks = new ArrayList<>();
    for (Join j : joins) {
      tasks.add(
          Json.map(
              "task", j.task(),
              "id", j.id(),
              "source", j.objects().source(),
              "target", j.objects().target(),
              "lookups", Json.map("source", j.lookups().source(), "target", j.lookups().target()),
              "fields", j.fields() < 0 ? null : j.fields(),
              "links", j.links(),
              "due", j.due()));
    }
    return Json.map(
        "sync", sync,
        "source", source,
        "target", target,
        "direction", direction,
        "asked", asked,
        "sourceObjects", objects.source().stream().map(JoinedScreen::json).toList(),
        "targetObjects", objects.target().stream().map(JoinedScreen::json).toList(),
        "tasks", tasks,
        "exit", exit().number());
  }

  private static Map<String, Object> json(Thing thing) {
    return Json.map(
        "object",
        thing.name(),
        "columns",
        thing.columns() < 0 ? null : thing.columns(),
        "references",
        thing.references().stream()
            .map(r -> Json.map("columns", r.columns(), "to", r.to()))
            .toList());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.IN_STEP;
  }
}
