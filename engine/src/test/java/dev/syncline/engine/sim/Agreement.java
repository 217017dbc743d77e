package dev.syncline.engine.sim;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.Due;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

/**
 * In the end both sides agree through the mapping, as the rows themselves show; where they do not,
 * the record is due with a reason, or the policies say that it is to be left alone.
 */
final class Agreement {
  private final SimSchema schema;
  private final Chronicle chronicle;
  private final Links links;
  private final SimPins pins;
  private final Sameness sameness;
  private final Map<String, Due> due = new HashMap<>();
  private final List<String> problems = new ArrayList<>();

  /** What is apart and not due, whether or not it may be. */
  private final List<String> apart = new ArrayList<>();

  /** Whether something differs just as a side would have made it differ when it was written. */
  private boolean normalised;

  Agreement(SimSchema schema, Chronicle chronicle, Links links, List<Due> due, SimPins pins) {
    this.pins = pins;
    this.schema = schema;
    this.chronicle = chronicle;
    this.links = links;
    this.sameness = new Sameness(schema, chronicle, links);
    for (Due d : due) {
      this.due.put(d.task() + " " + d.side() + " " + d.key(), d);
      if (d.message().isBlank()) {
        problems.add("due without a reason: " + d);
      }
    }
    for (SimTable table : schema.tables()) {
      pairs(table);
      for (Side side : Side.values()) {
        chronicle.alive(table, side).forEach(this::counterpart);
      }
    }
  }

  List<String> problems() {
    return problems;
  }

  /** Whether everything that is not due is equal on both sides. */
  boolean inStep() {
    return apart.isEmpty();
  }

  /** Whether a certificate is right about that, as far as it can be told from outside. */
  boolean agreesWith(boolean certified) {
    return normalised && apart.isEmpty() || certified == apart.isEmpty();
  }

  /** Whether both rows of a link are there and not due, so that they have to be the same. */
  boolean vouchesFor(SimTable table, Link link) {
    Story source = chronicle.at(table, Side.SOURCE, link.source());
    Story target = chronicle.at(table, Side.TARGET, link.target());
    return source != null
        && target != null
        && source.isInScope()
        && target.isInScope()
        && !isDue(table, Side.SOURCE, link.source())
        && !isDue(table, Side.TARGET, link.target());
  }

  List<String> apart() {
    return apart;
  }

  private boolean isDue(SimTable table, Side side, Key key) {
    return due.containsKey(table.task() + " " + side + " " + key);
  }

  private void pairs(SimTable table) {
    for (Link link : links.byTask().get(table.task())) {
      Story source = chronicle.at(table, Side.SOURCE, link.source());
      Story target = chronicle.at(table, Side.TARGET, link.target());
      if (source == null || target == null) {
        continue;
      }
      if (!chronicle.related(source, target)) {
        problems.add(source + " and " + target + " are linked and never had anything in common");
      }
      if (source.isInScope() && target.isInScope()) {
        fields(table, source, target);
      }
    }
    Map<String, List<Story>> sources = byUid(table, Side.SOURCE);
    Map<String, List<Story>> targets = byUid(table, Side.TARGET);
    sources.forEach(
        (uid, s) -> {
          List<Story> t = targets.getOrDefault(uid, List.of());
          boolean one = s.size() == 1 && t.size() == 1;
          if (one
              && links.of(table, Side.SOURCE, s.getFirst().key) == null
              && links.of(table, Side.TARGET, t.getFirst().key) == null
              && !isDue(table, Side.SOURCE, s.getFirst().key)
              && !pins.holds(table, Side.SOURCE, s.getFirst().key)
              && !pins.holds(table, Side.TARGET, t.getFirst().key)
              && !isDue(table, Side.TARGET, t.getFirst().key)
              && table.policies().direction() == Policies.Direction.TWO_WAY
              && !schema.sync().creates().isEmpty()) {
            problems.add(s.getFirst() + " and " + t.getFirst() + " have one uid and no link");
          }
        });
  }

  private Map<String, List<Story>> byUid(SimTable table, Side side) {
    return chronicle
        .alive(table, side)
        .filter(Story::isInScope)
        .collect(Collectors.groupingBy(Story::uid));
  }

  private void fields(SimTable table, Story source, Story target) {
    if (isDue(table, Side.SOURCE, source.key) || isDue(table, Side.TARGET, target.key)) {
      return;
    }
    Task task = schema.sync().tasks().get(table.number());
    for (FieldRule rule : task.fields()) {
      if (SimFilter.isConstant(rule.name())) {
        continue; // in scope both hold it
      }
      Object here = source.now.get(rule.name());
      Object there = target.now.get(rule.name());
      // That parents without a link are one and the same is known to the simulator only.
      normalised |= sameness.parentsWithoutLink(table, rule.name(), here, there);
      if (sameness.alike(table, rule.name(), here, there)) {
        normalised |= !sameness.same(table, rule.name(), here, there);
        continue;
      }
      if (parentMissing(table, rule, source, target)) {
        normalised = true;
        continue;
      }
      if (pins.holds(table, source.key, rule.name()) || readsPinned(table, source.key, rule)) {
        continue;
      }
      if (wasKept(table, rule, source, target)) {
        normalised = true;
        continue;
      }
      String what =
          rule.name() + " of " + source + " is " + here + ", of " + target + " it is " + there;
      apart.add(what);
      if (!mayDiffer(task, table, rule, source, target)) {
        problems.add(what);
      }
    }
  }

