package dev.syncline.server.page;

/**
 * Work that goes on, and where it can be followed.
 *
 * @param step where it is, in words; empty where nothing goes on
 * @param events where each step is told; empty where it is done elsewhere
 * @param job its page; empty where that says no more
 * @param cancel where it is given up; empty where that may not be, or not from here
 * @param sequence the name of the sequence that it is part of; empty for none
 */
public record Following(String step, String events, String job, String cancel, String sequence) {
  /** Of nothing. */
  public static final Following NOTHING = new Following("", "", "", "", "");

  /** Of what is done elsewhere. */
  public static Following elsewhere(String step) {
    return new Following(step, "", "", "", "");
  }
}
