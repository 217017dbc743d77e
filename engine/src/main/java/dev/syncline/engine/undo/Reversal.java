package dev.syncline.engine.undo;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.Equality;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Seen;
import dev.syncline.core.plan.Rebase;
import dev.syncline.core.plan.References;
import dev.syncline.engine.relations.Parents;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Withheld;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Decides how the effects of a run on one side of a task are taken back: each by one operation, or
 * not at all, because the row or its counterpart changed since.
 *
 * <p>What is restored is pinned: what both sides hold then is what they agree on, though they
 * differ. For fields their base says so, also for those that only read what is restored: to none of
 * them the undo's own write is an edit. For a record that is left on one side only a {@link
 * Decision} does, and it also names the pinned fields for people.
 */
public final class Reversal {
  private static final Object[] NOTHING = {};

  private final Task task;
  private final Side side;
  private final long undone;
  private final String rule;
  private final Rebase rebase;
  private final Fingerprints prints;
  private final Grounds now;
  private final Parents parents;
  private final LongSupplier clock;

  /** Rows of any task and side as they are after what was decided so far. */
  private final Map<Parents.Ref, Row> restored;

  /** Keys whose rows are deleted before, so that a row may take them. */
  private final Set<Key> freed = new HashSet<>();

  /** What comes of an effect. */
  public sealed interface Reversed {
    /** It is taken back; fields that stay are named in {@code left}, which is empty otherwise. */
    record By(PlanItem.Operation operation, List<Decision> pins, String left) implements Reversed {}

    /** It stays, and why. */
    record Not(String reason) implements Reversed {}
  }

  /**
   * Takes back what a run did on one side of a task.
   *
   * @param undone the run
   * @param now what is known of its rows now
   * @param restored rows as they are after what was decided so far, of all that is taken back
   */
  public Reversal(
      Task task,
      Rebase rebase,
      Side side,
      long undone,
      Fingerprints prints,
      Grounds now,
      Map<Parents.Ref, Row> restored,
      Parents parents,
      LongSupplier clock) {
    this.task = task;
    this.rebase = rebase;
    this.side = side;
    this.undone = undone;
    this.rule = "undo of run " + undone;
    this.prints = prints;
    this.now = now;
    this.restored = restored;
    this.parents = parents;
    this.clock = clock;
  }

  /** What comes of an effect; the newest first. */
  public Reversed of(Effect effect) {
    return switch (effect.kind()) {
      case CREATE -> created(effect);
      case UPDATE -> updated(effect);
      case DELETE -> deleted(effect);
    };
  }

  private Reversed created(Effect effect) {
    Row row = now.row(effect.own());
    if (row == null) {
      return new Reversed.Not("it is gone from the " + side.word() + " already");
    }
    String withheld = withheld(effect.after(), effect.after().keySet());
    if (!withheld.isEmpty()) {
      return new Reversed.Not(withheld + ": whether it was changed since is not known");
    }
    List<String> changed = new ArrayList<>();
    for (Column column : row.shape().stored().columns()) {
      Object now = row.get(column.name());
      boolean asLeft =
          effect.after().containsKey(column.name())
              ? same(now, effect.after().get(column.name()))
              : asFilled(column, now);
      if (!asLeft) {
        changed.add(column.name());
      }
    }
    if (!changed.isEmpty()) {
      return new Reversed.Not(changedSince(changed));
    }
    Link link = now.link(effect.own());
    Key partner = link == null ? null : link.key(side.other());
    Row there = now.counterpart(partner);
    for (Side edited : Side.values()) {
      Row current = edited == side ? row.in(task.shape(side)) : there;
      if (link != null && current != null && there != null && edited(link, edited, current)) {
        return new Reversed.Not(
            "it was edited on the " + edited.word() + " since, which the next run carries");
      }
    }
    freed.add(effect.own());
    long own = prints.row(side, row.in(task.shape(side)));
    long other = there == null ? 0 : prints.row(side.other(), there);
    List<Decision> pinned = new ArrayList<>();
    if (partner != null && there != null) {
      Row left = restored.getOrDefault(ref(side.other(), partner), there);
      Seen alone = seen(0, prints.row(side.other(), left));
      pinned.add(pin(side.other(), partner, Decision.RECORD, alone));
    }
    return new Reversed.By(
        new PlanItem.Delete(
            task.id(),
            side,
            side == Side.SOURCE ? effect.own() : partner,
            side == Side.TARGET ? effect.own() : partner,
            link == null ? 0 : link.incarnation(),
            link == null ? 0 : link.revision(),
            seen(own, other),
            row.stored(),
            rule),
        pinned,
        "");
  }

