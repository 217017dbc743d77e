package dev.syncline.connect.folder;

import java.nio.file.Path;

/** Follows how large files are read and copied, for a person. Called often; must be cheap. */
@FunctionalInterface
public interface Copying {
  /** Follows nothing. */
  Copying NOBODY = (file, done, all) -> {};

  /** Bytes of a file from which on it is followed. */
  long LARGE = 16L << 20;

  /**
   * So much of a file is read by now.
   *
   * @param done in bytes
   * @param all in bytes, when it began to be read
   */
  void at(Path file, long done, long all);
}
