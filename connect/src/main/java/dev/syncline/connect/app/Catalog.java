package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.Nearest;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.ObjectSchema.UniqueKey;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What objects an application has, and what they look like; asked anew each time. */
final class Catalog {
  private final Conversation conversation;
  private final Description description;

  /** Whether objects have the field for operations, as far as it was asked. */
  private final Map<String, Boolean> hasOperation = new ConcurrentHashMap<>();

  Catalog(Conversation conversation, Description description) {
    this.conversation = conversation;
    this.description = description;
  }

  List<String> objects() {
    return List.copyOf(entries().keySet());
  }

  /** The objects' entries by name; what the description declares has an empty one. */
  Map<String, JsonNode> entries() {
    Map<String, JsonNode> entries = all();
    Description.Owner owner = description.owner();
    if (owner != null) {
      entries.remove(owner.object());
    }
    return entries;
  }

  /** Whether there is the object in which owners are kept. */
  boolean hasOwner() {
    Description.Owner owner = description.owner();
    return owner != null && all().containsKey(owner.object());
  }

  private Map<String, JsonNode> all() {
    Description.Objects objects = description.objects();
    Map<String, JsonNode> entries = new TreeMap<>();
    objects.declared().keySet().forEach(name -> entries.put(name, Json.NODES.missingNode()));
    if (objects.request() != null) {
      for (JsonNode entry :
          list("listing the objects", objects.request(), Map.of(), objects.rows())) {
        String name = objects.name().text(entry);
        Place present = objects.present();
        boolean counts = present == null || present.isPresent(entry);
        boolean hidden = objects.hide().stream().anyMatch(h -> h.matcher(name).matches());
        if (counts && !hidden && !name.isEmpty()) {
          entries.put(name, entry);
        }
      }
    }
    return entries;
  }

  private List<JsonNode> list(
      String doing, String request, Map<String, JsonNode> values, Place rows) {
    JsonNode found = rows.in(conversation.ask(doing, Call.of(request), values).json());
    if (!found.isArray()) {
      throw conversation.failed(
          Kind.FAILED, doing, "the answer has no list where the description says", null);
    }
    return StreamSupport.stream(found.spliterator(), false).toList();
  }

  ObjectSchema describe(String object) {
    List<String> objects = objects();
    if (!objects.contains(object)) {
      throw conversation.failed(
          Kind.MISSING,
          "describing " + object,
          "there is no object \"" + object + "\"" + Nearest.hint(object, objects),
          null);
    }
    ObjectSchema schema = whole(object, objects);
    String hidden = description.records().operationField();
    hasOperation.put(object, hidden != null && schema.column(hidden).isPresent());
    if (hidden == null) {
      return schema;
    }
    return new ObjectSchema(
        schema.name(),
        schema.columns().stream().filter(c -> !c.name().equals(hidden)).toList(),
        schema.primaryKey(),
        schema.uniqueKeys().stream().filter(u -> !u.columns().contains(hidden)).toList(),
        schema.foreignKeys());
  }

  /** Whether an object has the field for the operation that added a record. */
  boolean hasOperationField(String object) {
    if (description.records().operationField() == null) {
      return false;
    }
    Boolean known = hasOperation.get(object);
    if (known == null) {
      describe(object);
      known = hasOperation.get(object);
    }
    return known != null && known;
  }

  private ObjectSchema whole(String object, List<String> objects) {
    Map<String, Description.Declared> declared = description.objects().declared().get(object);
    return declared != null
        ? declared(object, declared)
        : discovered(object, new HashSet<>(objects));
  }

  private ObjectSchema declared(String object, Map<String, Description.Declared> fields) {
    List<Column> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<UniqueKey> unique = new ArrayList<>();
    List<ForeignKey> references = new ArrayList<>();
    fields.forEach(
        (name, field) -> {
          Origin origin =
              field.computed()
                  ? Origin.COMPUTED
                  : field.generated() ? Origin.GENERATED : Origin.GIVEN;
          boolean nullable = !field.required() && !field.key();
          columns.add(new Column(name, field.type().type(), "", nullable, origin));
          if (field.key()) {
            key.add(name);
          }
          if (field.unique()) {
            unique.add(new UniqueKey(name, List.of(name), MatchForm.EXACT));
          }
          if (field.to() != null) {
            references.add(
                new ForeignKey(
                    name, List.of(name), field.to(), declaredKey(field.to()), false, false));
          }
        });
    return new ObjectSchema(object, columns, key, unique, references);
  }

