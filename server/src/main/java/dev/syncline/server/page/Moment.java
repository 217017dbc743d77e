package dev.syncline.server.page;

/**
 * A point in time.
 *
 * @param words for people, in the zone that the page names; empty for never
 * @param at the same for programs, as ISO 8601 has it
 */
public record Moment(String words, String at) {
  /** No point in time. */
  public static final Moment NEVER = new Moment("", "");

  /** Whether it never was. */
  public boolean isNever() {
    return words.isEmpty();
  }
}
