package dev.syncline.engine.store;

import java.nio.file.Path;

/** Where a state store is: in a file of its own, or in a schema of a PostgreSQL database. */
public sealed interface StoreAddress permits StoreAddress.InFile, PostgresAddress {

  /** In words, for messages, and without a password. */
  String shown();

  /** An SQLite file. */
  record InFile(Path file) implements StoreAddress {
    @Override
    public String shown() {
      return file.toString();
    }
  }

  /**
   * Understands an address as people write it: the path of a file, alone or after {@code
   * jdbc:sqlite:}, or the URL of a PostgreSQL database.
   *
   * @param folder where relative paths begin
   * @throws StoreException if it is no such address
   */
  static StoreAddress of(String text, Path folder) {
    if (PostgresAddress.isOne(text)) {
      return PostgresAddress.parse(text);
    }
    String sqlite = "jdbc:sqlite:";
    String file = text.startsWith(sqlite) ? text.substring(sqlite.length()) : text;
    if (file.startsWith("jdbc:") || file.contains("://")) {
      throw new StoreException(
          "no state store can be kept at "
              + file.replaceFirst("(:/*).*", "$1…")
              + ": give the path of a file, or the URL of a PostgreSQL database, such as"
              + " postgresql://host/database",
          null);
    }
    return new InFile(folder.resolve(file).normalize());
  }
}
