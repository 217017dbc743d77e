package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Connector.Noted;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** Syncline's own tables in a {@link MemoryDatabase}: who owns a sync, and what was applied. */
final class MemoryLedger {
  private final Map<Integer, Owner> owners = new HashMap<>();
  private final Map<String, Applied> applied = new HashMap<>();
  private final List<Note> notes = new ArrayList<>();
  private final Map<String, List<Mark>> marks = new LinkedHashMap<>();
  private final Map<String, Function<Object[], Key>> named = new HashMap<>();
  private final Set<String> silent = new HashSet<>();
  private final Map<String, Long> marked = new HashMap<>();
  private final Map<String, Late> late = new HashMap<>();
  private BooleanSupplier loses = () -> false;
  private BooleanSupplier unruly = () -> false;
  private boolean installed;

  private record Note(WriteBatch batch, String operation, Applied applied) {
    Noted noted() {
      return new Noted(batch.task(), Long.parseLong(batch.id()), operation, applied);
    }
  }

  private record Owner(String store, long token) {}

  /**
   * A mark's number that was taken and not given yet, for its transaction commits late.
   *
   * @param since keys of the rows that were marked since: their locks it does not hold
   */
  private record Late(long number, Set<Key> since) {}

  void install() {
    installed = true;
  }

  boolean installed() {
    return installed;
  }

  void uninstall() {
    installed = false;
    owners.clear();
    applied.clear();
    notes.clear();
    marks.clear();
    silent.clear();
    marked.clear();
    late.clear();
  }

  /** Tracks an object whose marks name rows by what a function makes of them. */
  void track(String consumer, String object, Function<Object[], Key> naming) {
    named.put(consumer + "|" + object, naming);
    track(consumer, object);
  }

  void track(String consumer, String object) {
    marks.computeIfAbsent(consumer + "|" + object, tracked -> new ArrayList<>());
    silent.remove(consumer + "|" + object);
  }

  /** Whether writes are marked. */
  boolean isTracked(String consumer, String object) {
    String tracked = consumer + "|" + object;
    return marks.containsKey(tracked) && !silent.contains(tracked);
  }

  void untrack(String consumer, String object) {
    marks.remove(consumer + "|" + object);
    marked.remove(consumer + "|" + object);
    late.remove(consumer + "|" + object);
  }

  /** Somebody drops all triggers; the marks stay. */
  void silence() {
    silent.addAll(marks.keySet());
  }

  /** Somebody drops all marks with their triggers. */
  void untrackAll() {
    marks.clear();
  }

  /** The marks of an object; null when it is not tracked. */
  List<Mark> marks(String consumer, String object) {
    return marks.get(consumer + "|" + object);
  }

  void keep(String consumer, String object, List<Mark> left) {
    marks.put(consumer + "|" + object, left);
  }

  /** Notes what is committed in the database, as triggers do. */
  void follow(MemoryDatabase database) {
    database.watch(changes -> changes.forEach(this::mark));
  }

  /** From now on some changes of users leave no marks. */
  void lose(BooleanSupplier some) {
    loses = some;
  }

  /** From now on some changes leave two marks, and some a mark with a number lower than others'. */
  void unruly(BooleanSupplier some) {
    unruly = some;
  }

  private void mark(MemoryDatabase.Changed change) {
    if (change.origin() == null && loses.getAsBoolean()) {
      return;
    }
    marks.forEach(
        (tracked, list) -> {
          if (tracked.endsWith("|" + change.table()) && !silent.contains(tracked)) {
            Set<Key> keys = new HashSet<>(Arrays.asList(change.keyBefore(), change.keyAfter()));
            keys.remove(null);
            for (int times = unruly.getAsBoolean() ? 2 : 1; times > 0; times--) {
              long number = number(tracked, keys);
              list.add(mark(number, change, named.get(tracked)));
            }
            list.sort(Comparator.comparing(Mark::number));
          }
        });
  }

  private static Mark mark(
      long number, MemoryDatabase.Changed change, Function<Object[], Key> naming) {
    return naming == null
        ? new Mark(number, change.keyBefore(), change.keyAfter(), change.origin())
        : new Mark(
            number,
            change.before() == null ? null : naming.apply(change.before()),
            change.after() == null ? null : naming.apply(change.after()),
            change.origin());
  }

  private long number(String tracked, Set<Key> keys) {
    Late taken = late.get(tracked);
    if (taken == null && unruly.getAsBoolean()) {
      late.put(tracked, new Late(marked.merge(tracked, 1L, Long::sum), new HashSet<>(keys)));
    } else if (taken != null && Collections.disjoint(taken.since(), keys)) {
      late.remove(tracked);
      return taken.number();
    } else if (taken != null) {
      taken.since().addAll(keys);
    }
    return marked.merge(tracked, 1L, Long::sum);
  }

  Optional<String> owner(int sync) {
    return Optional.ofNullable(owners.get(sync)).map(Owner::store);
  }

  long claim(int sync, String store, boolean adopt) {
    Owner owner = owners.get(sync);
    if (owner != null && !owner.store().equals(store) && !adopt) {
      throw new ConnectorException(
          Kind.FOREIGN_OWNER,
          "sync " + sync + " belongs to the store " + owner.store() + "; --adopt",
          null);
    }
    long token = owner == null ? 1 : owner.token() + 1;
    installed = true;
    owners.put(sync, new Owner(store, token));
    return token;
  }

  void checkFence(WriteBatch batch) {
    Owner owner = owners.get(batch.sync());
    if (!installed
        || owner == null
        || !owner.store().equals(batch.store())
        || owner.token() != batch.token()) {
      throw new ConnectorException(
          Kind.FENCED, "sync " + batch.sync() + " was taken over: " + owner, null);
    }
  }

  Applied applied(String store, String operation) {
    return applied.get(store + "/" + operation);
  }

  /** Notes an operation and returns what undoes that. */
  Runnable note(WriteBatch batch, String operation, Applied note) {
    String id = batch.store() + "/" + operation;
    Applied before = applied.put(id, note);
    Note noted = new Note(batch, operation, note);
    notes.add(noted);
    return () -> {
      notes.remove(noted);
      if (before == null) {
        applied.remove(id);
      } else {
        applied.put(id, before);
      }
    };
  }

  long latestBatch(String store) {
    return notes.stream()
        .filter(n -> n.batch().store().equals(store))
        .mapToLong(n -> n.noted().batch())
        .max()
        .orElse(0);
  }

  List<Noted> noted(String store, int sync, long known) {
    return notes.stream()
        .filter(n -> n.batch().store().equals(store) && n.batch().sync() == sync)
        .map(Note::noted)
        .filter(n -> n.batch() > known)
        .toList();
  }
}
