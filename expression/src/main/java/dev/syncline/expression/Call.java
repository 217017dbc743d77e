package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.time.DateTimeException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The call of a function or operator: its refusals say which it was, and where. */
final class Call {
  private Call() {}

  /** A call that is null if one of its arguments is. */
  static Step strict(
      String name,
      Place place,
      Type type,
      boolean nullable,
      List<Step> arguments,
      Function.Body body) {
    Step[] steps = arguments.toArray(Step[]::new);
    return new Step(
        type,
        nullable,
        place,
        false,
        row -> {
          Object[] values = new Object[steps.length];
          for (int i = 0; i < steps.length; i++) {
            Object value = steps[i].of(row);
            if (value == null) {
              return null;
            }
            values[i] = value;
          }
          return of(name, place, body, values);
        });
  }

  private static @Nullable Object of(String name, Place place, Function.Body body, Object[] values)
      throws Refusal {
    try {
      Object result = body.of(values);
      return result instanceof String text ? Limits.text(text) : result;
    } catch (Refusal refusal) {
      throw refusal.of(name, place);
    } catch (ArithmeticException | DateTimeException beyond) {
      throw new Refusal("the result is out of range").of(name, place);
    }
  }
}
