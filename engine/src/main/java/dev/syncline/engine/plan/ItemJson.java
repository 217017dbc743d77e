package dev.syncline.engine.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.PlanItem.Seen;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** Lines of a plan as JSON objects. */
public final class ItemJson {
  private static final JsonNodeFactory NODES = JsonNodeFactory.instance;
  private final Map<Integer, Task> tasks;

  /** Lines of a plan of these tasks, by id. */
  public ItemJson(Map<Integer, Task> tasks) {
    this.tasks = Map.copyOf(tasks);
  }

  /** A line as JSON. */
  public ObjectNode write(PlanItem item) {
    ObjectNode node = NODES.objectNode();
    node.put("action", item.action()).put("task", item.task());
    node.set("source", ValueJson.key(item.source()));
    node.set("target", ValueJson.key(item.target()));
    switch (item) {
      case PlanItem.Create c -> {
        node.put("on", c.side().word()).put("incarnation", c.incarnation());
        node.set("replaces", ValueJson.key(c.replaces()));
        node.set("origin", ValueJson.key(c.origin()));
        node.set("fields", changes(c.task(), c.changes()));
        if (!c.kept().isEmpty()) {
          node.set("kept", kept(c.kept()));
        }
        seen(node, c.seen()).put("rule", c.rule());
      }
      case PlanItem.Restore r -> throw notSaved(r);
      case PlanItem.Update u -> {
        node.put("on", u.side().word())
            .put("incarnation", u.incarnation())
            .put("revision", u.revision())
            .put("first", u.first());
        node.set("fields", changes(u.task(), u.changes()));
        seen(node, u.seen()).put("rule", u.rule());
      }
      case PlanItem.Delete d -> {
        node.put("on", d.side().word())
            .put("incarnation", d.incarnation())
            .put("revision", d.revision());
        if (d.before() != null) {
          node.set("columns", names(d.before()));
          node.set("before", ValueJson.values(d.before().values()));
        }
        seen(node, d.seen()).put("rule", d.rule());
      }
      case PlanItem.Match m -> {
        seen(node, m.seen()).put("base", base(m.base())).put("rule", m.rule());
      }
      case PlanItem.Advance a ->
          seen(node, a.seen()).put("base", base(a.base())).put("revision", a.revision());
      case PlanItem.SetAside a -> node.put("base", base(a.base())).put("revision", a.revision());
      case PlanItem.Unlink u -> node.put("rule", u.rule());
      case PlanItem.Held h -> {
        node.put("side", h.side().word()).put("reason", h.reason().name());
        node.set("heldFields", strings(h.fields()));
        node.set("unnamed", strings(h.unnamed()));
        seen(node, h.seen()).put("message", h.message());
      }
      case PlanItem.Alone a -> node.put("side", a.side().word());
      case PlanItem.Drift d -> {
        node.put("on", d.on().word()).set("driftFields", strings(d.fields()));
        node.put("message", d.message());
      }
      case PlanItem.Unsent u -> {
        node.put("on", u.on().word()).set("unsentFields", strings(u.fields()));
        node.put("message", u.message());
      }
    }
    return node;
  }

  /** An undo is planned from the journal when it is done: its plan is never saved. */
  private static IllegalStateException notSaved(PlanItem.Restore restore) {
    return new IllegalStateException("a line of an undo in a saved plan: " + restore);
  }

