package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Brings links and bases up to what was written. */
final class LinkKeeper {
  private final Task task;
  private final Rebase rebase;
  private final StateStore store;

  LinkKeeper(Task task, Rebase rebase, StateStore store) {
    this.task = task;
    this.rebase = rebase;
    this.store = store;
  }

  /** Keeps what these writes mean, at a moment in milliseconds. */
  void keep(StateStore.Change change, List<Settled> settled, long now) {
    Known known = new Known(change, settled);
    List<Link> fresh = new ArrayList<>();
    List<Link> put = new ArrayList<>();
    List<Link> advanced = new ArrayList<>();
    List<Key> removed = new ArrayList<>();
    Map<Side, Map<Key, Key>> vacated = new EnumMap<>(Side.class);
    for (Settled s : settled) {
      Link before = known.link(s);
      switch (s.kind()) {
        case CREATE -> {
          if (s.sureKey() == null) {
            // A row that an undo put back and whose counterpart is gone belongs to none.
            continue;
          }
          Link link = created(s, known);
          if (s.incarnation() < 0) {
            // It comes back: what it was linked as before is replaced.
            if (before != null) {
              removed.add(before.source());
            }
            put.add(link);
          } else {
            fresh.add(link);
          }
        }
        case UPDATE -> {
          if (before != null) {
            Link after = updated(before, s, known);
            if (!after.source().equals(before.source())) {
              removed.add(before.source());
            }
            boolean same =
                after.source().equals(before.source()) && after.target().equals(before.target());
            (same ? advanced : put).add(after);
            if (!after.key(s.side()).equals(before.key(s.side()))) {
              vacated
                  .computeIfAbsent(s.side(), side -> new HashMap<>())
                  .put(after.key(s.side()), before.key(s.side()));
            }
          }
        }
        case DELETE -> {
          if (before != null) {
            removed.add(before.source());
          }
        }
      }
    }
    List<Due> due = new ArrayList<>();
    vacated.forEach(
        (side, keys) ->
            giveWay(change, side, keys, known, put, removed)
                .forEach(link -> due.add(due(link, now))));
    vacated.forEach(
        (side, keys) -> {
          Map<Key, Key> given = new HashMap<>();
          keys.forEach((after, before) -> given.put(before, after));
          Decision.rekey(store, change, task.id(), side, given);
        });
    if (!removed.isEmpty()) {
      change.removeLinks(task.id(), removed);
    }
    if (vacated.isEmpty()) {
      change.advanceLinks(task.id(), advanced);
    } else {
      put.addAll(advanced); // one of them may be in the way of another
    }
    if (!put.isEmpty()) {
      change.putLinks(task.id(), put);
    }
    if (!fresh.isEmpty()) {
      change.addLinks(task.id(), fresh);
    }
    if (!due.isEmpty()) {
      change.putDue(due);
    }
  }

  private Due due(Link link, long now) {
    return new Due(
        task.id(),
        Side.SOURCE,
        link.source(),
        Due.Reason.WAITING,
        "another record took its key",
        0,
        now,
        0);
  }

  /**
   * A key that a record took while another link still names it is that of a row which was removed
   * just before. That link takes the key which the record left, or where another record of the same
   * batch took that, the one which this left: nothing is there, so its next look finds the removal.
   * A link whose own record moved in the same batch needs no way.
   *
   * @param keys by the key taken, the key left
   * @return the links that gave way, as they are now
   */
  private List<Link> giveWay(
      StateStore.Change change,
      Side side,
      Map<Key, Key> keys,
      Known known,
      List<Link> put,
      List<Key> removed) {
    List<Link> gaveWay = new ArrayList<>();
    change
        .links(task.id(), side, keys.keySet())
        .forEach(
            (taken, other) -> {
              if (known.moved(side, taken)) {
                return;
              }
              Key left = taken;
              while (keys.containsKey(left)) {
                left = keys.get(left);
              }
              if (side == Side.SOURCE) {
                removed.add(other.source());
              }
              gaveWay.add(
                  new Link(
                      side == Side.SOURCE ? left : other.source(),
                      side == Side.TARGET ? left : other.target(),
                      other.base(),
                      other.revision() + 1,
                      other.incarnation()));
            });
    put.addAll(gaveWay);
    return gaveWay;
  }

