package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Fit;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Records of one shape on their way into JSON and out of it. */
final class Shaped {
  private static final Flaw NOT_GIVEN =
      new Flaw("was not in the answer; the field may be gone, or the right to read it missing");

  private final Shape shape;
  private final Description.Records records;
  private final Values values;
  private final Column key;
  private final Place[] places;

  /** Records are identified by one field: no application's interface takes more. */
  Shaped(Shape shape, Description.Records records, Values values, String connection) {
    this.shape = shape;
    this.records = records;
    this.values = values;
    if (shape.key().length != 1) {
      throw new ConnectorException(
          Kind.UNSUPPORTED,
          connection
              + ": "
              + shape.object()
              + " has no single field that identifies a record, so its records cannot be read one by"
              + " one. Leave it out.",
          null);
    }
    this.key = shape.columns().get(shape.key()[0]);
    this.places = shape.columns().stream().map(c -> place(c.name())).toArray(Place[]::new);
  }

  private Place place(String field) {
    List<String> steps =
        new ArrayList<>(field.equals(key.name()) ? List.of() : records.nest().steps());
    steps.add(field);
    return new Place(steps);
  }

  Shape shape() {
    return shape;
  }

  String object() {
    return shape.object();
  }

  Column key() {
    return key;
  }

  JsonNode fields() {
    ArrayNode names = Json.NODES.arrayNode();
    shape.columns().forEach(c -> names.add(c.name()));
    return names;
  }

  Column column(String name) {
    return shape.columns().get(shape.indexOf(name));
  }

  /** A record as it came. */
  Row row(JsonNode record) {
    @Nullable Object[] read = new @Nullable Object[places.length];
    for (int i = 0; i < places.length; i++) {
      JsonNode value = places[i].in(record);
      read[i] =
          value.isMissingNode() && !records.omitsEmpty()
              ? NOT_GIVEN
              : values.read(shape.columns().get(i).type(), value);
    }
    return new Row(shape, read);
  }

  /** A record's version; null where it has none. */
  @Nullable JsonNode version(JsonNode record) {
    Place version = records.version();
    return version != null && version.isPresent(record) ? version.in(record) : null;
  }

  /** Some fields as a record that is sent, its key among them where it has one. */
  ObjectNode record(@Nullable Key id, List<String> columns, @Nullable Object[] given) {
    ObjectNode record = Json.NODES.objectNode();
    if (id != null && !columns.contains(key.name())) {
      record.set(key.name(), id(id));
    }
    for (int i = 0; i < given.length; i++) {
      put(record, columns.get(i), value(columns.get(i), given[i]));
    }
    return record;
  }

  /** A row as a document of its fields, side by side. */
  ObjectNode flat(Row row) {
    ObjectNode record = Json.NODES.objectNode();
    for (int i = 0; i < places.length; i++) {
      Column column = shape.columns().get(i);
      record.set(column.name(), values.write(column.type(), scaled(column.type(), row.get(i))));
    }
    return record;
  }

  /** A decimal with all the places of its type, whatever held it before. */
  private static @Nullable Object scaled(Type type, @Nullable Object value) {
    return type instanceof Type.Decimal d
            && !d.unbounded()
            && value instanceof BigDecimal number
            && number.scale() < d.scale()
        ? number.setScale(d.scale())
        : value;
  }

  /** The row of such a document. */
  Row unflat(JsonNode flat) {
    @Nullable Object[] read = new @Nullable Object[places.length];
    for (int i = 0; i < places.length; i++) {
      Column column = shape.columns().get(i);
      read[i] = values.read(column.type(), flat.path(column.name()));
    }
    return new Row(shape, read);
  }

  /** Puts a field where it belongs in a record. */
  void put(ObjectNode record, String field, JsonNode value) {
    ObjectNode at = record;
    List<String> steps = place(field).steps();
    for (String step : steps.subList(0, steps.size() - 1)) {
      at = at.withObject(JsonPointer.empty().appendProperty(step));
    }
    at.set(steps.getLast(), value);
  }

  JsonNode value(String column, @Nullable Object value) {
    return values.write(column(column).type(), value);
  }

  /** A key as it stands in a request. */
  JsonNode id(Key id) {
    return values.write(key.type(), Fit.as(key.type(), id.parts()[0]));
  }

  /** The key that a text stands for; null where it stands for none. */
  @Nullable Key keyOf(String text) {
    Object part = values.part(key.type(), text);
    return part == null ? null : Key.of(part);
  }
}
