package dev.syncline.connect.csv;

import dev.syncline.connect.folder.Sha256;
import dev.syncline.connect.folder.Stat;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The file of which the working copy has the records, changed or not since.
 *
 * @param meaning {@link CsvFile#meaning}
 * @param stat what the file system told of it; null where there was none
 * @param seen when it was looked at, in nanoseconds since the epoch
 * @param content the SHA-256 of its bytes; empty where there was none
 * @param header its first line as it stands there; empty where it has none that names columns
 * @param lineEnd how its lines end
 * @param marked whether it begins with a byte order mark
 * @param columns its columns in order
 */
record Known(
    String meaning,
    @Nullable Stat stat,
    long seen,
    String content,
    String header,
    String lineEnd,
    boolean marked,
    List<CsvColumn> columns) {
  /** The coarsest clock of a file system that is in use. */
  private static final long RESOLUTION = TimeUnit.SECONDS.toNanos(2);

  static long now() {
    return TimeUnit.MILLISECONDS.toNanos(System.currentTimeMillis());
  }

  /**
   * Whether what is at a path is still this file. One that was written shortly before it was looked
   * at is read again: a later edit might bear the same time.
   */
  boolean is(Path path, @Nullable Stat now) throws IOException {
    if (stat == null || now == null) {
      return Objects.equals(stat, now);
    }
    return isSurely(now) || now.size() == stat.size() && Sha256.of(path).equals(content);
  }

  /** Whether the file system tells that it is. */
  boolean isSurely(@Nullable Stat now) {
    return stat == null || now == null
        ? Objects.equals(stat, now)
        : stat.equals(now) && seen > now.latest() + RESOLUTION;
  }

  Known at(@Nullable Stat other, long moment, String bytes) {
    return new Known(meaning, other, moment, bytes, header, lineEnd, marked, columns);
  }
}
