package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.core.value.SipHash;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A state store in tables. Reads use sessions of their own, each in a transaction, and so see one
 * committed state and never wait for the change that is open.
 */
class SqlStore implements StateStore {
  private final Database database;
  private final Sessions sessions;
  private final String id;
  private final Fingerprinter fingerprinter;
  private final Session.Act last;
  private final Map<Integer, List<String>> layouts = new ConcurrentHashMap<>();

  private SqlStore(
      Database database,
      Sessions sessions,
      String id,
      Fingerprinter fingerprinter,
      Session.Act last) {
    this.database = database;
    this.sessions = sessions;
    this.id = id;
    this.fingerprinter = fingerprinter;
    this.last = last;
  }

  /** Opens the store in a database, and makes it when the database is empty. */
  static SqlStore open(Database database) {
    Sessions sessions = new Sessions(database);
    try {
      Schema.Identity identity = sessions.start(s -> Schema.open(database, s));
      return new SqlStore(
          database, sessions, identity.id(), new SipHash(identity.secret()), session -> {});
    } catch (RuntimeException | Error e) {
      sessions.close();
      database.closed();
      throw e;
    }
  }

  /**
   * The same store for somebody whose changes may be refused. What is closed with it is only that.
   *
   * @param condition is asked right before each commit, within it
   */
  StateStore under(Session.Act condition) {
    return new SqlStore(database, sessions, id, fingerprinter, condition) {
      @Override
      public void close() {
        // The store itself is somebody else's to close.
      }
    };
  }

  /** The same store for one of several who share it. */
  StateStore lent(Supplier<SqlStore> another, Runnable closed) {
    return new Lent(this, another, closed);
  }

  /**
   * Looks whether what is at its place now can be opened.
   *
   * @throws StoreException if a part of what was there before is left beside it
   */
  void requireWhole() {
    database.requireWhole();
  }

  /** Whether it is the same store still, and of this version, as far as anybody can tell. */
  boolean isAsOpened() {
    if (!database.isAtItsPlace()) {
      return false;
    }
    try {
      return sessions.read("look whether it is the same", s -> Schema.isOf(s, id));
    } catch (StoreException e) {
      return false;
    }
  }

  @Override
  public Optional<Lease> take(String name) {
    return database.leases().take(name, this);
  }

  @Override
  public Optional<String> holder(String name) {
    return database.leases().holder(name);
  }

  @Override
  public String id() {
    return id;
  }

  @Override
  public Fingerprinter fingerprinter() {
    return fingerprinter;
  }

  @Override
  public Change begin() {
    return new SqlChange(database, sessions, fingerprinter, last);
  }

  @Override
  public Optional<SyncState> sync(int sync) {
    return sessions.read("read a sync", s -> SyncTable.get(s, sync));
  }

  @Override
  public Optional<String> outline(int sync) {
    return sessions.read("read a sync", s -> SyncTable.outline(s, sync));
  }

  @Override
  public Map<Key, Link> links(int task, Side side, Collection<Key> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    return sessions.read("read links", s -> LinkTable.links(s, task, side, keys));
  }

  @Override
  public Map<Key, Integer> incarnations(int task, Side side, Collection<Key> keys) {
    if (keys.isEmpty()) {
      return Map.of();
    }
    return sessions.read("read links", s -> LinkTable.incarnations(s, task, side, keys));
  }

  @Override
  public LinkScan scan(int task, Side side) {
    return scan(session -> SqlLinkScan.links(database, sessions, session, task, side));
  }

  @Override
  public PairScan pairs(int task, Side side) {
    return scan(session -> SqlLinkScan.pairs(database, sessions, session, task, side));
  }

  private interface Scan {
    SqlLinkScan begin(Session session) throws SQLException;
  }

  private SqlLinkScan scan(Scan scan) {
    Session session = sessions.take("read links");
    try {
      return scan.begin(session);
    } catch (SQLException e) {
      sessions.giveBack(session);
      throw database.failure("read links", e);
    }
  }

