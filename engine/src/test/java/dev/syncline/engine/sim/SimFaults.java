package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
import java.time.Duration;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.IntConsumer;

/** What goes wrong in a simulation, and what users do in the meantime, by the seed. */
final class SimFaults implements Faults {
  private static final int STEPS_OF_A_RUN = 5_000;

  private final SplittableRandom random;
  private final IntConsumer users;
  private final Trace trace;
  private int crashes;
  private int failures;
  private int edits;
  private SplittableRandom rare;
  private SplittableRandom captures;
  private boolean dead;
  private int steps;

  /**
   * Faults of one process.
   *
   * @param users does so many things as people do
   */
  SimFaults(SplittableRandom random, IntConsumer users, Trace trace) {
    this.random = random;
    this.users = users;
    this.trace = trace;
  }

  /**
   * Sets how often what happens: once in so many steps, never for 0.
   *
   * @param edits by users
   */
  void often(int crashOneIn, int failOneIn, int editOneIn) {
    crashes = crashOneIn;
    failures = failOneIn;
    edits = editOneIn;
  }

  /**
   * From now on also what is rare goes wrong: the clock jumps, marks are lost, and processes that
   * were taken for dead wake up. By a generator of its own, so that nothing else changes.
   */
  void rare(SplittableRandom own) {
    rare = own;
  }

  /** From now on captures are unruly. By a generator of its own, too. */
  void unruly(SplittableRandom own) {
    captures = own;
  }

  @Override
  public boolean unruly(String connection) {
    return captures != null && oneIn(captures, 3);
  }

  boolean isRare() {
    return rare != null;
  }

  private boolean rarely(int oneIn) {
    return rare != null && crashes + failures + edits > 0 && oneIn(rare, oneIn);
  }

  /** By how many milliseconds the clock of the machine was turned, or 0. */
  long clockJump() {
    return rarely(4) ? pick(rare, List.of(-3_600_000L, -5_000L, 5_000L, 3_600_000L)) : 0;
  }

  /** By how much somebody turns the clock of a database, mostly by nothing. */
  Duration databaseClockJump() {
    return rare != null && captures != null && oneIn(captures, 4)
        ? Duration.ofSeconds(pick(captures, List.of(-3_600, -30, 30, 3_600)))
        : Duration.ZERO;
  }

  /** Whether a change leaves no mark, as when somebody loads rows with triggers off. */
  boolean losesMark() {
    return rarely(4);
  }

  /** Whether a process that was taken for dead goes on just now. */
  boolean wakes() {
    return rarely(2);
  }

  /** A run begins; it must not take more steps than any run needs. */
  void runBegins() {
    steps = 0;
  }

  /** A new process. */
  void revive() {
    dead = false;
  }

  boolean dead() {
    return dead;
  }

  void aliveOrDie() {
    if (dead) {
      throw new Crash("already");
    }
  }

  private boolean happens(int oneIn) {
    return oneIn > 0 && oneIn(random, oneIn);
  }

  void mayDie(String where) {
    aliveOrDie();
    if (happens(crashes)) {
      dead = true;
      trace.line(() -> "  CRASH " + where);
      throw new Crash(where);
    }
  }

  @Override
  public void at(String connection, Step step) {
    mayDie(step + " on the " + connection);
    if (steps++ > STEPS_OF_A_RUN) {
      throw new AssertionError("the run does not end");
    }
    if (step.open() && happens(edits)) {
      trace.line(() -> "  users act " + step + " on the " + connection);
      users.accept(1 + random.nextInt(2));
    }
    // Inside and after a transaction a broken connection has other consequences: see fate.
    boolean breaks = step != Step.BEFORE_COMMIT && happens(failures);
    if (breaks) {
      Kind kind = pick(random, List.of(Kind.UNREACHABLE, Kind.TIMEOUT));
      trace.line(() -> "  " + kind + " " + step + " on the " + connection);
      throw new ConnectorException(kind, connection + ": " + step + " failed", null);
    }
  }

  @Override
  public Fate fate(String connection, WriteBatch batch) {
    if (!happens(failures)) {
      return Fate.APPLIED_AND_TOLD;
    }
    Fate fate = pick(random, List.of(Fate.APPLIED_AND_LOST, Fate.LOST_BEFORE, Fate.BUSY));
    trace.line(() -> "  " + fate + " on the " + connection);
    return fate;
  }

  @Override
  public boolean sloppy(String connection) {
    return oneIn(random, 2);
  }
}
