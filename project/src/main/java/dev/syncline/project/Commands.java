package dev.syncline.project;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Upcoming;
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

  /** The same for which plans stay open from one command to the next. */
  default Commands keeping(OpenPlans plans) {
    return (caller, words) -> perform(new Keeping(caller, plans), words);
  }

  /** A caller for whom plans stay open. */
  record Keeping(Caller caller, OpenPlans open) implements Caller {
    @Override
    public Progress progress() {
      return caller.progress();
    }

    @Override
    public ZoneId zone() {
      return caller.zone();
    }

    @Override
    public void remark(String what) {
      caller.remark(what);
    }

    @Override
    public Optional<OpenPlans> plans() {
      return Optional.of(open);
    }
  }

  /** Who asks: follows what is done, may give it up, and reads times in a zone. */
  interface Caller {

    /** Who follows a piece of work; it is given up by {@link Progress#cancelled}. */
    Progress progress();

    /** Plans that stay open from one command to the next; nothing where each opens its own. */
    default Optional<OpenPlans> plans() {
      return Optional.empty();
    }

    /** In which zone times are shown. */
    ZoneId zone();

    /**
     * The address of the person who asks, who is told what became of a run; an empty one where it
     * is not known, and none where it is a program that asks, or a schedule.
     */
    default Optional<String> person() {
      return Optional.empty();
    }

    /** Is told what goes on beside the work itself. */
    void remark(String what);

    /** When a sync runs by itself, by its id, if this caller is the one that begins it. */
    default Optional<Upcoming> upcoming(int sync) {
      return Optional.empty();
    }
  }
}
