package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Observed;
import dev.syncline.core.model.Row;
import dev.syncline.core.reconcile.FieldFact;
import dev.syncline.core.reconcile.Newest;
import dev.syncline.core.reconcile.State;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Compares what both sides hold with each other and with the base. */
final class Facts {
  private final Task task;
  private final Rebase rebase;

  Facts(Task task, Rebase rebase) {
    this.task = task;
    this.rebase = rebase;
  }

  /** The link's base under today's layout. */
  Base base(@Nullable Link link) {
    return link == null ? rebase.unknown() : rebase.of(link.base());
  }

  State state(Side side, Observed observed, Base base, long @Nullable [] prints) {
    return switch (observed) {
      case Observed.Absent a -> State.ABSENT;
      case Observed.OutOfScope o -> State.OUT_OF_SCOPE;
      case Observed.Unreadable u -> State.UNREADABLE;
      case Observed.Present p -> {
        for (int i = 0; prints != null && i < prints.length; i++) {
          // A field that never agreed and could still travel counts as an edit: when the other
          // side deletes the record, what was never carried must not be lost unseen.
          boolean changed =
              base.knows(i)
                  ? base.fingerprint(side, i) != prints[i]
                  : task.writes(side.other(), task.fields().get(i));
          if (changed) {
            yield State.CHANGED;
          }
        }
        yield State.SAME;
      }
    };
  }

  List<FieldFact> fields(
      Base base,
      Row source,
      Row target,
      long[] sourcePrints,
      long[] targetPrints,
      Map<String, Side> choices,
      References references) {
    List<FieldFact> facts = new ArrayList<>(task.fields().size());
    for (int i = 0; i < task.fields().size(); i++) {
      FieldRule rule = task.fields().get(i);
      boolean known = base.knows(i);
      Side chosen = choices.get(rule.name());
      facts.add(
          new FieldFact(
              known,
              known && base.fingerprint(Side.SOURCE, i) != sourcePrints[i],
              known && base.fingerprint(Side.TARGET, i) != targetPrints[i],
              Equality.equal(rule, source, target, references),
              empty(rule, Side.SOURCE, source),
              empty(rule, Side.TARGET, target),
              task.writes(Side.SOURCE, rule),
              task.writes(Side.TARGET, rule),
              chosen != null ? chosen : choices.get("*")));
    }
    return facts;
  }

  private static boolean empty(FieldRule rule, Side side, Row row) {
    for (int column : rule.columns(side)) {
      Object value = row.get(column);
      if (value != null && !value.equals("")) {
        return false;
      }
    }
    return true;
  }

  Newest newest(@Nullable Row source, @Nullable Row target) {
    if (source == null || target == null) {
      return Newest.UNKNOWN;
    }
    Instant s = task.sourceClock().map(c -> instant(source.get(c))).orElse(null);
    Instant t = task.targetClock().map(c -> instant(target.get(c))).orElse(null);
    if (s == null || t == null || s.equals(t)) {
      return Newest.UNKNOWN;
    }
    return s.isAfter(t) ? Newest.SOURCE : Newest.TARGET;
  }

  private static @Nullable Instant instant(@Nullable Object clock) {
    return switch (clock) {
      case Instant i -> i;
      case LocalDateTime l -> l.toInstant(ZoneOffset.UTC);
      case Long seconds -> Instant.ofEpochSecond(seconds);
      case null, default -> null;
    };
  }
}
