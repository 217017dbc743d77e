package dev.syncline.cli.command;

import dev.syncline.engine.store.Due;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** How records that are due are found by a text, in large or small letters. */
final class DueSearch {
  private DueSearch() {}

  /** Whether a text stands in a record's key, or in why it is due; null finds all. */
  static boolean finds(@Nullable String text, Due due) {
    if (text == null) {
      return true;
    }
    String sought = text.strip().toLowerCase(Locale.ROOT);
    return due.key().toString().toLowerCase(Locale.ROOT).contains(sought)
        || due.message().toLowerCase(Locale.ROOT).contains(sought);
  }
}