  @Override
  public long countLinks(int task) {
    return sessions.read("count links", s -> LinkTable.count(s, task));
  }

  @Override
  public List<String> layout(int layout) {
    List<String> known = layouts.get(layout);
    if (known == null) {
      known =
          sessions
              .read("read a layout", s -> Optional.ofNullable(SyncTable.meanings(s, layout)))
              .orElseThrow(
                  () ->
                      new StoreException(
                          database.place()
                              + " has no layout "
                              + layout
                              + "; it is damaged."
                              + " Restore the latest backup.",
                          null));
      layouts.put(layout, known);
    }
    return known;
  }

  @Override
  public void due(int task, Consumer<Due> each) {
    sessions.each("read what is due", s -> DueTable.each(s, task, each));
  }

  @Override
  public Map<Key, Due> due(int task, Side side, Collection<Key> keys) {
    return keys.isEmpty()
        ? Map.of()
        : sessions.read("read what is due", s -> DueTable.of(s, task, side, keys));
  }

  @Override
  public Optional<String> touchedFor(int task) {
    return sessions.read("read what was touched", s -> TouchedTable.log(s, task));
  }

  @Override
  public List<Touched> touched(int task, int limit) {
    return sessions.read("read what was touched", s -> TouchedTable.list(s, task, limit));
  }

  @Override
  public Map<Due.Reason, Long> dueCounts(int task) {
    return sessions.read("count what is due", s -> DueTable.counts(s, task));
  }

  @Override
  public Optional<Home> home(String connection) {
    return sessions.read("read where files are", s -> HomeTable.get(s, connection));
  }

  @Override
  public List<CaptureState> captures(int sync) {
    return sessions.read("read captures", s -> CaptureTable.ofSync(s, sync));
  }

  @Override
  public List<CaptureState> captures() {
    return sessions.read("read captures", CaptureTable::all);
  }

  @Override
  public List<CaptureState> readers(String connection, String object) {
    return sessions.read("read captures", s -> CaptureTable.ofObject(s, connection, object));
  }

  @Override
  public List<RunRecord> runs(int sync, int limit) {
    return sessions.read("read runs", s -> RunTable.latest(s, sync, limit));
  }

  @Override
  public List<RunRecord> runsAfter(int sync, long run, int limit) {
    return sessions.read("read runs", s -> RunTable.after(s, sync, run, limit));
  }

  @Override
  public Optional<RunRecord> run(long run) {
    return sessions.read("read a run", s -> RunTable.get(s, run));
  }

  @Override
  public Optional<RunRecord> planApplied(String hash) {
    return sessions.read("read runs", s -> RunTable.applied(s, hash));
  }

  @Override
  public Optional<Message> message(long id) {
    return sessions.read("read messages", s -> MessageTable.get(s, id));
  }

  @Override
  public boolean plan(long message, Path file) {
    return sessions.read("read a plan", s -> PlanTable.OF_MESSAGES.write(s, message, file));
  }

  @Override
  public Optional<KeptPlan> kept(long plan) {
    return sessions.read("read a plan", s -> KeptPlanTable.get(s, plan));
  }

  @Override
  public List<KeptPlan> keptOf(int sync) {
    return sessions.read("read plans", s -> KeptPlanTable.of(s, sync));
  }

  @Override
  public boolean writeKept(long plan, Path file) {
    return sessions.read("read a plan", s -> KeptPlanTable.write(s, plan, file));
  }

  @Override
  public Optional<byte[]> selected(long plan, long version) {
    return sessions.read("read a selection", s -> KeptPlanTable.selected(s, plan, version));
  }

  @Override
  public String outcome(long plan) {
    return sessions.read("read what became of a plan", s -> KeptPlanTable.outcome(s, plan));
  }

  @Override
  public List<Message> messages(int sync, int limit) {
    return sessions.read("read messages", s -> MessageTable.latest(s, sync, limit));
  }

  @Override
  public List<Message> messages(Message.State state) {
    return sessions.read("read messages", s -> MessageTable.in(s, state));
  }

