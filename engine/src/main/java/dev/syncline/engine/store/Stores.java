package dev.syncline.engine.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Opens state stores. */
public final class Stores {
  private static final int PATIENCE_MILLIS = 15_000;

  private Stores() {}

  /**
   * Opens the store in an SQLite file, and makes it when there is none.
   *
   * @throws StoreException if it cannot be opened, is damaged, or is a newer Syncline's
   */
  public static StateStore open(Path file) {
    return open(file, PATIENCE_MILLIS);
  }

  /**
   * Opens the store at an address: the path of a file, alone or after {@code jdbc:sqlite:}.
   *
   * @throws StoreException if it cannot be opened, is damaged, or is a newer Syncline's
   */
  public static StateStore open(String url) {
    String file = url.startsWith("jdbc:sqlite:") ? url.substring("jdbc:sqlite:".length()) : url;
    if (file.startsWith("jdbc:")) {
      throw new StoreException(
          "state store "
              + url
              + " cannot be opened: this version keeps its state in a file."
              + " Give the path of one.",
          null);
    }
    return open(Path.of(file));
  }

  /**
   * Makes a store for what a run need not remember, in a new file in a folder. It never waits for
   * the disk, and its file is deleted when it is closed.
   *
   * @throws StoreException if the folder cannot be written
   */
  public static StateStore scratch(Path folder) {
    Path file;
    try {
      Files.createDirectories(folder);
      file = Files.createTempFile(folder, "scratch", ".db");
    } catch (IOException e) {
      throw new StoreException(
          "no temporary state store can be made in %s: %s. Name another folder for temporary files."
              .formatted(folder, e),
          e);
    }
    return SqlStore.open(
        new SqliteDatabase(file, PATIENCE_MILLIS, "OFF") {
          @Override
          public void closed() {
            delete();
          }
        });
  }

  static StateStore open(Path file, int patienceMillis) {
    Path whole = file.toAbsolutePath().normalize();
    try {
      Path folder = whole.getParent();
      if (folder != null) {
        Files.createDirectories(folder);
      }
      SqliteDatabase.createPrivate(whole);
    } catch (IOException e) {
      throw new StoreException(
          "state store "
              + file
              + " cannot be opened: "
              + e
              + ". Check that its folder can be written by this user.",
          e);
    }
    return SqlStore.open(new SqliteDatabase(file, patienceMillis));
  }
}
