package dev.syncline.connect;

import dev.syncline.core.value.Hex;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.LocalDateTime;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Tables in which a database shows people what syncs did: Syncline's own, which are no objects of
 * any sync. All methods may throw {@link ConnectorException}.
 */
public interface SyncLog {

  /** Stands for values that were erased. */
  String ERASED = "{\"withheld\":\"erased\"}";

  /** Stands for a reason that was erased. */
  String ERASED_REASON = "erased";

  /** How many characters of a long text stay in front of what tells it from others. */
  int FRONT = 200;

  /** Why its tables cannot be used as they are, with the remedy; empty where nothing is wrong. */
  Optional<String> obstacle();

  /**
   * Makes the tables that are missing.
   *
   * @throws ConnectorException if one is there that has other columns
   */
  void make();

  /** How far the log of a sync has come; zeroes where it has not begun. */
  Position position(String store, int sync);

  /** Does all of some things in one transaction. */
  void write(List<Edit> edits);

  /**
   * Erases the values of changes of a record, and why it was refused.
   *
   * @param sourceKeys its keys, as {@link #shortened} gives them
   * @param perform whether it is done; else only counted
   * @return how many changes and states hold anything
   */
  int erase(
      String store,
      int task,
      Collection<String> sourceKeys,
      Collection<String> targetKeys,
      boolean perform);

  /**
   * Removes changes that were written, and runs that began, before a moment, but for the latest run
   * of each sync.
   */
  void forget(String store, LocalDateTime before);

  /** How far the log of a sync has come: the last run and the last batch of the journal in it. */
  record Position(long run, long batch) {}

  /** Something that is done to a table. */
  sealed interface Edit {
    /** The table. */
    LogTable table();
  }

  /** Rows are added, or replace those of the same key. */
  record Put(LogTable table, List<@Nullable Object[]> rows) implements Edit {}

  /** The rows whose first columns of the key have these values are removed. */
  record Remove(LogTable table, List<Object[]> keys) implements Edit {}

  /**
   * A name or a key as it fits into a column: a long one is cut, and told from others by a hash.
   */
  static String shortened(String text) {
    if (text.codePointCount(0, text.length()) <= LogTable.NAME) {
      return text;
    }
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String front = text.substring(0, text.offsetByCodePoints(0, FRONT));
      return front + "… " + Hex.text(hash).substring(0, 32);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