  /**
   * The links of what was written, found by the key on the side where the record surely had it: the
   * written side, or for a record that comes back the other one. The opposite key may be an earlier
   * one, when another operation of the same run changed it, and may by now be another record's.
   */
  private final class Known {
    private final Map<Side, Map<Key, Link>> links = new EnumMap<>(Side.class);
    private final Map<Side, Map<Key, Integer>> incarnations = new EnumMap<>(Side.class);

    Known(StateStore.Change change, List<Settled> settled) {
      Map<Side, List<Key>> keys = new EnumMap<>(Side.class);
      Map<Side, List<Key>> again = new EnumMap<>(Side.class);
      for (Settled s : settled) {
        Key key = s.sureKey();
        if (key != null && (s.kind() != JournalEntry.Kind.CREATE || s.incarnation() < 0)) {
          keys.computeIfAbsent(s.sureSide(), side -> new ArrayList<>()).add(key);
        }
        if (key != null && s.kind() == JournalEntry.Kind.CREATE && s.incarnation() < 0) {
          again.computeIfAbsent(s.sureSide(), side -> new ArrayList<>()).add(key);
        }
        if (s.written() != null
            && s.side() == Side.SOURCE
            && (s.kind() == JournalEntry.Kind.CREATE || !s.written().equals(key))) {
          again.computeIfAbsent(Side.SOURCE, side -> new ArrayList<>()).add(s.written());
        }
      }
      keys.forEach((side, wanted) -> links.put(side, change.links(task.id(), side, wanted)));
      again.forEach(
          (side, asked) -> incarnations.put(side, change.incarnations(task.id(), side, asked)));
    }

    /** Whether the record that had a key is itself among what was written. */
    boolean moved(Side side, Key key) {
      return links.getOrDefault(side, Map.of()).containsKey(key);
    }

    /** How often a record was linked before; 0 if that was not asked. */
    int incarnation(Side side, @Nullable Key key) {
      return key == null ? 0 : incarnations.getOrDefault(side, Map.of()).getOrDefault(key, 0);
    }

    @Nullable Link link(Settled s) {
      Key key = s.sureKey();
      return key == null ? null : links.getOrDefault(s.sureSide(), Map.of()).get(key);
    }
  }

  private static Link created(Settled s, Known known) {
    Key written = Objects.requireNonNull(s.written());
    Key source = s.side() == Side.SOURCE ? written : Objects.requireNonNull(s.source());
    Key target = s.side() == Side.TARGET ? written : Objects.requireNonNull(s.target());
    int incarnation = s.incarnation();
    if (incarnation < 0) {
      incarnation = known.incarnation(s.sureSide(), s.sureKey());
    }
    // A source key that was linked before as another record begins no lower than that left it.
    return new Link(
        source,
        target,
        Objects.requireNonNull(s.delta()),
        0,
        Math.max(incarnation, known.incarnation(Side.SOURCE, source)));
  }

  private Link updated(Link before, Settled s, Known known) {
    Base base = Delta.advance(rebase.of(before.base()), Objects.requireNonNull(s.delta()));
    Key written = Objects.requireNonNull(s.written());
    Key source = s.side() == Side.SOURCE ? written : before.source();
    return new Link(
        source,
        s.side() == Side.TARGET ? written : before.target(),
        base,
        before.revision() + 1,
        source.equals(before.source())
            ? before.incarnation()
            : Math.max(before.incarnation(), known.incarnation(Side.SOURCE, source)));
  }
}
