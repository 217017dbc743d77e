package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.util.Map;
import java.util.regex.Pattern;
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
    return new Call(request, Map.of(), Map.of(), null, null, null, null, null, null, null);
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

  /** Whether records that were refused are told one by one. */
  boolean failsEach() {
    return batch != null && batch.fails() == Fails.EACH;
  }

  /**
   * How many records one request may carry.
   *
   * @param fails what happens when one of them is refused
   * @param failed where in an answer's row its refusals are, when each is told
   */
  record Batch(int size, Fails fails, @Nullable Place failed) {
    Batch {
      if (size < 1) {
        throw new IllegalArgumentException("size must be at least 1");
      }
      fails = fails == null ? Fails.WHOLE : fails;
      if (fails == Fails.EACH && failed == null) {
        throw new IllegalArgumentException("fails: each needs failed, where a row's refusals are");
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
    EACH
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
