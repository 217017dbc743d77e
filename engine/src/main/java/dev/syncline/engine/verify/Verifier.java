package dev.syncline.engine.verify;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Set;

/**
 * Compares both sides whole through links and mapping, from the systems themselves: a changed byte,
 * an extra row, a missing row and a swapped reference made behind Syncline's back are all found.
 * Each task is verified in the cheapest {@link Way} that can tell; all ways name the same records,
 * for whatever is not proved equal is looked at by {@link RowCheck}.
 */
public final class Verifier {
  private final Sync sync;
  private final Means means;

  /** How a task is verified, the cheapest way first; where one cannot tell the next is taken. */
  public enum Way {
    /** By checksums that the systems compute over their own rows. */
    CHECKSUMS,
    /** By sums of what both sides stream. */
    STREAMS,
    /** Every pair by itself: the source is streamed, and its counterparts are fetched. */
    PAIRS;

    /** The way as people write it. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /**
   * A verifier of a sync.
   *
   * @param temp a folder for what does not fit into memory
   * @param parallel whether both sides are asked at once
   */
  public Verifier(
      Sync sync, Ends ends, StateStore store, Path temp, Progress progress, boolean parallel) {
    this.sync = sync;
    this.means = new Means(ends, store, temp, progress, parallel);
  }

  /**
   * Verifies tasks by id; all of them when none is named.
   *
   * @param cheapest no cheaper way is taken
   */
  public Certificate verify(Set<Integer> tasks, Way cheapest) {
    Certificate certificate = new Certificate();
    for (Task task : sync.tasks()) {
      if (tasks.isEmpty() || tasks.contains(task.id())) {
        means.progress().begin(task.name(), "verifying", -1);
        certificate.tasks().add(verify(task, cheapest));
        means.progress().end();
      }
    }
    return certificate;
  }

  private Certificate.OfTask verify(Task task, Way cheapest) {
    String why = "";
    for (Way way : Way.values()) {
      if (way.compareTo(cheapest) >= 0) {
        Certificate.OfTask found = new Certificate.OfTask(task.id(), task.name(), way, why);
        for (Side side : Side.values()) {
          Connector system = means.ends().on(side);
          if (system.assumed()) {
            found.assumed = system.name();
          }
        }
        try {
          verify(task, found);
          return found;
        } catch (NotThisWay e) {
          why += (why.isEmpty() ? "" : "; ") + "not by " + way.word() + ": " + e.getMessage();
        }
      }
    }
    throw new IllegalStateException(task.name() + ": " + why);
  }

  private void verify(Task task, Certificate.OfTask found) throws NotThisWay {
    RowCheck check = new RowCheck(sync, means, task, found);
    switch (found.way) {
      case CHECKSUMS -> new Checksummed(task, means).verify(check, found);
      case STREAMS -> new Streamed(task, means).verify(check, found);
      case PAIRS -> {
        check.source(means.ends().source().read(task.shape(Side.SOURCE), Connector.Order.KEY));
        check.target(means.ends().target().read(check.keys(Side.TARGET), Connector.Order.KEY));
      }
    }
  }
}
