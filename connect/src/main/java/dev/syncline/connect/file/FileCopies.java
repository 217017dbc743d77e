package dev.syncline.connect.file;

import dev.syncline.connect.Model;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Copies of the files that models read, one each, in a folder that is gone when this is closed.
 * What reads a copy sees the file as of one moment, whoever writes it meanwhile. A copy is taken
 * anew when the file is another one than it was: by its size, its time of change and its identity.
 */
public final class FileCopies implements AutoCloseable {
  private static final byte[] PARQUET = "PAR1".getBytes(StandardCharsets.US_ASCII);

  private final Map<Model.DataFile, Copy> copies = new HashMap<>();
  private @Nullable Path folder;
  private int taken;

  /** How a file is known again. */
  private record Stamp(long size, FileTime changed, @Nullable Object identity) {}

  private record Copy(Stamp stamp, Path path, String select) {}

  /**
   * A query, in DuckDB's SQL, of all that a file holds now.
   *
   * @throws FileFault if it is not there, is being written, or is not what it should be
   */
  public synchronized String select(Model.DataFile file) throws FileFault {
    try {
      Stamp stamp = stamp(file.path());
      Copy known = copies.get(file);
      if (known != null && known.stamp.equals(stamp)) {
        return known.select;
      }
      Path path = folder().resolve("file" + ++taken);
      Copy copy = new Copy(stamp, path, copy(file, path));
      if (!stamp.equals(stamp(file.path()))) {
        throw new FileFault(
            file.path() + " was written while it was read",
            "Run again when it is done. Best it is written under another name, and renamed at the"
                + " end.");
      }
      copies.put(file, copy);
      if (known != null) {
        Files.deleteIfExists(known.path);
      }
      return copy.select;
    } catch (NoSuchFileException e) {
      throw new FileFault("there is no file " + file.path(), "Check its path, or bring it.");
    } catch (AccessDeniedException e) {
      throw new FileFault(file.path() + " may not be read", "Check its rights.");
    } catch (IOException e) {
      throw new FileFault(
          file.path() + " cannot be read (" + e.getMessage() + ")", "Check it, or try later.");
    }
  }

  private static Stamp stamp(Path file) throws IOException, FileFault {
    BasicFileAttributes now = Files.readAttributes(file, BasicFileAttributes.class);
    if (now.isDirectory()) {
      throw new FileFault(file + " is a folder", "Name one of its files.");
    }
    return new Stamp(now.size(), now.lastModifiedTime(), now.fileKey());
  }

  private static String copy(Model.DataFile file, Path copy) throws IOException, FileFault {
    return switch (file) {
      case Model.Csv csv -> select(copy, CsvCopy.write(csv, copy));
      case Model.Parquet parquet -> {
        Files.copy(parquet.path(), copy);
        requireWhole(parquet.path(), copy);
        yield "SELECT * FROM read_parquet(" + literal(copy.toString()) + ")";
      }
    };
  }

  private static String select(Path copy, CsvCopy.Content content) {
    String columns =
        content.columns().entrySet().stream()
            .map(c -> literal(c.getKey()) + ": " + literal(c.getValue().sql()))
            .collect(Collectors.joining(", "));
    return "SELECT * FROM read_csv("
        + literal(copy.toString())
        + ", auto_detect = false, header = false, delim = ',', quote = '\"', escape = '\"',"
        + " new_line = '\\n', nullstr = '"
        + CsvCopy.NULL
        + "', allow_quoted_nulls = false, max_line_size = "
        + Math.max(2_000_000, content.longest() + 1)
        + ", columns = {"
        + columns
        + "})";
  }

  private static String literal(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  /** Its last bytes are written last: they tell where all the others are. */
  private static void requireWhole(Path file, Path copy) throws IOException, FileFault {
    try (FileChannel channel = FileChannel.open(copy)) {
      ByteBuffer end = ByteBuffer.allocate(PARQUET.length);
      long size = channel.size();
      boolean whole =
          size >= 3L * PARQUET.length
              && channel.read(end, size - PARQUET.length) == PARQUET.length
              && end.flip().equals(ByteBuffer.wrap(PARQUET));
      if (!whole) {
        throw new FileFault(
            file + (size == 0 ? " is empty" : " does not end as a Parquet file does"),
            "Has it been written to its end?");
      }
    }
  }

  private Path folder() throws IOException {
    Path there = folder;
    if (there == null) {
      there = Files.createTempDirectory("syncline-files");
      folder = there;
    }
    return there;
  }

  @Override
  public synchronized void close() {
    if (folder == null) {
      return;
    }
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      // What is left is in the system's temporary folder, which the system empties.
    }
  }
}
