package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.value.Fingerprinter;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A change of the store: one transaction of its writer. */
final class SqlChange implements StateStore.Change {
  private final Database database;
  private final Sessions sessions;
  private final Session session;
  private final Fingerprinter fingerprinter;
  private final LinkChange links;
  private final TouchedTable touched;
  private final Session.Act last;
  private final Map<Integer, LinkLoad> loads = new TreeMap<>();
  private boolean failed;
  private boolean ended;

  /**
   * @param last what is done right before the commit, and may refuse it
   */
  SqlChange(Database database, Sessions sessions, Fingerprinter fingerprinter, Session.Act last) {
    this.last = last;
    this.database = database;
    this.sessions = sessions;
    this.fingerprinter = fingerprinter;
    this.session = sessions.takeWriter();
    this.links = new LinkChange(session, database.place());
    this.touched = new TouchedTable(session);
  }

  /** After a failure nothing of the change may be kept, so that no half of it ever is. */
  private <T> T write(String tried, Session.Work<T> work) {
    if (ended) {
      throw new IllegalStateException("this change has ended");
    }
    if (failed) {
      throw new IllegalStateException("this change has failed and can only be closed");
    }
    failed = true;
    try {
      T result = work.on(session);
      failed = false;
      return result;
    } catch (SQLException e) {
      throw sessions.failure(session, tried, e);
    } catch (UncheckedIOException e) {
      throw new StoreException(
          "%s: cannot %s: %s Nothing of this change was kept."
              .formatted(database.place(), tried, e.getMessage()),
          e);
    }
  }

  private void act(String tried, Session.Act act) {
    write(
        tried,
        s -> {
          act.on(s);
          return true;
        });
  }

  @Override
  public void putSync(SyncState state) {
    act("save a sync", s -> SyncTable.put(s, state));
  }

  @Override
  public void putOutline(int sync, String outline) {
    act("save a sync", s -> SyncTable.putOutline(s, sync, outline));
  }

  @Override
  public int layout(List<String> meanings) {
    return write("save a layout", s -> SyncTable.layout(s, meanings));
  }

  @Override
  public Map<Key, Link> links(int task, Side side, Collection<Key> keys) {
    return write("read links", s -> LinkTable.links(s, task, side, keys));
  }

  @Override
  public Map<Key, Integer> incarnations(int task, Side side, Collection<Key> keys) {
    return write("read links", s -> LinkTable.incarnations(s, task, side, keys));
  }

  @Override
  public void putLinks(int task, List<Link> added) {
    act(
        "save links",
        s -> {
          links.put(task, added);
          touched.links(task, added);
        });
  }

  @Override
  public void advanceLinks(int task, List<Link> advanced) {
    act(
        "save links",
        s -> {
          links.advance(task, advanced);
          touched.links(task, advanced);
        });
  }

  @Override
  public void addLinks(int task, Iterable<Link> added) {
    act(
        "save links",
        s -> {
          LinkLoad load =
              loads.computeIfAbsent(
                  task, t -> new LinkLoad(t, database.place(), database.temporary()));
          for (Link link : added) {
            load.add(link);
            touched.links(task, List.of(link));
          }
        });
  }

  @Override
  public void moveLink(int task, Link before, Link after) {
    act(
        "move a link",
        s -> {
          touched.unlinked(task, List.of(before.source()));
          links.remove(task, List.of(before.source()));
          links.put(task, List.of(after));
          touched.links(task, List.of(after));
          MoveTable.put(s, task, before, after);
        });
  }

  @Override
  public void removeLinks(int task, Collection<Key> sourceKeys) {
    act(
        "remove links",
        s -> {
          touched.unlinked(task, sourceKeys);
          links.remove(task, sourceKeys);
        });
  }

  @Override
  public void clearLinks(int task) {
    act(
        "remove links",
        s -> {
          links.clear(task);
          touched.all(task);
        });
  }

  @Override
  public void putDue(List<Due> due) {
    act(
        "save what is due",
        s -> {
          DueTable.put(s, due);
          touched.due(due);
        });
  }

  @Override
  public void removeDue(int task, Side side, Collection<Key> keys) {
    act(
        "remove what was due",
        s -> {
          touched.due(task, side, keys);
          DueTable.remove(s, task, side, keys);
        });
  }

  @Override
  public void clearDue(int task, Due.Reason reason) {
    act(
        "remove what was due",
        s -> {
          touched.due(task, reason);
          DueTable.clear(s, task, reason);
        });
  }

  @Override
  public void putHome(Home home) {
    act("save where files are", s -> HomeTable.put(s, home));
  }

  @Override
  public void putCapture(CaptureState state) {
    act("save a capture", s -> CaptureTable.put(s, state));
  }

  @Override
  public void forgetCapture(CaptureState.Subject subject) {
    act("forget a capture", s -> CaptureTable.forget(s, subject));
  }

