package dev.syncline.server.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tokens with which programs ask: a person's own, or those of all.
 *
 * @param form to make one; null where others' are looked at
 * @param made the one that was made just now
 * @param zone in which times are shown
 * @param done what was done just now; empty for nothing
 * @param problem why it was not; empty for nothing
 */
public record TokensPage(
    Frame frame,
    List<Tab> tabs,
    List<Line> tokens,
    @Nullable Form form,
    @Nullable Once made,
    String zone,
    String done,
    String problem) {

  /**
   * A token.
   *
   * @param owner whose it is
   * @param state whether it opens anything
   * @param tone of the state
   * @param revoke where it is revoked; empty if it opens nothing any more
   */
  public record Line(
      String name,
      String owner,
      String role,
      String syncs,
      Moment made,
      Moment ends,
      Moment used,
      String state,
      String tone,
      String revoke) {}

  /** What a new one is to be. */
  public record Form(
      String name, List<Choice> roles, List<Choice> lasts, boolean every, List<Choice> syncs) {}
}
