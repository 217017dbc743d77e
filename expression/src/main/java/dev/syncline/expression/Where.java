package dev.syncline.expression;

import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.apache.calcite.sql.SqlBasicCall;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlKind;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.SqlSelect;

/**
 * Which record is looked up: columns of its object that equal columns of the record for which it is
 * looked up, constants, or what is itself looked up. {@code code = country AND kind = 'state'} is
 * one, and {@code code = (SELECT code FROM countries WHERE name = country)} another.
 *
 * @param equations all of which it fulfils; at least one
 */
public record Where(List<Equation> equations) {
  public Where {
    equations = List.copyOf(equations);
  }

  /**
   * What a column has to equal.
   *
   * @param column of the object in which is looked
   */
  public record Equation(RelatedName column, Operand operand) {}

  /** What stands on the right of an equals sign. */
  public sealed interface Operand {
    /** A column of the record for which it is looked up, or of one related to it. */
    record OfRecord(RelatedName column) implements Operand {}

    /** The same for every record; never null. */
    record Constant(Object value, Type type) implements Operand {}

    /** A column of a record of another object, which is looked up first. */
    record LookedUp(RelatedName column, RelatedName object, Where where) implements Operand {}
  }

  /**
   * Reads conditions.
   *
   * @throws InvalidExpression with what is not understood
   */
  public static Where of(String text) throws InvalidExpression {
    try {
      return of(Parsed.of(text));
    } catch (Fault fault) {
      throw fault.in(text);
    }
  }

  /** What a column equals in all records that are meant. */
  public record Fixed(RelatedName column, Operand.Constant constant) {}

  /**
   * Reads conditions of which each says that a column equals a constant.
   *
   * @throws InvalidExpression with what is not understood
   */
  public static List<Fixed> fixed(String text) throws InvalidExpression {
    try {
      List<Fixed> fixed = new ArrayList<>();
      addFixed(Parsed.of(text), fixed);
      return fixed;
    } catch (Fault fault) {
      throw fault.in(text);
    }
  }

  private static void addFixed(SqlNode node, List<Fixed> fixed) throws Fault {
    if (node.getKind() == SqlKind.AND) {
      for (SqlNode part : ((SqlCall) node).getOperandList()) {
        addFixed(part, fixed);
      }
      return;
    }
    if (!(node instanceof SqlBasicCall call)
        || call.getKind() != SqlKind.EQUALS
        || !(call.operand(0) instanceof SqlIdentifier column)) {
      throw new Fault(place(node), "this is not a column that equals a constant");
    }
    if (!isConstant(call.operand(1))) {
      throw new Fault(
          place(call.operand(1)),
          RelatedName.of(column).name() + " is to equal a constant, the same for every record");
    }
    fixed.add(new Fixed(RelatedName.of(column), constant(call.operand(1))));
  }

  private static Where of(SqlNode node) throws Fault {
    List<Equation> equations = new ArrayList<>();
    add(node, equations);
    return new Where(equations);
  }

  private static void add(SqlNode node, List<Equation> equations) throws Fault {
    if (node.getKind() == SqlKind.AND) {
      for (SqlNode part : ((SqlCall) node).getOperandList()) {
        add(part, equations);
      }
      return;
    }
    if (!(node instanceof SqlBasicCall call)
        || call.getKind() != SqlKind.EQUALS
        || !(call.operand(0) instanceof SqlIdentifier column)) {
      throw new Fault(
          place(node),
          "a record is looked up by columns that equal something, such as code = country, joined by"
              + " AND; on the left stands a column of the object in which is looked");
    }
    equations.add(new Equation(RelatedName.of(column), operand(call.operand(1))));
  }

  private static Operand operand(SqlNode node) throws Fault {
    return switch (node) {
      case SqlIdentifier column -> new Operand.OfRecord(RelatedName.of(column));
      case SqlSelect query -> lookedUp(query);
      default -> constant(node);
    };
  }

  /** Whether no column and no query is in it. */
  private static boolean isConstant(SqlNode node) {
    List<SqlIdentifier> columns = new ArrayList<>();
    if (!SqlKind.QUERY.contains(node.getKind())) {
      RelatedName.each(node, columns::add);
    }
    return columns.isEmpty() && !SqlKind.QUERY.contains(node.getKind());
  }

  private static Operand.Constant constant(SqlNode node) throws Fault {
    if (!isConstant(node)) {
      throw new Fault(
          place(node),
          "on the right of = stands a column of the record, a constant, or another lookup: (SELECT"
              + " column FROM object WHERE …)");
    }
    Step step = new Compiler(new Columns(List.of()), Setting.INVARIANT).step(node);
    Object value = step.constant() && !step.isNull() ? step.value() : null;
    if (value == null) {
      throw new Fault(place(node), "this is no constant, or null, which equals nothing");
    }
    return new Operand.Constant(value, step.knownType());
  }

  private static Operand lookedUp(SqlSelect query) throws Fault {
    boolean plain =
        query.getSelectList().size() == 1
            && query.getSelectList().get(0) instanceof SqlIdentifier column
            && !column.isStar()
            && query.getFrom() instanceof SqlIdentifier
            && query.getWhere() != null
            && query.getGroup() == null
            && query.getHaving() == null
            && query.getOrderList() == null
            && query.getFetch() == null
            && !query.isDistinct();
    if (!plain) {
      throw new Fault(
          place(query),
          "another lookup is written (SELECT column FROM object WHERE column = …), and no more");
    }
    return new Operand.LookedUp(
        RelatedName.of((SqlIdentifier) query.getSelectList().get(0)),
        RelatedName.of((SqlIdentifier) Objects.requireNonNull(query.getFrom())),
        of(Objects.requireNonNull(query.getWhere())));
  }

  private static Place place(SqlNode node) {
    return Place.of(node.getParserPosition());
  }
}