  private List<String> declaredKey(String object) {
    return description.objects().declared().getOrDefault(object, Map.of()).entrySet().stream()
        .filter(f -> f.getValue().key())
        .map(Map.Entry::getKey)
        .toList();
  }

  private ObjectSchema discovered(String object, Set<String> objects) {
    Description.Fields fields = Objects.requireNonNull(description.fields());
    List<Column> columns = new ArrayList<>();
    List<String> key = new ArrayList<>();
    List<UniqueKey> unique = new ArrayList<>();
    for (JsonNode entry :
        list(
            "describing " + object,
            fields.request(),
            Map.of("object", Json.text(object)),
            fields.rows())) {
      if (fields.present() != null && !fields.present().isPresent(entry)) {
        continue;
      }
      Column column = column(fields, entry);
      columns.add(column);
      if (isTrue(fields.key(), entry)) {
        key.add(column.name());
      } else if (isTrue(fields.unique(), entry)) {
        unique.add(new UniqueKey(column.name(), List.of(column.name()), MatchForm.EXACT));
      }
    }
    return new ObjectSchema(object, columns, key, unique, references(object, objects));
  }

  private static Column column(Description.Fields fields, JsonNode entry) {
    String name = fields.name().text(entry);
    String word = fields.type().text(entry);
    String told = fields.nativeType() == null ? "" : fields.nativeType().text(entry);
    TypeWord known = fields.types().get(word);
    Type type =
        known == null
            ? new Type.Opaque(word)
            : known.with(
                number(fields.length(), entry),
                number(fields.precision(), entry),
                number(fields.scale(), entry),
                labels(fields.labels(), entry));
    boolean nullable =
        !isTrue(fields.key(), entry)
            && (fields.nullable() == null || fields.nullable().isTrue(entry));
    return new Column(name, type, told.isEmpty() ? word : told, nullable, origin(fields, entry));
  }

  private static Origin origin(Description.Fields fields, JsonNode entry) {
    Place marks = fields.marks();
    if (marks != null) {
      for (JsonNode mark : marks.in(entry)) {
        Description.Mark means = fields.marked().get(mark.asString(""));
        if (means != null) {
          return means == Description.Mark.COMPUTED ? Origin.COMPUTED : Origin.GENERATED;
        }
      }
    }
    if (isTrue(fields.generated(), entry)) {
      return Origin.GENERATED;
    }
    return fields.defaultValue() != null && fields.defaultValue().isPresent(entry)
        ? Origin.DEFAULT
        : Origin.GIVEN;
  }

  private static boolean isTrue(@Nullable Place place, JsonNode entry) {
    return place != null && place.isTrue(entry);
  }

  private static int number(@Nullable Place place, JsonNode entry) {
    return place == null ? 0 : Math.max(0, place.in(entry).asInt(0));
  }

  private static List<String> labels(@Nullable Place place, JsonNode entry) {
    return place == null
        ? List.of()
        : StreamSupport.stream(place.in(entry).spliterator(), false)
            .map(l -> l.asString(""))
            .toList();
  }

  private List<ForeignKey> references(String object, Set<String> objects) {
    Description.References references = description.references();
    if (references == null) {
      return List.of();
    }
    List<ForeignKey> found = new ArrayList<>();
    for (JsonNode entry :
        list(
            "listing the references of " + object,
            references.request(),
            Map.of("object", Json.text(object)),
            references.rows())) {
      String to = references.to().text(entry);
      if (references.object().text(entry).equals(object) && objects.contains(to)) {
        String field = references.field().text(entry);
        boolean cascades =
            references.onDelete() != null
                && references.onDelete().text(entry).equalsIgnoreCase("cascade");
        found.add(new ForeignKey(field, List.of(field), to, List.of(), cascades, false));
      }
    }
    return found.stream().map(this::withKey).toList();
  }

  /** A reference is to the key of the object referred to. */
  private ForeignKey withKey(ForeignKey reference) {
    Description.Fields fields = Objects.requireNonNull(description.fields());
    List<String> key =
        list(
                "describing " + reference.references(),
                fields.request(),
                Map.of("object", Json.text(reference.references())),
                fields.rows())
            .stream()
            .filter(f -> isTrue(fields.key(), f))
            .map(f -> fields.name().text(f))
            .toList();
    return new ForeignKey(
        reference.name(),
        reference.columns(),
        reference.references(),
        key,
        reference.cascadesDelete(),
        false);
  }
}
