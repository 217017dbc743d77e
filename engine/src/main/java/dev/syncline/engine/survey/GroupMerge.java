package dev.syncline.engine.survey;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.match.Grouping;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Fingerprints;
import dev.syncline.core.plan.PlanItem.Reason;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.relations.LinkView;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.sync.Ends;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Merges both sides' unlinked rows by unique key and decides each group of equal keys at once. */
final class GroupMerge {
  /** For how many ambiguous groups the offending values are read and shown. */
  private static final int SHOWN = 50;

  /** For how many unreadable rows it is asked once more what is wrong with them. */
  private static final int EXPLAINED = 50;

  private final Survey survey;
  private final Task task;
  private final Ends ends;
  private final LinkView links;
  private final boolean relations;
  private final boolean formulas;
  private int shown;
  private int explained;

  GroupMerge(Survey survey, Ends ends, LinkView links) {
    this.survey = survey;
    this.task = survey.task();
    this.ends = ends;
    this.links = links;
    this.relations = task.fields().stream().anyMatch(RelationRule.class::isInstance);
    this.formulas = task.fields().stream().anyMatch(FormulaRule.class::isInstance);
  }

  void merge(KeySorter.Cursor source, KeySorter.Cursor target) {
    boolean moreSource = source.next();
    boolean moreTarget = target.next();
    List<Sighting> fromSource = new ArrayList<>();
    List<Sighting> fromTarget = new ArrayList<>();
    while (moreSource || moreTarget) {
      int order = 0;
      if (!moreSource) {
        order = 1;
      } else if (!moreTarget) {
        order = -1;
      } else {
        order = Arrays.compareUnsigned(source.key(), target.key());
      }
      byte[] key = order <= 0 ? source.key() : target.key();
      fromSource.clear();
      fromTarget.clear();
      if (order <= 0) {
        moreSource = take(source, key, fromSource);
      }
      if (order >= 0) {
        moreTarget = take(target, key, fromTarget);
      }
      decide(fromSource, fromTarget);
    }
  }

  private static boolean take(KeySorter.Cursor from, byte[] key, List<Sighting> into) {
    boolean more = true;
    while (more && Arrays.equals(from.key(), key)) {
      into.add(Sighting.unpack(from.payload()));
      more = from.next();
    }
    return more;
  }

  private void decide(List<Sighting> source, List<Sighting> target) {
    List<Sighting> freshSource = only(source, false);
    List<Sighting> freshTarget = only(target, false);
    List<Sighting> linkedSource = only(source, true);
    List<Sighting> linkedTarget = only(target, true);
    boolean flawed = anyFlawed(freshSource) || anyFlawed(freshTarget);
    Grouping group =
        new Grouping(
            freshSource.size(), freshTarget.size(), linkedSource.size(), linkedTarget.size());
    switch (group.outcome()) {
      case NOTHING -> {}
      case LINK -> {
        if (flawed) {
          unreadable(freshSource, freshTarget);
        } else {
          link(freshSource.get(0), freshTarget.get(0));
        }
      }
      case ALONE -> {
        if (flawed) {
          unreadable(freshSource, freshTarget);
        } else if (freshSource.isEmpty()) {
          alone(Side.TARGET, freshTarget.get(0));
        } else {
          alone(Side.SOURCE, freshSource.get(0));
        }
      }
      case MOVED_OR_AMBIGUOUS -> {
        Side side = freshSource.isEmpty() ? Side.TARGET : Side.SOURCE;
        Sighting fresh = side == Side.SOURCE ? freshSource.get(0) : freshTarget.get(0);
        Sighting other = side == Side.SOURCE ? linkedTarget.get(0) : linkedSource.get(0);
        if (!moved(side, fresh, other.toKey())) {
          ambiguous(freshSource, freshTarget, linkedSource, linkedTarget);
        }
      }
      case AMBIGUOUS -> ambiguous(freshSource, freshTarget, linkedSource, linkedTarget);
    }
  }

  private static boolean anyFlawed(List<Sighting> sightings) {
    for (Sighting each : sightings) {
      if (each.flaw()) {
        return true;
      }
    }
    return false;
  }

