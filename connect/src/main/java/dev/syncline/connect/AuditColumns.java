package dev.syncline.connect;

import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The columns in which an object itself notes when, and by whom, a record was written.
 *
 * @param created when it was added; null where there is none
 * @param updated when it was last changed; null where there is none
 * @param updatedBy who changed it last; null where there is none
 */
public record AuditColumns(
    @Nullable String created, @Nullable String updated, @Nullable String updatedBy) {
  /** No column. */
  public static final AuditColumns NONE = new AuditColumns(null, null, null);

  /** The columns that tell when: created, then updated, as far as they are there. */
  public List<String> stamps() {
    return Stream.of(created, updated).filter(Objects::nonNull).toList();
  }

  /** All that are there. */
  public List<String> all() {
    return Stream.of(created, updated, updatedBy).filter(Objects::nonNull).distinct().toList();
  }
}