  /**
   * Whether a column that the run did not give holds what the system puts there, as far as that can
   * be told. A value that the system works out for each row (a time, a number of a sequence, a
   * random one) may be any but none: whether somebody changed it is not seen, for else no row with
   * such a column could ever be taken back.
   */
  private boolean asFilled(Column column, @Nullable Object value) {
    return switch (column.origin()) {
      case GIVEN -> value == null;
      case DEFAULT -> {
        Object constant = now.constant(column.name());
        yield constant == null ? value != null : same(value, constant);
      }
      case DEFAULT_OF_PART -> {
        Object constant = now.constant(column.name());
        yield value == null || constant == null || same(value, constant);
      }
      case GENERATED, COMPUTED -> true;
    };
  }

  /**
   * Whether a row was changed in a field that is still to be carried over: also the row to be
   * removed may hold what the run gave it because a user gave it that again.
   */
  private boolean edited(Link link, Side of, Row current) {
    Base base = rebase.of(link.base());
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule field = task.fields().get(i);
      if (base.knows(i)
          && task.writes(of.other(), field)
          && base.fingerprint(of, i) != prints.of(of, current, field)) {
        return true;
      }
    }
    return false;
  }

  private Reversed updated(Effect effect) {
    Row row = now.row(effect.own());
    Link link = now.link(effect.own());
    if (row == null) {
      return new Reversed.Not("it was deleted on the " + side.word() + " since");
    }
    if (link == null) {
      return new Reversed.Not("it is not linked any more");
    }
    Row here = row.in(task.shape(side));
    Row there = now.counterpart(link.key(side.other()));
    Base base = rebase.of(link.base());
    List<Integer> fields = new ArrayList<>();
    List<String> changed = new ArrayList<>();
    List<String> pending = new ArrayList<>();
    List<String> reasons = new ArrayList<>();
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule field = task.fields().get(i);
      List<String> columns =
          field.columns(side).stream().map(c -> here.shape().columns().get(c).name()).toList();
      if (!field.flow().writes(side) // it only reads what another wrote
          || !effect.before().keySet().containsAll(columns)
          || columns.stream()
              .allMatch(
                  c ->
                      !(effect.before().get(c) instanceof Withheld)
                          && same(effect.before().get(c), effect.after().get(c)))) {
        continue;
      }
      String withheld = withheld(effect.before(), columns);
      if (withheld.isEmpty()) {
        withheld = withheld(effect.after(), columns);
      }
      if (!withheld.isEmpty()) {
        if (!reasons.contains(withheld)) { // two rules may share a column
          reasons.add(withheld);
        }
        continue;
      }
      // It may hold that value because a user gave it again: then that is still to be carried.
      boolean given = base.knows(i) && base.fingerprint(side, i) != prints.of(side, here, field);
      if (given || !columns.stream().allMatch(c -> same(row.get(c), effect.after().get(c)))) {
        changed.add(field.name());
      } else if (there != null
          && (!base.knows(i)
              || base.fingerprint(side.other(), i) != prints.of(side.other(), there, field))) {
        pending.add(field.name());
      } else {
        fields.add(i);
      }
    }
    leaveToReaders(base, here, effect, fields, reasons);
    if (!changed.isEmpty()) {
      reasons.add(changedSince(changed));
    }
    if (!pending.isEmpty()) {
      reasons.add(
          String.join(", ", pending)
              + " was edited on the "
              + side.other().word()
              + " since, which the next run carries");
    }
    if (fields.isEmpty()) {
      return new Reversed.Not(reasons.isEmpty() ? "no mapped field" : String.join("; ", reasons));
    }
    Row then = restored(here, fields, effect);
    restored.put(ref(side, effect.own()), then);
    return new Reversed.By(
        update(link, here, there, then, fields, readers(base, here, then, fields)),
        pins(link, there, then, fields),
        String.join("; ", reasons));
  }

  /** A row with some fields as they were before the run, and with what it then leads to. */
  private Row restored(Row here, List<Integer> fields, Effect effect) {
    @Nullable Object[] values = here.values().clone();
    for (int i : fields) {
      for (int column : task.fields().get(i).columns(side)) {
        values[column] = effect.before().get(here.shape().columns().get(column).name());
      }
    }
    return now.complete(new Row(here.shape(), values));
  }

  /**
   * Leaves fields that another one reads of which an edit of this side is still to be carried: what
   * is restored would be carried with it, over what somebody put there.
   */
  private void leaveToReaders(
      Base base, Row here, Effect effect, List<Integer> fields, List<String> reasons) {
    for (int i = 0; i < task.fields().size() && !fields.isEmpty(); i++) {
      FieldRule reader = task.fields().get(i);
      long print = prints.of(side, here, reader);
      if (!base.knows(i) || base.fingerprint(side, i) == print) {
        continue;
      }
      long then = prints.of(side, restored(here, fields, effect), reader);
      if (then != print && then != base.fingerprint(side, i)) {
        List<Integer> read =
            fields.stream()
                .filter(f -> prints.of(side, restored(here, List.of(f), effect), reader) != print)
                .toList();
        fields.removeAll(read);
        reasons.add(
            String.join(", ", read.stream().map(f -> task.fields().get(f).name()).toList())
                + " goes into "
                + reader.name()
                + ", which was edited on the "
                + side.word()
                + " since, and the next run carries that");
      }
    }
  }

  /**
   * Fields that are not restored and read what is: of columns that another field writes, or of what
   * the row then leads to. What this side then holds of them becomes what was agreed on, unless an
   * edit of it is still to be carried; of the other side they remember what they did.
   */
  private List<Integer> readers(Base base, Row here, Row then, List<Integer> restored) {
    List<Integer> readers = new ArrayList<>();
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule field = task.fields().get(i);
      long print = prints.of(side, here, field);
      if (!restored.contains(i)
          && base.knows(i)
          && base.fingerprint(side, i) == print
          && prints.of(side, then, field) != print) {
        readers.add(i);
      }
    }
    return readers;
  }

  private PlanItem.Update update(
      Link link,
      Row here,
      @Nullable Row there,
      Row restored,
      List<Integer> fields,
      List<Integer> readers) {
    List<Change> changes = new ArrayList<>();
    for (int i : fields) {
      FieldRule field = task.fields().get(i);
      changes.add(
          new Change(i, values(field, here), values(field, restored), origin(there, i), rule));
    }
    return new PlanItem.Update(
        task.id(),
        side,
        link.source(),
        link.target(),
        link.incarnation(),
        link.revision(),
        seen(prints.row(side, here), there == null ? 0 : prints.row(side.other(), there)),
        changes,
        rule,
        false,
        readers);
  }

  /**
   * What the other side holds in a field. While it lacks the record it holds nothing: what it held
   * before was never agreed on with what is restored, and does not become so when it comes back.
   */
  private long origin(@Nullable Row there, int field) {
    return there == null ? 0 : prints.of(side.other(), there, task.fields().get(field));
  }

  private List<Decision> pins(Link link, @Nullable Row there, Row restored, List<Integer> fields) {
    // Where the record gets another key back, its pins follow it when that is written.
    Key source = link.source();
    if (there == null) {
      return List.of(
          pin(Side.SOURCE, source, Decision.RECORD, seen(prints.row(side, restored), 0)));
    }
    List<Decision> pinned = new ArrayList<>();
    for (int i : fields) {
      FieldRule field = task.fields().get(i);
      if (!equal(field, restored, there)) {
        Seen both = seen(prints.of(side, restored, field), origin(there, i));
        pinned.add(pin(Side.SOURCE, source, field.name(), both));
      }
    }
    return pinned;
  }

  private Reversed deleted(Effect effect) {
    if (now.row(effect.own()) != null && !freed.contains(effect.own())) {
      return new Reversed.Not("there is a record with its key on the " + side.word() + " again");
    }
    if (now.link(effect.own()) != null && !freed.contains(effect.own())) {
      return new Reversed.Not("its key is linked to another record; run first, then undo");
    }
    String withheld = withheld(effect.before(), effect.before().keySet());
    if (!withheld.isEmpty()) {
      return new Reversed.Not(withheld + ": it cannot be given back whole");
    }
    Shape shape = now.whole();
    @Nullable Object[] values = new @Nullable Object[shape.size()];
    for (int i = 0; i < shape.stored().size(); i++) {
      String column = shape.columns().get(i).name();
      if (!effect.before().containsKey(column)) {
        return new Reversed.Not(
            shape.object() + " has a column " + column + " now, of which nothing was known then");
      }
      values[i] = effect.before().get(column);
    }
    Row row = now.complete(new Row(shape, values));
    Row here = row.in(task.shape(side));
    long own = prints.row(side, here);
    Row there = now.counterpart(effect.other());
    if (effect.other() == null || there == null) {
      return new Reversed.By(
          new PlanItem.Restore(
              task.id(), side, null, 0, undone, row, seen(own, 0), List.of(), rule),
          List.of(pin(side, effect.own(), Decision.RECORD, seen(own, 0))),
          "");
    }
    if (now.isLinked(effect.other())) {
      return new Reversed.Not("its counterpart is linked to another record by now");
    }
    long other = prints.row(side.other(), there);
    List<Change> changes = new ArrayList<>();
    List<Decision> pinned = new ArrayList<>();
    Key source = side == Side.SOURCE ? effect.own() : effect.other();
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule field = task.fields().get(i);
      long origin = prints.of(side.other(), there, field);
      changes.add(new Change(i, NOTHING, values(field, here), origin, rule));
      if (!equal(field, here, there)) {
        pinned.add(
            pin(Side.SOURCE, source, field.name(), seen(prints.of(side, here, field), origin)));
      }
    }
    if (!pinned.isEmpty() && !isPinned(effect.other(), other)) {
      return new Reversed.Not(
          "its counterpart on the " + side.other().word() + " is there and was edited since");
    }
    return new Reversed.By(
        new PlanItem.Restore(
            task.id(),
            side,
            effect.other(),
            now.incarnation(effect.other()),
            undone,
            row,
            seen(own, other),
            changes,
            rule),
        pinned,
        "");
  }

  /** Whether an undo left the counterpart just as it is now. */
  private boolean isPinned(Key other, long print) {
    return now.pins(side.other(), other).stream()
        .anyMatch(d -> d.field().equals(Decision.RECORD) && d.seen() == seen(0, print).both());
  }

  /** The pins of a record that an operation makes void, whatever it pins anew. */
  public List<Decision> replaced(PlanItem.Operation op) {
    List<Decision> all = new ArrayList<>();
    for (Side of : Side.values()) {
      Key key = op.key(of);
      if (key != null) {
        all.addAll(now.pins(of, key));
      }
    }
    if (op instanceof PlanItem.Update u) {
      List<String> names =
          u.changes().stream().map(c -> task.fields().get(c.field()).name()).toList();
      all.removeIf(d -> !d.field().equals(Decision.RECORD) && !names.contains(d.field()));
    }
    return all;
  }

  private Decision pin(Side of, Key key, String field, Seen both) {
    return new Decision(task.id(), of, key, field, Decision.PINNED, both.both(), clock.getAsLong());
  }

  private Parents.Ref ref(Side of, Key key) {
    return new Parents.Ref(task.id(), of, key);
  }

  private Seen seen(long own, long other) {
    return side == Side.SOURCE ? new Seen(own, other) : new Seen(other, own);
  }

  private boolean equal(FieldRule field, Row here, Row there) {
    Row source = side == Side.SOURCE ? here : there;
    Row target = side == Side.SOURCE ? there : here;
    References references =
        field instanceof FieldRule.RelationRule
            ? parents.lookUp(task, List.of(source), List.of(target))
            : (relation, from, key) -> new References.Parent.Missing();
    return Equality.equal(field, source, target, references);
  }

  private @Nullable Object[] values(FieldRule field, Row row) {
    return field.columns(side).stream().map(row::get).toArray();
  }

  private String changedSince(List<String> what) {
    return String.join(", ", what) + " was changed on the " + side.word() + " since";
  }

  /** Of which of some columns the journal holds no value, and why; empty when it holds all. */
  private static String withheld(Map<String, @Nullable Object> values, Collection<String> columns) {
    Map<Withheld, List<String>> why = new EnumMap<>(Withheld.class);
    for (String column : columns) {
      if (values.get(column) instanceof Withheld w) {
        why.computeIfAbsent(w, some -> new ArrayList<>()).add(column);
      }
    }
    return why.entrySet().stream()
        .map(
            e ->
                String.join(", ", e.getValue())
                    + (e.getValue().size() == 1 ? " is " : " are ")
                    + e.getKey().words())
        .collect(Collectors.joining("; "));
  }

  private static boolean same(@Nullable Object one, @Nullable Object other) {
    return Arrays.deepEquals(new Object[] {one}, new Object[] {other});
  }
}
