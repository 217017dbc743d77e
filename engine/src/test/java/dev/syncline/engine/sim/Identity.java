package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Nothing is doubled, and no row disappears that no user deleted. */
final class Identity {
  private final SimSchema schema;
  private final Chronicle chronicle;
  private final Set<String> undoing = new HashSet<>();
  private final Map<String, JournalEntry> deletes = new HashMap<>();

  Identity(SimSchema schema, Chronicle chronicle, StateStore store) {
    this.schema = schema;
    this.chronicle = chronicle;
    for (RunRecord run : store.runs(schema.sync().id(), 1_000)) {
      store.journal(run.id(), b -> b.entries().forEach(e -> keep(run, e)));
    }
  }

  private void keep(RunRecord run, JournalEntry entry) {
    if (run.kind().equals("undo")) {
      undoing.add(entry.operation());
    }
    if (entry.kind() == JournalEntry.Kind.DELETE) {
      deletes.put(entry.operation(), entry);
    }
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    chronicle
        .outside()
        .forEach(
            (operation, what) -> {
              if (!undoing.contains(operation) && !chronicle.isLate(operation)) {
                problems.add(what);
              }
            });
    for (SimTable table : schema.tables()) {
      for (Side side : Side.values()) {
        doubled(table, side, problems);
        gone(table, side, problems);
      }
    }
    return problems;
  }

  /** A record is on a side as often as users added it, and once where it was copied to. */
  private void doubled(SimTable table, Side side, List<String> problems) {
    Map<String, List<Story>> byUid =
        chronicle.alive(table, side).collect(Collectors.groupingBy(Story::uid));
    byUid.forEach(
        (uid, stories) -> {
          long added =
              List.of(Side.values()).stream()
                  .flatMap(s -> chronicle.stories(table, s))
                  .filter(s -> s.byUser() && s.uids.contains(uid) || s.wasGiven("uid", uid))
                  .count();
          if (stories.size() > added) {
            problems.add(uid + " is there " + stories.size() + " times: " + stories);
          }
        });
  }

  private void gone(SimTable table, Side side, List<String> problems) {
    chronicle
        .stories(table, side)
        .filter(s -> !s.alive() && !s.removedBy.equals(MemoryDatabase.USER))
        .forEach(
            s -> {
              boolean asked =
                  chronicle
                      .stories(table, side.other())
                      .anyMatch(
                          o ->
                              o.removedBy.equals(MemoryDatabase.USER)
                                  && o.removed < s.removed
                                  && (chronicle.related(o, s) || tookKeys(o, s)));
              // A mirror removes what only the written side has.
              boolean extra =
                  table.policies().mirror() && table.policies().direction().writes(side);
              if (!asked && !extra && !undoing.contains(s.removedBy)) {
                problems.add(s + " was removed, and no user removed its counterpart");
              }
            });
  }

  /**
   * Whether two rows were taken for a pair because they had the keys of one. A row that gets a key
   * which another had when nobody looked is that other one to whoever knows rows by their keys.
   */
  private boolean tookKeys(Story asked, Story removed) {
    JournalEntry delete = deletes.get(removed.removedBy);
    if (delete == null || delete.source() == null || delete.target() == null) {
      return false;
    }
    boolean onTarget = removed.side == Side.TARGET;
    return asked.key.equals(onTarget ? delete.source() : delete.target())
        && removed.key.equals(onTarget ? delete.target() : delete.source())
        && hadKeyOf(asked).anyMatch(a -> hadKeyOf(removed).anyMatch(r -> chronicle.related(a, r)));
  }

  private Stream<Story> hadKeyOf(Story story) {
    return chronicle.stories(story.table, story.side).filter(s -> s.everHadKey(story.key));
  }
}
