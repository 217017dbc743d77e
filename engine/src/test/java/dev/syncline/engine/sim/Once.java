package dev.syncline.engine.sim;

import dev.syncline.connect.WriteBatch;

/** One thing goes wrong, or a user comes between, once on one connection; then all goes well. */
final class Once implements Faults {
  private final String connection;
  private final Step step;
  private final Runnable what;
  private final Fate fate;
  private boolean stepped;
  private boolean fated;

  private Once(String connection, Step step, Runnable what, Fate fate) {
    this.connection = connection;
    this.step = step;
    this.what = what;
    this.fate = fate;
    this.stepped = step == null;
    this.fated = fate == Fate.APPLIED_AND_TOLD;
  }

  /** Something happens the first time that a step is taken. */
  static Faults at(String connection, Step step, Runnable what) {
    return new Once(connection, step, what, Fate.APPLIED_AND_TOLD);
  }

  /** The process dies the first time that a step is taken. */
  static Faults crash(String connection, Step step) {
    return at(
        connection,
        step,
        () -> {
          throw new Crash(step + " on the " + connection);
        });
  }

  /** What becomes of the first batch that is written. */
  static Faults fate(String connection, Fate fate) {
    return new Once(connection, null, () -> {}, fate);
  }

  @Override
  public void at(String where, Step now) {
    if (!stepped && now == step && where.equals(connection)) {
      stepped = true;
      what.run();
    }
  }

  @Override
  public Fate fate(String where, WriteBatch batch) {
    if (fated || !where.equals(connection)) {
      return Fate.APPLIED_AND_TOLD;
    }
    fated = true;
    return fate;
  }

  @Override
  public boolean sloppy(String where) {
    return false;
  }
}