  @Override
  public long openRun(int sync, String kind, long atMillis, @Nullable String planHash) {
    return write("save a run", s -> RunTable.open(s, sync, kind, atMillis, planHash));
  }

  @Override
  public void closeRun(RunRecord run) {
    act("save a run", s -> RunTable.close(s, run));
  }

  @Override
  public void putBack(int sync, long known, long latest) {
    act("note that it was put back", s -> SyncTable.putBack(s, sync, known, latest));
  }

  @Override
  public void basesLearnt(int sync) {
    act("note what was learnt", s -> SyncTable.forget(s, SyncTable.bases(sync)));
  }

  @Override
  public void learnt(int sync) {
    act("note what was learnt", s -> SyncTable.forget(s, SyncTable.notes(sync)));
  }

  @Override
  public long openBatch(long run, int task, Side side, List<JournalEntry> intents) {
    return write("write the journal", s -> JournalTable.open(s, run, task, side, intents));
  }

  @Override
  public void closeBatch(long batch, List<JournalEntry> outcomes, long atMillis) {
    act("write the journal", s -> JournalTable.close(s, batch, outcomes, atMillis, fingerprinter));
  }

  @Override
  public int prune(long beforeMillis) {
    return write(
        "prune the journal",
        s -> {
          int batches = JournalTable.prune(s, beforeMillis);
          MoveTable.prune(s);
          RunTable.prune(s, beforeMillis);
          MessageTable.prune(s, beforeMillis);
          DeliveryTable.prune(s);
          return batches;
        });
  }

  @Override
  public void erase(long batch, Predicate<JournalEntry> whose, Predicate<String> kept) {
    act("erase from the journal", s -> JournalTable.erase(s, batch, whose, kept));
  }

  @Override
  public void forgetMoves(Collection<LinkMove> moves) {
    act("forget moved links", s -> MoveTable.forget(s, moves));
  }

  @Override
  public void putDecision(Decision decision) {
    act("save a decision", s -> RunTable.putDecision(s, decision));
  }

  @Override
  public void removeDecision(Decision decision) {
    act("remove a decision", s -> RunTable.removeDecision(s, decision));
  }

  @Override
  public long addMessage(Message message) {
    return write("save a message", s -> MessageTable.add(s, message));
  }

  @Override
  public boolean putMessage(Message message, Message.State was) {
    return write("save a message", s -> MessageTable.put(s, message, was));
  }

  @Override
  public void addDelivery(Delivery delivery) {
    act("save a message", s -> DeliveryTable.add(s, delivery));
  }

  @Override
  public void putDelivery(Delivery delivery) {
    act("save a message", s -> DeliveryTable.put(s, delivery));
  }

  @Override
  public void keepPlan(long message, Path file) {
    act("keep a plan", s -> PlanTable.OF_MESSAGES.put(s, message, file));
  }

  @Override
  public void forgetPlan(long message) {
    act("forget a plan", s -> PlanTable.OF_MESSAGES.forget(s, message));
  }

  @Override
  public long keep(KeptPlan plan, Path file) {
    return write("keep a plan", s -> KeptPlanTable.add(s, plan, file));
  }

  @Override
  public boolean select(long plan, long version, byte[] selected) {
    return write("save a selection", s -> KeptPlanTable.select(s, plan, version, selected));
  }

  @Override
  public boolean noteOf(KeptPlan plan, long was) {
    return write("save what became of a plan", s -> KeptPlanTable.note(s, plan, was));
  }

  @Override
  public void putOutcome(long plan, String outcome) {
    act("save what became of a plan", s -> KeptPlanTable.putOutcome(s, plan, outcome));
  }

  @Override
  public boolean forgetKept(KeptPlan plan) {
    return write("forget a plan", s -> KeptPlanTable.forget(s, plan));
  }

  @Override
  public void countForGuard(int task, Side side, String kind, long count, long atMillis) {
    act("count for the guards", s -> RunTable.count(s, task, side, kind, count, atMillis));
  }

  @Override
  public void approve(int task) {
    act("save an approval", s -> RunTable.approve(s, task));
  }

  @Override
  public void keepTouched(int task, String log) {
    act("begin to keep what is touched", s -> touched.keep(task, log));
  }

  @Override
  public void ignoreTouched(int task) {
    act("forget what was touched", s -> touched.ignore(task));
  }

  @Override
  public void forgetTouched(List<Touched> known) {
    act("forget what was touched", s -> touched.forget(known));
  }

  @Override
  public void commit() {
    act(
        "commit",
        s -> {
          // All links that were added one call after the other are sorted as one.
          for (Map.Entry<Integer, LinkLoad> load : loads.entrySet()) {
            links.count(load.getKey(), load.getValue().write(s));
          }
          last.on(s);
          s.commit();
        });
    end();
  }

  @Override
  public void close() {
    if (!ended) {
      session.rollback();
      end();
    }
  }

  private void end() {
    ended = true;
    try {
      loads.values().forEach(LinkLoad::close);
    } finally {
      sessions.giveBackWriter();
    }
  }
}
