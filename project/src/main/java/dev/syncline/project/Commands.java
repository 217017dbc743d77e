package dev.syncline.project;

import dev.syncline.engine.config.KnownConfiguration;
import dev.syncline.engine.store.OpenStore;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Upcoming;
import java.time.ZoneId;
import java.util.Optional;
import java.util.concurrent.Semaphore;

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

  /** The same in a process that goes on, and keeps something from one command to the next. */
  default Commands within(Host host) {
    return (caller, words) -> perform(new Within(caller, host), words);
  }

  /**
   * The same with so many of them at a time, as each may need sessions of databases that have only
   * so many. Further ones wait for their turn, in the order in which they came. One that itself
   * waits for another process leaves its place to them.
   *
   * @param most at least 1, and more than there are commands that go on for long
   */
  default Commands atOnce(int most) {
    Semaphore turn = new Semaphore(most, true);
    return (caller, words) -> {
      turn.acquireUninterruptibly();
      try {
        return perform(new InTurn(caller, turn), words);
      } finally {
        turn.release();
      }
    };
  }

  /** Who asks: follows what is done, may give it up, and reads times in a zone. */
  interface Caller {

    /** Somebody who waits for the answer and follows nothing. */
    static Caller alone(ZoneId zone) {
      return new Alone(zone);
    }

    /** Who follows a piece of work; it is given up by {@link Progress#cancelled}. */
    Progress progress();

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

    /**
     * Waits until another process has done with what is needed, and keeps no place of others'
     * meanwhile.
     *
     * @param what it waits for, in words
     * @param waiting returns once nothing is to be waited for any more
     * @return whether it has waited; else it is to be refused
     */
    default boolean waits(String what, Runnable waiting) {
      return false;
    }

    /** The process in which it is asked. */
    default Host host() {
      return Host.NONE;
    }
  }

  /** What a process that performs many commands keeps for each of them. */
  interface Host {
    /** A process that performs one command, and keeps nothing. */
    Host NONE = new Host() {};

    /** Plans that stay open from one command to the next; nothing where each opens its own. */
    default Optional<OpenPlans> plans() {
      return Optional.empty();
    }

    /** The configuration as it was understood last; nothing where each reads it for itself. */
    default Optional<KnownConfiguration> configuration() {
      return Optional.empty();
    }

    /** The state store that stays open; nothing where each opens it for itself. */
    default Optional<OpenStore> store() {
      return Optional.empty();
    }

    /**
     * What is kept under a name, and stands in the configuration as <code>${secret:NAME}</code>;
     * nothing where nothing is kept.
     */
    default Optional<String> secret(String name) {
      return Optional.empty();
    }

    /** How people reach the pages, without a slash at its end; nothing where there are none. */
    default Optional<String> address() {
      return Optional.empty();
    }

    /** When a sync runs by itself, by its id, if this process is the one that begins it. */
    default Optional<Upcoming> upcoming(int sync) {
      return Optional.empty();
    }
  }

  /** Somebody who follows nothing. */
  record Alone(ZoneId zone) implements Caller {
    @Override
    public Progress progress() {
      return Progress.NONE;
    }

    @Override
    public void remark(String what) {}
  }

  /** Somebody who has one of so many places. */
  record InTurn(Caller caller, Semaphore turn) implements Caller {
    @Override
    public Progress progress() {
      return caller.progress();
    }

    @Override
    public ZoneId zone() {
      return caller.zone();
    }

    @Override
    public Optional<String> person() {
      return caller.person();
    }

    @Override
    public void remark(String what) {
      caller.remark(what);
    }

    @Override
    public Host host() {
      return caller.host();
    }

    /** Other places are taken back before this one, in the order in which all take them. */
    @Override
    public boolean waits(String what, Runnable waiting) {
      turn.release();
      try {
        return caller.waits(what, waiting);
      } finally {
        turn.acquireUninterruptibly();
      }
    }
  }

  /** Somebody who asks in a process. */
  record Within(Caller caller, Host host) implements Caller {
    @Override
    public Progress progress() {
      return caller.progress();
    }

    @Override
    public ZoneId zone() {
      return caller.zone();
    }

    @Override
    public Optional<String> person() {
      return caller.person();
    }

    @Override
    public void remark(String what) {
      caller.remark(what);
    }

    @Override
    public boolean waits(String what, Runnable waiting) {
      return caller.waits(what, waiting);
    }
  }
}
