package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;

/** Makes objects, by requests that a person can read before they are sent. */
final class Making {
  private final Conversation conversation;
  private final Description description;

  Making(Conversation conversation, Description description) {
    this.conversation = conversation;
    this.description = description;
  }

  /** The requests that make an object like a model, each as {@code METHOD path body}. */
  List<String> statements(String name, ObjectSchema model) {
    Description.MakeObject make = description.makeObject();
    if (make == null) {
      throw unsupported("cannot be told to make an object; make " + name + " there by hand");
    }
    ArrayNode fields = Json.NODES.arrayNode();
    String key = make.key();
    if (key != null && model.primaryKey().size() != 1 && model.column(key).isEmpty()) {
      Column own = new Column(key, new Type.Int(32, false), "", false, Origin.GENERATED);
      fields.add(Template.fill(make.field(), field(make, List.of(key), model, own)));
    }
    for (Column column : model.columns()) {
      if (!(column.type() instanceof Type.Opaque)) {
        fields.add(Template.fill(make.field(), field(make, model.primaryKey(), model, column)));
      }
    }
    String object = name.substring(name.lastIndexOf('.') + 1);
    Map<String, JsonNode> values = new HashMap<>();
    values.put("object", Json.text(object));
    values.put("fields", fields);
    List<String> statements = new ArrayList<>();
    statements.add(make.request() + " " + Template.fill(make.body(), values));
    if (make.reference() != null) {
      for (ForeignKey reference : model.foreignKeys()) {
        if (reference.columns().size() == 1) {
          statements.add(reference(make.reference(), object, model, reference));
        }
      }
    }
    return statements;
  }

  private static String reference(
      Call call, String object, ObjectSchema model, ForeignKey reference) {
    String field = reference.columns().getFirst();
    boolean nullable = model.column(field).map(Column::nullable).orElse(false);
    Map<String, JsonNode> values = new HashMap<>();
    values.put("object", Json.text(object));
    values.put("name", Json.text(field));
    values.put("to", Json.text(reference.references()));
    values.put(
        "on-delete",
        Json.text(reference.cascadesDelete() ? "CASCADE" : nullable ? "SET NULL" : "NO ACTION"));
    JsonNode body = call.body() == null ? Json.NODES.objectNode() : call.body();
    return call.request() + " " + Template.fill(body, values);
  }

  private Map<String, JsonNode> field(
      Description.MakeObject make, List<String> keys, ObjectSchema model, Column column) {
    String kind = kind(column.type());
    String type = make.types().get(kind);
    if (type == null) {
      throw unsupported("has no type for " + column.name() + " (" + kind + ")");
    }
    boolean key = keys.equals(List.of(column.name()));
    boolean unique =
        model.uniqueKeys().stream().anyMatch(u -> u.columns().equals(List.of(column.name())));
    Map<String, JsonNode> values = new HashMap<>();
    values.put("name", Json.text(column.name()));
    values.put("type", Json.text(type));
    values.put("key", Json.NODES.booleanNode(key));
    values.put(
        "generated",
        Json.NODES.booleanNode(
            column.origin() == Origin.GENERATED && column.type() instanceof Type.Int));
    values.put("nullable", Json.NODES.booleanNode(column.nullable() && !key));
    values.put("unique", Json.NODES.booleanNode(unique && !key));
    if (make.marks().get(kind) != null) {
      values.put("marks", make.marks().get(kind));
    }
    switch (column.type()) {
      case Type.Text t when t.maxLength() > 0 && kind.equals("text") ->
          values.put("length", Json.NODES.numberNode(t.maxLength()));
      case Type.Decimal d when !d.unbounded() -> {
        values.put("precision", Json.NODES.numberNode(d.precision()));
        values.put("scale", Json.NODES.numberNode(d.scale()));
      }
      default -> {}
    }
    return values;
  }

  private static String kind(Type type) {
    return switch (type) {
      case Type.Bool b -> "boolean";
      case Type.Int i ->
          i.bits() > 32 || (i.bits() == 32 && i.unsigned()) ? "long-integer" : "integer";
      case Type.Decimal d -> "decimal";
      case Type.Real r -> "real";
      case Type.Text t -> t.maxLength() == 0 || t.maxLength() > 255 ? "long-text" : "text";
      case Type.Enumeration e -> "text";
      case Type.Date d -> "date";
      case Type.Time t -> "time";
      case Type.Timestamp t -> t.zoned() ? "timestamp" : "local-timestamp";
      case Type.Binary b -> "binary";
      case Type.Uuid u -> "uuid";
      case Type.Json j -> "json";
      case Type.Array a -> "json";
      case Type.Opaque o -> "opaque";
    };
  }

  /** Sends what {@link #statements} gave. */
  void execute(List<String> statements) {
    for (String statement : statements) {
      int path = statement.indexOf(' ') + 1;
      int body = statement.indexOf(' ', path);
      @Nullable String text = body < 0 ? null : statement.substring(body + 1);
      conversation.command(
          "changing what objects there are",
          new Wire.Request(
              statement.substring(0, path - 1),
              statement.substring(path, body < 0 ? statement.length() : body),
              Map.of(),
              text,
              false));
    }
  }

  private ConnectorException unsupported(String why) {
    return new ConnectorException(
        Kind.UNSUPPORTED,
        conversation.name() + ": " + conversation.application() + " " + why + ".",
        null);
  }
}
