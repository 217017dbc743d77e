package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.IntPredicate;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlDataTypeSpec;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlIntervalLiteral;
import org.apache.calcite.sql.SqlIntervalQualifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlLiteral;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.apache.calcite.sql.fun.SqlCase;
import org.apache.calcite.sql.fun.SqlLikeOperator;
import org.apache.calcite.sql.fun.SqlTrimFunction;

/**
 * From Calcite's tree to steps: says of each part what type it has, and refuses what the language
 * does not have. Only what is named here exists; there is no way to anything else.
 */
final class Compiler {
  private final Columns columns;
  private final Setting setting;
  private int depth;

  Compiler(Columns columns, Setting setting) {
    this.columns = columns;
    this.setting = setting;
  }

  Step step(SqlNode node) throws Fault {
    Place place = Place.of(node.getParserPosition());
    if (++depth > Limits.DEPTH) {
      throw new Fault(
          place,
          "the expression is nested too deeply; at most "
              + Limits.DEPTH
              + " operators and functions may be within each other: put parts of a long chain in"
              + " parentheses");
    }
    Step step =
        switch (node) {
          case SqlIdentifier identifier -> columns.step(identifier);
          case SqlIntervalLiteral interval ->
              throw new Fault(place, "an INTERVAL stands after + or - behind a date or timestamp");
          case SqlLiteral literal -> Literals.of(literal);
          case SqlCase choice -> choice(choice, place);
          case SqlCall call -> call(call, place);
          default -> throw new Fault(place, "this is no value");
        };
    depth--;
    return step;
  }

  private List<Step> steps(List<SqlNode> nodes) throws Fault {
    List<Step> steps = new ArrayList<>();
    for (SqlNode node : nodes) {
      steps.add(step(node));
    }
    return steps;
  }

  private Step choice(SqlCase choice, Place place) throws Fault {
    return Choices.chosen(
        steps(choice.getWhenOperands()),
        steps(choice.getThenOperands()),
        step(Objects.requireNonNull(choice.getElseOperand())),
        place);
  }

  private Step call(SqlCall call, Place place) throws Fault {
    return switch (call.getKind()) {
      case AND -> Operators.logic("AND", false, flat(call, SqlKind.AND), place);
      case OR -> Operators.logic("OR", true, flat(call, SqlKind.OR), place);
      case NOT -> Operators.not(operand(call, 0), place);
      case IS_NULL, IS_UNKNOWN -> Operators.is(null, false, operand(call, 0), place);
      case IS_NOT_NULL -> Operators.is(null, true, operand(call, 0), place);
      case IS_TRUE -> Operators.is(true, false, operand(call, 0), place);
      case IS_NOT_TRUE -> Operators.is(true, true, operand(call, 0), place);
      case IS_FALSE -> Operators.is(false, false, operand(call, 0), place);
      case IS_NOT_FALSE -> Operators.is(false, true, operand(call, 0), place);
      case PLUS, MINUS -> sum(call, place);
      case TIMES, DIVIDE, MOD ->
          call.getOperator() instanceof SqlFunction
              ? function(call, place)
              : Operators.arithmetic(
                  call.getOperator().getName(), operand(call, 0), operand(call, 1), place);
      case MINUS_PREFIX -> Operators.negated(operand(call, 0), place);
      case PLUS_PREFIX -> Operators.number("+", operand(call, 0));
      case EQUALS -> Operators.equality("=", true, operand(call, 0), operand(call, 1), place);
      case NOT_EQUALS -> Operators.equality("<>", false, operand(call, 0), operand(call, 1), place);
      case LESS_THAN -> ordered("<", operand(call, 0), operand(call, 1), place, c -> c < 0);
      case LESS_THAN_OR_EQUAL ->
          ordered("<=", operand(call, 0), operand(call, 1), place, c -> c <= 0);
      case GREATER_THAN -> ordered(">", operand(call, 0), operand(call, 1), place, c -> c > 0);
      case GREATER_THAN_OR_EQUAL ->
          ordered(">=", operand(call, 0), operand(call, 1), place, c -> c >= 0);
      case IS_DISTINCT_FROM -> Operators.distinct(false, operand(call, 0), operand(call, 1), place);
      case IS_NOT_DISTINCT_FROM ->
          Operators.distinct(true, operand(call, 0), operand(call, 1), place);
      case BETWEEN -> between(call, place);
      case IN, NOT_IN -> in(call, place);
      case LIKE -> like(call, place);
      case CAST, SAFE_CAST -> cast(call, place);
      case EXTRACT -> Times.extract(unit(call.operand(0)), operand(call, 1), place, setting.zone());
      case TIMESTAMP_ADD ->
          Times.add(
              unit(call.operand(0)), operand(call, 1), operand(call, 2), place, setting.zone());
      case TIMESTAMP_DIFF ->
          Times.difference(
              unit(call.operand(0)), operand(call, 1), operand(call, 2), place, setting.zone());
      case TRIM -> trim(call, place);
      default ->
          call.getOperator().getName().equals("||")
              ? Operators.joined(operand(call, 0), operand(call, 1), place)
              : function(call, place);
    };
  }

  private Step ordered(String sign, Step a, Step b, Place place, IntPredicate holds) throws Fault {
    return Operators.comparison(sign, a, b, place, setting.order(), holds);
  }

  private Step operand(SqlCall call, int at) throws Fault {
    return step(call.operand(at));
  }

