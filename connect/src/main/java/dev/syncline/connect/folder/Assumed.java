package dev.syncline.connect.folder;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.List;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** What a write would leave behind if it were done, of one that is not sent. */
final class Assumed {
  private Assumed() {}

  /**
   * What would become of a write, as far as what is there tells.
   *
   * @param rows the file of a path as it is; null where there is none
   */
  static WriteOutcome of(Write write, Function<String, @Nullable Row> rows) {
    return switch (write) {
      case Write.Insert i -> new Applied(null, after(i.shape(), null, i.columns(), i.values()));
      case Write.Update u -> {
        Row before = rows.apply(FileRows.path(u.key()));
        yield isSeen(before, u.asSeen())
            ? new Applied(before, after(u.shape(), before, u.columns(), u.values()))
            : new Stale(before);
      }
      case Write.Delete d -> {
        Row before = rows.apply(FileRows.path(d.key()));
        yield isSeen(before, d.asSeen()) ? new Applied(before, null) : new Stale(before);
      }
    };
  }

  private static boolean isSeen(@Nullable Row before, Predicate<Row> asSeen) {
    return before != null && asSeen.test(before);
  }

  private static Row after(
      Shape shape, @Nullable Row before, List<String> columns, @Nullable Object[] given) {
    @Nullable Object[] values = new @Nullable Object[shape.stored().size()];
    for (int i = 0; i < values.length; i++) {
      int at = columns.indexOf(shape.columns().get(i).name());
      values[i] = at >= 0 ? given[at] : before == null ? null : before.get(i);
    }
    return new Row(shape, values);
  }
}
