package dev.syncline.project;

import dev.syncline.engine.config.ConfigurationReader;
import java.io.IOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.jspecify.annotations.Nullable;

/**
 * Where a project's files are.
 *
 * @param config the configuration's file, or the folder of its files
 * @param state the state store's file
 * @param log the folder for what is read of the systems' logs; goes with the state store
 * @param copies the folder for working copies of CSV files; goes with the state store
 */
public record Places(Path config, Path state, Path log, Path copies) {
  private static final String STATE_FOLDER = ".syncline";
  private static final String STATE_FILE = "state.db";

  /** The places as a command line names them, or where they usually are. */
  public static Places of(Path folder, @Nullable Path config, @Nullable Path state) {
    Path file = folder.resolve(config == null ? Path.of(ConfigurationReader.DEFAULT_FILE) : config);
    file = file.normalize();
    Path home = Files.isDirectory(file) ? file : file.getParent();
    return new Places(
        file,
        state != null
            ? folder.resolve(state).normalize()
            : (home == null ? folder : home).resolve(STATE_FOLDER).resolve(STATE_FILE));
  }

  /** The folders for logs and working copies lie beside the state store. */
  Places(Path config, Path state) {
    this(
        config,
        state,
        state.resolveSibling(state.getFileName() + ".log"),
        state.resolveSibling(state.getFileName() + ".csv"));
  }

  /** The folder for what was sent to systems that cannot be read; a part of the state store. */
  Path sent() {
    return state.resolveSibling(state.getFileName() + ".sent");
  }

  /** The folder for what is known of files, and for what of them is kept for an undo. */
  Path files() {
    return state.resolveSibling(state.getFileName() + ".files");
  }

  /** Makes the state store's folder if it is missing: for its owner only, and not for git. */
  void makeStateFolder() {
    Path folder = state.getParent();
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