  /** What is made of a column that an undo restored stays as it is, too. */
  private boolean readsPinned(SimTable table, Key source, FieldRule rule) {
    SimMade made = table.made(rule.name());
    return made != null
        && Arrays.stream(Side.values())
            .flatMap(side -> made.columns(side).stream())
            .anyMatch(column -> pins.holds(table, source, column.name()));
  }

  /** A row that was made without the field, which does not flow there, has nothing to say of it. */
  private boolean wasKept(SimTable table, FieldRule rule, Story source, Story target) {
    for (Side to : Side.values()) {
      Story made = to == Side.SOURCE ? target : source;
      if (schema.isOneWay(table, rule.name(), to)
          && chronicle.sameRow(made).anyMatch(s -> isSilent(s, table, rule.name(), made))) {
        return true;
      }
    }
    return false;
  }

  /** Whether no user gave a row that the engine made what it holds in a column. */
  private static boolean isSilent(Story row, SimTable table, String column, Story now) {
    Story.Event last = row.last(column);
    return !row.byUser()
        && !last.byUser()
        && Objects.equals(last.value(), now.last(column).value())
        // What a formula reads may come with the row; only what is there since says something.
        && (table.made(column) == null || row.isAsMade(column));
  }

  private boolean mayDiffer(Task task, SimTable table, FieldRule rule, Story source, Story target) {
    boolean toSource = task.writes(Side.SOURCE, rule);
    boolean toTarget = task.writes(Side.TARGET, rule);
    if (toSource == toTarget) {
      return !toSource;
    }
    // One way: what a user put on the side that receives is drift, unless it mirrors.
    Story written = toSource ? source : target;
    boolean wholeRecord = table.policies().conflicts() != Policies.Conflicts.MERGE;
    boolean edited =
        task.fields().stream()
            .filter(f -> wholeRecord || f == rule)
            .anyMatch(f -> written.last(f.name()).byUser());
    return edited && !table.policies().mirror();
  }

  /** A reference to a record without counterpart may be empty, where the task says so. */
  private boolean parentMissing(SimTable table, FieldRule rule, Story source, Story target) {
    return table.references().stream()
        .anyMatch(
            r ->
                r.name().equals(rule.name())
                    && r.missing() == MissingParent.NULL
                    && (source.now.get(rule.name()) == null
                        || target.now.get(rule.name()) == null));
  }

  /** A record without its other half. */
  private void counterpart(Story story) {
    SimTable table = story.table;
    Side other = story.side.other();
    Link link = links.of(table, story.side, story.key);
    if (!story.isInScope()) {
      return; // what becomes of it is no business of the task
    }
    if (link != null && leftOutside(story, other)) {
      normalised = true; // whether anybody saw that before it went is not known here
      return;
    }
    boolean whole = link != null && chronicle.at(table, other, link.key(other)) != null;
    if (whole
        || isDue(table, story.side, story.key)
        || pins.holds(table, story.side, story.key)
        || link != null && pins.holds(table, Side.SOURCE, link.source())) {
      return;
    }
    if (link != null && isDue(table, other, link.key(other))) {
      return;
    }
    Policies p = table.policies();
    // Of a row that left and whose record is kept verify says that it is not compared.
    if (link == null ? creates(table, other) || p.mirror() : !link.base().isGone(other)) {
      apart.add(story + " is alone");
    }
    // A choice does not turn a one-way sync round; it may leave a record alone, though.
    boolean chosen =
        link != null
            && (chronicle.isDecided(table, Side.SOURCE, link.source())
                || chronicle.isDecided(table, Side.TARGET, link.target()));
    if (!chosen && !mayBeAlone(story)) {
      problems.add(story + " has no counterpart, and nothing says why; link " + link);
    }
  }

  /** Whether users removed the other half when it was out of scope, as far as anybody saw. */
  private boolean leftOutside(Story story, Side other) {
    return chronicle
        .stories(story.table, other)
        .anyMatch(s -> chronicle.wentOutside(s) && chronicle.related(s, story));
  }

  private boolean creates(SimTable table, Side side) {
    return schema.sync().creates(schema.sync().tasks().get(table.number()), side);
  }

  private boolean mayBeAlone(Story story) {
    Policies p = story.table.policies();
    Side other = story.side.other();
    boolean deletedThere =
        chronicle
            .stories(story.table, other)
            .anyMatch(s -> s.removedBy.equals(MemoryDatabase.USER) && s.hasKeyOf(story));
    if (!deletedThere) {
      return !creates(story.table, other);
    }
    if (p.direction().writes(other) && !creates(story.table, other)) {
      // Maybe they were never one: what only this side has is listed and no more.
      return true;
    }
    if (!p.direction().writes(other) && !p.mirror()) {
      // Edited here where nothing is carried from, deleted there: the edit stays.
      return true;
    }
    boolean kept =
        p.deletesTo(story.side) != Deletes.PROPAGATE || !p.direction().writes(story.side);
    boolean editWins =
        p.deleteConflicts() == DeleteConflicts.EDIT_WINS && !p.direction().writes(other);
    return kept && !p.mirror() || p.deletesTo(story.side) != Deletes.PROPAGATE || editWins;
  }
}
