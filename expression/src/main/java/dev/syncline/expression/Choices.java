package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;

/** What has a way of its own with nulls, or takes values of any type, as many as there are. */
final class Choices {
  static final List<String> NAMES = List.of("COALESCE", "NULLIF", "GREATEST", "LEAST", "CONCAT_WS");

  private Choices() {}

  static Step call(String name, List<Step> arguments, Place place, Setting setting) throws Fault {
    int least = name.equals("NULLIF") || name.equals("CONCAT_WS") ? 2 : 1;
    if (arguments.size() < least || name.equals("NULLIF") && arguments.size() > 2) {
      throw new Fault(
          place,
          name
              + (name.equals("NULLIF")
                  ? " takes 2 arguments"
                  : " takes at least " + least + (least == 1 ? " argument" : " arguments"))
              + ", not "
              + arguments.size());
    }
    return switch (name) {
      case "COALESCE" -> coalesce(arguments, place);
      case "NULLIF" -> nullIf(arguments.get(0), arguments.get(1), place);
      case "CONCAT_WS" -> joined(arguments, place);
      case "GREATEST" -> extreme(name, 1, arguments, place, setting.order());
      default -> extreme(name, -1, arguments, place, setting.order());
    };
  }

  private static Step coalesce(List<Step> arguments, Place place) throws Fault {
    Type common = Common.of("COALESCE", arguments);
    Step[] steps = branches(arguments, common);
    return new Step(
            common,
            arguments.stream().allMatch(Step::nullable),
            place,
            false,
            row -> {
              for (Step step : steps) {
                Object value = step.of(row);
                if (value != null) {
                  return value;
                }
              }
              return null;
            })
        .folded(arguments.stream().allMatch(Step::constant));
  }

  private static Step nullIf(Step a, Step b, Place place) throws Fault {
    Operators.comparable("NULLIF", a, b);
    return new Step(
            a.type(),
            true,
            place,
            false,
            row -> {
              Object x = a.of(row);
              Object y = b.of(row);
              return x != null && y != null && Operators.isSame(x, y) ? null : x;
            })
        .folded(a.constant() && b.constant());
  }

  /** CONCAT_WS: the texts that are not null, with the first one between them. */
  private static Step joined(List<Step> arguments, Place place) throws Fault {
    for (Step argument : arguments) {
      if (!argument.isNull() && argument.kind() != Kind.TEXT) {
        throw new Fault(
            argument.place(),
            "CONCAT_WS joins texts, not "
                + argument.kind().words
                + Casts.advice(argument, EnumSet.of(Kind.TEXT)));
      }
    }
    Step[] steps = arguments.toArray(Step[]::new);
    return new Step(
            Type.Text.UNBOUNDED,
            steps[0].nullable(),
            place,
            false,
            row -> {
              Object separator = steps[0].of(row);
              StringJoiner joiner = new StringJoiner(String.valueOf(separator));
              for (int i = 1; separator != null && i < steps.length; i++) {
                if (steps[i].of(row) instanceof String text) {
                  shortEnough(
                      joiner.length() + (long) separator.toString().length() + text.length(),
                      place);
                  joiner.add(text);
                }
              }
              return separator == null ? null : joiner.toString();
            })
        .folded(arguments.stream().allMatch(Step::constant));
  }

  private static void shortEnough(long length, Place place) throws Refusal {
    try {
      Limits.length(length);
    } catch (Refusal e) {
      throw e.of("CONCAT_WS", place);
    }
  }

  private static Step extreme(
      String name, int sign, List<Step> arguments, Place place, Comparator<String> texts)
      throws Fault {
    for (Step argument : arguments) {
      Operators.comparable(name, arguments.getFirst(), argument);
    }
    Type common = Common.of(name, arguments);
    if (common == null || arguments.stream().anyMatch(Step::isNull)) {
      return Step.literal(place, common, null);
    }
    return Call.strict(
            name,
            place,
            common,
            arguments.stream().anyMatch(Step::nullable),
            List.of(branches(arguments, common)),
            values -> {
              Object best = values[0];
              for (Object value : values) {
                if (Operators.compare(value, best, texts) * sign > 0) {
                  best = value;
                }
              }
              return best;
            })
        .folded(arguments.stream().allMatch(Step::constant));
  }

  /** CASE: the first condition that is true chooses; unknown does not. */
  static Step chosen(List<Step> when, List<Step> then, Step otherwise, Place place) throws Fault {
    for (Step condition : when) {
      Operators.truth("WHEN", condition);
    }
    List<Step> results = new ArrayList<>(then);
    results.add(otherwise);
    Type common = Common.of("CASE", results);
    Step[] conditions = when.toArray(Step[]::new);
    Step[] branches = branches(results, common);
    return new Step(
        common,
        results.stream().anyMatch(Step::nullable),
        place,
        false,
        row -> {
          for (int i = 0; i < conditions.length; i++) {
            if (Boolean.TRUE.equals(conditions[i].of(row))) {
              return branches[i].of(row);
            }
          }
          return branches[conditions.length].of(row);
        });
  }

  private static Step[] branches(List<Step> steps, @Nullable Type common) {
    return steps.stream().map(s -> common == null ? s : s.as(common)).toArray(Step[]::new);
  }
}
