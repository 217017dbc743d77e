package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.oneIn;
import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.WriteBatch;
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
