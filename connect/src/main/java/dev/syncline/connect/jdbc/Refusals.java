package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Optional;

/** Puts into words why a write was refused: which record, which column, what limit, what to do. */
final class Refusals {
  private final ConnectionSpec spec;
  private final Dialect dialect;

  Refusals(ConnectionSpec spec, Dialect dialect) {
    this.spec = spec;
    this.dialect = dialect;
  }

  /** A value that its column cannot hold; nothing was sent. */
  Rejected misfit(Item item, TableColumn column, Misfit misfit) {
    return new Rejected(misfit.cause(), subject(item) + " rejected: " + words(column, misfit));
  }

  /** The same of a write that is only thought of. */
  String misfit(TableColumn column, Misfit misfit) {
    return spec.name() + " cannot hold it: " + words(column, misfit);
  }

  private static String words(TableColumn column, Misfit misfit) {
    return "column \"" + column.name() + "\": " + misfit.reason();
  }

  /** A column that nobody can write. */
  Rejected notWritable(Item item, TableColumn column) {
    return new Rejected(
        Cause.TYPE,
        subject(item)
            + " rejected: column \""
            + column.name()
            + "\" is computed by the database; let its field go the other way only (-> or <-), or leave"
            + " it out of \"fields\"");
  }

  /** What the database refused. */
  Rejected refused(Item item, Failure failure) {
    Cause cause = failure.kind() == Failure.Kind.DENIED ? Cause.DENIED : failure.cause();
    return new Rejected(
        cause, spec.withoutPassword(subject(item) + " rejected: " + reason(item, failure, cause)));
  }

  /** A delete that would take rows of another table with it. */
  Rejected cascades(Item item, String child, int rows) {
    return new Rejected(
        Cause.FOREIGN_KEY,
        subject(item)
            + " rejected: it would also delete "
            + rows
            + " of "
            + child
            + " (ON DELETE CASCADE), which nobody asked for. Delete them first, or add a task for "
            + child
            + ".");
  }

  /** A circle of new records that a foreign key keeps from being written. */
  Rejected cannotWait(Item item, Table table, ForeignKey key) {
    return new Rejected(
        Cause.FOREIGN_KEY,
        subject(item)
            + " rejected: it refers in a circle to records that are new too, and foreign key "
            + quoted(key.name())
            + " of "
            + table.shown()
            + " cannot wait for them. Let its owner run: ALTER TABLE "
            + dialect.table(table.name())
            + " ALTER CONSTRAINT "
            + dialect.quote(key.name())
            + " DEFERRABLE.");
  }

  /** Why a member of a group was not written although it may be sound itself. */
  String together(Item item, String why) {
    return subject(item) + " not done, since it makes sense only together with others: " + why;
  }

  /** {@code shop: update of customers 42}. */
  String subject(Item item) {
    String object = item.table().shown();
    return spec.name()
        + ": "
        + switch (item.write()) {
          case Write.Insert i -> "insert into " + object + givenKey(item);
          case Write.Update u -> "update of " + object + " " + shown(u.key());
          case Write.Delete d -> "delete from " + object + " " + shown(d.key());
        };
  }

  private static String givenKey(Item item) {
    List<TableColumn> key = item.selection().key();
    boolean given =
        !key.isEmpty()
            && key.stream()
                .allMatch(
                    c ->
                        item.columns().contains(c)
                            && item.values()[item.columns().indexOf(c)] != null)
            && !NewKeys.waits(item);
    return given ? " " + shown(item.keyAfter()) : "";
  }

  private static String shown(Key key) {
    return shortened(key.toString());
  }

  private static String shortened(String text) {
    return text.length() > 100 ? text.substring(0, 99) + "…" : text;
  }

