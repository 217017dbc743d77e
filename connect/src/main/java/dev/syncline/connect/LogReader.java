package dev.syncline.connect;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a database's replication log. What does it is large, and is a module of its own that not
 * everybody has: an implementation is found by {@link java.util.ServiceLoader}.
 *
 * <p>It reads at least once: what was told before {@link Listener#reached} may be told again after
 * a restart, and nothing else is left out.
 */
public interface LogReader {

  /** Whether it can read the log of a type of connection. */
  boolean reads(String type);

  /**
   * Reads on in threads of its own, once it has begun to; what it cannot do it tells the listener.
   * That it did not begin for half a minute is a failure, too.
   */
  Reading read(Log log, Listener listener);

  /** A reading that is on. */
  interface Reading extends AutoCloseable {
    /** Whether it still reads. */
    boolean alive();

    /**
     * Stops, and returns when nothing is told any more; sooner where the server does not answer, or
     * the thread is interrupted. The listener has to refuse what is told then.
     */
    @Override
    void close();
  }

  /**
   * What to read.
   *
   * @param spec how to reach the database
   * @param name the name of what belongs to this reading in the database, such as a slot
   * @param tables whose changes to tell
   * @param marker the table whose changes are markers; null where the log takes messages
   * @param position where to begin, as {@link Listener#reached} told it; empty for now
   * @param folder for files of the reader's own, which belong to the position
   */
  record Log(
      ConnectionSpec spec,
      String name,
      List<Table> tables,
      @Nullable Table marker,
      String position,
      Path folder) {
    public Log {
      tables = List.copyOf(tables);
    }
  }

  /**
   * A table.
   *
   * @param schema its schema; its database where there are no schemas
   * @param name its name
   * @param key the columns of its primary key, in order; of a marker table the one with the text
   */
  record Table(String schema, String name, List<String> key) {
    public Table {
      key = List.copyOf(key);
    }
  }

  /**
   * That a row was written.
   *
   * @param before its key before, if it had another one or is gone
   * @param after its key now; null when it is gone. Without any key all rows may have changed.
   */
  @SuppressWarnings("ArrayRecordComponent")
  record Change(
      String schema, String table, Object @Nullable [] before, Object @Nullable [] after) {}

  /** Who is told, by one thread at a time and in the order of commits. */
  interface Listener {
    /**
     * Rows were written.
     *
     * @param transactions the numbers of the transactions that wrote them, where the log tells
     *     them; others may not see yet what they wrote
     */
    void changed(List<Change> changes, Set<Long> transactions);

    /** The log holds this text, which was put there to be found. */
    void marker(String text);

    /**
     * Everything up to a position was told. When this returns the database may forget it.
     *
     * @param position where to begin the next time
     */
    void reached(String position);

    /** It will tell no more. */
    void failed(String reason);
  }
}
