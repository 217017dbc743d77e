package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.engine.sim.Chronicle.Lost;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Every user's edit that the engine took away had reached the other side before, or was overruled
 * by a rule that the journal records.
 */
final class Edits {
  private static final List<String> OVERRULING =
      List.of(" differ, ", "mirror", "cleared", "filled an empty field", "chosen");
  private static final List<String> REMOVING = List.of("the delete wins", "mirror", "chosen");

  private final SimSchema schema;
  private final Chronicle chronicle;
  private final Sameness sameness;
  private final Map<String, JournalEntry> journal = new HashMap<>();

  Edits(SimSchema schema, Chronicle chronicle, StateStore store) {
    this.schema = schema;
    this.chronicle = chronicle;
    this.sameness = new Sameness(schema, chronicle, Links.of(store, schema));
    for (RunRecord run : store.runs(schema.sync().id(), 1_000)) {
      store.journal(run.id(), batch -> batch.entries().forEach(this::keep));
    }
  }

  /** Of an operation that was sent more than once, the entry that says it was applied. */
  private void keep(JournalEntry entry) {
    journal.merge(entry.operation(), entry, (a, b) -> b.outcome().startsWith("applied") ? b : a);
  }

  List<String> problems() {
    List<String> problems = new ArrayList<>();
    chronicle
        .doubled()
        .forEach(
            (operation, what) -> {
              JournalEntry entry = journal.get(operation);
              // A record that comes back does not ask for unique keys; and what is written late was
              // decided when others had them.
              if (!chronicle.isLate(operation)
                  && (entry == null || entry.detail().startsWith("no counterpart"))) {
                problems.add(what);
              }
            });
    for (Lost lost : chronicle.lost()) {
      JournalEntry entry = journal.get(lost.operation());
      if (entry == null || !entry.outcome().startsWith("applied")) {
        problems.add("the journal does not know that " + lost.story() + " was written: " + entry);
      } else if (lost.column().isEmpty()) {
        removed(lost, entry, problems);
      } else if (!fair(lost, entry, lost.column(), lost.event(), OVERRULING)) {
        problems.add(
            lost.column()
                + " of "
                + lost.story()
                + " lost the user's "
                + lost.event()
                + " because '"
                + entry.detail()
                + "'");
      }
    }
    return problems;
  }

  private void removed(Lost lost, JournalEntry entry, List<String> problems) {
    Story story = lost.story();
    Task task = schema.sync().tasks().get(story.table.number());
    for (FieldRule rule : task.fields()) {
      if (SimFilter.isConstant(rule.name())) {
        continue;
      }
      Story.Event last = story.last(rule.name());
      boolean carried = task.writes(story.side.other(), rule);
      if (carried && last.byUser() && !fair(lost, entry, rule.name(), last, REMOVING)) {
        problems.add(
            story
                + " was removed with the user's "
                + last
                + " in "
                + rule.name()
                + " because '"
                + entry.detail()
                + "'");
      }
    }
  }

  private boolean fair(
      Lost lost, JournalEntry entry, String column, Story.Event event, List<String> rules) {
    SimTable table = lost.story().table;
    boolean mapped =
        schema.sync().tasks().get(table.number()).fields().stream()
            .anyMatch(r -> r.name().equals(column));
    // missing-parent: null lets a reference go.
    boolean letGo =
        table.references().stream()
            .anyMatch(r -> r.name().equals(column) && r.missing() == MissingParent.NULL);
    return !mapped
        || letGo
        || rules.stream().anyMatch(entry.detail()::contains)
        || isAsWritten(lost, column, event)
        || wasKept(lost, entry, column, event)
        || isAsCarried(lost, entry, column, event)
        || arrived(lost, entry, column, event);
  }

