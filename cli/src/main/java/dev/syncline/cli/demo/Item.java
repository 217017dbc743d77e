package dev.syncline.cli.demo;

import org.jspecify.annotations.Nullable;

/**
 * A record of the store as one half holds it.
 *
 * @param no who it is: the same number in both halves is the same customer, product or order
 * @param values its values in the order of {@link Entity#fields()}; references are numbers
 */
@SuppressWarnings("ArrayRecordComponent")
record Item(Entity entity, int no, @Nullable Object[] values) {

  static Item of(Entity entity, int no, @Nullable Object... values) {
    if (values.length != entity.fields().size()) {
      throw new IllegalArgumentException(
          entity.crm() + " needs " + entity.fields().size() + " values");
    }
    return new Item(entity, no, values);
  }

  /** The same with another value in a field, named as in the CRM. */
  Item with(String field, @Nullable Object value) {
    Object[] copy = values.clone();
    copy[entity.position(field)] = value;
    return new Item(entity, no, copy);
  }

  @Nullable Object get(String field) {
    return values[entity.position(field)];
  }

  /** A reference's number. */
  int number(String field) {
    Object value = get(field);
    if (value instanceof Integer number) {
      return number;
    }
    throw new IllegalStateException(entity.crm() + "." + field + " refers to nothing");
  }
}
