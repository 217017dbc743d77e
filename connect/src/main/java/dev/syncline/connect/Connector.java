package dev.syncline.connect;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A system that holds records. It observes and writes; it decides nothing. Every method may throw
 * {@link ConnectorException}; a connector may be used from several threads.
 */
public interface Connector extends AutoCloseable {

  /** The connection's name in the configuration, for messages. */
  String name();

  /** Product and version as the system gives them, such as {@code PostgreSQL 18.6}. */
  String product();

  /** How what is said to it is kept from others; empty where nothing leaves this program. */
  default Optional<Encryption> encryption() {
    return Optional.empty();
  }

  /**
   * Says that whoever uses it tries again by itself from now on, and wants to know soon that it has
   * to: a system that refuses to be connected with is UNREACHABLE at once, instead of after half a
   * minute in which it might have come back.
   *
   * @param over asked from any thread, some times a second: nobody waits for a connection any
   *     longer once it holds
   */
  default void retried(BooleanSupplier over) {}

  /**
   * Whether what it holds cannot be read, so that what was sent to it stands for what is there:
   * assumed, not observed, and never proved.
   */
  default boolean assumed() {
    return false;
  }

  /**
   * Erases the values of some records from what is remembered here besides the system itself; their
   * keys stay.
   *
   * @return of how many records values were remembered
   */
  default int erase(String object, Collection<Key> keys, boolean perform) {
    return 0;
  }

  /** Names of the objects that can be synchronized, ordered. */
  List<String> objects();

  /**
   * Describes an object by its configured name: exact, or {@code schema.table}, or without a schema
   * where that is not ambiguous. The answer's name is the one {@link #objects()} lists.
   *
   * @throws ConnectorException of kind MISSING, naming the nearest existing object
   */
  ObjectSchema describe(String object);

  /** The exact number of rows now. */
  long count(String object);

  /** Streams all rows once, as of one moment, in bounded memory. */
  RowStream read(Shape shape, Order order);

