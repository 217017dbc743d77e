package dev.syncline.connect;

import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Is told, word by word, what is said to a system to write records, and what the system answers.
 * May be told from several threads. What logs in is left out by whoever tells; values of records
 * are not.
 */
@FunctionalInterface
public interface Transcript {
  /** Something was said and answered. */
  void heard(Exchange exchange);

  /** A question or an order, with its answer. */
  sealed interface Exchange permits Statement, Request {}

  /**
   * An SQL statement.
   *
   * @param parameters in their order, as they were given to the driver
   * @param columns names of the columns that it gave back; empty where it gives no rows
   * @param rows the rows that were read of what it gave back
   * @param count rows that it wrote; -1 where it does not say
   * @param error why it was refused; null if it was not
   */
  record Statement(
      String sql,
      List<@Nullable Object> parameters,
      List<String> columns,
      List<List<@Nullable Object>> rows,
      long count,
      @Nullable String error)
      implements Exchange {}

  /**
   * A request over HTTP.
   *
   * @param headers of the request, without values that log in
   * @param body null where it has none
   * @param status of the answer; 0 where there is none
   * @param answer the answer's body, or why there is none; null where it is empty
   */
  record Request(
      String method,
      String url,
      Map<String, String> headers,
      @Nullable String body,
      int status,
      @Nullable String answer)
      implements Exchange {}
}
