package dev.syncline.server.page;

import java.util.List;

/** Syncs that run one after another. */
public record SequencesPage(Frame frame, List<Sequence> sequences, boolean busy) {
  public SequencesPage {
    sequences = List.copyOf(sequences);
  }

  /**
   * A sequence.
   *
   * @param rule what becomes of those behind one that failed
   * @param run where it is run; empty where this person may not
   * @param cancel where it is given up; empty where it is not at work, or that may not be
   * @param jobs its last runs, the latest first
   */
  public record Sequence(
      String name,
      String rule,
      Picture picture,
      String run,
      String cancel,
      List<SyncPage.JobLine> jobs) {
    public Sequence {
      jobs = List.copyOf(jobs);
    }
  }
}
