package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Given;
import dev.syncline.core.model.Lookup.Missing;
import dev.syncline.core.model.Lookup.Operand;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.TypePair;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.RelatedName;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * Finds the columns of related records that an expression names: {@code customer.country} is column
 * {@code country} of the record to which a foreign key of the row's own object refers, on its own
 * side. A foreign key goes by its column, with or without {@code _id}, or by the object to which it
 * refers; it may lead on, as in {@code invoice.customer.country}.
 */
public final class RelatedColumns {
  private final Side side;
  private final ObjectSchema schema;
  private final Schemas objects;

  RelatedColumns(Side side, ObjectSchema schema, Schemas objects) {
    this.side = side;
    this.schema = schema;
    this.objects = objects;
  }

  /** Those that can be named from the records of an object. */
  public RelatedColumns(Side side, ObjectSchema schema, Connector system) {
    this(side, schema, new Schemas(system));
  }

  /**
   * A column of a related record.
   *
   * @param column as it is in the rows that lead to it; it is called as it was written
   * @param own the columns of the row with which the way begins
   * @param lookups the way there
   */
  public record Related(Column column, List<Column> own, List<Lookup> lookups) {
    public Related {
      own = List.copyOf(own);
      lookups = List.copyOf(lookups);
    }

    /** What an expression is told of it. */
    public Input input() {
      return new Input(column.name(), column.type(), column.nullable());
    }
  }

  /**
   * The columns of related records that an expression names.
   *
   * @throws InvalidExpression if it is no expression, or a name in it leads nowhere
   */
  public List<Related> in(String text) throws InvalidExpression {
    List<Related> found = new ArrayList<>();
    for (RelatedName name : RelatedName.in(text)) {
      if (schema.column(name.name()).isEmpty()) {
        found.add(find(name, text));
      }
    }
    return found;
  }

  /** A foreign key on the way, and the object to which it refers. */
  private record Step(String name, ObjectSchema from, ForeignKey key, ObjectSchema to) {}

  /**
   * The column of a related record that a name means.
   *
   * @param text in which the name stands
   */
  Related find(RelatedName name, String text) throws InvalidExpression {
    List<Step> way = way(name, text);
    Column last = last(name, way, text);
    List<Lookup> lookups = new ArrayList<>();
    String path = "";
    for (int i = 0; i < way.size(); i++) {
      Step step = way.get(i);
      String here = path + step.name() + ".";
      List<Given> gives =
          i == way.size() - 1
              ? List.of(given(here, last))
              : way.get(i + 1).key().columns().stream()
                  .map(c -> given(here, column(step.to(), c)))
                  .toList();
      lookups.add(lookup(step, path, gives));
      path = here;
    }
    boolean nullable =
        last.nullable()
            || way.stream()
                .anyMatch(
                    s -> s.key().columns().stream().anyMatch(c -> column(s.from(), c).nullable()));
    Step first = way.getFirst();
    return new Related(
        new Column(name.name(), last.type(), last.nativeType(), nullable, Origin.COMPUTED),
        first.key().columns().stream().map(c -> column(first.from(), c)).toList(),
        lookups);
  }

  private List<Step> way(RelatedName name, String text) throws InvalidExpression {
    List<Step> way = new ArrayList<>();
    ObjectSchema at = schema;
    for (String part : name.parts().subList(0, name.parts().size() - 1)) {
      ForeignKey key = foreignKey(at, part, name, text);
      ObjectSchema to =
          objects
              .find(key.references())
              .orElseThrow(
                  () -> name.invalid(text, "the connection does not see " + key.references()));
      way.add(new Step(part, at, key, to));
      at = to;
    }
    return way;
  }

  private static Column last(RelatedName name, List<Step> way, String text)
      throws InvalidExpression {
    ObjectSchema there = way.getLast().to();
    String column = name.parts().getLast();
    Optional<Column> found = Columns.find(there, column);
    if (found.isEmpty()) {
      List<String> names = there.columns().stream().map(Column::name).toList();
      throw name.invalid(
          text,
          there.name()
              + " has no column \""
              + column
              + "\". "
              + unstopped(Nearest.remedy(column, "Its columns", names)));
    }
    return found.get();
  }

  private Lookup lookup(Step step, String path, List<Given> gives) {
    Set<String> read = new LinkedHashSet<>(step.to().identity());
    List<Condition> conditions = new ArrayList<>();
    for (int i = 0; i < step.key().columns().size(); i++) {
      Column from = column(step.from(), step.key().columns().get(i));
      Column to = column(step.to(), step.key().referencedColumns().get(i));
      read.add(to.name());
      conditions.add(
          new Condition(
              to.name(),
              new Operand.Own(path + from.name(), false),
              TypePair.of(from.type(), to.type(), ZoneOffset.UTC)
                  .orElseThrow(
                      () -> new IllegalStateException(step.key() + " joins other types"))));
    }
    gives.forEach(given -> read.add(given.column()));
    return new Lookup(side, step.to().shape(List.copyOf(read)), conditions, gives, Missing.NULL);
  }

  private static Given given(String path, Column column) {
    return new Given(
        column.name(),
        new Column(
            path + column.name(), column.type(), column.nativeType(), true, Origin.COMPUTED));
  }

  private static Column column(ObjectSchema of, String name) {
    return of.column(name).orElseThrow(() -> new IllegalStateException(of.name() + "." + name));
  }

  /** The only foreign key of that name: of its column first, then of what it refers to. */
  private static ForeignKey foreignKey(
      ObjectSchema from, String part, RelatedName name, String text) throws InvalidExpression {
    for (Predicate<ForeignKey> called : callings(part)) {
      List<ForeignKey> keys = from.foreignKeys().stream().filter(called).toList();
      if (keys.size() == 1) {
        return keys.getFirst();
      }
      if (keys.size() > 1) {
        throw name.invalid(
            text,
            from.name()
                + " refers to "
                + part
                + " by several foreign keys; name the column instead: "
                + String.join(" or ", keys.stream().map(k -> k.columns().getFirst()).toList()));
      }
    }
    List<String> known =
        from.foreignKeys().stream()
            .flatMap(
                k -> k.columns().size() == 1 ? k.columns().stream() : Stream.of(k.references()))
            .toList();
    throw name.invalid(
        text,
        from.name()
            + " has no foreign key \""
            + part
            + "\" that would lead to another record"
            + (known.isEmpty() ? "; it has none" : "; it has " + String.join(", ", known)));
  }

  private static List<Predicate<ForeignKey>> callings(String part) {
    String wanted = part.toLowerCase(Locale.ROOT);
    return List.of(
        key -> key.columns().size() == 1 && key.columns().getFirst().equals(part),
        key -> key.columns().size() == 1 && isCalled(key.columns().getFirst(), wanted),
        key ->
            isCalled(key.references(), wanted)
                || isCalled(
                    key.references().substring(key.references().lastIndexOf('.') + 1), wanted));
  }

  /** Whether a column or object goes by a name in small letters, with or without {@code _id}. */
  private static boolean isCalled(String named, String wanted) {
    String small = named.toLowerCase(Locale.ROOT);
    return small.equals(wanted) || small.equals(wanted + "_id") || small.equals(wanted + "id");
  }

  private static String unstopped(String sentence) {
    return sentence.endsWith(".") ? sentence.substring(0, sentence.length() - 1) : sentence;
  }
}
