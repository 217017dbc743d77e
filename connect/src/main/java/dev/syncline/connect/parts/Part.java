package dev.syncline.connect.parts;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * An object of which one row at most belongs to each record of another, the <em>root</em>: the row
 * whose columns equal the root's, and that stands in the part's slot. One of the two holds the
 * other's key.
 *
 * @param name what the part is called in the configuration
 * @param object the object that holds its rows
 * @param links its columns that equal the root's, in the order of the key that is held
 * @param holder whose row holds the other's key
 * @param slots constants that tell its rows from those of other parts in the same object; none
 *     where every row of the object is of this part, or the root tells which is
 */
public record Part(
    String name, ObjectSchema object, List<Link> links, Holder holder, List<Slot> slots) {
  public Part {
    links = List.copyOf(links);
    slots = List.copyOf(slots);
  }

  /** Whose row holds the other's key. */
  public enum Holder {
    /** The part's, which refers to the root's. */
    PART,
    /** The root's, which refers to the part's; several of them may refer to one. */
    ROOT
  }

  /**
   * A column that equals one of the root's.
   *
   * @param pair the root's column as the source, the part's as the target
   */
  public record Link(String column, String root, TypePair pair) {}

  /**
   * A column that holds the same in every row of the part.
   *
   * @param pair the column with itself
   */
  public record Slot(String column, Object value, TypePair pair) {}

  /** What a record calls a column of its part. */
  public String calls(String column) {
    return name + "." + column;
  }

  /** The column of the part that a record calls so; nothing when it is none of this part. */
  Optional<Column> called(String recordColumn) {
    return columns().stream().filter(c -> calls(c.name()).equals(recordColumn)).findFirst();
  }

  /**
   * The columns in which a record's values stand: neither those that say whose row it is, nor what
   * the system numbers.
   */
  public List<Column> columns() {
    Set<String> fixed = fixed();
    return object.columns().stream()
        .filter(c -> !fixed.contains(c.name()) && c.origin() != Origin.GENERATED)
        .toList();
  }

  /** Names of the columns that say whose row it is; none where the root's row says that. */
  public Set<String> fixed() {
    Set<String> fixed = new HashSet<>(isHeldByRoot() ? Set.of() : linked());
    slots.forEach(s -> fixed.add(s.column()));
    return fixed;
  }

  /** Whether the root's row refers to the part's. */
  public boolean isHeldByRoot() {
    return holder == Holder.ROOT;
  }

  /** Names of its columns that equal the root's, in order. */
  List<String> linked() {
    return links.stream().map(Link::column).toList();
  }

  /** Names of the root's columns that refer to it, in order; none where it refers to the root. */
  public List<String> referring() {
    return isHeldByRoot() ? links.stream().map(Link::root).toList() : List.of();
  }

  /** The columns that a new row has to be given, since nothing else gives them. */
  public List<Column> required() {
    return columns().stream()
        .filter(c -> c.required() || c.origin() == Origin.GIVEN && isReferredTo(c))
        .toList();
  }

  /** Whether the root refers to a row by this column. */
  boolean isReferredTo(Column column) {
    return isHeldByRoot() && linked().contains(column.name());
  }

  /** All its columns. */
  Shape whole() {
    return object.shape(object.columns().stream().map(Column::name).toList());
  }

  /** Some of its columns, with its key and what says whose row it is. */
  Shape with(List<String> columns) {
    Set<String> names = new LinkedHashSet<>(object.identity());
    names.addAll(linked());
    slots.forEach(s -> names.add(s.column()));
    names.addAll(columns);
    return object.shape(List.copyOf(names));
  }

  /** Whether a row stands in the part's slot. */
  boolean isSlot(Row row) {
    return slots.stream().allMatch(s -> s.pair().same(s.value(), row.get(s.column())));
  }

  /**
   * Whether a row holds nothing that a record or a person put there: each column that is kept is
   * null, and any other is, or holds what the system puts there by itself, or is what the root
   * refers to.
   *
   * @param row of the {@link #whole} shape
   * @param kept columns as records call them
   * @param defaults as {@link dev.syncline.connect.Connector#defaults} gives them
   */
  boolean isEmpty(@Nullable Object[] row, Predicate<String> kept, Map<String, Object> defaults) {
    Shape shape = whole();
    for (Column column : columns()) {
      Object value = row[shape.indexOf(column.name())];
      if (value != null
          && !kept.test(calls(column.name()))
          && !isReferredTo(column)
          && !isOfSystem(column, value, defaults)) {
        return false;
      }
    }
    return isCleared(row, kept);
  }

  /** Whether each column of a row that is kept is null. */
  boolean isCleared(@Nullable Object[] row, Predicate<String> kept) {
    Shape shape = whole();
    return columns().stream()
        .filter(c -> kept.test(calls(c.name())))
        .allMatch(c -> row[shape.indexOf(c.name())] == null);
  }

  /** Of a default that is worked out only a time is known to be nobody's. */
  private static boolean isOfSystem(Column column, Object value, Map<String, Object> defaults) {
    return switch (column.origin()) {
      case GIVEN -> false;
      case GENERATED, COMPUTED -> true;
      case DEFAULT, DEFAULT_OF_PART ->
          defaults.containsKey(column.name())
              ? value.equals(defaults.get(column.name()))
              : column.type() instanceof Type.Timestamp
                  || column.type() instanceof Type.Date
                  || column.type() instanceof Type.Time;
    };
  }

  /** What tells its rows, for people: {@code customer_id = 5 and kind = 'home'}. */
  String where(Row root) {
    StringBuilder text = new StringBuilder();
    for (Link link : links) {
      text.append(text.isEmpty() ? "" : " and ")
          .append(link.column())
          .append(" = ")
          .append(shown(root.get(link.root())));
    }
    for (Slot slot : slots) {
      text.append(" and ").append(slot.column()).append(" = ").append(shown(slot.value()));
    }
    return text.toString();
  }

  static String shown(@Nullable Object value) {
    return value instanceof String text ? "'" + text + "'" : String.valueOf(value);
  }
}
