package dev.syncline.engine.store;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.value.Fingerprinter;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * What Syncline remembers. Reads see what is committed; all changes go through one {@link Change}
 * at a time, which is durable when {@link Change#commit} returns. Throws {@link StoreException}.
 */
public interface StateStore extends AutoCloseable {

  /** The store's identity, made once, that is written into users' systems. */
  String id();

  /** Fingerprints keyed by this store's secret. */
  Fingerprinter fingerprinter();

  /**
   * Takes what one process at a time may have; nothing if another has it.
   *
   * @param name what it is, in letters, digits and hyphens, such as {@code sync-1}
   */
  Optional<Lease> take(String name);

  /** Which process has something at this moment, in words; nothing where none does. */
  Optional<String> holder(String name);

  /** Begins a change; blocks while another is open. */
  Change begin();

  /** A sync's life, or nothing when it was never seen. */
  Optional<SyncState> sync(int sync);

  /** A sync as its last run over everything knew it, in the words that were saved. */
  Optional<String> outline(int sync);

  /** The links of these keys of one side. */
  Map<Key, Link> links(int task, Side side, Collection<Key> keys);

  /** Streams a task's links in key order of a side, without unpacking their bases. */
  LinkScan scan(int task, Side side);

  /** Streams the keys of a task's links, and nothing else of them, in key order of a side. */
  PairScan pairs(int task, Side side);

  /** The next incarnation of a side's keys that are linked again; 0, or left out, for the first. */
  Map<Key, Integer> incarnations(int task, Side side, Collection<Key> keys);

  /** The number of a task's links. */
  long countLinks(int task);

  /** The rules' meanings of a layout, in field order. */
  List<String> layout(int id);

  /** Streams what is due, in the order in which it became due. */
  void due(int task, Consumer<Due> each);

  /** What is due of these keys of a side. */
  Map<Key, Due> due(int task, Side side, Collection<Key> keys);

  /** How much of a task {@link #due(int, Consumer)} streams, per reason; none is 0. */
  Map<Due.Reason, Long> dueCounts(int task);

  /** Which node has the part of the state that a connection keeps in files. */
  Optional<Home> home(String connection);

  /** How far capture has come on each side of a sync's tasks. */
  List<CaptureState> captures(int sync);

  /** The same of all syncs, also of those that nobody configures any more. */
  List<CaptureState> captures();

  /** The same of all tasks of all syncs that read an object through a connection. */
  List<CaptureState> readers(String connection, String object);

  /** Runs of a sync, the latest first. */
  List<RunRecord> runs(int sync, int limit);

  /** Runs of a sync after one, in order. */
  List<RunRecord> runsAfter(int sync, long run, int limit);

  /** One run. */
  Optional<RunRecord> run(long id);

  /** The run that applied a plan of this hash to its end. */
  Optional<RunRecord> planApplied(String hash);

  /** One message. */
  Optional<Message> message(long id);

  /**
   * Writes the plan of a message that waits to a new file.
   *
   * @return false when there is none
   */
  boolean plan(long message, Path file);

  /** A plan that is kept for a review. */
  Optional<KeptPlan> kept(long plan);

  /** The plans of a sync that are kept, the latest first. */
  List<KeptPlan> keptOf(int sync);

  /**
   * Writes a plan that is kept to a new file.
   *
   * @return false when there is none
   */
  boolean writeKept(long plan, Path file);

  /**
   * What is selected of a plan that is kept, with no bytes while nobody has selected anything;
   * nothing if that is not of this version any more.
   */
  Optional<byte[]> selected(long plan, long version);

  /** What became of the records of a plan when it was last tried or applied; empty for nothing. */
  String outcome(long plan);

  /** Messages of a sync, the latest first. */
  List<Message> messages(int sync, int limit);

  /** The messages of all syncs that are in a state, in the order in which they are due. */
  List<Message> messages(Message.State state);

  /** To whom a message is to be sent, or was. */
  List<Delivery> deliveries(long message);

  /** What is to be sent by a way, and due by a moment; the oldest first. */
  List<Delivery> deliveries(Delivery.Channel channel, long dueByMillis);

  /** Batches whose outcome is not known: what recovery resolves first. */
  List<JournalBatch> openBatches(int sync);

  /** The number of the last batch that was opened; 0 before the first. */
  long lastBatch();

  /**
   * The last batch that the store knew of before it found that it was put back from an older copy,
   * as long as a sync has not learnt what was noted since.
   */
  OptionalLong notesSince(int sync);

  /** Whether the bases of a sync's links are still as old as the copy that was put back. */
  boolean hasOldBases(int sync);

  /** A run's batches in order. */
  void journal(long run, Consumer<JournalBatch> each);

  /** The batches of a sync's runs after one, in order. */
  void journalAfter(int sync, long batch, Consumer<JournalBatch> each);

  /**
   * How many operations of a run are known to be applied, as far as the journal is kept. Of a run
   * that did not end nothing else tells.
   */
  long applied(long run);

  /** Whether there is any batch of a run. */
  boolean hasJournal(long run);

  /** Batches of a task that may hold a key of a side, in order. */
  void journal(int task, Side side, Key key, Consumer<JournalBatch> each);

  /**
   * The same for the latest batches only, from the last one back, and for many keys.
   *
   * @param batches how many of the task are looked at
   */
  Latest latest(int task, Side side, int batches);

  /**
   * A task's latest batches as they were when first asked for. What was read last is kept, so that
   * records which were written together cost little more than one.
   */
  interface Latest {
    /**
     * Gives the batches that may hold a key.
     *
     * @param each answers whether to go on
     */
    void each(Key key, Predicate<JournalBatch> each);
  }

  /**
   * The moves of links from or to a key of a side, the latest first; each for as long as the
   * journal holds a batch that is not later.
   */
  List<LinkMove> moves(int task, Side side, Key key);

  /** Choices of people that still hold, for a task. */
  List<Decision> decisions(int task);

  /** What guards count: operations applied since the last approval, within a window. */
  long guardCount(int task, Side side, String kind, long sinceMillis);

  /** For which log it is kept which records of a task are touched; nothing where it is not. */
  Optional<String> touchedFor(int task);

  /** Records of a task that were touched since it is kept; what stands for all comes first. */
  List<Touched> touched(int task, int limit);

  /**
   * Makes sure that of what was erased not a byte is left in the store's files: they are written
   * anew, which takes as long as a backup.
   */
  void scrub();

  /** Copies the store to a file while it is in use. */
  void backup(Path file);

  @Override
  void close();

  /** A change of the store: all of it, or nothing when closed without a commit. */
  interface Change extends AutoCloseable {
    /** Saves a sync's life. */
    void putSync(SyncState state);

    /** Saves what a sync is like, by which an edit is told from it. */
    void putOutline(int sync, String outline);

    /** The id of a layout, made if new. */
    int layout(List<String> meanings);

    /** Links by the keys of a side, as this change leaves them but for {@link #addLinks}. */
    Map<Key, Link> links(int task, Side side, Collection<Key> keys);

    /** The same of what {@link StateStore#incarnations} tells. */
    Map<Key, Integer> incarnations(int task, Side side, Collection<Key> keys);

    /** Adds links or replaces those with the same source key. */
    void putLinks(int task, List<Link> links);

    /** Replaces links that there are by others between the same keys. */
    void advanceLinks(int task, List<Link> links);

    /**
     * Adds many links that do not exist yet, in any order, as fast as the store can; other methods
     * may not rely on seeing them before the commit.
     */
    void addLinks(int task, Iterable<Link> links);

    /**
     * Lets a link follow its record to other keys that a user gave it, and remembers which it had:
     * the journal knows the record by those.
     */
    void moveLink(int task, Link before, Link after);

    /** Forgets links by source key. */
    void removeLinks(int task, Collection<Key> sourceKeys);

    /** Forgets all links of a task. */
    void clearLinks(int task);

    /** Adds due entries or replaces those of the same task, side and key. */
    void putDue(List<Due> due);

    /** Removes due entries of these keys. */
    void removeDue(int task, Side side, Collection<Key> keys);

    /** Removes a task's due entries of one reason. */
    void clearDue(int task, Due.Reason reason);

    /** Saves which node has the files of a connection. */
    void putHome(Home home);

    /** Saves how far capture has come. */
    void putCapture(CaptureState state);

    /** Forgets how far capture has come: what it is about is compared in full next. */
    void forgetCapture(CaptureState.Subject subject);

    /** Opens a run and returns its id. */
    long openRun(int sync, String kind, long atMillis, @Nullable String planHash);

    /** Saves a run's end. */
    void closeRun(RunRecord run);

    /**
     * Later batches are noted in the systems than the last that the store knows of: it was put back
     * from an older copy, and the sync that found it and all others have to learn what is noted
     * since.
     */
    void putBack(int sync, long known, long latest);

    /** The bases of a sync's links are what was agreed on last. */
    void basesLearnt(int sync);

    /** A sync has learnt what was noted since the copy. */
    void learnt(int sync);

    /** Writes intents ahead of a batch and returns the batch's id. */
    long openBatch(long run, int task, Side side, List<JournalEntry> intents);

    /** Writes a batch's outcomes; as many as it has intents. */
    void closeBatch(long batch, List<JournalEntry> outcomes, long atMillis);

    /**
     * Forgets batches of runs that wrote nothing since a moment, and runs that ended before it, but
     * for those of which batches are left or that applied a plan, and a sync's latest. Runs with
     * open batches stay: of a run all is known or nothing. Messages that ended before it go, too.
     *
     * @return how many batches were forgotten
     */
    int prune(long beforeMillis);

    /**
     * Erases the values of entries of a closed batch, and why they failed. What was done to which
     * key, when and by which rule stays.
     *
     * @param whose which entries
     * @param kept columns whose values stay: those of the key
     */
    void erase(long batch, Predicate<JournalEntry> whose, Predicate<String> kept);

    /** Forgets which keys a record had before. */
    void forgetMoves(Collection<LinkMove> moves);

    /** Saves a person's choice. */
    void putDecision(Decision decision);

    /** Forgets a person's choice. */
    void removeDecision(Decision decision);

    /** Adds a message and returns its number. */
    long addMessage(Message message);

    /**
     * Saves what became of a message, unless another process did before.
     *
     * @param was the state in which it is to be still
     * @return whether it was, and this is kept
     */
    boolean putMessage(Message message, Message.State was);

    /** Has a message sent to somebody; nothing if it was before, or is to be. */
    void addDelivery(Delivery delivery);

    /** Saves what became of sending a message. */
    void putDelivery(Delivery delivery);

    /** Keeps a copy of a plan's file for a message. */
    void keepPlan(long message, Path file);

    /** Forgets the plan of a message. */
    void forgetPlan(long message);

    /**
     * Keeps a copy of a plan's file for a review.
     *
     * @return its number
     */
    long keep(KeptPlan plan, Path file);

    /**
     * Saves what is selected of a plan, unless somebody else has selected something since.
     *
     * @param version of the selection that was changed to this one; this one has the next
     * @return whether it was still the latest, and this is kept
     */
    boolean select(long plan, long version, byte[] selected);

    /**
     * Saves which message and which run a plan has, unless it has got another message meanwhile.
     *
     * @param was the message that it was seen with
     * @return whether it still had that one, and this is kept
     */
    boolean noteOf(KeptPlan plan, long was);

    /** Saves what became of a plan's records. */
    void putOutcome(long plan, String outcome);

    /**
     * Forgets a plan that is kept, with all that was selected of it, unless it has got another
     * message since it was read.
     *
     * @return whether it is forgotten
     */
    boolean forgetKept(KeptPlan plan);

    /** Notes operations for the guards. */
    void countForGuard(int task, Side side, String kind, long count, long atMillis);

    /** Forgets what guards counted: a person approved it. */
    void approve(int task);

    /**
     * From now on it is kept which records of a task are touched, for a log that knows none of them
     * yet.
     */
    void keepTouched(int task, String log);

    /** It is not kept any more which records of a task are touched. */
    void ignoreTouched(int task);

    /** Forgets that records were touched, but for those that were again since. */
    void forgetTouched(List<Touched> known);

    /** Makes it all durable. */
    void commit();

    /** Undoes it unless committed. */
    @Override
    void close();
  }

  /** Links in key order of one side. Must be closed. */
  interface LinkScan extends AutoCloseable {
    /** Moves on; false at the end. */
    boolean next();

    /** The key on the scanned side, as {@link Key#bytes()}. */
    byte[] key();

    /** The key on the other side. */
    byte[] other();

    /** What the base's {@code rowFingerprint} is for the scanned side. */
    long fingerprint();

    /** The layout of the base. */
    int layout();

    @Override
    void close();
  }

  /** Pairs of linked keys in key order of one side. Must be closed. */
  interface PairScan extends AutoCloseable {
    /** Moves on; false at the end. */
    boolean next();

    /**
     * The key on the scanned side and right after it the one on the other side, each as {@link
     * Key#bytes()}: one array is had for half of what two cost. As no key's bytes begin another's,
     * the array begins with a key exactly when that is the scanned side's.
     */
    byte[] keys();

    @Override
    void close();
  }
}
