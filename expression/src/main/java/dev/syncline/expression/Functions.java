package dev.syncline.expression;

import dev.syncline.core.Nearest;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.calcite.sql.SqlCall;
import org.apache.calcite.sql.SqlFunction;
import org.apache.calcite.sql.SqlKind;

/** All functions that expressions may call. */
final class Functions {
  private static final Map<String, Function> BY_NAME =
      Stream.of(Texts.ALL, Patterns.ALL, Mathematics.ALL, Times.ALL, Formats.ALL, Digests.ALL)
          .flatMap(List::stream)
          .collect(Collectors.toUnmodifiableMap(Function::name, f -> f));

  /** Other names of the same. */
  private static final Map<String, String> ALIASES =
      Map.of(
          "CHAR_LENGTH", "LENGTH",
          "CHARACTER_LENGTH", "LENGTH",
          "TRANSLATE3", "TRANSLATE",
          "CEILING", "CEIL",
          "TRUNCATE", "TRUNC",
          "POW", "POWER",
          "SUBSTR", "SUBSTRING");

  /** What users of other languages look for. */
  private static final Map<String, String> INSTEAD =
      Map.ofEntries(
          Map.entry("CONCAT", "databases differ on what it makes of null; write || or CONCAT_WS"),
          Map.entry("ISNULL", "write x IS NULL, or COALESCE(x, y)"),
          Map.entry("IFNULL", "write COALESCE(x, y)"),
          Map.entry("NVL", "write COALESCE(x, y)"),
          Map.entry("IF", "write CASE WHEN x THEN y ELSE z END"),
          Map.entry("IIF", "write CASE WHEN x THEN y ELSE z END"),
          Map.entry("LEN", "write LENGTH(x)"),
          Map.entry("NOW", "write RUN_TIME(), the run's begin"),
          Map.entry("GETDATE", "write RUN_TIME(), the run's begin"),
          Map.entry("RAND", "it would give another value each time"),
          Map.entry("RANDOM", "it would give another value each time"),
          Map.entry("TO_CHAR", "write FORMAT(x, 'yyyy-MM-dd')"),
          Map.entry("TO_DATE", "write PARSE_DATE(x, 'dd.MM.yyyy')"),
          Map.entry("DATEADD", "write TIMESTAMPADD(DAY, 1, x)"),
          Map.entry("DATEDIFF", "write TIMESTAMPDIFF(DAY, x, y)"),
          Map.entry("DATEPART", "write EXTRACT(DAY FROM x)"));

  /** What has a syntax of its own. */
  private static final List<String> SPECIAL =
      List.of("CAST", "TRY_CAST", "EXTRACT", "TIMESTAMPADD", "TIMESTAMPDIFF");

  private Functions() {}

  /** The names of all functions, those with a syntax of their own and aliases among them. */
  static List<String> names() {
    List<String> names = new ArrayList<>(BY_NAME.keySet());
    names.addAll(Choices.NAMES);
    names.addAll(SPECIAL);
    names.addAll(ALIASES.keySet());
    names.remove("LIKE");
    names.remove("TRANSLATE3");
    names.sort(null);
    return names;
  }

  static Step call(
      String called, SqlCall call, Compiler.Operands operands, Place place, Setting setting)
      throws Fault {
    String name = called.toUpperCase(Locale.ROOT);
    if (Choices.NAMES.contains(name)) {
      return Choices.call(name, operands.of(call.getOperandList()), place, setting);
    }
    Function function = BY_NAME.get(ALIASES.getOrDefault(name, name));
    if (function != null) {
      return function.call(operands.of(call.getOperandList()), place, setting);
    }
    if (INSTEAD.containsKey(name)) {
      throw new Fault(place, "there is no function " + called + ": " + INSTEAD.get(name));
    }
    if (!(call.getOperator() instanceof SqlFunction) || call.getKind() == SqlKind.OVER) {
      throw Compiler.unknown(call.getKind() == SqlKind.OVER ? "OVER" : called, place);
    }
    throw new Fault(
        place,
        "there is no function "
            + called
            + Nearest.to(name, names())
                .map(n -> "; did you mean " + n + "?")
                .orElse("; docs/expressions.md lists all there are"));
  }
}
