package dev.syncline.engine.synclog;

import static dev.syncline.engine.synclog.LogUpdate.text;
import static dev.syncline.engine.synclog.LogUpdate.utc;

import dev.syncline.connect.LogTable;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.SyncLog.Put;
import dev.syncline.connect.SyncLog.Remove;
import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Touched;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each record of a sync stands: those that are linked, by their source keys, and those that are
 * due without a link. Only what was touched is looked at, and written as it is now.
 */
final class Snapshot {
  private static final int CHUNK = 500;

  private final StateStore store;
  private final SyncLog log;
  private final LoggedSync sync;
  private final long run;

  /**
   * @param run the latest run, which touched what was touched
   */
  Snapshot(StateStore store, SyncLog log, LoggedSync sync, long run) {
    this.store = store;
    this.log = log;
    this.sync = sync;
    this.run = run;
  }

  /**
   * Brings it up to date.
   *
   * @param anew whether the log knows nothing yet
   */
  void bring(boolean anew) {
    for (int task : sync.tasks().keySet().stream().sorted().toList()) {
      if (anew || !store.touchedFor(task).filter(sync.log()::equals).isPresent()) {
        try (StateStore.Change change = store.begin()) {
          change.keepTouched(task, sync.log());
          change.commit();
        }
      }
      follow(task);
    }
  }

  private void follow(int task) {
    while (true) {
      List<Touched> touched = store.touched(task, CHUNK);
      if (touched.isEmpty()) {
        return;
      }
      if (touched.stream().anyMatch(t -> t.key().isEmpty())) {
        all(task);
      } else {
        List<Object[]> gone = new ArrayList<>();
        List<@Nullable Object[]> rows =
            states(task, keys(touched, Side.SOURCE), keys(touched, Side.TARGET), gone);
        log.write(List.of(new Remove(LogTable.SNAPSHOT, gone), new Put(LogTable.SNAPSHOT, rows)));
      }
      try (StateStore.Change change = store.begin()) {
        change.forgetTouched(touched);
        change.commit();
      }
    }
  }

  private static Set<Key> keys(List<Touched> touched, Side side) {
    Set<Key> keys = new LinkedHashSet<>();
    touched.stream().filter(t -> t.side() == side).forEach(t -> t.key().ifPresent(keys::add));
    return keys;
  }

  /** Begins anew, with what is linked and what is due. */
  private void all(int task) {
    log.write(
        List.of(
            new Remove(
                LogTable.SNAPSHOT, List.<Object[]>of(new Object[] {store.id(), (long) task}))));
    Map<Side, Set<Key>> some = new HashMap<>();
    some.put(Side.SOURCE, new LinkedHashSet<>());
    some.put(Side.TARGET, new LinkedHashSet<>());
    try (StateStore.LinkScan links = store.scan(task, Side.SOURCE)) {
      while (links.next()) {
        take(task, Side.SOURCE, Key.fromBytes(links.key()), some);
      }
    }
    store.due(task, due -> take(task, due.side(), due.key(), some));
    send(task, some);
  }

  private void take(int task, Side side, Key key, Map<Side, Set<Key>> some) {
    Set<Key> keys = Objects.requireNonNull(some.get(side));
    keys.add(key);
    if (keys.size() >= CHUNK) {
      send(task, some);
    }
  }

  private void send(int task, Map<Side, Set<Key>> some) {
    log.write(
        List.of(
            new Put(
                LogTable.SNAPSHOT,
                states(
                    task,
                    Objects.requireNonNull(some.get(Side.SOURCE)),
                    Objects.requireNonNull(some.get(Side.TARGET)),
                    new ArrayList<>()))));
    some.values().forEach(Set::clear);
  }

  /**
   * How records stand now.
   *
   * @param gone takes the keys of rows that are not to be
   * @return rows of those that are linked or due
   */
  private List<@Nullable Object[]> states(
      int task, Set<Key> sources, Set<Key> targets, List<Object[]> gone) {
    Map<Key, Link> byTarget = store.links(task, Side.TARGET, targets);
    Set<Key> allSources = new LinkedHashSet<>(sources);
    byTarget.values().forEach(link -> allSources.add(link.source()));
    Map<Key, Link> bySource = store.links(task, Side.SOURCE, allSources);
    Set<Key> allTargets = new LinkedHashSet<>(targets);
    bySource.values().forEach(link -> allTargets.add(link.target()));
    Map<Key, Due> dueSource = store.due(task, Side.SOURCE, allSources);
    Map<Key, Due> dueTarget = store.due(task, Side.TARGET, allTargets);
    List<@Nullable Object[]> rows = new ArrayList<>();
    for (Key source : allSources) {
      Link link = bySource.get(source);
      Due due = dueSource.get(source);
      if (link != null) {
        Due other = dueTarget.get(link.target());
        rows.add(row(task, Side.SOURCE, source, link.target(), link, due == null ? other : due));
        gone.add(key(task, Side.TARGET, link.target()));
      } else if (due != null) {
        rows.add(row(task, Side.SOURCE, source, null, null, due));
      } else {
        gone.add(key(task, Side.SOURCE, source));
      }
    }
    for (Key target : unlinked(targets, byTarget.keySet())) {
      Due due = dueTarget.get(target);
      if (due != null) {
        rows.add(row(task, Side.TARGET, null, target, null, due));
      } else {
        gone.add(key(task, Side.TARGET, target));
      }
    }
    return rows;
  }

  private static List<Key> unlinked(Collection<Key> keys, Set<Key> linked) {
    return keys.stream().filter(k -> !linked.contains(k)).toList();
  }

  private Object[] key(int task, Side side, Key key) {
    return new Object[] {store.id(), (long) task, side.word(), SyncLog.shortened(key.toString())};
  }

  private @Nullable Object[] row(
      int task,
      Side side,
      @Nullable Key source,
      @Nullable Key target,
      @Nullable Link link,
      @Nullable Due due) {
    Key key = Objects.requireNonNull(side == Side.SOURCE ? source : target);
    return new @Nullable Object[] {
      store.id(),
      (long) task,
      side.word(),
      text(key),
      (long) sync.id(),
      SyncLog.shortened(sync.name()),
      SyncLog.shortened(sync.task(task)),
      text(source),
      text(target),
      due != null ? word(due.reason()) : status(Objects.requireNonNull(link).base()),
      due != null ? due.message() : "",
      due != null ? utc(due.sinceMillis()) : null,
      due != null ? (long) due.attempts() : null,
      run
    };
  }

  private static String word(Due.Reason reason) {
    return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** Of a link of which nothing is due. */
  private static String status(Base base) {
    return base.isGone(Side.SOURCE) || base.isGone(Side.TARGET)
        ? "left"
        : base.isOutside() ? "out-of-scope" : base.isUnknown() ? "linked" : "in-step";
  }
}
