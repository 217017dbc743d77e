package dev.syncline.core.mapping;

import dev.syncline.core.value.Notation;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a field rule means: columns, kind, and how values are compared. The store keeps it as a text
 * beside the bases that were made by it. What people named or wrote stands in it as it is; only at
 * known places stand words of Syncline's own, and only there is anything made of them.
 */
public final class FieldMeaning {
  /** A name of {@link TypePair#name()}, and the notations that follow it. */
  private static final Pattern FORM = Pattern.compile("([^|\\[]*?)((?: \\[[^]|]*])*)");

  private final String text;
  private final Pattern others;
  private final List<String> forms;

  private FieldMeaning(String text, String others, List<String> forms) {
    this.text = text;
    this.others = Pattern.compile(others, Pattern.DOTALL);
    this.forms = List.copyOf(forms);
  }

  /** A meaning in which nothing stands but the words given. */
  public static FieldMeaning of(String words) {
    return new Builder().words(words).build();
  }

  /** The text by which the store knows it. */
  public String text() {
    return text;
  }

  /**
   * Whether fingerprints that were made under another meaning are those of this one: it differs, if
   * at all, in forms that let more values be told apart than were.
   *
   * @param then its text
   */
  public boolean holds(String then) {
    Matcher matcher = others.matcher(then);
    if (then.equals(text) || !matcher.matches()) {
      return then.equals(text);
    }
    boolean holds = true;
    for (int i = 0; i < forms.size(); i++) {
      Matcher now = form(forms.get(i));
      holds &=
          TypePair.refines(matcher.group(2 * i + 1), now.group(1))
              && matcher.group(2 * i + 2).equals(now.group(2));
    }
    return holds;
  }

  /**
   * The notation of an earlier meaning that differs from this one in nothing else.
   *
   * @param then its text
   */
  public Optional<Notation> inOtherNotation(String then) {
    Matcher matcher = others.matcher(then);
    if (!matcher.matches()) {
      return Optional.empty();
    }
    Notation notation = Notation.INVARIANT;
    for (int i = 0; i < forms.size(); i++) {
      if (!matcher.group(2 * i + 1).equals(form(forms.get(i)).group(1))) {
        return Optional.empty();
      }
      notation = notation.isInvariant() ? Notation.marked(matcher.group(2 * i + 2)) : notation;
    }
    return Optional.of(notation);
  }

  private static Matcher form(String name) {
    Matcher matcher = FORM.matcher(name);
    if (!matcher.matches()) {
      throw new IllegalArgumentException("no name of a form: " + name);
    }
    return matcher;
  }

  @Override
  public boolean equals(Object other) {
    return other instanceof FieldMeaning m && m.text.equals(text);
  }

  @Override
  public int hashCode() {
    return text.hashCode();
  }

  @Override
  public String toString() {
    return text;
  }

  /** Puts a meaning together from left to right. */
  public static final class Builder {
    private final StringBuilder text = new StringBuilder();
    private final StringBuilder others = new StringBuilder();
    private final List<String> forms = new ArrayList<>();

    /** What has to be the same. */
    public Builder words(String words) {
      text.append(words);
      others.append(Pattern.quote(words));
      return this;
    }

    /**
     * How values are compared.
     *
     * @param name of a pair's, with the notations that it is in
     */
    public Builder form(String name) {
      text.append(name);
      others.append(FORM.pattern());
      forms.add(name);
      return this;
    }

    /**
     * Words that texts of the store may have here, and that mean nothing.
     *
     * @param pattern a regular expression without groups that capture
     */
    public Builder idle(String pattern) {
      others.append("(?:").append(pattern).append(")?");
      return this;
    }

    /** The whole. */
    public FieldMeaning build() {
      return new FieldMeaning(text.toString(), others.toString(), forms);
    }
  }
}