  @Override
  public List<Delivery> deliveries(long message) {
    return sessions.read("read messages", s -> DeliveryTable.of(s, message));
  }

  @Override
  public List<Delivery> deliveries(Delivery.Channel channel, long dueByMillis) {
    return sessions.read("read messages", s -> DeliveryTable.due(s, channel, dueByMillis));
  }

  @Override
  public List<JournalBatch> openBatches(int sync) {
    return sessions.read("read the journal", s -> JournalTable.stillOpen(s, sync));
  }

  @Override
  public long lastBatch() {
    return sessions.read("read the journal", s -> SyncTable.number(s, "batch")).orElse(0);
  }

  @Override
  public boolean hasOldBases(int sync) {
    return sessions
        .read("read a sync", s -> SyncTable.number(s, SyncTable.bases(sync)))
        .isPresent();
  }

  @Override
  public OptionalLong notesSince(int sync) {
    return sessions.read("read a sync", s -> SyncTable.number(s, SyncTable.notes(sync)));
  }

  @Override
  public void journal(long run, Consumer<JournalBatch> each) {
    sessions.each("read the journal", s -> JournalTable.ofRun(s, run, each));
  }

  @Override
  public void journalAfter(int sync, long batch, Consumer<JournalBatch> each) {
    sessions.each("read the journal", s -> JournalTable.after(s, sync, batch, each));
  }

  @Override
  public long applied(long run) {
    return sessions.read("read the journal", s -> JournalTable.applied(s, run));
  }

  @Override
  public boolean hasJournal(long run) {
    return sessions.read("read the journal", s -> JournalTable.hasAny(s, run));
  }

  @Override
  public void journal(int task, Side side, Key key, Consumer<JournalBatch> each) {
    sessions.each(
        "read the journal", s -> JournalTable.ofKey(s, task, side, key, fingerprinter, each));
  }

  @Override
  public Latest latest(int task, Side side, int batches) {
    LatestBatches latest = new LatestBatches(task, side, batches, fingerprinter);
    return (key, each) -> sessions.each("read the journal", s -> latest.each(s, key, each));
  }

  @Override
  public List<LinkMove> moves(int task, Side side, Key key) {
    return sessions.read("read moved links", s -> MoveTable.of(s, task, side, key));
  }

  @Override
  public List<Decision> decisions(int task) {
    return sessions.read("read decisions", s -> RunTable.decisions(s, task));
  }

  @Override
  public long guardCount(int task, Side side, String kind, long sinceMillis) {
    return sessions.read(
        "read what guards count", s -> RunTable.counted(s, task, side, kind, sinceMillis));
  }

  @Override
  public void scrub() {
    try {
      database.scrub();
    } catch (SQLException e) {
      throw database.failure("write its files anew, so that nothing erased is left in them", e);
    }
  }

  @Override
  public void backup(Path file) {
    try {
      database.backup(file);
    } catch (SQLException e) {
      throw database.failure("back up to " + file, e);
    }
  }

  @Override
  public void close() {
    sessions.close();
    database.closed();
  }

  /**
   * A store that several share, as one of them has it. Who takes something of it works for longer,
   * and does so in sessions of its own.
   */
  private static final class Lent extends SqlStore {
    private final Supplier<SqlStore> another;
    private final Runnable closed;
    private @Nullable SqlStore own;
    private boolean over;

    /**
     * @param another opens the store once more
     * @param closed is told when it is closed, once
     */
    Lent(SqlStore of, Supplier<SqlStore> another, Runnable closed) {
      super(of.database, of.sessions, of.id, of.fingerprinter, of.last);
      this.another = another;
      this.closed = closed;
    }

    @Override
    public synchronized Optional<Lease> take(String name) {
      SqlStore taking = own;
      if (taking == null) {
        taking = another.get();
        own = taking;
      }
      return taking.take(name);
    }

    @Override
    public synchronized void close() {
      if (over) {
        return;
      }
      over = true;
      try {
        if (own != null) {
          own.close();
        }
      } finally {
        closed.run();
      }
    }
  }
}
