package dev.syncline.core.reconcile;

import dev.syncline.core.mapping.Policies.Mode;
import java.util.ArrayList;
import java.util.List;

/**
 * One combination of what the tables behind those of fields ask for.
 *
 * @param number its place among all turns
 */
record Turn(int number, String chosen, String writable, String mode, String skipped) {
  static final List<String> WRITABLE = List.of("both", "source", "target", "neither");
  private static final List<String> CHOSEN = List.of("none", "source", "target");
  private static final List<String> MODES = Words.of(Mode.class);

  /** All turns, those of one {@code writable} next to each other. */
  static final List<Turn> ALL = all();

  private static List<Turn> all() {
    List<Turn> all = new ArrayList<>();
    for (String writable : WRITABLE) {
      for (String chosen : CHOSEN) {
        for (String mode : MODES) {
          for (String skipped : Words.YES_NO) {
            all.add(new Turn(all.size(), chosen, writable, mode, skipped));
          }
        }
      }
    }
    return List.copyOf(all);
  }

  static List<Turn> writing(String writable) {
    int each = ALL.size() / WRITABLE.size();
    int first = WRITABLE.indexOf(writable) * each;
    return ALL.subList(first, first + each);
  }

  static Turn of(String chosen, String writable, String mode, String skipped) {
    int number = WRITABLE.indexOf(writable);
    number = number * CHOSEN.size() + CHOSEN.indexOf(chosen);
    number = number * MODES.size() + MODES.indexOf(mode);
    return ALL.get(number * Words.YES_NO.size() + Words.YES_NO.indexOf(skipped));
  }
}
