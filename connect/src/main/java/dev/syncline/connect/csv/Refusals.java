package dev.syncline.connect.csv;

import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Shape;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Finds what a file cannot hold, and says why. */
final class Refusals {
  private final String connection;
  private final Map<String, CsvColumn> columns = new HashMap<>();

  Refusals(String connection) {
    this.connection = connection;
  }

  /** What the columns of a shape can hold. */
  ColumnLimits limits(CsvFile file, Shape shape) {
    List<CsvColumn> asked =
        shape.columns().stream().map(c -> CsvColumn.of(c.name(), file.type(c.name()))).toList();
    return (at, value) -> {
      Misfit misfit = file.misfit(asked.get(at), value);
      return misfit == null
          ? null
          : connection + " cannot hold it: " + words(asked.get(at).name(), misfit);
    };
  }

  /** Why a write cannot be done; null where it can. */
  @Nullable Rejected refused(CsvFile file, Write write) {
    return switch (write) {
      case Write.Insert i -> refused(file, i.columns(), i.values());
      case Write.Update u -> refused(file, u.columns(), u.values());
      case Write.Delete d -> null;
    };
  }

  private @Nullable Rejected refused(CsvFile file, List<String> names, @Nullable Object[] values) {
    for (int i = 0; i < values.length; i++) {
      String name = names.get(i);
      CsvColumn column =
          columns.computeIfAbsent(
              file.name() + "\n" + name, n -> CsvColumn.of(name, file.type(name)));
      Misfit misfit = values[i] instanceof KeyOf ? null : file.misfit(column, values[i]);
      if (misfit != null) {
        return new Rejected(
            misfit.cause(),
            connection + ": a record of " + file.name() + " rejected: " + words(name, misfit));
      }
    }
    return null;
  }

  private static String words(String column, Misfit misfit) {
    return "column \"" + column + "\": " + misfit.reason() + ".";
  }
}
