package dev.syncline.core.mapping;

import dev.syncline.core.model.Row;
import org.jspecify.annotations.Nullable;

/** Makes a value of a side's row, always the same of the same row. For any number of threads. */
@FunctionalInterface
public interface Formula {
  /**
   * The value of a row in its task's shape: null, of the class that the formula's type names, or an
   * {@link Adding}.
   *
   * @throws NoValue if there is none
   */
  @Nullable Object of(Row row) throws NoValue;

  /** A formula gives no value for a row. */
  final class NoValue extends Exception {
    private static final long serialVersionUID = 1L;

    private final String reason;

    /** Says for people why, and with which values; no stack trace, for it is an outcome. */
    public NoValue(String reason) {
      super(reason, null, false, false);
      this.reason = reason;
    }

    /** Why; never null. */
    @Override
    public String getMessage() {
      return reason;
    }
  }
}
