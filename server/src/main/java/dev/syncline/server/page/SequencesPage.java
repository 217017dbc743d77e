package dev.syncline.server.page;

import java.util.List;

/**
 * Syncs that run one after another.
 *
 * @param busy whether one of them runs
 */
public record SequencesPage(Frame frame, List<Sequence> sequences, boolean busy) {
  public SequencesPage {
    sequences = List.copyOf(sequences);
  }

  /**
   * A sequence.
   *
   * @param rule what becomes of those behind one that failed
   * @param members its syncs, in order
   * @param run where it is run; empty where this person may not
   * @param cancel where it is given up; empty where it is not at work, or that may not be
   * @param jobs its last runs, the latest first
   */
  public record Sequence(
      String name,
      String rule,
      Picture picture,
      List<Member> members,
      String run,
      String cancel,
      List<SyncPage.JobLine> jobs) {
    public Sequence {
      members = List.copyOf(members);
      jobs = List.copyOf(jobs);
    }
  }

  /**
   * A sync of a sequence.
   *
   * @param path where its page is
   * @param why it stands so; empty where there is nothing to say
   */
  public record Member(String name, String path, State state, String why) {}
}
