package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A function that expressions may call.
 *
 * @param name as it is written, in capitals
 * @param parameters what it takes, in order
 * @param required how many of them must be given
 * @param making what a call with certain arguments computes
 */
record Function(String name, List<Parameter> parameters, int required, Making making) {

  /**
   * What an argument must be.
   *
   * @param constant whether it must be the same for every row, so that it is checked once
   */
  record Parameter(Set<Kind> kinds, boolean constant) {
    static Parameter of(Kind first, Kind... others) {
      return new Parameter(EnumSet.of(first, others), false);
    }

    Parameter fixed() {
      return new Parameter(kinds, true);
    }

    String words() {
      String either =
          kinds.containsAll(EnumSet.of(Kind.WHOLE, Kind.DECIMAL, Kind.REAL))
              ? "a number"
              : String.join(" or ", kinds.stream().map(k -> k.words).toList());
      return constant ? either + " that is the same for every row" : either;
    }
  }

  /** Works out, once, what a call computes. */
  @FunctionalInterface
  interface Making {
    Made of(Arguments arguments) throws Fault;
  }

  /**
   * What a call computes.
   *
   * @param nullable whether it may give null where no argument is null
   */
  record Made(Type type, boolean nullable, Body body) {
    Made(Type type, Body body) {
      this(type, false, body);
    }
  }

  /** Computes a value of arguments, none of which is null; a null argument makes the call null. */
  @FunctionalInterface
  interface Body {
    @Nullable Object of(Object[] arguments) throws Refusal;
  }

  /** The arguments of a call as they are known before any row. */
  record Arguments(List<Step> steps, Place place, Setting setting) {
    int count() {
      return steps.size();
    }

    Step step(int at) {
      return steps.get(at);
    }

    Type type(int at) {
      return steps.get(at).knownType();
    }

    Kind kind(int at) {
      return steps.get(at).kind();
    }

    /** The value of a constant argument; {@code otherwise} where it is not given. */
    Object constant(int at, Object otherwise) {
      Object value = at < steps.size() ? steps.get(at).value() : otherwise;
      return value == null ? otherwise : value;
    }

    Fault fault(int at, String reason) {
      return new Fault(at < steps.size() ? steps.get(at).place() : place, reason);
    }
  }

  /** A function whose result always has the same type. */
  static Function of(String name, List<Parameter> parameters, Type type, Body body) {
    return new Function(name, parameters, parameters.size(), arguments -> new Made(type, body));
  }

  static Function of(String name, List<Parameter> parameters, Making making) {
    return new Function(name, parameters, parameters.size(), making);
  }

  Function optional(int last) {
    return new Function(name, parameters, parameters.size() - last, making);
  }

  /** A call of it. */
  Step call(List<Step> arguments, Place place, Setting setting) throws Fault {
    if (arguments.size() < required || arguments.size() > parameters.size()) {
      throw new Fault(place, name + " takes " + counts() + ", not " + arguments.size());
    }
    boolean constant = true;
    for (int i = 0; i < arguments.size(); i++) {
      Step argument = arguments.get(i);
      constant &= argument.constant();
      Parameter parameter = parameters.get(i);
      if (!argument.isNull() && !parameter.kinds.contains(argument.kind())
          || parameter.constant && (!argument.constant() || argument.value() == null)) {
        throw new Fault(
            argument.place(),
            name
                + (parameters.size() == 1 ? "" : ", argument " + (i + 1) + ",")
                + " takes "
                + parameter.words()
                + ", not "
                + (argument.isNull() ? "NULL" : argument.kind().words)
                + Casts.advice(argument, parameter.kinds));
      }
    }
    for (Step argument : arguments) {
      if (argument.isNull()) {
        return Step.literal(place, null, null);
      }
    }
    Made made = making.of(new Arguments(arguments, place, setting));
    boolean nullable = made.nullable || arguments.stream().anyMatch(Step::nullable);
    return Call.strict(name, place, made.type, nullable, arguments, made.body).folded(constant);
  }

  private String counts() {
    String least = required + (required == 1 ? " argument" : " arguments");
    return required == parameters.size()
        ? least
        : required + " to " + parameters.size() + " arguments";
  }
}
