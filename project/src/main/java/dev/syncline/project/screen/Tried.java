package dev.syncline.project.screen;

import dev.syncline.core.model.Key;
import dev.syncline.expression.EvaluationFailed;
import dev.syncline.project.text.Shown;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What came of an expression that was tried.
 *
 * @param type of the results, as SQL writes it
 * @param nullable whether a result may be null
 * @param results one for each record; a single one without a key where no records were asked for
 */
public record Tried(String expression, String type, boolean nullable, List<Result> results) {

  /**
   * The result for one record.
   *
   * @param key null without a record
   * @param columns the columns that the expression names, with their values
   * @param failure why there is no value; null where there is one
   */
  public record Result(
      @Nullable Key key,
      @Nullable Object value,
      Map<String, @Nullable Object> columns,
      @Nullable EvaluationFailed failure) {

    /** The same without the values of some columns, and without what is made of them. */
    public Result without(Set<String> masked) {
      if (columns.keySet().stream().noneMatch(masked::contains)) {
        return this;
      }
      Map<String, @Nullable Object> shown = new LinkedHashMap<>(columns);
      shown.replaceAll((name, held) -> masked.contains(name) ? hidden(held) : held);
      return new Result(key, hidden(value), shown, failure);
    }

    private static @Nullable Object hidden(@Nullable Object value) {
      return value == null ? null : Shown.HIDDEN;
    }
  }
}
