package dev.syncline.connect.parts;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Some columns of a row, and the values that are written to them; more may be put. */
record Assignments(List<String> columns, List<@Nullable Object> values) {
  Assignments() {
    this(new ArrayList<>(), new ArrayList<>());
  }

  void put(String column, @Nullable Object value) {
    columns.add(column);
    values.add(value);
  }

  boolean anyThere() {
    return values.stream().anyMatch(Objects::nonNull);
  }
}
