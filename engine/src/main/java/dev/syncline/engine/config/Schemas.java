package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.Nearest;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ObjectSchema;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiConsumer;

/** What one connection's objects look like, asked once each. */
final class Schemas {
  private final Connector connector;
  private final Map<String, Optional<ObjectSchema>> known = new HashMap<>();
  private final Map<String, String> faults = new HashMap<>();

  Schemas(Connector connector) {
    this.connector = connector;
  }

  String connection() {
    return connector.name();
  }

  /** Whether nothing of it can be read. */
  boolean assumed() {
    return connector.assumed();
  }

  /** The object of a name; nothing when there is none. */
  Optional<ObjectSchema> find(String object) {
    Optional<ObjectSchema> schema = known.get(object);
    if (schema == null) {
      schema = ask(object);
      known.put(object, schema);
      schema.ifPresent(s -> known.put(s.name(), Optional.of(s)));
    }
    return schema;
  }

  /** All that was asked for, by name; nothing where there is no such object. */
  Map<String, Optional<ObjectSchema>> asked() {
    return Map.copyOf(known);
  }

  /** Why a model gives no object; nothing where that is not why there is none. */
  Optional<String> fault(String object) {
    return Optional.ofNullable(faults.get(object));
  }

  private Optional<ObjectSchema> ask(String object) {
    return ask(connector, object, faults::put);
  }

  /** An object as it is now; nothing when there is none of that name, or it is a faulty model. */
  static Optional<ObjectSchema> ask(Connector connector, String object) {
    return ask(connector, object, (o, fault) -> {});
  }

  private static Optional<ObjectSchema> ask(
      Connector connector, String object, BiConsumer<String, String> fault) {
    try {
      return Optional.of(connector.describe(object));
    } catch (ConnectorException e) {
      if (e.kind() == Kind.MODEL) {
        fault.accept(object, e.getMessage());
      } else if (e.kind() != Kind.MISSING) {
        throw e;
      }
      return Optional.empty();
    }
  }

  /** By which condition a system narrows an object when it is read; empty where by none. */
  String narrowed(String object, Narrowing narrowing) {
    return narrowing.equals(Narrowing.EVERYTHING) ? "" : connector.narrowed(object, narrowing);
  }

  /** What to do about a name that leads to no object. */
  String remedy(String object) {
    List<String> objects = connector.objects();
    String last = lastPart(object);
    List<String> sameEnd = objects.stream().filter(o -> lastPart(o).equals(last)).toList();
    if (sameEnd.size() > 1 && !object.contains(".")) {
      return "Name its schema, one of " + String.join(", ", sameEnd) + ".";
    }
    Optional<String> near =
        Nearest.to(object, objects)
            .or(
                () ->
                    Nearest.to(last, objects.stream().map(Schemas::lastPart).toList())
                        .flatMap(
                            n -> objects.stream().filter(o -> lastPart(o).equals(n)).findFirst()));
    return near.map(n -> "Did you mean \"" + n + "\"?")
        .orElseGet(() -> Nearest.remedy(object, "Its objects", objects));
  }

  private static String lastPart(String object) {
    return object.substring(object.lastIndexOf('.') + 1).toLowerCase(Locale.ROOT);
  }
}
