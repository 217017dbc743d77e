package dev.syncline.expression;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.mapping.Narrowing.Operator;
import java.util.ArrayList;
import java.util.List;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlNodeList;
import org.apache.calcite.sql.fun.SqlBetweenOperator;
import org.jspecify.annotations.Nullable;

/**
 * What a condition demands of single columns for being true, as far as its shape tells: comparisons
 * of a column with a constant, joined by AND, OR and NOT. Whatever else there is demands nothing.
 */
final class Demands {
  private final Columns columns;
  private final Compiler compiler;
  private final Setting setting;

  Demands(Columns columns, Setting setting) {
    this.columns = columns;
    this.compiler = new Compiler(columns, setting);
    this.setting = setting;
  }

  /**
   * What has to hold where a part of a condition is true, or where it is false.
   *
   * @param outcome which of the two
   */
  Narrowing of(SqlNode node, boolean outcome) throws Fault {
    if (node instanceof SqlIdentifier column) {
      return isKind(column, Kind.BOOLEAN)
          ? new Narrowing.Compared(name(column), Operator.EQUAL, outcome)
          : Narrowing.EVERYTHING;
    }
    if (!(node instanceof SqlCall call)) {
      return Narrowing.EVERYTHING;
    }
    return switch (call.getKind()) {
      case AND -> joined(call, SqlKind.AND, outcome, outcome);
      case OR -> joined(call, SqlKind.OR, outcome, !outcome);
      case NOT -> of(call.operand(0), !outcome);
      case IS_TRUE -> outcome ? of(call.operand(0), true) : Narrowing.EVERYTHING;
      case IS_FALSE -> outcome ? of(call.operand(0), false) : Narrowing.EVERYTHING;
      case IS_NOT_TRUE -> outcome ? Narrowing.EVERYTHING : of(call.operand(0), true);
      case IS_NOT_FALSE -> outcome ? Narrowing.EVERYTHING : of(call.operand(0), false);
      case IS_NULL -> isNull(call, outcome);
      case IS_NOT_NULL -> isNull(call, !outcome);
      case EQUALS -> compared(call, Operator.EQUAL, outcome);
      case NOT_EQUALS -> compared(call, Operator.UNEQUAL, outcome);
      case LESS_THAN -> compared(call, Operator.LESS, outcome);
      case LESS_THAN_OR_EQUAL -> compared(call, Operator.LESS_OR_EQUAL, outcome);
      case GREATER_THAN -> compared(call, Operator.GREATER, outcome);
      case GREATER_THAN_OR_EQUAL -> compared(call, Operator.GREATER_OR_EQUAL, outcome);
      case BETWEEN -> between(call, outcome);
      case IN -> in(call, outcome);
      case NOT_IN -> in(call, !outcome);
      default -> Narrowing.EVERYTHING;
    };
  }

  /**
   * @param all whether all operands have to come to the outcome, or one of them
   */
  private Narrowing joined(SqlCall call, SqlKind kind, boolean outcome, boolean all) throws Fault {
    List<Narrowing> parts = new ArrayList<>();
    for (SqlNode operand : operands(call, kind)) {
      parts.add(of(operand, outcome));
    }
    return all ? Narrowing.all(parts) : Narrowing.any(parts);
  }

  /** The operands of {@code a AND b AND c}, which the parser nests. */
  private static List<SqlNode> operands(SqlNode node, SqlKind kind) {
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
    return parts;
  }

  private Narrowing isNull(SqlCall call, boolean isNull) throws Fault {
    return call.operand(0) instanceof SqlIdentifier column
        ? new Narrowing.Null(name(column), isNull)
        : Narrowing.EVERYTHING;
  }

  private Narrowing compared(SqlCall call, Operator operator, boolean outcome) throws Fault {
    Operator holds = outcome ? operator : operator.not();
    Narrowing narrowing = compared(call.operand(0), holds, call.operand(1));
    return narrowing.equals(Narrowing.EVERYTHING)
        ? compared(call.operand(1), holds.turned(), call.operand(0))
        : narrowing;
  }

  private Narrowing compared(SqlNode left, Operator operator, SqlNode right) throws Fault {
    Object value = left instanceof SqlIdentifier column ? constant(column, right) : null;
    boolean orders = operator != Operator.EQUAL && operator != Operator.UNEQUAL;
    // Systems compare texts by code point when they are asked to, and each its own way otherwise.
    return value == null || orders && value instanceof String && setting.collates()
        ? Narrowing.EVERYTHING
        : new Narrowing.Compared(name((SqlIdentifier) left), operator, value);
  }

  private Narrowing between(SqlCall call, boolean outcome) throws Fault {
    boolean within = outcome != ((SqlBetweenOperator) call.getOperator()).isNegated();
    Operator from = Operator.GREATER_OR_EQUAL;
    Operator to = Operator.LESS_OR_EQUAL;
    List<Narrowing> parts =
        List.of(
            compared(call.operand(0), within ? from : from.not(), call.operand(1)),
            compared(call.operand(0), within ? to : to.not(), call.operand(2)));
    return within ? Narrowing.all(parts) : Narrowing.any(parts);
  }

  private Narrowing in(SqlCall call, boolean within) throws Fault {
    List<Narrowing> parts = new ArrayList<>();
    if (call.operand(1) instanceof SqlNodeList list) {
      for (SqlNode each : list) {
        parts.add(compared(call.operand(0), within ? Operator.EQUAL : Operator.UNEQUAL, each));
      }
    }
    if (parts.isEmpty()) {
      return Narrowing.EVERYTHING;
    }
    return within ? Narrowing.any(parts) : Narrowing.all(parts);
  }

  /** A value that is the same for every row and of the column's kind; null for anything else. */
  private @Nullable Object constant(SqlIdentifier column, SqlNode node) throws Fault {
    Step step = compiler.step(node);
    if (!step.constant() || step.isNull()) {
      return null;
    }
    Kind mine = Kind.of(columns.input(column).type());
    boolean comparable =
        switch (mine) {
          case WHOLE, DECIMAL -> step.kind() == Kind.WHOLE || step.kind() == Kind.DECIMAL;
          case BOOLEAN, TEXT, DATE, TIMESTAMP -> step.kind() == mine;
          case REAL, TIME, MOMENT, BYTES, UUID, JSON, OTHER -> false;
        };
    return comparable ? step.value() : null;
  }

  private boolean isKind(SqlIdentifier column, Kind kind) throws Fault {
    return Kind.of(columns.input(column).type()) == kind;
  }

  private String name(SqlIdentifier column) throws Fault {
    return columns.input(column).name();
  }
}
