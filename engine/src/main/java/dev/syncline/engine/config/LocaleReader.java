package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.core.value.Notation;
import dev.syncline.engine.config.SyncConfig.Collation;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Reads {@code locale} and {@code collation}. A locale is a language and a country, such as {@code
 * de-DE}. A language alone is refused, since countries that share one write numbers and dates in
 * different ways.
 */
final class LocaleReader {
  private static final String INVARIANT = "invariant";
  private static final int SHOWN = 5;

  private LocaleReader() {}

  /** In which order texts stand; a locale's only where there is a locale. */
  static Collation collation(Block block, Notation notation) {
    Collation collation = block.word("collation", Collation.class).orElse(Collation.CODE_POINT);
    if (collation == Collation.LOCALE && notation.isInvariant()) {
      block.wrong(
          "collation", "code-point where there is no locale", "Add a \"locale\", such as sv-SE.");
    }
    return collation;
  }

  /** The notation of the block's locale; the one that no locale changes where it names none. */
  static Notation read(Block block) {
    Optional<YamlNode> node = block.node("locale");
    if (node.isEmpty()) {
      return Notation.INVARIANT;
    }
    if (!(node.get() instanceof Scalar s && s.meaning() == Meaning.TEXT)) {
      block.wrong("locale", INVARIANT + " or a locale such as de-DE, not " + node.get().kind(), "");
      return Notation.INVARIANT;
    }
    String tag = s.text();
    if (tag.equals(INVARIANT)) {
      return Notation.INVARIANT;
    }
    Set<String> known = known();
    if (known.contains(tag)) {
      return Notation.of(Locale.forLanguageTag(tag));
    }
    List<String> ofLanguage =
        known.stream().filter(k -> k.matches(Pattern.quote(tag) + "-[A-Z]{2}")).toList();
    if (!ofLanguage.isEmpty()) {
      block.wrong(
          "locale",
          "a language and a country, not \""
              + tag
              + "\" alone, which is not written alike everywhere",
          "Name one, such as "
              + ofLanguage.stream().limit(SHOWN).collect(Collectors.joining(", "))
              + ".");
    } else {
      block.wrong(
          "locale",
          INVARIANT + " or a known locale such as de-DE, not \"" + tag + "\"",
          Nearest.to(tag, known).map(k -> "Did you mean \"" + k + "\"?").orElse(""));
    }
    return Notation.INVARIANT;
  }

  /** Those with a country, and with no more than that and perhaps a script. */
  private static Set<String> known() {
    return Arrays.stream(Locale.getAvailableLocales())
        .filter(l -> !l.getCountry().isEmpty() && !l.hasExtensions() && l.getVariant().isEmpty())
        .map(Locale::toLanguageTag)
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
