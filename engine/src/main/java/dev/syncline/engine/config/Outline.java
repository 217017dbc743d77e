package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.sync.Resting;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A sync in outline, as a person would tell it from another: the state store keeps it with each run
 * that looks at everything, and by it an edit is told from what was.
 *
 * @param name what the sync is called
 * @param systems where each side's system is
 * @param direction which way it goes
 * @param tasks the tasks by id
 */
public record Outline(
    String name, BySide<String> systems, String direction, Map<Integer, OfTask> tasks) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  public Outline {
    tasks = Collections.unmodifiableMap(new TreeMap<>(tasks));
  }

  /**
   * A task in outline.
   *
   * @param configured a hash of what the configuration says of it, whatever follows from that
   * @param objects what is joined
   * @param models what a side's object asks where it is a model, with its key; else empty
   * @param scopes which records of each side it is about; empty for all
   * @param key by which unique key records are matched; empty when by none
   * @param policies how differences are settled, by the words of the configuration
   * @param fields what is kept the same, by name; the value is what that means
   * @param types of which types the columns of a field are, by the field's name; empty for an
   *     outline that does not know them
   */
  public record OfTask(
      String name,
      String configured,
      BySide<String> objects,
      BySide<String> models,
      BySide<String> scopes,
      String key,
      Map<String, String> policies,
      Map<String, String> fields,
      Map<String, String> types) {
    public OfTask {
      types = Collections.unmodifiableMap(new LinkedHashMap<>(types));
      policies = Collections.unmodifiableMap(new LinkedHashMap<>(policies));
      fields = Collections.unmodifiableMap(new LinkedHashMap<>(fields));
    }
  }

  /** The outline of a sync that was compiled without errors. */
  static Outline of(Configuration configuration, SyncConfig sync, List<Task> tasks) {
    Map<Integer, OfTask> outlines = new TreeMap<>();
    for (Task task : tasks) {
      outlines.put(task.id(), of(configuration, sync, task));
    }
    return new Outline(
        sync.name(),
        BySide.of(
            side ->
                configuration
                    .connection(sync.connection(side).text())
                    .map(ConnectionConfig::shownUrl)
                    .orElse("")),
        sync.way(),
        outlines);
  }

  private static OfTask of(Configuration configuration, SyncConfig sync, Task task) {
    Map<String, String> fields = new LinkedHashMap<>();
    Map<String, String> types = new LinkedHashMap<>();
    for (FieldRule rule : task.fields()) {
      fields.put(rule.name(), rule.meaning().text());
      types.put(rule.name(), types(task, rule));
    }
    List<String> key =
        task.match().stream()
            .map(m -> task.fields().get(m.field()).name() + " (" + Words.of(m.form()) + ")")
            .toList();
    Optional<TaskConfig> config = sync.task(task.name());
    return new OfTask(
        task.name(),
        config.map(t -> Meaning.of(configuration, sync, t)).orElse(""),
        BySide.of(side -> task.schema(side).name()),
        BySide.of(
            side ->
                config
                    .flatMap(t -> configuration.model(sync, t, side))
                    .map(ModelConfig::meaning)
                    .orElse("")),
        BySide.of(side -> task.scope(side).text()),
        String.join(" and ", key),
        policies(sync, task),
        fields,
        types);
  }

  /** The types of a field's columns: {@code varchar(40) of the source and int of the target}. */
  private static String types(Task task, FieldRule rule) {
    List<String> sides = new ArrayList<>();
    for (Side side : Side.values()) {
      String types =
          String.join(
              ", ",
              rule.columns(side).stream()
                  .map(at -> task.shape(side).columns().get(at).nativeType())
                  .toList());
      if (!types.isEmpty()) {
        sides.add(types + " of the " + side.word());
      }
    }
    return String.join(" and ", sides);
  }

  private static Map<String, String> policies(SyncConfig sync, Task task) {
    Map<String, String> words =
        sync.promotion().isPresent() ? new LinkedHashMap<>() : policies(task.policies());
    sync.task(task.name()).flatMap(TaskConfig::fields).orElse(List.of()).stream()
        .filter(FieldConfig.LookupField.class::isInstance)
        .map(FieldConfig.LookupField.class::cast)
        .filter(f -> f.missing() != FieldConfig.OnMissing.REJECT)
        .forEach(f -> words.put("on-missing of " + f.column(), Words.of(f.missing())));
    return words;
  }

  private static Map<String, String> policies(Policies p) {
    Map<String, String> words = new LinkedHashMap<>();
    if (p.mode() != Policies.Mode.UPSERT) {
      words.put("mode", Words.of(p.mode()));
    }
    if (!p.nullsSkipped().isEmpty()) {
      words.put("nulls skipped", String.join(", ", new TreeSet<>(p.nullsSkipped())));
    }
    words.put("conflicts", Words.of(p.conflicts()));
    words.put("winner", p.winnerNamed() ? Words.of(p.winner()) : "named by nobody");
    new TreeMap<>(p.fieldWinners())
        .forEach((field, winner) -> words.put("winner of " + field, Words.of(winner)));
    words.put("delete-conflicts", Words.of(p.deleteConflicts()));
    words.put("deletes to the source", Words.of(p.deletesToSource()));
    words.put("deletes to the target", Words.of(p.deletesToTarget()));
    words.put("null-keys", Words.of(p.nullKeys()));
    return words;
  }

  /** The same without tasks that rest. */
  public Outline without(List<Resting> some) {
    Map<Integer, OfTask> rest = new TreeMap<>(tasks);
    some.forEach(task -> rest.remove(task.task()));
    return new Outline(name, systems, direction, rest);
  }

  /** A later one with the tasks of this one that it does not have. */
  public Outline with(Outline later) {
    Map<Integer, OfTask> all = new TreeMap<>(tasks);
    all.putAll(later.tasks);
    return new Outline(later.name, later.systems, later.direction, all);
  }

  /** The text that {@link #parse} reads. */
  public String text() {
    ObjectNode node = JSON.createObjectNode();
    node.put("name", name).put("direction", direction);
    for (Side side : Side.values()) {
      node.put(side.word(), systems.on(side));
    }
    ObjectNode all = node.putObject("tasks");
    tasks.forEach(
        (id, task) -> {
          ObjectNode one = all.putObject(String.valueOf(id));
          one.put("name", task.name).put("configured", task.configured).put("key", task.key);
          for (Side side : Side.values()) {
            one.put(side.word(), task.objects.on(side));
            one.put(side.word() + "-model", task.models.on(side));
            one.put(side.word() + "-filter", task.scopes.on(side));
          }
          task.policies.forEach(one.putObject("policies")::put);
          task.fields.forEach(one.putObject("fields")::put);
          task.types.forEach(one.putObject("types")::put);
        });
    return node.toString();
  }

  /** Reads what {@link #text} wrote; nothing when it is none, as one of another version may be. */
  public static Optional<Outline> parse(String text) {
    try {
      JsonNode node = JSON.readTree(text);
      Map<Integer, OfTask> tasks = new TreeMap<>();
      node.path("tasks")
          .propertyStream()
          .forEach(t -> tasks.put(Integer.valueOf(t.getKey()), task(t.getValue())));
      return Optional.of(
          new Outline(
              node.path("name").asString(""),
              BySide.of(side -> node.path(side.word()).asString("")),
              node.path("direction").asString(""),
              tasks));
    } catch (JacksonException | NumberFormatException e) {
      return Optional.empty();
    }
  }

  private static OfTask task(JsonNode node) {
    return new OfTask(
        node.path("name").asString(""),
        node.path("configured").asString(""),
        BySide.of(side -> node.path(side.word()).asString("")),
        BySide.of(side -> node.path(side.word() + "-model").asString("")),
        BySide.of(side -> node.path(side.word() + "-filter").asString("")),
        node.path("key").asString(""),
        texts(node.path("policies")),
        texts(node.path("fields")),
        texts(node.path("types")));
  }

  private static Map<String, String> texts(JsonNode node) {
    Map<String, String> texts = new LinkedHashMap<>();
    node.propertyStream().forEach(p -> texts.put(p.getKey(), p.getValue().asString("")));
    return texts;
  }
}
