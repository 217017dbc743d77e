package dev.syncline.connect.app;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.Collection;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What belongs at a place of a description, in words, by the type that it is read as. */
final class Form {
  private Form() {}

  /**
   * What belongs there, with an example.
   *
   * @param type null where it is not known
   */
  static String of(@Nullable Class<?> type) {
    if (type == null) {
      return "something else";
    } else if (type == int.class || type == Integer.class || type == long.class) {
      return "a whole number, such as 500";
    } else if (type == boolean.class || type == Boolean.class) {
      return "true or false";
    } else if (type == Place.class) {
      return "a place in an answer, such as data.0.count";
    } else if (type == Span.class) {
      return "a length of time, such as 5s";
    } else if (type == TypeWord.class) {
      return "a type, such as text 40";
    } else if (type.isEnum()) {
      return "one of " + listed(Arrays.stream(type.getFields()).map(Form::word).toList());
    } else if (Map.class.isAssignableFrom(type)) {
      return "a block of names, each with its value, such as { name: value }";
    } else if (Collection.class.isAssignableFrom(type)) {
      return "a list, such as [ one, another ]";
    } else if (type.isRecord()) {
      return "a block of keys: "
          + listed(Arrays.stream(type.getRecordComponents()).map(c -> key(type, c)).toList());
    }
    return "a text";
  }

  private static String listed(Collection<String> words) {
    return words.stream().collect(Collectors.joining(", "));
  }

  private static String word(java.lang.reflect.Field constant) {
    JsonProperty named = constant.getAnnotation(JsonProperty.class);
    return named == null ? constant.getName() : named.value();
  }

  private static String key(Class<?> block, RecordComponent component) {
    try {
      JsonProperty named =
          block.getDeclaredField(component.getName()).getAnnotation(JsonProperty.class);
      if (named != null && !named.value().isEmpty()) {
        return named.value();
      }
    } catch (NoSuchFieldException e) {
      throw new IllegalStateException("a record without a field of its component", e);
    }
    return component.getName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
  }
}