  /**
   * Whether it was there when the engine made the other row of it, to which the field does not
   * flow: both sides agreed to differ in it.
   */
  private boolean wasKept(Lost lost, JournalEntry entry, String column, Story.Event event) {
    Story story = lost.story();
    Story counterpart = counterpart(lost, entry);
    return counterpart != null
        && schema.isOneWay(story.table, column, story.side)
        && stoodFor(counterpart)
            .anyMatch(s -> !s.byUser() && story.since(column, event) <= s.added);
  }

  /**
   * Whether the value is what the engine itself had put there last, as far as the mapping can tell:
   * that is what both sides agreed on, whatever the other side was given before the engine wrote,
   * and giving it once more, or back again, is no edit that could be told from none.
   */
  private boolean isAsWritten(Lost lost, String column, Story.Event event) {
    Story story = lost.story();
    return chronicle
        .sameRow(story)
        .flatMap(s -> s.lastByEngine(column, lost.at()).stream())
        .max(Comparator.comparingLong(Story.Event::at))
        .filter(
            written ->
                sameness.unchanged(story.table, column, story.side, written.value(), event.value()))
        .isPresent();
  }

  /**
   * Whether the value is what the engine carried from here when it last wrote the field to the
   * other side: that is agreed on, too, also if users gave this side something else meanwhile.
   */
  private boolean isAsCarried(Lost lost, JournalEntry entry, String column, Story.Event event) {
    Story story = lost.story();
    Story counterpart = counterpart(lost, entry);
    return counterpart != null
        && counterpart.writtenByEngine(column, lost.at()) > story.writtenByEngine(column, lost.at())
        && counterpart
            .lastByEngine(column, lost.at())
            .filter(
                written ->
                    story.side == Side.SOURCE
                        ? sameness.wereAlike(story.table, column, event.value(), written.value())
                        : sameness.wereAlike(story.table, column, written.value(), event.value()))
            .isPresent();
  }

  private Story counterpart(Lost lost, JournalEntry entry) {
    Side other = lost.story().side.other();
    Key key = other == Side.SOURCE ? entry.source() : entry.target();
    return key == null ? null : chronicle.then(lost.story().table, other, key, lost.at());
  }

  /**
   * Whether both sides were alike with this value since the engine last wrote the field: then it
   * was agreed on, and giving it once more, or back again, was no edit.
   */
  private boolean arrived(Lost lost, JournalEntry entry, String column, Story.Event event) {
    Story story = lost.story();
    Story counterpart = counterpart(lost, entry);
    if (counterpart == null) {
      return false;
    }
    return stoodFor(story)
        .anyMatch(s -> stoodFor(counterpart).anyMatch(o -> arrived(lost, s, o, column, event)));
  }

  /**
   * The stories of a row, and of those that it took the place of, under whatever key they had: one
   * that was added with the code of one that was removed.
   */
  private Stream<Story> stoodFor(Story story) {
    List<Story> own = chronicle.sameRow(story).toList();
    return chronicle
        .stories(story.table, story.side)
        .filter(
            s ->
                s.isSameRow(story)
                    || chronicle
                        .sameRow(s)
                        .anyMatch(t -> own.stream().anyMatch(o -> shareCode(t, o))));
  }

  private static boolean shareCode(Story one, Story other) {
    return one.codes.stream().anyMatch(other.codes::contains);
  }

  private boolean arrived(
      Lost lost, Story story, Story counterpart, String column, Story.Event event) {
    long since =
        Math.max(
            story.writtenByEngine(column, lost.at()),
            counterpart.writtenByEngine(column, lost.at()));
    for (long[] time :
        story.when(
            column,
            v -> sameness.unchanged(story.table, column, story.side, v, event.value()),
            since,
            lost.at())) {
      for (Object held : counterpart.held(column, time[0], time[1])) {
        boolean alike =
            story.side == Side.SOURCE
                ? sameness.wereAlike(story.table, column, event.value(), held)
                : sameness.wereAlike(story.table, column, held, event.value());
        if (alike) {
          return true;
        }
      }
    }
    return false;
  }
}
