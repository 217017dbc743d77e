package dev.syncline.connect.jdbc;

/** Descriptions of what is read. */
interface Tables {
  /** An object as it was when it was last described. */
  Table table(String object);

  /** Forgets what is known, because the database says that it is not so any more. */
  void forget();
}
