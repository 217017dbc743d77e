package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * What an application's refusals mean.
 *
 * @param list where in an answer the refusals are; left out: the answer is one
 * @param code where in one its code is; several places are joined with a slash
 * @param message where in one its words are
 * @param field where in one the field is that it is about
 * @param codes what codes mean, the longest that fits
 * @param status what HTTP statuses mean where no code tells
 */
record Errors(
    @Nullable Place list,
    List<Place> code,
    @Nullable Place message,
    @Nullable Place field,
    Map<String, Meaning> codes,
    Map<Integer, Meaning> status) {
  static final Errors NONE = new Errors(null, List.of(), null, null, Map.of(), Map.of());

  Errors {
    code = code == null ? List.of() : List.copyOf(code);
    codes = codes == null ? Map.of() : Map.copyOf(codes);
    status = status == null ? Map.of() : Map.copyOf(status);
  }

  /** What a refusal means. */
  enum Meaning {
    @JsonProperty("unique")
    UNIQUE,
    @JsonProperty("foreign-key")
    FOREIGN_KEY,
    @JsonProperty("not-null")
    NOT_NULL,
    @JsonProperty("check")
    CHECK,
    @JsonProperty("too-long")
    TOO_LONG,
    @JsonProperty("type")
    TYPE,
    @JsonProperty("denied")
    DENIED,
    /** The record or object is not there. */
    @JsonProperty("missing")
    MISSING,
    /** The login is not taken, or no longer. */
    @JsonProperty("login")
    LOGIN,
    /** Too much was asked; nothing was done. */
    @JsonProperty("throttled")
    THROTTLED,
    /** The record is not the version that the request named. */
    @JsonProperty("stale")
    STALE,
    @JsonProperty("other")
    OTHER
  }

  /**
   * A refusal.
   *
   * @param field the field it is about; empty where it does not say
   */
  record Refusal(Meaning meaning, String code, String message, String field) {
    /** The words and, where it helps, the code. */
    String words() {
      return message.isEmpty() ? code : message.replaceAll("\\.$", "");
    }
  }

  /** The refusals in an answer; one that says nothing it knows is told by its status alone. */
  List<Refusal> in(int httpStatus, JsonNode answer) {
    JsonNode listed = list == null ? answer : list.in(answer);
    List<Refusal> refusals = new ArrayList<>();
    if (listed.isArray()) {
      listed.forEach(r -> refusals.add(refusal(httpStatus, "HTTP " + httpStatus, r)));
    } else if (listed.isObject()) {
      refusals.add(refusal(httpStatus, "HTTP " + httpStatus, listed));
    }
    if (refusals.isEmpty()) {
      refusals.add(new Refusal(byStatus(httpStatus), "HTTP " + httpStatus, "", ""));
    }
    return refusals;
  }

  /** One refusal by itself, as an answer tells it of one record among others. */
  Refusal each(JsonNode one) {
    return refusal(400, "the answer lists it as refused", one);
  }

  /** Whether an answer is one in which the application itself says what it refuses. */
  boolean isSaidBy(JsonNode answer) {
    JsonNode listed = list == null ? answer : list.in(answer);
    return listed.isArray() ? !listed.isEmpty() : listed.isObject();
  }

  private Refusal refusal(int httpStatus, String otherwise, JsonNode one) {
    List<String> parts = code.stream().map(c -> c.text(one)).filter(t -> !t.isEmpty()).toList();
    Meaning meaning = null;
    for (int n = parts.size(); n > 0 && meaning == null; n--) {
      meaning = codes.get(String.join("/", parts.subList(0, n)));
    }
    return new Refusal(
        meaning == null ? byStatus(httpStatus) : meaning,
        parts.isEmpty() ? otherwise : String.join("/", parts),
        message == null ? "" : message.text(one),
        field == null ? "" : field.text(one));
  }

  private Meaning byStatus(int httpStatus) {
    Meaning told = status.get(httpStatus);
    if (told != null) {
      return told;
    }
    return switch (httpStatus) {
      case 401 -> Meaning.LOGIN;
      case 403 -> Meaning.DENIED;
      case 404, 410 -> Meaning.MISSING;
      case 412 -> Meaning.STALE;
      case 429 -> Meaning.THROTTLED;
      default -> Meaning.OTHER;
    };
  }
}
