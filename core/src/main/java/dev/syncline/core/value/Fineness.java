package dev.syncline.core.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * How finely a form tells values apart, by its name.
 *
 * @param kind what it tells apart, and whatever else the name says
 * @param digits after the point
 */
record Fineness(String kind, int digits) {
  private static final Pattern NAME =
      Pattern.compile("(int|decimal|timestamp|time)(?:\\((-?[0-9]+)\\))?(.*)");
  private static final String PADDED = " padded";

  static Fineness of(String form) {
    Matcher name = NAME.matcher(form);
    if (name.matches()) {
      boolean whole = name.group(1).equals("int");
      String kind = (whole ? "decimal" : name.group(1)) + name.group(3);
      String digits = name.group(2);
      return new Fineness(
          kind, digits != null ? Integer.parseInt(digits) : whole ? 0 : Integer.MAX_VALUE);
    }
    return form.endsWith(PADDED)
        ? new Fineness(form.substring(0, form.length() - PADDED.length()), 0)
        : new Fineness(form, 1);
  }

  boolean isWithin(Fineness other) {
    return kind.equals(other.kind) && digits <= other.digits;
  }
}
