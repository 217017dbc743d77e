package dev.syncline.core.reconcile;

import dev.syncline.core.Side;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is done about one field of a record that both sides hold. */
public sealed interface FieldVerdict {

  /** Neither side changed it. */
  record Same() implements FieldVerdict {}

  /** Both sides hold the same and the base does not say so yet: it advances, nothing is written. */
  record Converged() implements FieldVerdict {}

  /** The value of the other side is written to {@code to}. */
  record Write(Side to, Rule rule) implements FieldVerdict {}

  /**
   * Both sides changed it, or never agreed on it, and a person has to decide.
   *
   * @param remapped whether that is so because the mapping got the field, and nobody said who wins
   */
  record Conflict(boolean remapped) implements FieldVerdict {}

  /** The sides differ because {@code on} changed, and the direction does not carry that. */
  record Drift(Side on) implements FieldVerdict {}

  /**
   * What the side that gives it holds is not written to the other, by the mode or because it is a
   * null that is skipped: from now on both agree to differ, until a side changes it.
   *
   * @param giver null where neither side gives it to the other alone
   */
  record Unsent(@Nullable Side giver) implements FieldVerdict {}

  /** The rule that allowed a value to be written; recorded with every write. */
  enum Rule {
    /** Only the other side changed it. */
    ONLY_CHANGE("the only change"),
    /** It was empty here and the records had just been matched. */
    FILLED("filled an empty field"),
    /** Both changed it, and the source wins. */
    SOURCE_WINS("both sides changed it and differ, the source wins"),
    /** Both changed it, and the target wins. */
    TARGET_WINS("both sides changed it and differ, the target wins"),
    /** Both changed it, and the later change wins. */
    NEWEST_WINS("both sides changed it and differ, the newest wins"),
    /** They never agreed on it, and the source wins. */
    SOURCE_FIRST("both sides differ, the source wins"),
    /** They never agreed on it, and the target wins. */
    TARGET_FIRST("both sides differ, the target wins"),
    /** They never agreed on it, and the later change wins. */
    NEWEST_FIRST("both sides differ, the newest wins"),
    /** The winner's whole record is taken. */
    WHOLE_RECORD("both records differ, the winner's whole record is taken"),
    /** The mapping got it, and lets it go this way only. */
    REMAPPED("the mapping of the field was changed"),
    /** One-way in mirror mode: what changed on the written side is put back. */
    MIRROR("mirror: changed on the written side"),
    /** The value is as it was; the other side's text is written in the notation of today. */
    NOTATION("only the notation changed"),
    /** A person chose it. */
    CHOSEN("chosen by a person");

    private final String words;

    Rule(String words) {
      this.words = words;
    }

    /** Whether it says whose value is taken where each side has its own. */
    public boolean isSettlement() {
      return switch (this) {
        case SOURCE_WINS,
            TARGET_WINS,
            NEWEST_WINS,
            SOURCE_FIRST,
            TARGET_FIRST,
            NEWEST_FIRST,
            WHOLE_RECORD ->
            true;
        case ONLY_CHANGE, FILLED, REMAPPED, MIRROR, NOTATION, CHOSEN -> false;
      };
    }

    /** The rule of these words; nothing where they are those of something else. */
    public static Optional<Rule> of(String words) {
      return Arrays.stream(values()).filter(rule -> rule.words.equals(words)).findFirst();
    }

    /** The rule in words, for plans and the journal. */
    public String words() {
      return words;
    }
  }
}
