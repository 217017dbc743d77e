package dev.syncline.project.text;

/** What a piece of text means, and so how it is coloured where colours are wanted. */
public enum Style {
  PLAIN(""),
  /** The thing itself: names, headings. */
  STRONG("1"),
  /** Present for completeness only: units, zeros, rules of tables. */
  FAINT("2"),
  /** All is well, or something is added. */
  GOOD("32"),
  /** Something is changed, or waits for a person. */
  CARE("33"),
  /** Something failed, or is removed. */
  BAD("31"),
  /** Something to type. */
  COMMAND("36");

  private final String code;

  Style(String code) {
    this.code = code;
  }

  String on(String text) {
    return code.isEmpty() || text.isEmpty() ? text : "\u001b[" + code + "m" + text + "\u001b[0m";
  }
}