  /** The operands of {@code a AND b AND c}, which the parser nests. */
  private List<Step> flat(SqlNode node, SqlKind kind) throws Fault {
    List<SqlNode> parts = new ArrayList<>();
    List<SqlNode> left = new ArrayList<>(List.of(node));
    while (!left.isEmpty()) {
      SqlNode next = left.removeLast();
      if (next.getKind() == kind && next instanceof SqlBasicCall both) {
        left.add(both.operand(1));
        left.add(both.operand(0));
      } else {
        parts.add(next);
      }
    }
    if (parts.size() > Limits.DEPTH) {
      throw new Fault(
          Place.of(parts.get(Limits.DEPTH).getParserPosition()),
          kind
              + " joins at most "
              + Limits.DEPTH
              + " conditions; IN (…) takes more, where they are about one value");
    }
    return steps(parts);
  }

  private Step sum(SqlCall call, Place place) throws Fault {
    String sign = call.getOperator().getName();
    if (call.operand(1) instanceof SqlIntervalLiteral interval) {
      return Times.shifted(sign, operand(call, 0), interval, place, setting.zone());
    }
    return Operators.arithmetic(sign, operand(call, 0), operand(call, 1), place);
  }

  private Step between(SqlCall call, Place place) throws Fault {
    SqlBetweenOperator operator = (SqlBetweenOperator) call.getOperator();
    if (operator.flag == SqlBetweenOperator.Flag.SYMMETRIC) {
      throw new Fault(place, "BETWEEN SYMMETRIC is not part of the language");
    }
    Step value = operand(call, 0);
    Step from = ordered("BETWEEN", value, operand(call, 1), place, c -> c >= 0);
    Step to = ordered("BETWEEN", value, operand(call, 2), place, c -> c <= 0);
    Step within = Operators.logic("BETWEEN", false, List.of(from, to), place);
    return operator.isNegated() ? Operators.not(within, place) : within;
  }

  private Step in(SqlCall call, Place place) throws Fault {
    if (!(call.operand(1) instanceof SqlNodeList list)) {
      throw subquery(Place.of(call.operand(1).getParserPosition()));
    }
    return Operators.in(call.getKind() == SqlKind.NOT_IN, operand(call, 0), steps(list), place);
  }

  private static Fault subquery(Place place) {
    return new Fault(place, "an expression looks at one row; queries are not part of the language");
  }

  private Step like(SqlCall call, Place place) throws Fault {
    SqlLikeOperator operator = (SqlLikeOperator) call.getOperator();
    if (!operator.getName().endsWith("LIKE") || operator.getName().contains("ILIKE")) {
      throw unknown(operator.getName(), place);
    }
    Step like = Patterns.LIKE.call(steps(call.getOperandList()), place, setting);
    return operator.isNegated() ? Operators.not(like, place) : like;
  }

  private Step cast(SqlCall call, Place place) throws Fault {
    if (!(call.operand(1) instanceof SqlDataTypeSpec spec)) {
      throw new Fault(place, "CAST takes a value and a type: CAST(x AS DECIMAL(10, 2))");
    }
    if (call.operandCount() > 2) {
      throw new Fault(place, "CAST … FORMAT is not part of the language; write FORMAT(x, '…')");
    }
    Type type = SqlType.of(spec);
    return Casts.cast(
        operand(call, 0),
        type,
        call.getKind() == SqlKind.SAFE_CAST,
        place,
        setting.zone(),
        setting.notation());
  }

  /** A part of time as SQL names it: {@code YEAR}. */
  private static String unit(SqlNode node) throws Fault {
    Place place = Place.of(node.getParserPosition());
    return switch (node) {
      case SqlIntervalQualifier unit ->
          unit.timeFrameName != null ? unit.timeFrameName : unit.timeUnitRange.startUnit.name();
      case SqlIdentifier unit -> unit.toString();
      default -> throw new Fault(place, "this is no part of time; YEAR, MONTH and DAY are");
    };
  }

  private Step trim(SqlCall call, Place place) throws Fault {
    SqlTrimFunction.Flag side =
        ((SqlLiteral) call.operand(0)).getValueAs(SqlTrimFunction.Flag.class);
    Step characters = operand(call, 1);
    Step text = operand(call, 2);
    Function trim =
        switch (Objects.requireNonNull(side)) {
          case BOTH -> Texts.TRIM;
          case LEADING -> Texts.LTRIM;
          case TRAILING -> Texts.RTRIM;
        };
    return trim.call(List.of(text, characters), place, setting);
  }

  private Step function(SqlCall call, Place place) throws Fault {
    String name = call.getOperator().getName();
    if (call.getOperator().getNameAsId().names.size() > 1) {
      name = call.getOperator().getNameAsId().toString();
    }
    if (call.getFunctionQuantifier() != null) {
      throw new Fault(
          place, call.getFunctionQuantifier() + " has no meaning in a function of one row");
    }
    if (SqlKind.QUERY.contains(call.getKind()) || call.getKind() == SqlKind.EXISTS) {
      throw subquery(place);
    }
    return Functions.call(name, call, this::steps, place, setting);
  }

  static Fault unknown(String name, Place place) {
    return new Fault(place, name + " is not part of the language");
  }

  /** Compiles arguments, once it is known that the function exists. */
  @FunctionalInterface
  interface Operands {
    List<Step> of(List<SqlNode> nodes) throws Fault;
  }
}
