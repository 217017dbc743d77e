package dev.syncline.engine.store;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.sqlite.SQLiteJDBCLoader;
import org.sqlite.util.LibraryLoaderUtil;

/**
 * SQLite's native library, kept in the user's cache folder. The driver by itself unpacks it anew
 * into the temporary folder of each process and compares it byte by byte, which is most of the time
 * it takes to open a small store.
 */
final class SqliteLibrary {
  private static boolean prepared;

  private SqliteLibrary() {}

  /** Points the driver to the kept library; where that is not possible, leaves it to the driver. */
  static synchronized void prepare() {
    if (prepared) {
      return;
    }
    prepared = true;
    if (System.getProperty("org.sqlite.lib.path") != null) {
      return;
    }
    try {
      String name = LibraryLoaderUtil.getNativeLibName();
      String resource = LibraryLoaderUtil.getNativeLibResourcePath() + "/" + name;
      Path folder = cache().resolve("sqlite-" + SQLiteJDBCLoader.getVersion());
      if (keep(resource, folder.resolve(name))) {
        System.setProperty("org.sqlite.lib.path", folder.toString());
        System.setProperty("org.sqlite.lib.name", name);
      }
    } catch (IOException | RuntimeException e) {
      // No home, a full disk, a read-only container: the driver's own way works there.
      return;
    }
  }

  private static Path cache() {
    String given = System.getenv("XDG_CACHE_HOME");
    String windows = System.getenv("LOCALAPPDATA");
    Path base =
        given != null && !given.isEmpty()
            ? Path.of(given)
            : windows != null && !windows.isEmpty()
                ? Path.of(windows)
                : Path.of(System.getProperty("user.home"), ".cache");
    return base.resolve("syncline");
  }

  private static boolean keep(String resource, Path file) throws IOException {
    var url = SQLiteJDBCLoader.class.getResource(resource);
    if (url == null) {
      return false;
    }
    var inside = url.openConnection();
    if (Files.exists(file) && Files.size(file) == inside.getContentLengthLong()) {
      return true;
    }
    Files.createDirectories(file.getParent());
    Path part = Files.createTempFile(file.getParent(), "new", ".part");
    try (InputStream in = inside.getInputStream()) {
      Files.copy(in, part, StandardCopyOption.REPLACE_EXISTING);
      // Renamed when it is whole, so that another process never loads half a library.
      Files.move(part, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    } finally {
      Files.deleteIfExists(part);
    }
    return true;
  }
}