  private String reason(Item item, Failure failure, Cause cause) {
    return switch (cause) {
      case UNIQUE ->
          "another record has the same "
              + uniqueColumns(item.table(), failure)
              + ". Correct one of the two, or make it part of the task's unique key.";
      case FOREIGN_KEY -> foreignKey(item, failure);
      case NOT_NULL ->
          "column "
              + quoted(failure.column())
              + " must not be null. Fill the field it is synced from, add it to \"fields\", or give"
              + " the column a default.";
      case CHECK ->
          (failure.constraint() == null
                  ? failure.detail()
                  : "the check " + quoted(failure.constraint()) + " does not hold")
              + ". Correct the record at its origin, or alter the check.";
      case TOO_LONG ->
          "value too long"
              + (failure.column() == null ? "" : " for column " + quoted(failure.column()))
              + " ("
              + failure.detail()
              + "). Shorten it at its origin or widen the column.";
      case TYPE ->
          column(item, failure)
              + failure.detail()
              + type(item, failure)
              + ". Correct the value at its origin, or alter the column.";
      case DENIED -> denied(item, failure);
      case OTHER -> failure.detail();
    };
  }

  /**
   * {@code column "tags": }. Where the database does not say which column it is about, it is one of
   * those whose values nobody but the database can check.
   */
  private static String column(Item item, Failure failure) {
    if (failure.column() != null) {
      return "column " + quoted(failure.column()) + ": ";
    }
    List<String> suspects =
        item.columns().stream()
            .filter(c -> c.type() instanceof Type.Array || c.type() instanceof Type.Json)
            .map(c -> quoted(c.name()))
            .toList();
    return suspects.isEmpty() ? "" : "column " + String.join(" or ", suspects) + ": ";
  }

  /** {@code (set('a','b'))}: what the column holds, never the value, which may be personal. */
  private static String type(Item item, Failure failure) {
    return item.columns().stream()
        .filter(c -> c.name().equals(failure.column()))
        .map(c -> " (it is " + shortened(c.column().nativeType()) + ")")
        .findFirst()
        .orElse("");
  }

  private static String quoted(@org.jspecify.annotations.Nullable String name) {
    return name == null ? "?" : '"' + name + '"';
  }

  private static String uniqueColumns(Table table, Failure failure) {
    String constraint = failure.constraint();
    if (constraint == null) {
      return failure.column() == null ? "unique key" : "value in " + quoted(failure.column());
    }
    String index = constraint.substring(constraint.lastIndexOf('.') + 1); // MySQL: table.key
    Optional<UniqueKey> key =
        table.schema().uniqueKeys().stream()
            .filter(k -> k.name().equals(constraint) || k.name().equals(index))
            .findFirst();
    List<String> columns =
        key.map(UniqueKey::columns)
            .orElse(
                index.equals("PRIMARY") || index.endsWith("_pkey")
                    ? table.schema().primaryKey()
                    : List.of());
    return columns.isEmpty()
        ? "value in unique key " + quoted(constraint)
        : "value in \""
            + String.join("\", \"", columns)
            + "\" (unique key "
            + quoted(constraint)
            + ")";
  }

  private static String foreignKey(Item item, Failure failure) {
    Optional<ForeignKey> key =
        item.table().schema().foreignKeys().stream()
            .filter(k -> k.name().equals(failure.constraint()))
            .findFirst();
    if (item.write() instanceof Write.Delete || (key.isEmpty() && failure.constraint() != null)) {
      return "other records refer to it"
          + (failure.constraint() == null
              ? ""
              : " (foreign key " + quoted(failure.constraint()) + ")")
          + ". Delete them first, or add a task for their table, so that they are deleted with it.";
    }
    return key.map(
                k ->
                    "the record of "
                        + k.references()
                        + " that \""
                        + String.join("\", \"", k.columns())
                        + "\" refers to is not there (foreign key "
                        + quoted(k.name())
                        + ")")
            .orElse("a record that it refers to is not there")
        + ". Sync that one first.";
  }

  private String denied(Item item, Failure failure) {
    String right =
        switch (item.write()) {
          case Write.Insert i -> "INSERT";
          case Write.Update u -> "UPDATE";
          case Write.Delete d -> "DELETE";
        };
    String grant = dialect.grant(right, item.table().name(), spec.user());
    return "user \""
        + spec.user()
        + "\" has not the right ("
        + failure.detail()
        + ")."
        + (grant == null ? "" : " Let the owner run: " + grant);
  }
}
