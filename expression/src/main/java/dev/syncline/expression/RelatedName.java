package dev.syncline.expression;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.apache.calcite.sql.SqlIdentifier;
import org.apache.calcite.sql.SqlNode;
import org.apache.calcite.sql.util.SqlBasicVisitor;
import org.jspecify.annotations.Nullable;

/**
 * A name of several parts, with which an expression may mean a column of a related record: {@code
 * customer.country}.
 *
 * @param parts as written; the last is the column's
 * @param place where it first stands
 */
public record RelatedName(List<String> parts, Place place) {
  public RelatedName {
    parts = List.copyOf(parts);
  }

  /** The whole name. */
  public String name() {
    return String.join(".", parts);
  }

  /**
   * The names of several parts in an expression, each once.
   *
   * @throws InvalidExpression if it is none, whatever columns there are
   */
  public static List<RelatedName> in(String text) throws InvalidExpression {
    List<RelatedName> names = new ArrayList<>();
    try {
      each(
          Parsed.of(text),
          identifier -> {
            RelatedName name = of(identifier);
            if (name.parts().size() > 1
                && names.stream().noneMatch(known -> known.name().equals(name.name()))) {
              names.add(name);
            }
          });
    } catch (Fault fault) {
      throw fault.in(text);
    }
    return names;
  }

  /** That the name leads nowhere. */
  public InvalidExpression invalid(String text, String reason) {
    return new InvalidExpression(text, place, reason);
  }

  static RelatedName of(SqlIdentifier identifier) {
    return new RelatedName(identifier.names, Place.of(identifier.getParserPosition()));
  }

  /** Every name of columns in a tree. */
  static void each(SqlNode node, Consumer<SqlIdentifier> take) {
    node.accept(
        new SqlBasicVisitor<@Nullable Void>() {
          @Override
          public @Nullable Void visit(SqlIdentifier identifier) {
            take.accept(identifier);
            return null;
          }
        });
  }
}
