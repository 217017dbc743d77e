package dev.syncline.project.screen;

import dev.syncline.engine.store.Due;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * What became of a plan when it was last tried or applied.
 *
 * @param test whether it was tried, and taken back
 * @param run the run that applied it; 0 for a test
 * @param atMillis when
 * @param said what came of it, in sentences
 * @param left by the number of a write why it was not made, or not with all of its record
 */
public record PlanOutcome(
    boolean test, long run, long atMillis, String said, Map<Integer, Left> left) {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /**
   * Why a write was not made, or its record is not finished with it.
   *
   * @param reason such as {@code stale} or {@code rejected}
   */
  public record Left(String reason, String message) {
    /**
     * Whether it was made, and another field of its record waits for a person. What is not made at
     * all says why, and that stands in place of the other field's reason.
     */
    public boolean isPart() {
      return reason.equals(Json.word(Due.Reason.CONFLICT))
          || reason.equals(Json.word(Due.Reason.QUARANTINED));
    }

    Map<String, Object> json() {
      return Json.map("reason", reason, "message", message);
    }
  }

  /** As it is kept. */
  public String text() {
    List<Object> all =
        left.entrySet().stream()
            .<Object>map(e -> List.of(e.getKey(), e.getValue().reason(), e.getValue().message()))
            .toList();
    return JSON.writeValueAsString(
        Json.map("test", test, "run", run, "at", atMillis, "said", said, "left", all));
  }

  /** What was kept; nothing for an empty text. */
  public static Optional<PlanOutcome> of(String text) {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(text);
      Map<Integer, Left> left = new LinkedHashMap<>();
      for (JsonNode one : json.get("left")) {
        left.put(
            one.get(0).intValue(), new Left(one.get(1).stringValue(), one.get(2).stringValue()));
      }
      return Optional.of(
          new PlanOutcome(
              json.get("test").booleanValue(),
              json.get("run").longValue(),
              json.get("at").longValue(),
              json.get("said").stringValue(),
              left));
    } catch (JacksonException e) {
      return Optional.empty();
    }
  }
}
