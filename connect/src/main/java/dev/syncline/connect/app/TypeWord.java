package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonCreator;
import dev.syncline.core.value.Type;
import java.util.List;

/**
 * What a field holds, in a description's words: {@code text}, {@code text 40}, {@code integer 32},
 * {@code decimal}, {@code decimal 10 2}, {@code real 64}, {@code boolean}, {@code date}, {@code
 * time 0}, {@code local-timestamp 3}, {@code timestamp 3} (digits of a second), {@code uuid},
 * {@code json}, {@code labels a b c}.
 *
 * @param type the type
 */
record TypeWord(Type type) {
  @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
  static TypeWord of(String text) {
    String[] words = text.strip().split("\\s+");
    try {
      return new TypeWord(type(words));
    } catch (NumberFormatException e) {
      throw unknown(text);
    }
  }

  private static Type type(String[] words) {
    return switch (words[0]) {
      case "text" -> new Type.Text(number(words, 1, 0), 0, false);
      case "integer" -> new Type.Int(number(words, 1, 64), false);
      case "decimal" -> new Type.Decimal(number(words, 1, 0), number(words, 2, 0));
      case "real" -> new Type.Real(number(words, 1, 64));
      case "boolean" -> new Type.Bool();
      case "date" -> new Type.Date();
      case "time" -> new Type.Time(number(words, 1, 0));
      case "local-timestamp" -> new Type.Timestamp(number(words, 1, 0), false);
      case "timestamp" -> new Type.Timestamp(number(words, 1, 0), true);
      case "uuid" -> new Type.Uuid();
      case "json" -> new Type.Json();
      case "labels" -> new Type.Enumeration(List.of(words).subList(1, words.length));
      default -> throw unknown(String.join(" ", words));
    };
  }

  private static int number(String[] words, int at, int otherwise) {
    return words.length > at ? Integer.parseInt(words[at]) : otherwise;
  }

  private static IllegalArgumentException unknown(String text) {
    return new IllegalArgumentException(
        "\""
            + text
            + "\" is no type; write one of text, integer 32, decimal 10 2, real 64, boolean, date,"
            + " time 0, local-timestamp 0, timestamp 3, uuid, json, labels a b");
  }

  /** The type with the lengths that the application tells of a field; 0 where it tells none. */
  Type with(int length, int precision, int scale, List<String> labels) {
    return switch (type) {
      case Type.Text t when !labels.isEmpty() -> new Type.Enumeration(labels);
      case Type.Text t when t.maxLength() == 0 -> new Type.Text(length, 0, false);
      case Type.Decimal d when d.unbounded() && precision > 0 -> new Type.Decimal(precision, scale);
      default -> type;
    };
  }
}
