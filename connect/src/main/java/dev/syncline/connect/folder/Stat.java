package dev.syncline.connect.folder;

import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What the file system tells of an entry of a folder without reading it.
 *
 * @param size in bytes
 * @param modified when its bytes were last written, in nanoseconds since the epoch
 * @param changed when anything of it last changed, which no program can set back; where the system
 *     does not tell, the same as {@code modified}
 * @param id by which the file system itself knows it
 */
public record Stat(Kind kind, long size, long modified, long changed, String id) {
  private static final boolean TELLS_CHANGES =
      FileSystems.getDefault().supportedFileAttributeViews().contains("unix");

  /** What an entry is. */
  public enum Kind {
    /** A file that has bytes. */
    FILE,
    /** A folder. */
    FOLDER,
    /** A symbolic link, which is not followed, or a device. */
    OTHER
  }

  /** Of what is at a path; null where there is nothing. */
  public static @Nullable Stat of(Path path) throws IOException {
    try {
      BasicFileAttributes basic =
          Files.readAttributes(path, BasicFileAttributes.class, LinkOption.NOFOLLOW_LINKS);
      long modified = nanos(basic.lastModifiedTime());
      long changed =
          TELLS_CHANGES
              ? nanos((FileTime) Files.getAttribute(path, "unix:ctime", LinkOption.NOFOLLOW_LINKS))
              : modified;
      Kind kind =
          basic.isRegularFile() ? Kind.FILE : basic.isDirectory() ? Kind.FOLDER : Kind.OTHER;
      return new Stat(kind, basic.size(), modified, changed, String.valueOf(basic.fileKey()));
    } catch (NoSuchFileException e) {
      return null;
    }
  }

  private static long nanos(FileTime time) {
    return time.to(TimeUnit.NANOSECONDS);
  }

  /** When anything of it last happened, in nanoseconds since the epoch. */
  public long latest() {
    return Math.max(modified, changed);
  }
}
