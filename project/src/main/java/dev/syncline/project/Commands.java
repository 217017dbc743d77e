package dev.syncline.project;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.screen.Screen;
import java.time.ZoneId;
import java.util.Optional;

/**
 * The commands of the command line, for others who ask the same: what a person types, clicks or
 * posts is one and the same, and so is the answer.
 */
@FunctionalInterface
public interface Commands {

  /**
   * Performs one.
   *
   * @param words of the command line, each as it is: {@code run}, {@code --task=orders}, {@code
   *     shop}
   * @return what came of it; that it could not go on is an answer, too
   */
  Screen perform(Caller caller, String... words);

  /** Who asks: follows what is done, may give it up, and reads times in a zone. */
  interface Caller {

    /** Who follows a piece of work; it is given up by {@link Progress#cancelled}. */
    Progress progress();

    /** In which zone times are shown. */
    ZoneId zone();

    /** Is told what goes on beside the work itself. */
    void remark(String what);

    /**
     * What is kept under a name for whoever is at no terminal, and stands in the configuration as
     * <code>${secret:NAME}</code>; nothing where nothing is kept.
     */
    default Optional<String> secret(String name) {
      return Optional.empty();
    }
  }
}