  /** The line that {@link #write} wrote. */
  PlanItem read(JsonNode node) {
    int task = node.get("task").intValue();
    return switch (node.get("action").stringValue()) {
      case "create" ->
          new PlanItem.Create(
              task,
              ValueJson.side(node.get("on")),
              ValueJson.key(node.get("origin")),
              node.get("incarnation").intValue(),
              ValueJson.keyOrNull(node.get("replaces")),
              seen(node),
              changes(node.get("fields")),
              kept(node),
              node.get("rule").stringValue());
      case "update" ->
          new PlanItem.Update(
              task,
              ValueJson.side(node.get("on")),
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              node.get("incarnation").intValue(),
              node.get("revision").longValue(),
              seen(node),
              changes(node.get("fields")),
              node.get("rule").stringValue(),
              node.path("first").asBoolean(false));
      case "delete" ->
          new PlanItem.Delete(
              task,
              ValueJson.side(node.get("on")),
              ValueJson.keyOrNull(node.get("source")),
              ValueJson.keyOrNull(node.get("target")),
              node.get("incarnation").intValue(),
              node.get("revision").longValue(),
              seen(node),
              before(task, node),
              node.get("rule").stringValue());
      case "link" ->
          new PlanItem.Match(
              task,
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              base(node),
              seen(node),
              node.get("rule").stringValue());
      case "converged" ->
          new PlanItem.Advance(
              task,
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              base(node),
              node.get("revision").longValue(),
              seen(node));
      case "set-aside" ->
          new PlanItem.SetAside(
              task,
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              base(node),
              node.get("revision").longValue());
      case "unlink" ->
          new PlanItem.Unlink(
              task,
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              node.get("rule").stringValue());
      case "held" ->
          new PlanItem.Held(
              task,
              ValueJson.side(node.get("side")),
              ValueJson.keyOrNull(node.get("source")),
              ValueJson.keyOrNull(node.get("target")),
              PlanItem.Reason.valueOf(node.get("reason").stringValue()),
              strings(node.get("heldFields")),
              node.get("message").stringValue(),
              seen(node),
              strings(node.path("unnamed")),
              null);
      case "drift" ->
          new PlanItem.Drift(
              task,
              ValueJson.side(node.get("on")),
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              strings(node.get("driftFields")),
              node.get("message").stringValue());
      case "not-sent" ->
          new PlanItem.Unsent(
              task,
              ValueJson.side(node.get("on")),
              ValueJson.key(node.get("source")),
              ValueJson.key(node.get("target")),
              strings(node.get("unsentFields")),
              node.get("message").stringValue());
      case "alone" -> {
        Side side = ValueJson.side(node.get("side"));
        yield new PlanItem.Alone(task, side, ValueJson.key(node.get(side.word())));
      }
      default -> throw new IllegalArgumentException("unknown action " + node.get("action"));
    };
  }

  private Task task(int id) {
    Task task = tasks.get(id);
    if (task == null) {
      throw new PlanFile.Refused("the plan speaks of a task that the sync does not have: " + id);
    }
    return task;
  }

  private ArrayNode changes(int task, List<Change> changes) {
    ArrayNode array = NODES.arrayNode();
    for (Change change : changes) {
      ObjectNode node = array.addObject();
      node.put("field", task(task).fields().get(change.field()).name());
      node.put("position", change.field());
      node.set("before", ValueJson.values(change.before()));
      node.set("after", ValueJson.values(change.after()));
      node.put("origin", Long.toHexString(change.origin()));
      node.put("rule", change.rule());
    }
    return array;
  }

  private static List<Change> changes(JsonNode array) {
    List<Change> changes = new ArrayList<>();
    for (JsonNode node : array) {
      changes.add(
          new Change(
              node.get("position").intValue(),
              ValueJson.values(node.get("before")),
              ValueJson.values(node.get("after")),
              Long.parseUnsignedLong(node.get("origin").stringValue(), 16),
              node.get("rule").stringValue()));
    }
    return changes;
  }

  private static ArrayNode kept(List<PlanItem.Create.Kept> kept) {
    ArrayNode array = NODES.arrayNode();
    for (PlanItem.Create.Kept field : kept) {
      array
          .addObject()
          .put("position", field.field())
          .put("origin", Long.toHexString(field.origin()));
    }
    return array;
  }

  private static List<PlanItem.Create.Kept> kept(JsonNode create) {
    List<PlanItem.Create.Kept> kept = new ArrayList<>();
    for (JsonNode node : create.path("kept")) {
      kept.add(
          new PlanItem.Create.Kept(
              node.get("position").intValue(),
              Long.parseUnsignedLong(node.get("origin").stringValue(), 16)));
    }
    return kept;
  }

  private @Nullable Row before(int task, JsonNode node) {
    JsonNode columns = node.get("columns");
    return columns == null
        ? null
        : new Row(
            task(task).schema(ValueJson.side(node.get("on"))).shape(strings(columns)),
            ValueJson.values(node.get("before")));
  }

  private static ArrayNode names(Row row) {
    return strings(row.shape().columns().stream().map(Column::name).toList());
  }

  private static ArrayNode strings(List<String> strings) {
    ArrayNode array = NODES.arrayNode();
    strings.forEach(array::add);
    return array;
  }

  private static List<String> strings(JsonNode array) {
    List<String> strings = new ArrayList<>();
    array.forEach(s -> strings.add(s.stringValue()));
    return strings;
  }

  private static ObjectNode seen(ObjectNode node, Seen seen) {
    return node.put("seenSource", Long.toHexString(seen.source()))
        .put("seenTarget", Long.toHexString(seen.target()));
  }

  private static Seen seen(JsonNode node) {
    return new Seen(
        Long.parseUnsignedLong(node.get("seenSource").stringValue(), 16),
        Long.parseUnsignedLong(node.get("seenTarget").stringValue(), 16));
  }

  private static String base(Base base) {
    return Base64.getEncoder().encodeToString(base.pack());
  }

  private static Base base(JsonNode node) {
    return Base.unpack(Base64.getDecoder().decode(node.get("base").stringValue()));
  }
}
