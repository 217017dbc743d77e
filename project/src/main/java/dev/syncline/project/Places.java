package dev.syncline.project;

import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.store.StoreAddress;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Where a project's files are.
 *
 * @param config the configuration's file, or the folder of its files
 * @param state the state store's file; where the store is in a database, what lies beside it still
 *     has the names that it would have beside this file
 * @param log the folder for what is read of the systems' logs; goes with the state store
 * @param copies the folder for working copies of CSV files; goes with the state store
 * @param named where the state store is, if whoever calls the command says so: else the
 *     configuration does, or it is that file
 */
public record Places(Path config, Path state, Path log, Path copies, Optional<StoreAddress> named) {
  /** Where a person says once for all where the state store is. */
  public static final String STATE = "SYNCLINE_STATE";

  private static final String STATE_FOLDER = ".syncline";
  private static final String STATE_FILE = "state.db";

  /**
   * The places as a command line names them, or where they usually are.
   *
   * @param state the path of a file or the URL of a database
   * @throws dev.syncline.engine.store.StoreException if it is neither
   */
  public static Places of(Path folder, @Nullable Path config, @Nullable String state) {
    Path file = folder.resolve(config == null ? Path.of(ConfigurationReader.DEFAULT_FILE) : config);
    file = file.normalize();
    Path home = Files.isDirectory(file) ? file : file.getParent();
    Path usual = (home == null ? folder : home).resolve(STATE_FOLDER).resolve(STATE_FILE);
    Optional<StoreAddress> named =
        Optional.ofNullable(state).map(text -> StoreAddress.of(text, folder));
    return named.orElse(null) instanceof StoreAddress.InFile f
        ? new Places(file, f.file())
        : new Places(file, usual, named);
  }

  /** The state is in a file, and in no other place. */
  Places(Path config, Path state) {
    this(config, state, Optional.of(new StoreAddress.InFile(state)));
  }

  /** The folders for logs and working copies lie beside the state store. */
  private Places(Path config, Path state, Optional<StoreAddress> named) {
    this(
        config,
        state,
        state.resolveSibling(state.getFileName() + ".log"),
        state.resolveSibling(state.getFileName() + ".csv"),
        named);
  }

  /** The same configuration over a copy of its state. */
  Places over(Path copy) {
    return new Places(config, copy, log, copies, Optional.of(new StoreAddress.InFile(copy)));
  }

  /** The folder for what was sent to systems that cannot be read; a part of the state store. */
  Path sent() {
    return state.resolveSibling(state.getFileName() + ".sent");
  }

  /** The folder for what is known of files, and for what of them is kept for an undo. */
  Path files() {
    return state.resolveSibling(state.getFileName() + ".files");
  }

  /** The file that says which node this is. */
  Path node() {
    return state.resolveSibling(state.getFileName() + ".node");
  }

  /** The folder of what this node keeps. */
  Path folder() {
    Path folder = state.getParent();
    return folder == null ? Path.of("") : folder;
  }

  /**
   * The file that is locked while the configuration is saved: beside it, wherever the state is. Its
   * folder is made if it is missing.
   */
  Path makeLock() {
    Path home = Files.isDirectory(config) ? config : config.toAbsolutePath().getParent();
    Path folder = (home == null ? config.toAbsolutePath() : home).resolve(STATE_FOLDER);
    makeFolder(folder);
    return folder.resolve("edit.lock");
  }

  /** Makes the state store's folder if it is missing: for its owner only, and not for git. */
  void makeStateFolder() {
    makeFolder(state.getParent());
  }

  private static void makeFolder(@Nullable Path folder) {
    if (folder == null || Files.isDirectory(folder)) {
      return;
    }
    try {
      Path parent = folder.getParent();
      if (parent != null) {
        Files.createDirectories(parent);
      }
      if (FileSystems.getDefault().supportedFileAttributeViews().contains("posix")) {
        Files.createDirectory(
            folder,
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
      } else {
        Files.createDirectory(folder);
      }
      if (folder.endsWith(STATE_FOLDER)) {
        Files.writeString(folder.resolve(".gitignore"), "*\n");
      }
    } catch (IOException e) {
      throw CommandError.failed(
          "the folder "
              + folder
              + " for the state cannot be made: "
              + e
              + ". Check its rights, or name another place with --state.");
    }
  }
}
