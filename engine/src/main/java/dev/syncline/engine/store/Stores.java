package dev.syncline.engine.store;

import dev.syncline.connect.sqlite.PrivateFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.sql.SQLException;
import java.util.UUID;

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
   * Opens the store at an address, and makes it when there is none.
   *
   * @param folder where this node keeps files for a store that is in a database
   * @throws StoreException if it cannot be opened, is damaged, or is a newer Syncline's
   */
  public static StateStore open(StoreAddress address, Path folder) {
    return opened(address, folder);
  }

  static SqlStore opened(StoreAddress address, Path folder) {
    return switch (address) {
      case StoreAddress.InFile file -> open(file.file(), PATIENCE_MILLIS);
      case PostgresAddress server -> SqlStore.open(database(server, folder));
    };
  }

  /**
   * Whether there is a store at an address; makes none.
   *
   * @throws StoreException if its database cannot be reached
   */
  public static boolean exist(StoreAddress address, Path folder) {
    return switch (address) {
      case StoreAddress.InFile file -> Files.exists(file.file());
      case PostgresAddress server -> database(server, folder).exists();
    };
  }

  /**
   * Puts a backup where there is no store yet: that of a store of either kind.
   *
   * @param backup as {@link StateStore#backup} made it, by this version or an older one
   * @throws StoreException if it is no backup, or there is a store already
   */
  public static void restore(Path backup, StoreAddress address, Path folder) {
    if (exist(address, folder)) {
      throw new StoreException(
          "nothing was restored: there is a state store at "
              + address.shown()
              + " already. Name another place, or stop whatever uses it and remove it first"
              + (address instanceof StoreAddress.InFile file ? ": " + file.shown() + "*." : "."),
          null);
    }
    if (!Files.isRegularFile(backup)) {
      throw new StoreException("there is no file " + backup + " to restore", null);
    }
    switch (address) {
      case StoreAddress.InFile file -> put(backup, file.file().toAbsolutePath().normalize());
      case PostgresAddress server -> load(backup, database(server, folder), folder);
    }
  }

  private static void put(Path backup, Path file) {
    try {
      createFolder(file);
      PrivateFile.requireNoStrayLog(file);
      WholeFile.write(
          "backup " + backup + " was not restored", file, part -> new Copied(backup, part).make());
    } catch (PrivateFile.StrayLog e) {
      throw new StoreException("nothing was restored: " + e.getMessage(), e);
    } catch (IOException e) {
      throw new StoreException("backup " + backup + " was not restored to " + file + ": " + e, e);
    } catch (SQLException e) {
      throw new IllegalStateException("a file is copied by no database", e);
    }
  }

  /** A copy of a backup, which is named as that and is kept already, should it be changed. */
  private static final class Copied extends SqliteDatabase {
    private final Path backup;
    private final Path file;

    Copied(Path backup, Path file) {
      super(file, PATIENCE_MILLIS, "OFF");
      this.backup = backup;
      this.file = file;
    }

    @Override
    public String place() {
      return "backup " + backup;
    }

    @Override
    public void backup(Path target) {
      // There is one: the file that was copied.
    }

    /** Brings what an older version wrote to this one, and refuses what is no store. */
    void make() throws IOException {
      Files.copy(backup, file, StandardCopyOption.REPLACE_EXISTING);
      SqlStore.open(this).close();
    }
  }

  private static void load(Path backup, PostgresDatabase into, Path folder) {
    Path copy = folder.resolve("restored-" + UUID.randomUUID() + ".db");
    Copied from = new Copied(backup, copy);
    try {
      Files.createDirectories(folder);
      PrivateFile.make(copy);
      from.make();
      into.load(from);
    } catch (IOException e) {
      throw new StoreException("backup " + backup + " cannot be read: " + e, e);
    } catch (SQLException e) {
      throw into.failure("restore " + backup, e);
    } finally {
      from.delete();
    }
  }

  private static PostgresDatabase database(PostgresAddress address, Path folder) {
    return new PostgresDatabase(address, folder, PATIENCE_MILLIS);
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

  static SqlStore open(Path file, int patienceMillis) {
    Path whole = file.toAbsolutePath().normalize();
    try {
      createFolder(whole);
      PrivateFile.make(whole);
    } catch (PrivateFile.StrayLog e) {
      throw new StoreException("state store " + e.getMessage(), e);
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

  private static void createFolder(Path file) throws IOException {
    Path folder = file.getParent();
    if (folder != null) {
      Files.createDirectories(folder);
    }
  }
}
