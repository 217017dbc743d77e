package dev.syncline.connect.jdbc;

import java.util.Locale;

/** Numbers of bytes as people write them. */
final class Bytes {
  private static final String[] UNITS = {"bytes", "KB", "MB", "GB", "TB"};

  private Bytes() {}

  /** Such as {@code 12 MB}. */
  static String text(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1024 && unit < UNITS.length - 1) {
      size /= 1024;
      unit++;
    }
    return String.format(
        Locale.ROOT, size < 10 && unit > 0 ? "%.1f %s" : "%.0f %s", size, UNITS[unit]);
  }
}
