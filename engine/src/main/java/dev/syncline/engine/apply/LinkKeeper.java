package dev.syncline.engine.apply;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.plan.Rebase;
import dev.syncline.engine.store.StateStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

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

  /** Keeps what these writes mean. */
  void keep(StateStore.Change change, List<Settled> settled) {
    List<Key> known = new ArrayList<>();
    for (Settled s : settled) {
      if (s.source() != null && s.incarnation() < 0) {
        known.add(s.source());
      }
    }
    Map<Key, Link> links =
        known.isEmpty() ? Map.of() : store.links(task.id(), Side.SOURCE, known);
    Map<Key, Integer> incarnations =
        known.isEmpty() ? Map.of() : store.incarnations(task.id(), known);
    List<Link> fresh = new ArrayList<>();
    List<Link> put = new ArrayList<>();
    List<Key> removed = new ArrayList<>();
    for (Settled s : settled) {
      switch (s.kind()) {
        case CREATE -> {
          Link link = created(s, links, incarnations);
          if (s.incarnation() < 0) {
            // It comes back: what it was linked as before is replaced.
            if (s.source() != null && links.containsKey(s.source())) {
              removed.add(s.source());
            }
            put.add(link);
          } else {
            fresh.add(link);
          }
        }
        case UPDATE -> {
          Link before = links.get(Objects.requireNonNull(s.source()));
          if (before != null) {
            Link after = updated(before, s);
            if (!after.source().equals(before.source())) {
              removed.add(before.source());
            }
            put.add(after);
          }
        }
        case DELETE -> {
          if (s.source() != null) {
            removed.add(s.source());
          }
        }
      }
    }
    if (!removed.isEmpty()) {
      change.removeLinks(task.id(), removed);
    }
    if (!put.isEmpty()) {
      change.putLinks(task.id(), put);
    }
    if (!fresh.isEmpty()) {
      change.addLinks(task.id(), fresh);
    }
  }

  private Link created(Settled s, Map<Key, Link> links, Map<Key, Integer> incarnations) {
    Key written = Objects.requireNonNull(s.written());
    Key source = s.side() == Side.SOURCE ? written : Objects.requireNonNull(s.source());
    Key target = s.side() == Side.TARGET ? written : Objects.requireNonNull(s.target());
    int incarnation = s.incarnation();
    if (incarnation < 0) {
      Link before = s.source() == null ? null : links.get(s.source());
      incarnation =
          before != null
              ? before.incarnation() + 1
              : s.source() == null ? 0 : incarnations.getOrDefault(s.source(), 0);
    }
    return new Link(source, target, Objects.requireNonNull(s.delta()), 0, incarnation);
  }

  private Link updated(Link before, Settled s) {
    Base base = Delta.advance(rebase.of(before.base()), Objects.requireNonNull(s.delta()));
    Key written = Objects.requireNonNull(s.written());
    return new Link(
        s.side() == Side.SOURCE ? written : before.source(),
        s.side() == Side.TARGET ? written : before.target(),
        base,
        before.revision() + 1,
        before.incarnation());
  }
}
