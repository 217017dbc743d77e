package dev.syncline.connect;

import dev.syncline.core.model.Key;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Notes the key of every row that is written, and nothing else: by triggers, in the transaction
 * that writes it, or by reading the system's replication log. Marks say which records to look at,
 * never what happened to them; one may come twice, but none is missing.
 *
 * <p>One list of marks belongs to one tracked object and one state store. Marks are read, and
 * forgotten only after what became of their records is durable elsewhere. Every method may throw
 * {@link ConnectorException}.
 */
public interface ChangeTracking {

  /**
   * The statements that would bring tracking of an object up to date, in order, for a person to
   * read or to run; none when it is tracked as this version of Syncline would do it, partitions
   * that were added since included.
   */
  List<String> statements(String store, String object);

  /**
   * The statements that give a user the rights to run those, in words of the system. None when the
   * user has the rights, and when only a superuser's would do: then the owner runs them.
   */
  List<String> privileges(String store, String object);

  /**
   * What an administrator who runs {@link #statements} has to run besides, so that the connection's
   * user may read the marks.
   */
  List<String> handOver(String store, String object);

  /** Why an object cannot be tracked, with the remedy; nothing when it can. */
  Optional<String> obstacle(String object);

  /** What tracking does not see of an object, in words; each needs the scheduled full compare. */
  List<String> blindSpots(String object);

  /**
   * Tracks objects, by the statements above. Changes before it returns, and {@link #catchUp} after
   * it, may have left no mark, all later ones do: a full compare begun afterwards misses nothing.
   *
   * @throws ConnectorException of kind DENIED, with the statements an administrator has to run
   */
  void track(String store, Collection<String> objects);

  /**
   * The same, with marks that name a row by other columns than its key's, in lists of their own:
   * what {@link Mark} calls a row's key are the values of these columns. Nothing where it cannot.
   */
  default Optional<ChangeTracking> naming(List<String> columns) {
    return Optional.empty();
  }

  /** Whether marks name the user of the system who wrote. */
  default boolean namesUsers() {
    return false;
  }

  /** Stops tracking objects and drops their marks. */
  void untrack(String store, Collection<String> objects);

  /**
   * Waits until everything that was committed before the call is marked, and everything later will
   * be. Triggers mark in the transaction itself.
   *
   * @param keep the most bytes of its log that the system may have kept back for this store; with
   *     more it is let go, and all rows count as changed
   * @param stop whether a person asked to stop, asked again and again while this waits
   * @return false when it was asked to stop, or interrupted, before
   * @throws ConnectorException of kind TIMEOUT when the log is not read on for minutes
   */
  default boolean catchUp(String store, long keep, BooleanSupplier stop) {
    return true;
  }

  /**
   * Tells whenever there may be new marks, so that nobody has to ask so often.
   *
   * @return whether it will; else only {@link #marked} tells
   */
  default boolean wake(String store, Runnable listener) {
    return false;
  }

  /**
   * What the system keeps of its log for a store, or of marks though they were forgotten; nothing
   * where it keeps nothing on its account.
   */
  default Optional<Burden> burden(String store) {
    return Optional.empty();
  }

  /**
   * Those of some tracked objects that have more marks now than {@code beyond}; one cheap question,
   * for polling.
   */
  Set<String> marked(String store, Collection<String> objects, int beyond);

  /**
   * Gives the marks of an object, as they were at one moment, in the order in which they were given
   * their numbers; however many there are, few of them are in memory. A mark that appears later may
   * have a lower number than one that was given (its transaction committed later), so marks are
   * forgotten by the numbers that were seen and never by a highest one.
   *
   * @param next takes a mark, quickly, and tells whether it takes another
   */
  void marks(String store, String object, Predicate<Mark> next);

  /**
   * Forgets marks in a transaction of its own.
   *
   * @param spans numbers of which each was given by {@link #marks}
   */
  void forget(String store, String object, Collection<Span> spans);

  /**
   * Lets the system tidy up after many marks were forgotten, so that questions are cheap again at
   * once and not only when it does so by itself. Nothing where it need not.
   */
  default void tidy(String store, String object) {}

  /** How many marks wait; at most {@code limit} are counted. */
  long waiting(String store, String object, long limit);

  /**
   * What a system keeps until it was read, or though it was.
   *
   * @param text what it is, and how much, in words
   * @param bytes how much
   * @param remedy the statements with which an administrator bounds what is kept while nobody
   *     reads; empty where something bounds it
   */
  record Burden(String text, long bytes, String remedy) {}

  /**
   * That a row was written.
   *
   * @param number the mark's number: counted from 1 while the object is tracked, never used again
   * @param before the row's key before it was written; null for an insert
   * @param after the row's key afterwards; null for a delete
   * @param origin what {@link WriteBatch} gave for it when Syncline wrote the row itself (see
   *     {@link #origin}); when a user or a user's trigger did, who that was (see {@link #author});
   *     null where the system cannot tell
   * @param cause of a mark without keys, why any row may have changed, in words; empty where only
   *     TRUNCATE leaves one
   * @param other the row of another object that was written, where it takes a question to whom that
   *     belongs; the keys are the answer now, and null when it belongs to none
   */
  record Mark(
      long number,
      @Nullable Key before,
      @Nullable Key after,
      @Nullable String origin,
      String cause,
      @Nullable Key other) {
    /** A mark of a row of the object. */
    public Mark(
        long number,
        @Nullable Key before,
        @Nullable Key after,
        @Nullable String origin,
        String cause) {
      this(number, before, after, origin, cause, null);
    }

    /** A mark that needs no words. */
    public Mark(long number, @Nullable Key before, @Nullable Key after, @Nullable String origin) {
      this(number, before, after, origin, "");
    }

    /** Whether any row of the object may have changed, as after a TRUNCATE. */
    public boolean whole() {
      return !isNamed() && other == null;
    }

    /** Whether it names a row of the object. */
    public boolean isNamed() {
      return before != null || after != null;
    }
  }

  /**
   * Numbers without a gap.
   *
   * @param from the first
   * @param to the last
   */
  record Span(long from, long to) {}

  /** How the writes of one task of one store are told from those of others. */
  static String origin(String store, int task) {
    return store + ":" + task;
  }

  /** What an origin that names a user begins with; a store's id never does. */
  String BY = "by ";

  /** The user that an origin names; empty when it names none. */
  static String author(String origin) {
    return origin.startsWith(BY) ? origin.substring(BY.length()) : "";
  }
}
