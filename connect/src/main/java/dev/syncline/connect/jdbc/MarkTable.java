package dev.syncline.connect.jdbc;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * The table that takes the marks of one object for one store: a number, the origin, and the key
 * before and after.
 *
 * <p>Names begin with a <em>family</em>, which is the store's id in short and a hash of the store
 * and the object, and end with a hash of what they stand for: a thing of another definition has
 * another name. They are of small letters, digits and underscores, and at most 60 long, whatever
 * the object is called.
 *
 * @param family what the names of all that belongs to it begin with
 * @param name its name
 * @param store the store's id
 * @param object the object whose changes are marked
 * @param key the columns by which marks name its rows: those of its key, as a rule
 * @param types the types in which marks keep them
 */
record MarkTable(
    String family,
    TableName name,
    String store,
    TableName object,
    List<TableColumn> key,
    List<String> types) {
  /** Where the parts of keys begin in a row of {@link #selection}. */
  static final int FIRST_PART = 2;

  /** Characters: a store's id with a task, or a user's name. */
  private static final int LONGEST_ORIGIN = 190;

  private static final int SHORT = 8;
  private static final int LONG = 16;

  /**
   * The marks of a table.
   *
   * @param named the columns by which they name its rows; none: its key's
   */
  static MarkTable of(
      Dialect dialect, String defaultSchema, String store, Table table, List<String> named) {
    List<String> columns = named.isEmpty() ? table.schema().identity() : named;
    List<TableColumn> key = columns.stream().map(table::column).toList();
    List<String> types = key.stream().map(dialect.capture()::markType).toList();
    String family = family(store, table.name(), named);
    String definition = String.join("\0", columns) + "\0" + types;
    String name = family + "marks_" + hash(definition).substring(0, SHORT);
    return new MarkTable(family, dialect.own(name, defaultSchema), store, table.name(), key, types);
  }

  /** What the names of all that belongs to an object and a store begin with. */
  static String family(String store, TableName object, List<String> named) {
    String by = named.isEmpty() ? "" : "\0" + String.join("\0", named);
    return plain(store)
        + "_"
        + hash(store + "\0" + object.schema() + "\0" + object.table() + by).substring(0, LONG)
        + "_";
  }

  private static String plain(String store) {
    String plain = store.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]", "");
    return plain.substring(0, Math.min(SHORT, plain.length()));
  }

  /** The name of all that belongs to reading the log for a store. */
  static String logName(String store) {
    return "syncline_" + plain(store) + "_" + hash("log\0" + store).substring(0, LONG);
  }

  /** The name of something of a kind, defined by a text. */
  String named(String kind, String definition) {
    return family + kind + "_" + hash(definition).substring(0, SHORT);
  }

  /** The column that keeps a part of the key as it was before. */
  static String before(int part) {
    return "before_" + (part + 1);
  }

  /** The column that keeps a part of the key as it was afterwards. */
  static String after(int part) {
    return "after_" + (part + 1);
  }

  /** All columns that keep keys with their types, {@code before_1 bigint, … after_1 bigint, …}. */
  List<String> definitions() {
    List<String> definitions = new ArrayList<>();
    for (int i = 0; i < types.size(); i++) {
      definitions.add(before(i) + " " + types.get(i));
    }
    for (int i = 0; i < types.size(); i++) {
      definitions.add(after(i) + " " + types.get(i));
    }
    return definitions;
  }

  /** A part of the key, as a column of this table. */
  TableColumn column(int part, String columnName) {
    TableColumn column = key.get(part);
    return new TableColumn(
        new Column(
            columnName, column.type(), column.column().nativeType(), true, Column.Origin.GIVEN),
        column.base(),
        null,
        null,
        false,
        false);
  }

  /** Its rows: number and origin, then the keys' parts from {@link #FIRST_PART} on. */
  Selection selection(Dialect dialect, long maxValueBytes) {
    List<TableColumn> columns = new ArrayList<>();
    columns.add(column("id", new Type.Int(64, false), "bigint"));
    columns.add(column("origin", new Type.Text(LONGEST_ORIGIN, 0, false), "text"));
    for (int i = 0; i < key.size(); i++) {
      columns.add(column(i, before(i)));
    }
    for (int i = 0; i < key.size(); i++) {
      columns.add(column(i, after(i)));
    }
    List<Column> shown = columns.stream().map(TableColumn::column).toList();
    ObjectSchema schema = new ObjectSchema(name.shown(""), shown, List.of(), List.of(), List.of());
    return new Selection(
        dialect,
        Table.of(name, schema, columns, null),
        new Shape(schema.name(), shown, List.of()),
        maxValueBytes);
  }

  private static TableColumn column(String name, Type type, String base) {
    return new TableColumn(
        new Column(name, type, base, true, Column.Origin.GIVEN), base, null, null, false, false);
  }

  /** What the table is for, in words. */
  String words() {
    return "Syncline: marks of changes of " + object.shown("") + " for store " + store;
  }

  /** Small letters and digits that stand for a table, wherever its name would be in the way. */
  static String token(TableName object) {
    return hash(object.schema() + "\0" + object.table()).substring(0, LONG);
  }

  /** At least 40 small letters and digits. */
  private static String hash(String text) {
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      String digits = new BigInteger(1, digest).toString(36);
      return "0".repeat(Math.max(0, 50 - digits.length())) + digits;
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java has it
    }
  }
}
