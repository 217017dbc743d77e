package dev.syncline.server.site;

import dev.syncline.project.Mapping;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.project.screen.MappingScreen.Kind;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A field as it is typed into the form.
 *
 * @param number of the field that is changed; -1 for one that is added
 * @param open whether the form is shown
 * @param typed what stands in it, by the names of its inputs
 * @param refused why it was not taken; empty for nothing
 */
record MappingForm(int number, boolean open, Map<String, String> typed, String refused) {
  static final MappingForm EMPTY = new MappingForm(-1, false, Map.of(), "");

  private static final List<String> INPUTS =
      List.of(
          "kind",
          "source",
          "arrow",
          "target",
          "relation",
          "through",
          "sql",
          "back",
          "constant",
          "lookup",
          "where",
          "missing",
          "winner");

  /** The keys of a field that the form knows; any other is kept as it is. */
  private static final Set<String> KNOWN =
      Set.of(
          "column",
          "relation",
          "through",
          "to",
          "from",
          "sql",
          "back",
          "constant",
          "lookup",
          "where",
          "on-missing",
          "winner");

  MappingForm {
    typed = Map.copyOf(typed);
  }

  /** What was typed. */
  static MappingForm typed(int number, UnaryOperator<String> given) {
    Map<String, String> typed = new LinkedHashMap<>();
    INPUTS.forEach(name -> typed.put(name, given.apply(name).strip()));
    return new MappingForm(number, true, typed, "");
  }

  /** A field that is to be changed. */
  static MappingForm of(MappingScreen now, int number) {
    MappingScreen.Field field = now.fields().get(Math.clamp(number, 0, now.fields().size() - 1));
    Map<String, String> typed = new LinkedHashMap<>();
    typed.put("kind", field.kind().word());
    typed.put("arrow", field.pair().flow());
    first(field.pair().source()).ifPresent(c -> typed.put("source", c));
    first(field.pair().target()).ifPresent(c -> typed.put("target", c));
    if (field.kind() == Kind.RELATION) {
      typed.put("relation", Mapping.written(field.pair()));
    }
    if (field.written() instanceof Map<?, ?> keys) {
      for (String name :
          List.of("through", "sql", "back", "constant", "lookup", "where", "winner")) {
        if (keys.get(name) != null) {
          typed.put(name, String.valueOf(keys.get(name)));
        }
      }
      if (keys.containsKey("on-missing")) {
        typed.put("missing", String.valueOf(keys.get("on-missing")));
      }
    }
    return new MappingForm(number, true, typed, "");
  }

  private static Optional<String> first(List<String> columns) {
    return columns.stream().findFirst();
  }

  /** The same with why it was not taken. */
  MappingForm refused(String why) {
    return new MappingForm(number, true, typed, why);
  }

  String value(String name) {
    return typed.getOrDefault(name, "");
  }

  Kind kind() {
    try {
      return Kind.valueOf(value("kind").toUpperCase(Locale.ROOT));
    } catch (IllegalArgumentException e) {
      return Kind.COLUMN;
    }
  }

  /** What is missing in it. */
  Optional<String> problem() {
    boolean source = !value("source").isEmpty();
    boolean target = !value("target").isEmpty();
    return switch (kind()) {
      case COLUMN ->
          source && target ? Optional.empty() : Optional.of("Choose a column of each side.");
      case RELATION ->
          value("relation").isEmpty()
              ? Optional.of("Name the columns of both sides, such as customer_id <-> client_id.")
              : Optional.empty();
      case EXPRESSION ->
          target && !value("sql").isEmpty() || source && !value("back").isEmpty()
              ? Optional.empty()
              : Optional.of("Choose a column, and write the expression that makes it.");
      case CONSTANT, LOOKUP ->
          source == target
              ? Optional.of("Choose one column, of the source or of the target.")
              : Optional.empty();
    };
  }

  /** The field as it is written into the file; what the form does not know is kept. */
  Object written(MappingScreen now) {
    Map<String, Object> keys = new LinkedHashMap<>();
    switch (kind()) {
      case COLUMN ->
          keys.put(
              "column",
              Mapping.written(
                  new MappingScreen.Pair(
                      List.of(value("source")), value("arrow"), List.of(value("target")))));
      case RELATION -> {
        keys.put("relation", value("relation"));
        put(keys, "through", value("through"));
      }
      case EXPRESSION -> {
        put(keys, "to", value("sql").isEmpty() ? "" : value("target"));
        put(keys, "sql", value("sql"));
        put(keys, "from", value("back").isEmpty() ? "" : value("source"));
        put(keys, "back", value("back"));
      }
      case CONSTANT -> {
        side(keys);
        keys.put("constant", value("constant"));
      }
      case LOOKUP -> {
        side(keys);
        keys.put("lookup", value("lookup"));
        keys.put("where", value("where"));
        put(keys, "on-missing", value("missing").equals("reject") ? "" : value("missing"));
      }
    }
    if (kind() != Kind.CONSTANT && kind() != Kind.LOOKUP) {
      put(keys, "winner", value("winner"));
    }
    if (number >= 0
        && number < now.fields().size()
        && now.fields().get(number).written() instanceof Map<?, ?> before
        && now.fields().get(number).kind() == kind()) {
      before.forEach(
          (name, kept) -> {
            if (!KNOWN.contains(String.valueOf(name))) {
              keys.put(String.valueOf(name), kept);
            }
          });
    }
    return keys.size() == 1 && keys.containsKey("column") ? keys.get("column") : keys;
  }

  private void side(Map<String, Object> keys) {
    put(keys, "to", value("target"));
    put(keys, "from", value("source"));
  }

  private static void put(Map<String, Object> keys, String name, String value) {
    if (!value.isEmpty()) {
      keys.put(name, value);
    }
  }
}
