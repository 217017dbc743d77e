package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Schemas as text, an object per line:
 *
 * <pre>
 * orders: id int generated key; no text(20) unique-ci; customer_id int null -> customers(id); key(a, b)
 * </pre>
 *
 * <p>After a column's type stand {@code null}, {@code default}, {@code generated}, {@code
 * computed}, {@code key}, {@code unique}, {@code unique-ci} and {@code -> object(column)}; keys
 * over several columns stand alone.
 */
public final class SchemaText {
  private final String name;
  private final List<Column> columns = new ArrayList<>();
  private List<String> primaryKey = new ArrayList<>();
  private final List<UniqueKey> uniqueKeys = new ArrayList<>();
  private final List<ForeignKey> foreignKeys = new ArrayList<>();

  private SchemaText(String name) {
    this.name = name;
  }

  /** A connector that knows these objects and can do nothing else. */
  static Connector connector(String connection, String text) {
    Map<String, ObjectSchema> objects = new LinkedHashMap<>();
    text.lines()
        .filter(l -> !l.isBlank())
        .map(SchemaText::parse)
        .forEach(o -> objects.put(o.name(), o));
    return (Connector)
        Proxy.newProxyInstance(
            SchemaText.class.getClassLoader(),
            new Class<?>[] {Connector.class},
            (proxy, method, arguments) ->
                switch (method.getName()) {
                  case "name" -> connection;
                  case "narrowed" -> "";
                  case "assumed" -> false;
                  case "objects" -> List.copyOf(objects.keySet());
                  case "describe" -> describe(objects, (String) arguments[0]);
                  default -> throw new UnsupportedOperationException(method.getName());
                });
  }

  private static ObjectSchema describe(Map<String, ObjectSchema> objects, String name) {
    for (ObjectSchema object : objects.values()) {
      if (object.name().equals(name) || object.name().endsWith("." + name)) {
        return object;
      }
    }
    throw new ConnectorException(ConnectorException.Kind.MISSING, "there is no " + name, null);
  }

  public static ObjectSchema parse(String line) {
    int colon = line.indexOf(": ");
    SchemaText object = new SchemaText(line.substring(0, colon));
    for (String part : line.substring(colon + 2).split(";")) {
      object.part(part.strip());
    }
    return new ObjectSchema(
        object.name, object.columns, object.primaryKey, object.uniqueKeys, object.foreignKeys);
  }

  private void part(String part) {
    if (part.startsWith("key(")) {
      primaryKey = names(part);
    } else if (part.startsWith("unique(") || part.startsWith("unique-ci(")) {
      uniqueKeys.add(
          new UniqueKey(part, names(part), MatchForm.of(part.startsWith("unique-ci"), false)));
    } else if (part.startsWith("(")) {
      String[] halves = part.split(" -> ");
      reference(names(halves[0]), halves[1]);
    } else {
      column(part);
    }
  }

  private void column(String part) {
    String[] halves = part.split(" -> ");
    List<String> words = new ArrayList<>(List.of(halves[0].split(" ")));
    String column = words.removeFirst();
    String type = words.removeFirst();
    Origin origin =
        words.contains("generated")
            ? Origin.GENERATED
            : words.contains("computed")
                ? Origin.COMPUTED
                : words.contains("default") ? Origin.DEFAULT : Origin.GIVEN;
    columns.add(new Column(column, type(type), type, words.contains("null"), origin));
    if (words.contains("key")) {
      primaryKey = List.of(column);
    }
    if (words.contains("unique") || words.contains("unique-ci")) {
      uniqueKeys.add(
          new UniqueKey(column, List.of(column), MatchForm.of(!words.contains("unique"), false)));
    }
    if (halves.length > 1) {
      reference(List.of(column), halves[1]);
    }
  }

  private void reference(List<String> from, String to) {
    String object = to.substring(0, to.indexOf('('));
    foreignKeys.add(
        new ForeignKey("fk" + foreignKeys.size(), from, object, names(to), false, false));
  }

  private static List<String> names(String part) {
    return List.of(part.substring(part.indexOf('(') + 1, part.indexOf(')')).split(", "));
  }

  private static Type type(String type) {
    int size = type.contains("(") ? Integer.parseInt(type.replaceAll("\\D", "")) : 0;
    return switch (type.replaceAll("\\(.*", "")) {
      case "int" -> new Type.Int(32, false);
      case "bigint" -> new Type.Int(64, false);
      case "text" -> new Type.Text(size, 0, false);
      case "decimal" -> new Type.Decimal(size, 2);
      case "date" -> new Type.Date();
      case "timestamp" -> new Type.Timestamp(6, false);
      case "timestamptz" -> new Type.Timestamp(6, true);
      case "uuid" -> new Type.Uuid();
      case "bytes" -> new Type.Binary(0, false);
      default -> new Type.Opaque(type);
    };
  }
}
