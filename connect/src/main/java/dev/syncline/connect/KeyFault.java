package dev.syncline.connect;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;

/** What is wrong with a row of a model whose key does not tell it from all others. */
public final class KeyFault {
  /** What to do where more than one row has a key. */
  public static final String ONE_ROW_EACH =
      "Let it give one row for each key (GROUP BY, DISTINCT in its sql), or add a column to its"
          + " \"key\".";

  /** What to do where a row has no key. */
  public static final String NONE_WITHOUT =
      "Let it leave such rows out (WHERE … IS NOT NULL in its sql), or name another \"key\".";

  private KeyFault() {}

  /** That more than one row has a key. */
  public static ConnectorException twice(String connection, ObjectSchema model, Key key) {
    return fault(
        of(connection, model)
            + " gives more than one row with the key "
            + named(model)
            + " = "
            + key
            + ". "
            + ONE_ROW_EACH);
  }

  /** That a row has no key, or one that cannot be read. */
  public static ConnectorException none(String connection, ObjectSchema model) {
    return fault(
        of(connection, model)
            + " gives a row whose key "
            + named(model)
            + " is null, or cannot be read. "
            + NONE_WITHOUT);
  }

  private static String of(String connection, ObjectSchema model) {
    return connection + ": the model " + model.name();
  }

  private static String named(ObjectSchema model) {
    return String.join(", ", model.identity());
  }

  private static ConnectorException fault(String message) {
    return new ConnectorException(ConnectorException.Kind.MODEL, message, null);
  }
}
