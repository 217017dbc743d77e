package dev.syncline.core.value;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamReadConstraints;
import tools.jackson.core.TokenStreamFactory;
import tools.jackson.core.json.JsonFactory;

/**
 * JSON documents by what they say: the order of an object's members, spaces and escapes are
 * irrelevant, of two members with one name the last counts, and numbers are exact (1, 1.0 and 1e0
 * are one number, and no digit is lost to binary floating point).
 */
final class JsonText {
  /** Deeper documents are left alone as text, so that no document can exhaust the stack. */
  private static final int DEEPEST = 1000;

  /** Names are not interned: a column of documents may hold millions of different ones. */
  private static final JsonFactory JSON =
      JsonFactory.builder()
          .disable(TokenStreamFactory.Feature.CANONICALIZE_PROPERTY_NAMES)
          .disable(TokenStreamFactory.Feature.INTERN_PROPERTY_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(DEEPEST)
                  .maxNumberLength(150_000)
                  .maxStringLength(Integer.MAX_VALUE)
                  .maxNameLength(Integer.MAX_VALUE)
                  .build())
          .build();

  /** The null of JSON, which is a value and not the absence of one. */
  private enum Literal {
    NULL
  }

  private JsonText() {}

  /**
   * The document: Map by name, List, String, BigDecimal, Boolean, or a constant for JSON's null;
   * null where the text is no JSON document.
   */
  static @Nullable Object parse(String text) {
    try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), text)) {
      JsonToken first = in.nextToken();
      Object document = first == null ? null : value(in, first);
      return in.nextToken() == null ? document : null;
    } catch (JacksonException | NumberFormatException e) {
      return null;
    }
  }

  private static Object value(JsonParser in, JsonToken token) {
    return switch (token) {
      case START_OBJECT -> {
        Map<String, Object> members = new TreeMap<>();
        while (in.nextToken() == JsonToken.PROPERTY_NAME) {
          String name = in.currentName();
          members.put(name, value(in, in.nextToken()));
        }
        yield members;
      }
      case START_ARRAY -> {
        List<Object> elements = new ArrayList<>();
        for (JsonToken t = in.nextToken(); t != JsonToken.END_ARRAY; t = in.nextToken()) {
          elements.add(value(in, t));
        }
        yield elements;
      }
      case VALUE_STRING -> in.getString();
      case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> number(in.getString());
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> Literal.NULL;
      case END_OBJECT, END_ARRAY, PROPERTY_NAME, VALUE_EMBEDDED_OBJECT, NOT_AVAILABLE ->
          throw new IllegalStateException("a JSON parser does not begin a value with " + token);
    };
  }

  private static BigDecimal number(String text) {
    if (NumberText.parse(text) instanceof BigDecimal number) {
      return number;
    }
    throw new NumberFormatException("beyond what is compared as a number");
  }

  /** Appends a document that {@link #parse} gave; every part says where it ends. */
  static void put(Object document, CanonicalBytes out) {
    switch (document) {
      case Map<?, ?> members -> {
        out.put('{');
        members.forEach(
            (name, member) -> {
              text((String) name, out);
              put(member, out);
            });
        out.put('}');
      }
      case List<?> elements -> {
        out.put('[');
        elements.forEach(element -> put(element, out));
        out.put(']');
      }
      case String s -> text(s, out);
      case BigDecimal n -> Encoding.number(n, out);
      case Boolean b -> out.put(b ? 't' : 'f');
      default -> out.put('n');
    }
  }

  private static void text(String text, CanonicalBytes out) {
    out.put('s');
    int length = out.length();
    out.putInt(0);
    out.putUtf8(text);
    out.setInt(length, out.length() - length - 4);
  }
}
