package dev.syncline.expression;

import dev.syncline.core.Nearest;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Special;
import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.calcite.sql.SqlIdentifier;
import org.jspecify.annotations.Nullable;

/** The columns that an expression may name, and those that it did name. */
final class Columns {
  /** What is no column, but is written like one. */
  private static final Map<String, String> INSTEAD =
      Map.of(
          "CURRENT_TIMESTAMP", "RUN_TIME()",
          "CURRENT_DATE", "CAST(RUN_TIME() AS DATE)",
          "CURRENT_TIME", "CAST(RUN_TIME() AS TIME)",
          "LOCALTIMESTAMP", "CAST(RUN_TIME() AS TIMESTAMP)",
          "LOCALTIME", "CAST(RUN_TIME() AS TIME)");

  private final List<Input> inputs;
  private final Set<Integer> used = new LinkedHashSet<>();

  Columns(List<Input> inputs) {
    this.inputs = List.copyOf(inputs);
  }

  /** Positions of the columns that were named, in the order in which they were. */
  List<Integer> used() {
    return List.copyOf(used);
  }

  /** The column that is meant. */
  Input input(SqlIdentifier identifier) throws Fault {
    return inputs.get(at(identifier));
  }

  private int at(SqlIdentifier identifier) throws Fault {
    Place place = Place.of(identifier.getParserPosition());
    String name = String.join(".", identifier.names);
    if (identifier.isStar() || name.isEmpty()) {
      throw new Fault(place, "* is no value");
    }
    return find(name, identifier.isComponentQuoted(0), place);
  }

  Step step(SqlIdentifier identifier) throws Fault {
    Place place = Place.of(identifier.getParserPosition());
    int at = at(identifier);
    used.add(at);
    Input input = inputs.get(at);
    Kind kind = Kind.of(input.type());
    return new Step(
        type(input.type()),
        input.nullable(),
        place,
        false,
        row -> load(input.name(), input.type(), kind, row[at], place));
  }

  /** The exact name, else the only one that differs in case alone, as SQL's users expect. */
  private int find(String name, boolean quoted, Place place) throws Fault {
    for (int i = 0; i < inputs.size(); i++) {
      if (inputs.get(i).name().equals(name)) {
        return i;
      }
    }
    List<Integer> folded =
        quoted
            ? List.of()
            : IntStream.range(0, inputs.size())
                .filter(i -> inputs.get(i).name().equalsIgnoreCase(name))
                .boxed()
                .toList();
    if (folded.size() == 1) {
      return folded.getFirst();
    }
    List<String> names = new ArrayList<>(inputs.stream().map(Input::name).toList());
    if (folded.size() > 1) {
      throw new Fault(
          place,
          "several columns are called "
              + name
              + " but for case: "
              + String.join(", ", folded.stream().map(i -> '"' + names.get(i) + '"').toList())
              + "; write the one that is meant in double quotes");
    }
    String instead = INSTEAD.get(name.toUpperCase(Locale.ROOT));
    if (instead != null) {
      throw new Fault(
          place,
          name
              + " would be different each time it is asked; write "
              + instead
              + ", the run's begin");
    }
    throw new Fault(
        place,
        "there is no column \""
            + name
            + "\"; "
            + (names.isEmpty()
                ? "no record is given that could have one. Texts stand in single quotes"
                : firstSmall(Nearest.remedy(name, "the columns", names))));
  }

  private static String firstSmall(String sentence) {
    String small = Character.toLowerCase(sentence.charAt(0)) + sentence.substring(1);
    return small.endsWith(".") ? small.substring(0, small.length() - 1) : small;
  }

  /** What functions see of a column's type: 64 bits without a sign are no whole number here. */
  private static Type type(Type type) {
    return Kind.of(type) == Kind.DECIMAL ? Numbers.decimal(type) : type;
  }

  private static @Nullable Object load(
      String name, Type type, Kind kind, @Nullable Object value, Place place) throws Refusal {
    return switch (value) {
      case null -> null;
      case Flaw flaw -> throw refused(name, "could not be read: " + flaw.reason(), place);
      case Special special ->
          throw refused(name, "holds " + special + ", which cannot be computed with", place);
      case Duration d -> throw refused(name, "holds a duration, which is no time of day", place);
      case String text when kind == Kind.TEXT && type instanceof Type.Text t && t.padded() ->
          unpadded(text);
      case Long n when kind == Kind.DECIMAL -> BigDecimal.valueOf(n);
      case BigInteger n when kind == Kind.DECIMAL -> new BigDecimal(n);
      case BigDecimal n when kind == Kind.DECIMAL -> {
        try {
          yield Numbers.checked(n);
        } catch (Refusal e) {
          throw e.of("column " + name, place);
        }
      }
      case Double n when kind == Kind.REAL && type instanceof Type.Real r && r.bits() == 32 ->
          Double.parseDouble(Float.toString(n.floatValue()));
      default -> {
        if (!kind.values.isInstance(value)) {
          throw refused(name, "holds something else than " + kind.words, place);
        }
        yield value;
      }
    };
  }

  private static Refusal refused(String name, String why, Place place) {
    return new Refusal(why).of("column " + name, place);
  }

  private static String unpadded(String text) {
    int end = text.length();
    while (end > 0 && text.charAt(end - 1) == ' ') {
      end--;
    }
    return text.substring(0, end);
  }
}
