package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.expression.Expression;
import dev.syncline.expression.Input;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.Setting;
import java.math.BigDecimal;
import java.time.ZoneOffset;
import java.util.HexFormat;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Values and types as a person types them. */
final class TypedValue {
  private static final String NULL = "null";

  private TypedValue() {}

  /**
   * A value of a type.
   *
   * @param text {@code null} for null, which as a text stands in double quotes
   * @throws CommandError if the type has no such value
   */
  static @Nullable Object parse(String column, String text, Type type) {
    if (text.equals(NULL)) {
      return null;
    }
    try {
      return switch (type) {
        case Type.Text t -> unquoted(text);
        case Type.Enumeration e -> unquoted(text);
        case Type.Binary b ->
            HexFormat.of().parseHex(text.startsWith("0x") ? text.substring(2) : text);
        default -> pair(column, type).carry(Side.SOURCE, unquoted(text));
      };
    } catch (Unrepresentable e) {
      throw CommandError.usage(column + ": expected " + pair(column, type).expected());
    } catch (IllegalArgumentException e) {
      throw CommandError.usage(column + ": expected hexadecimal digits, such as 0x00ff");
    }
  }

  private static TypePair pair(String column, Type type) {
    return TypePair.of(Type.Text.UNBOUNDED, type, ZoneOffset.UTC)
        .orElseThrow(() -> CommandError.usage("a value of " + column + " cannot be typed"));
  }

  private static String unquoted(String text) {
    return text.length() > 1 && text.startsWith("\"") && text.endsWith("\"")
        ? text.substring(1, text.length() - 1)
        : text;
  }

  /** A value of one type as one of another. */
  static @Nullable Object as(String column, @Nullable Object value, Type type) {
    return switch (value) {
      case null -> null;
      case BigDecimal n -> parse(column, n.toPlainString(), type);
      case byte[] b -> parse(column, "0x" + HexFormat.of().formatHex(b), type);
      default -> parse(column, '"' + value.toString() + '"', type);
    };
  }

  /**
   * A type as SQL writes it.
   *
   * @throws CommandError if there is none of that name
   */
  static Type type(String column, String sql) {
    try {
      Input text = new Input("x", Type.Text.UNBOUNDED, true);
      return Expression.of("CAST(x AS " + sql + ")", List.of(text), Setting.INVARIANT).type();
    } catch (InvalidExpression e) {
      throw CommandError.usage("--type " + column + "=" + sql + ": " + e.reason());
    }
  }
}
