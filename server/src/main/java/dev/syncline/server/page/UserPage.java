package dev.syncline.server.page;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A user, or one who is to be added.
 *
 * @param action where the form goes
 * @param isNew whether there is no such user yet
 * @param line the user; null if there is none yet
 * @param link to set a password, made just now
 * @param sessions how many the user has
 * @param zone in which times are shown
 * @param done what was done just now; empty for nothing
 * @param problem why it was not; empty for nothing
 */
public record UserPage(
    Frame frame,
    List<Tab> tabs,
    String action,
    boolean isNew,
    UsersPage.@Nullable Line line,
    Form form,
    @Nullable Once link,
    int sessions,
    String zone,
    String done,
    String problem) {

  /**
   * What is typed.
   *
   * @param every whether the user may start promotions from every environment
   */
  public record Form(
      String name,
      String displayName,
      String email,
      List<Choice> roles,
      boolean every,
      List<Choice> environments) {}
}