  private void alone(Side side, Sighting record) {
    survey.alone(side, record.key(), record.unique(task));
  }

  private static List<Sighting> only(List<Sighting> all, boolean linked) {
    if (all.size() < 2) {
      return all.isEmpty() || all.getFirst().linked() == linked ? all : List.of();
    }
    // A linked row may have been found twice: on its own side and as the other's neighbour.
    Set<Key> seen = new HashSet<>();
    return all.stream()
        .filter(s -> s.linked() == linked && (!linked || seen.add(s.toKey())))
        .toList();
  }

  private void link(Sighting source, Sighting target) {
    if (formulas) {
      // Sightings tell what the columns hold and not what is made of them: equal ones may differ.
      survey.matchedUnequal(source.key(), target.key());
    } else if (!relations && Arrays.equals(source.prints(), target.prints())) {
      survey.matchedEqual(
          source.key(), target.key(), Base.of(survey.layout(), source.prints(), source.prints()));
    } else if (relations && equal(source, target)) {
      survey.matchedEqual(
          source.key(), target.key(), Base.of(survey.layout(), source.prints(), target.prints()));
    } else {
      survey.matchedUnequal(source.key(), target.key());
    }
  }

  /** Compares columns by fingerprint and relations through the links of their parents. */
  private boolean equal(Sighting source, Sighting target) {
    int relation = 0;
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      if (!(rule instanceof RelationRule r)) {
        if (source.prints()[i] != target.prints()[i]) {
          return false;
        }
        continue;
      }
      byte[] mine = source.parents()[relation];
      byte[] theirs = target.parents()[relation];
      relation++;
      if (mine == null || theirs == null) {
        if (mine != null || theirs != null) {
          return false;
        }
        continue;
      }
      Key parent = Key.fromBytes(mine);
      Link link = linksOfParents.find(r.through(), parent);
      if (link == null || !Arrays.equals(link.target().bytes(), theirs)) {
        return false;
      }
    }
    return true;
  }

  private final ParentCache linksOfParents = new ParentCache();

  /**
   * Remembers the links of parents lately asked for; children of one parent often stand together.
   */
  private final class ParentCache {
    private static final int SIZE = 100_000;
    private final Map<Integer, Map<Key, Optional<Link>>> byTask = new HashMap<>();

    @org.jspecify.annotations.Nullable
    Link find(int parentTask, Key key) {
      Map<Key, Optional<Link>> known = byTask.computeIfAbsent(parentTask, t -> new HashMap<>());
      if (known.size() > SIZE) {
        known.clear();
      }
      return known
          .computeIfAbsent(
              key,
              k -> Optional.ofNullable(links.ofParents(parentTask, Side.SOURCE, List.of(k)).get(k)))
          .orElse(null);
    }
  }

  /**
   * Whether the record is what was linked to {@code other} under a key that is gone now. It is only
   * when it has the unique key that both sides agreed on: a record that merely has the unique key
   * which {@code other} was given since would be a guess.
   */
  private boolean moved(Side side, Sighting found, Key other) {
    Key fresh = found.toKey();
    Link link = links.store().links(task.id(), side.other(), List.of(other)).get(other);
    if (link == null
        || survey.isMoved(link)
        || !sameUniqueKey(side, found, link)
        || !ends.on(side).fetch(task.shape(side), List.of(link.key(side))).isEmpty()) {
      return false;
    }
    survey.move(
        new Survey.Moved(
            link,
            side == Side.SOURCE ? fresh : link.source(),
            side == Side.TARGET ? fresh : link.target()));
    return true;
  }

  private boolean sameUniqueKey(Side side, Sighting found, Link link) {
    Base base = link.base();
    if (base.layout() != survey.layout() || found.flaw()) {
      return false;
    }
    boolean exactly = true;
    for (Task.MatchField m : task.match()) {
      boolean same =
          base.knows(m.field()) && base.fingerprint(side, m.field()) == found.prints()[m.field()];
      if (!same && (!base.knows(m.field()) || m.form() == MatchForm.EXACT)) {
        return false;
      }
      exactly &= same;
    }
    return exactly || hasStillItsUniqueKey(side.other(), link);
  }

  /**
   * Whether a side's record has the unique key that both sides agreed on: whoever is taken for the
   * same by it, in another case maybe, has that one, too.
   */
  private boolean hasStillItsUniqueKey(Side side, Link link) {
    Fingerprints prints = new Fingerprints(task, links.store().fingerprinter());
    List<Row> rows = ends.on(side).fetch(task.shape(side), List.of(link.key(side)));
    return !rows.isEmpty()
        && task.match().stream()
            .allMatch(
                m ->
                    link.base().fingerprint(side, m.field())
                        == prints.of(side, rows.getFirst(), task.fields().get(m.field())));
  }

  private void unreadable(List<Sighting> source, List<Sighting> target) {
    String why = whyUnreadable(Side.SOURCE, source);
    String message = why.isEmpty() ? whyUnreadable(Side.TARGET, target) : why;
    for (Sighting s : source) {
      survey.hold(Surveyor.held(task, Side.SOURCE, s.toKey(), Reason.UNREADABLE, message));
    }
    for (Sighting t : target) {
      survey.hold(Surveyor.held(task, Side.TARGET, t.toKey(), Reason.UNREADABLE, message));
    }
  }

  /** A survey keeps no reasons, so the first of the flawed rows are read again. */
  private String whyUnreadable(Side side, List<Sighting> sightings) {
    List<Key> flawed =
        sightings.stream().filter(Sighting::flaw).map(Sighting::toKey).limit(1).toList();
    if (flawed.isEmpty()) {
      return "";
    }
    String unreadable = "unreadable on the " + side.word();
    if (explained++ < EXPLAINED) {
      for (Row row : ends.on(side).fetch(task.shape(side), flawed)) {
        if (task.scope(side).observe(row) instanceof Observed.Unreadable u) {
          return unreadable + ": " + u.reason();
        }
      }
    }
    return unreadable + ": a value of it could not be read";
  }

  private void ambiguous(
      List<Sighting> source,
      List<Sighting> target,
      List<Sighting> linkedSource,
      List<Sighting> linkedTarget) {
    String who =
        describe("source", source, "")
            + describe("target", target, "")
            + describe("source", linkedSource, "linked ")
            + describe("target", linkedTarget, "linked ");
    String message =
        values(source.isEmpty() ? Side.TARGET : Side.SOURCE, source.isEmpty() ? target : source)
            + " is the unique key of"
            + who.substring(1)
            + ". Make it unique, choose another key, or resolve it by hand.";
    for (Sighting s : source) {
      survey.hold(Surveyor.held(task, Side.SOURCE, s.toKey(), Reason.AMBIGUOUS, message));
    }
    for (Sighting t : target) {
      survey.hold(Surveyor.held(task, Side.TARGET, t.toKey(), Reason.AMBIGUOUS, message));
    }
  }

  private static String describe(String side, Collection<Sighting> sightings, String kind) {
    if (sightings.isEmpty()) {
      return "";
    }
    String keys =
        sightings.stream()
            .limit(5)
            .map(s -> s.toKey().toString())
            .collect(Collectors.joining(", "));
    return ", "
        + sightings.size()
        + " "
        + kind
        + side
        + (sightings.size() == 1 ? " record (" : " records (")
        + keys
        + (sightings.size() > 5 ? ", …)" : ")");
  }

  /** The offending values, read again for the first groups only. */
  private String values(Side side, List<Sighting> members) {
    if (members.isEmpty() || shown++ >= SHOWN) {
      return "the same value";
    }
    List<Row> rows = ends.on(side).fetch(task.shape(side), List.of(members.get(0).toKey()));
    if (rows.isEmpty()) {
      return "the same value";
    }
    return task.match().stream()
        .flatMap(m -> task.fields().get(m.field()).columns(side).stream())
        .map(c -> value(side, rows.get(0), c))
        .collect(Collectors.joining(", "));
  }

  /** It is kept in the due set, where it stands for all to see. */
  private String value(Side side, Row row, int column) {
    String name = task.shape(side).columns().get(column).name();
    return task.neverJournaled().on(side).contains(name)
        ? "one value of " + name
        : name + " = " + row.get(column);
  }
}
