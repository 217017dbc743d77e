package dev.syncline.connect;

import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;

/** What is wrong with a row of a model whose key does not tell it from all others. */
public final class KeyFault {
  private KeyFault() {}

  /** That more than one row has a key. */
  public static ConnectorException twice(String connection, ObjectSchema model, Key key) {
    return fault(
        of(connection, model)
            + " gives more than one row with the key "
            + named(model)
            + " = "
            + key
            + ". Let its sql give one row for each key (GROUP BY, DISTINCT), or add a column to its"
            + " \"key\".");
  }

  /** That a row has no key, or one that cannot be read. */
  public static ConnectorException none(String connection, ObjectSchema model) {
    return fault(
        of(connection, model)
            + " gives a row whose key "
            + named(model)
            + " is null, or cannot be read. Let its sql leave such rows out (WHERE … IS NOT NULL),"
            + " or name another \"key\".");
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
