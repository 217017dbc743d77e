package dev.syncline.connect.folder;

import java.nio.charset.StandardCharsets;
import java.util.UUID;

/** Names of files that are being written: each operation has one, so that none is left twice. */
final class Temporary {
  private static final String END = ".tmp";

  private Temporary() {}

  static String of(String store, String operation) {
    byte[] both = (store + "\n" + operation).getBytes(StandardCharsets.UTF_8);
    return FilePath.OWN + "-" + UUID.nameUUIDFromBytes(both) + END;
  }

  static boolean isOne(String name) {
    return FilePath.isOwn(name) && name.endsWith(END);
  }
}
