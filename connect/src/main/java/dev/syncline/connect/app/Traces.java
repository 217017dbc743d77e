package dev.syncline.connect.app;

import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.Intent;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import tools.jackson.databind.JsonNode;

/**
 * What the application itself keeps of the requests that wrote, such as a log with the User-Agent
 * of each; requests carry the marks of their batch and their operations there.
 */
final class Traces {
  private final Conversation conversation;
  private final Description description;
  private final Catalog catalog;
  private final Reads reads;

  Traces(Conversation conversation, Description description, Catalog catalog, Reads reads) {
    this.conversation = conversation;
    this.description = description;
    this.catalog = catalog;
    this.reads = reads;
  }

  /** Whether the application keeps a trace of what is written to an object. */
  boolean hasOne(String object) {
    Description.Trace trace = description.trace();
    if (trace == null) {
      return false;
    }
    Place present = trace.present();
    return present == null
        || present.isPresent(catalog.entries().getOrDefault(object, Json.NODES.missingNode()));
  }

  /**
   * What requests with a mark wrote of these.
   *
   * @param mark of a batch, or of one operation
   */
  Map<String, Applied> find(String store, String mark, List<Intent> intents) {
    Description.Trace trace = Objects.requireNonNull(description.trace());
    String object = intents.getFirst().shape().object();
    Answer answer =
        conversation.ask(
            "asking what was written to " + object,
            trace.call(),
            Map.of("object", Json.text(object), "mark", Json.text(mark)));
    Map<String, Intent> byMark = new HashMap<>();
    intents.forEach(i -> byMark.put(Marks.of(store, "op", i.operation()), i));
    Map<String, List<String>> created = new LinkedHashMap<>();
    Map<String, Applied> found = new HashMap<>();
    for (JsonNode entry : trace.rows().in(answer.json())) {
      String action = trace.action().text(entry);
      String carried = trace.mark().text(entry);
      String key = trace.key().text(entry);
      if (action.equals(trace.actions().get("create"))) {
        created.computeIfAbsent(carried, c -> new ArrayList<>()).add(key);
      } else {
        changed(trace, action, carried, key, byMark, found);
      }
    }
    created.forEach((carried, keys) -> created(carried, keys, byMark, found));
    return found;
  }

  private void changed(
      Description.Trace trace,
      String action,
      String carried,
      String key,
      Map<String, Intent> byMark,
      Map<String, Applied> found) {
    for (String word : carried.split(" ")) {
      Intent i = byMark.get(word);
      Key before = i == null ? null : i.key();
      if (i == null || before == null) {
        continue;
      }
      String done = trace.actions().get(i.isDelete() ? "delete" : "update");
      if (action.equals(done) && before.equals(reads.shaped(i.shape()).keyOf(key))) {
        found.put(i.operation(), Applied.unnoted(keyAfter(i, before)));
      }
    }
  }

  private static Key keyAfter(Intent i, Key before) {
    String name = i.shape().columns().get(i.shape().key()[0]).name();
    int given = i.columns().indexOf(name);
    Object part = given < 0 ? null : i.values()[given];
    return part == null ? before : Key.of(part);
  }

  /** One request's creates stand in its trace in the order in which it carried them. */
  private void created(
      String carried, List<String> keys, Map<String, Intent> byMark, Map<String, Applied> found) {
    List<String> words = Arrays.asList(carried.split(" "));
    int first = 0;
    while (first < words.size() && !isOperation(words, first)) {
      first++;
    }
    List<String> marks = words.subList(first, words.size());
    if (marks.isEmpty() || keys.size() % marks.size() != 0) {
      return; // not all of it is there any more
    }
    List<String> latest = keys.subList(keys.size() - marks.size(), keys.size());
    for (int n = 0; n < marks.size(); n++) {
      Intent i = byMark.get(marks.get(n));
      Key key = i == null || !i.isInsert() ? null : reads.shaped(i.shape()).keyOf(latest.get(n));
      if (i != null && key != null) {
        found.put(i.operation(), Applied.unnoted(key));
      }
    }
  }

  /** A request carries some words, its batch's mark, a plus sign and the marks of its writes. */
  private static boolean isOperation(List<String> words, int at) {
    return at > 0 && words.get(at - 1).equals("+");
  }
}
