package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * One kind of request, as a template.
 *
 * @param request method and path, such as {@code GET /items/{object}}
 * @param query parameters after the path; lists with commas, documents as JSON
 * @param headers its own headers
 * @param body JSON, or
 * @param form fields of a form
 * @param each what stands for a record in {@code {records}}; left out: its fields
 * @param expect the statuses that say that it was done; left out: those from 200 to 299
 * @param rows where in the answer the records are; left out: it answers with none
 * @param value where in the answer a single value is
 * @param page how further pages are got
 * @param batch how many records one request may carry; left out: one
 * @param keyIn where in the answer the key of a record is that was created, if the answer does not
 *     give the record itself; {@code location}: at the end of the header of that name
 */
record Call(
    @JsonProperty(required = true) String request,
    Map<String, JsonNode> query,
    Map<String, String> headers,
    @Nullable JsonNode body,
    @Nullable Map<String, String> form,
    @Nullable JsonNode each,
    @Nullable List<Integer> expect,
    @Nullable Place rows,
    @Nullable Place value,
    @Nullable Page page,
    @Nullable Batch batch,
    @Nullable String keyIn) {
  private static final Pattern REQUEST = Pattern.compile("[A-Z]+ (/|https?://|\\{)\\S*");

  Call {
    checkRequest(request);
    query = query == null ? Map.of() : query;
    headers = headers == null ? Map.of() : headers;
    query.values().forEach(Template::check);
    headers.values().forEach(Template::check);
    if (body != null) {
      Template.check(body);
    }
    if (each != null) {
      Template.check(each);
    }
    if (form != null) {
      form.values().forEach(Template::check);
    }
  }

  static void checkRequest(String request) {
    if (!REQUEST.matcher(request).matches()) {
      throw new IllegalArgumentException(
          "\"" + request + "\" is no request; write method and path, such as GET /items/{object}");
    }
    Template.check(request);
  }

  /** A plain request without anything. */
  static Call of(String request) {
    return new Call(
        request, Map.of(), Map.of(), null, null, null, null, null, null, null, null, null);
  }

  String method() {
    return request.substring(0, request.indexOf(' '));
  }

  String path() {
    return request.substring(request.indexOf(' ') + 1);
  }

  int size() {
    return batch == null ? 1 : batch.size();
  }

  /** Whether a status says that what was asked was done. */
  boolean expects(int status) {
    return expect == null ? status / 100 == 2 : expect.contains(status);
  }

  /** The pieces of it in which placeholders may stand. */
  Stream<String> templates() {
    Stream<JsonNode> documents =
        Stream.concat(query.values().stream(), Stream.of(body, each).filter(Objects::nonNull));
    return Stream.of(
            Stream.of(request),
            headers.values().stream(),
            form == null ? Stream.<String>of() : form.values().stream(),
            documents.map(JsonNode::toString))
        .flatMap(s -> s);
  }

  /**
   * Which of so many records an answer refuses, by their number from 0, with what it says of each.
   *
   * @param rows the answer's rows
   * @throws AnswerLost if the answer does not say
   */
  Map<Integer, JsonNode> refused(JsonNode answer, List<JsonNode> rows, int sent) {
    Map<Integer, JsonNode> refused = new TreeMap<>();
    if (batch == null || batch.fails() == Fails.WHOLE) {
      return refused;
    }
    Place failed = Objects.requireNonNull(batch.failed());
    if (batch.fails() == Fails.LISTED) {
      for (JsonNode entry : failed.in(answer)) {
        int number = Objects.requireNonNull(batch.index()).in(entry).asInt(-1);
        if (number < 0 || number >= sent) {
          throw new AnswerLost("the answer refuses a record without saying which one");
        }
        refused.put(number, entry);
      }
      return refused;
    }
    if (rows.size() != sent) {
      throw new AnswerLost(
          "the answer tells of " + rows.size() + " records, and " + sent + " were sent");
    }
    for (int i = 0; i < sent; i++) {
      JsonNode said = failed.in(rows.get(i));
      boolean none = said.isArray() ? said.isEmpty() : said.isMissingNode() || said.isNull();
      if (!none) {
        refused.put(i, said.isArray() ? said.get(0) : said);
      }
    }
    return refused;
  }

  /**
   * How many records one request may carry.
   *
   * @param fails what happens when one of them is refused
   * @param failed where in an answer's row its refusals are, when each is told; where in the answer
   *     the refused records are, when they are listed
   * @param index where in an entry of that list the record's number is, from 0
   */
  record Batch(int size, Fails fails, @Nullable Place failed, @Nullable Place index) {
    Batch {
      if (size < 1) {
        throw new IllegalArgumentException("size must be at least 1");
      }
      fails = fails == null ? Fails.WHOLE : fails;
      if (fails == Fails.EACH && failed == null) {
        throw new IllegalArgumentException("fails: each needs failed, where a row's refusals are");
      }
      if (fails == Fails.LISTED && (failed == null || index == null)) {
        throw new IllegalArgumentException(
            "fails: listed needs failed, where the refused records are listed, and index, where in"
                + " an entry the record's number is");
      }
    }
  }

  /** What a refused record means for the others of its request. */
  enum Fails {
    /** None of them was written. */
    @JsonProperty("whole")
    WHOLE,
    /** Each has a row of its own in the answer, in the order in which they were sent. */
    @JsonProperty("each")
    EACH,
    /** The answer lists those that were refused, each with its number; the others were written. */
    @JsonProperty("listed")
    LISTED
  }

  /**
   * How pages follow each other.
   *
   * @param size how many records a page has
   * @param next where in an answer the cursor, or the URL, of the next page is
   */
  record Page(@JsonProperty(required = true) By by, int size, @Nullable Place next) {
    Page {
      size = size == 0 ? 100 : size;
      if ((by == By.CURSOR || by == By.NEXT) && next == null) {
        throw new IllegalArgumentException("needs next, where in an answer the next page is named");
      }
    }
  }

  /** What a page begins with. */
  enum By {
    /** The records after the last key seen, in the order of keys: nothing is skipped. */
    @JsonProperty("key")
    KEY,
    /** So many records from the beginning, as {@code {offset}}. */
    @JsonProperty("offset")
    OFFSET,
    /** Its number, from 1, as {@code {page}}. */
    @JsonProperty("page")
    PAGE,
    /** A word that the answer before gave, as {@code {cursor}}. */
    @JsonProperty("cursor")
    CURSOR,
    /** The URL that the answer before gave. */
    @JsonProperty("next")
    NEXT,
    /** The URL that the answer before gave in its Link header. */
    @JsonProperty("link")
    LINK
  }
}
