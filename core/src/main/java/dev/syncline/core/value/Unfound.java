package dev.syncline.core.value;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Stands in a row for a value of another record that could not be told: there is no such record, or
 * several are meant. The row itself can be read; only what rests on the value has none.
 *
 * @param why the same reason counts as the same value
 * @param sought what the value is called
 * @param by what it was looked up by
 * @param reason for people, with the object and what was looked for
 */
public record Unfound(Why why, String sought, List<@Nullable Object> by, String reason) {

  /** Why a value of another record is not known. */
  public enum Why {
    /** No record is as was looked for. */
    MISSING,
    /** Several are. */
    SEVERAL,
    /** One is, and its value could not be read. */
    UNREADABLE,
    /** It was not looked for. */
    UNASKED
  }
}