  /**
   * The same without rows that do not fulfil a narrowing, or without some of them, or with all:
   * whoever reads evaluates again. What is not there need not be gone.
   */
  default RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return read(shape, order);
  }

  /** By which condition, in its own language, the system narrows an object; empty where by none. */
  default String narrowed(String object, Narrowing narrowing) {
    return "";
  }

  /**
   * The rows of these keys that exist, in no particular order; a key that is not there is absent.
   */
  List<Row> fetch(Shape shape, Collection<Key> keys);

  /**
   * Rows whose columns equal one of the tuples <em>or may</em>: a superset, for look-ups by unique
   * key or by foreign key. Whoever asks compares again in Java.
   *
   * @param columns column names
   * @param tuples values of those columns, without nulls
   * @param loose also finds values that differ in case or in surrounding spaces
   */
  List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose);

  /**
   * What a shape's columns can hold, for whoever decides on many values: a {@link #write} rejects
   * what does not fit, with the same reason. What only the system itself finds (checks, triggers,
   * unique keys) is not among it.
   */
  default ColumnLimits limits(Shape shape) {
    return ColumnLimits.NONE;
  }

  /**
   * What the system puts into the columns that an insert leaves out, of those of a shape whose
   * default is the same for every row. A column that is not in the answer has none, or one that is
   * worked out when a row is made: a time, a number of a sequence, an expression. Asked while the
   * object has no rows, all may be missing.
   */
  default Map<String, Object> defaults(Shape shape) {
    return Map.of();
  }

  /**
   * The one write path. In one transaction: check the fence, lock the rows in key order, compare
   * each in Java by its write's condition, write, read back, note it in {@code syncline_applied},
   * commit. One bad write never fails its neighbours. An insert whose operation is noted already,
   * and whose row exists, is not repeated: the stored row is read and returned as applied. A large
   * batch looks for its own earlier attempt only.
   *
   * @return one outcome per write, in order
   * @throws ConnectorException only before anything was sent (FENCED, UNREACHABLE…)
   */
  List<WriteOutcome> write(WriteBatch batch);

  /**
   * How many batches of inserts, or of updates of different records, may be written at a time. More
   * than one where transactions of different records do not wait for each other: what one leaves
   * idle, its commit above all, the other uses.
   */
  default int writers() {
    return 1;
  }

  /** Writing that does not last, where the system has transactions that can be taken back. */
  default Optional<Provisional> provisional() {
    return Optional.empty();
  }

  /**
   * From now on somebody listens to what is said to the system in order to write.
   *
   * @param listener null for nobody any more
   */
  default void transcribe(@Nullable Transcript listener) {}

  /**
   * Of a batch whose answer was lost: which of its operations are noted as applied, with the key of
   * the row each wrote and its after-image note. Waits for what this store may still have under
   * way; then operations that are not noted were never applied. Operations of a large batch may be
   * found under its own id only.
   */
  Map<String, Applied> applied(String store, String batch, Collection<String> operations);

  /**
   * The same for whoever can tell more than the operations' names. A system that keeps no notes may
   * find what it wrote by what it was to write; it gives no after-image notes then.
   */
  default Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return applied(
        store, batch, (Collection<String>) intents.stream().map(Intent::operation).toList());
  }

  /**
   * Writes of a sync that were sent and never answered, where nobody can look whether they were
   * done: {@link #applied} sends them again as they were, once the sync is claimed. Sends nothing.
   *
   * @return the names of their operations
   */
  default Set<String> unanswered(int sync) {
    return Set.of();
  }

  /**
   * The number of the latest batch of a store that is noted here, if any of the hundred that follow
   * a known one is: a store that was put back from an older copy does not know of it. Else {@code
   * known}.
   */
  default long latestBatch(String store, long known) {
    return known;
  }

  /** Every operation of a sync that is noted under a later batch than a known one, in any order. */
  default void noted(String store, int sync, long known, Consumer<Noted> each) {}

  /** Capture by triggers, where the system can do that. */
  default Optional<ChangeTracking> tracking() {
    return Optional.empty();
  }

  /** Capture by the system's replication log, where it has one. */
  default Optional<ChangeTracking> log() {
    return Optional.empty();
  }

  /** Capture by timestamps, where the system can choose records by them. */
  default Optional<Stamps> stamps() {
    return Optional.empty();
  }

  /** Checksums that the system computes over its own rows, where it can. */
  default Optional<Checksums> checksums() {
    return Optional.empty();
  }

  /** Tables in which people read what syncs did, where the system can hold them. */
  default Optional<SyncLog> syncLog() {
    return Optional.empty();
  }

  /**
   * The rights that the connection's account lacks. What the system does not tell is not named: an
   * empty answer promises nothing.
   *
   * @param ledger whether Syncline's own tables are made, if they are missing, and written, too
   */
  default List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    return List.of();
  }

  /** Creates Syncline's own tables in the system if they are missing. */
  void install();

  /**
   * Puts what was written where others find it, for a system in which a {@link #write} alone does
   * not; asked once a run has written, before it says so. What cannot be put there is kept.
   *
   * @throws ConnectorException if it cannot
   */
  default void deliver() {}

  /** Everything Syncline made in the system, in words; empty when nothing is left. */
  List<String> footprint();

  /** Removes everything Syncline made in the system. */
  void uninstall();

  /**
   * The store that owns a sync in this system; empty when none does, or the system keeps no owners
   * or does not let this account see them. Claims nothing.
   */
  Optional<String> owner(int sync);

  /** Whether the system keeps which store owns a sync. */
  default boolean keepsOwner() {
    return true;
  }

  /**
   * Makes {@code store} the owner of a sync in this system and returns a new, higher token, which
   * every write carries.
   *
   * @param adopt take the sync over from another store
   * @throws ConnectorException of kind FOREIGN_OWNER when another store owns it
   */
  long claim(int sync, String store, boolean adopt);

  /** The statements that would create an object like {@code model} under {@code name} here. */
  List<String> createStatements(String name, ObjectSchema model);

  /** Runs statements of {@link #createStatements}. */
  void execute(List<String> statements);

  @Override
  void close();

  /** In which order a read returns rows. */
  enum Order {
    /** As is fastest. */
    ANY,
    /**
     * By {@link Key} order where the system can do so by an index; the reader checks, and sorts
     * itself when they do not come so.
     */
    KEY
  }

  /** A forward-only stream of rows; must be closed. */
  interface RowStream extends AutoCloseable {
    /** The next row, or null at the end. */
    @Nullable Row next();

    @Override
    void close();
  }

  /** An operation that {@code syncline_applied} knows, with the number of its batch. */
  record Noted(int task, long batch, String operation, Applied applied) {}

  /**
   * What {@code syncline_applied} says of an operation.
   *
   * @param written the key of the row it wrote
   * @param note what {@link Write#note} gave for the stored row
   * @param noted whether there is a note; without one only a look at the row tells what both sides
   *     agree on
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Applied(Key written, byte[] note, boolean noted) {
    /** With its note. */
    public Applied(Key written, byte[] note) {
      this(written, note, true);
    }

    /** Of a system that keeps no notes. */
    public static Applied unnoted(Key written) {
      return new Applied(written, new byte[0], false);
    }
  }
}
