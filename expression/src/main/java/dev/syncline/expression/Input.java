package dev.syncline.expression;

import dev.syncline.core.value.Type;

/**
 * A column that an expression may name.
 *
 * @param name its exact name; of a related record's column the path to it, {@code customer.country}
 * @param type what it holds
 * @param nullable whether it may be null
 * @param masked whether its values must not be shown in messages
 */
public record Input(String name, Type type, boolean nullable, boolean masked) {

  /** A column whose values may be shown. */
  public Input(String name, Type type, boolean nullable) {
    this(name, type, nullable, false);
  }
}
