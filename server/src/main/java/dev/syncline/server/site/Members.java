package dev.syncline.server.site;

import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.SequencesScreen.Sequence;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.page.SequencesPage;
import dev.syncline.server.page.State;
import dev.syncline.server.work.Job;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * How each sync of a sequence stands, and why: within the sequence's latest run as long as nothing
 * ran it since, else by itself.
 */
final class Members {
  private static final Set<Due.Reason> HELD =
      EnumSet.of(
          Due.Reason.CONFLICT, Due.Reason.AMBIGUOUS, Due.Reason.NULL_KEY, Due.Reason.QUARANTINED);
  private static final String LATER = "It did not run. Why is said once the sequence has ended.";

  private final Sequence sequence;
  private final Map<String, StatusScreen> standing;

  private Members(Sequence sequence, Map<String, StatusScreen> standing) {
    this.sequence = sequence;
    this.standing = standing;
  }

  /**
   * All of them, in order.
   *
   * @param standing how syncs stand, by name
   * @param latest the sequence's latest run, if the server still knows of one
   */
  static List<SequencesPage.Member> of(
      Sequence sequence, Map<String, StatusScreen> standing, Optional<Job> latest) {
    Members members = new Members(sequence, standing);
    List<Standing> each =
        latest
            .map(j -> j.isOver() ? members.ended(j) : members.atWork(j))
            .orElseGet(members::alone);
    List<SequencesPage.Member> shown = new ArrayList<>();
    for (int i = 0; i < each.size(); i++) {
      String name = sequence.syncs().get(i);
      shown.add(
          new SequencesPage.Member(name, Links.sync(name), each.get(i).state(), each.get(i).why()));
    }
    return shown;
  }

  private List<Standing> alone() {
    return sequence.syncs().stream().map(standing::get).map(Members::alone).toList();
  }

  private static Standing alone(@Nullable StatusScreen status) {
    return status == null
        ? new Standing(State.DRAFT, "Nothing is known of it.")
        : Standing.of(status, Optional.empty());
  }

  /** By what came of each, as long as no other run of it began. */
  private List<Standing> ended(Job job) {
    List<Screen> answers =
        job.answer().map(a -> a instanceof Screens all ? all.all() : List.of(a)).orElse(List.of());
    List<Standing> each = new ArrayList<>();
    for (int i = 0; i < sequence.syncs().size(); i++) {
      StatusScreen status = standing.get(sequence.syncs().get(i));
      boolean since = run(status, job.endedMillis()).isPresent();
      each.add(
          since
              ? alone(status)
              : i < answers.size()
                  ? answered(answers.get(i), status, job)
                  : new Standing(State.NOT_REACHED, "The sequence ended before it."));
    }
    return each;
  }

  private static Standing answered(Screen answer, @Nullable StatusScreen status, Job job) {
    return switch (answer) {
      case ErrorScreen error -> new Standing(State.FAILED, error.message());
      case Notice notice ->
          new Standing(
              notice.json().containsKey("after") ? State.NOT_REACHED : State.HELD,
              String.join(" ", notice.lines()));
      default ->
          status == null
              ? alone(status)
              : run(status, job.beganMillis())
                  .map(run -> ran(run, status))
                  .orElseGet(() -> new Standing(Answers.state(answer), ""));
    };
  }

  /** While it goes on: by the runs that began since, one after another. */
  private List<Standing> atWork(Job job) {
    List<Standing> each = new ArrayList<>();
    if (job.state() == Job.State.QUEUED) {
      return Collections.nCopies(
          sequence.syncs().size(), new Standing(State.WAITING, Standing.words(job)));
    }
    int begun = 0;
    for (int i = 0; i < sequence.syncs().size(); i++) {
      if (run(standing.get(sequence.syncs().get(i)), job.beganMillis()).isPresent()) {
        begun = i + 1;
      }
    }
    for (int i = 0; i < sequence.syncs().size(); i++) {
      StatusScreen status = standing.get(sequence.syncs().get(i));
      Optional<RunRecord> run = run(status, job.beganMillis());
      if (status == null || run.isEmpty()) {
        each.add(i < begun ? new Standing(State.NOT_REACHED, LATER) : behind(i, each, job));
      } else {
        each.add(
            run.get().endedMillis() == 0
                ? new Standing(State.RUNNING, Standing.words(job))
                : ran(run.get(), status));
      }
    }
    return each;
  }

  /** One whose turn did not come yet. */
  private Standing behind(int i, List<Standing> before, Job job) {
    for (int j = 0; j < i && sequence.stops(); j++) {
      State state = before.get(j).state();
      if (state == State.FAILED || state == State.HALTED || state == State.NOT_REACHED) {
        return new Standing(
            State.NOT_REACHED,
            "It comes after " + sequence.syncs().get(j) + ", which did not end well.");
      }
    }
    boolean next =
        before.stream().noneMatch(s -> s.state() == State.RUNNING || s.state() == State.WAITING);
    return next
        ? new Standing(State.RUNNING, Standing.words(job))
        : new Standing(State.WAITING, "It comes after " + sequence.syncs().get(i - 1) + ".");
  }

  /** The sync's latest run, if it began since then. */
  private static Optional<RunRecord> run(@Nullable StatusScreen status, long sinceMillis) {
    return Optional.ofNullable(status)
        .flatMap(StatusScreen::last)
        .filter(run -> run.startedMillis() >= sinceMillis);
  }

  /** How a run ended, with what is left of the sync. */
  private static Standing ran(RunRecord run, StatusScreen status) {
    String words = "Run " + run.id();
    if (RunLines.isBad(run)) {
      String why = run.error().isEmpty() ? words + " " + run.result() + "." : run.error();
      return new Standing(State.FAILED, why);
    }
    if (run.result().equals("stopped")) {
      return new Standing(State.STOPPED, words + " was stopped.");
    }
    Standing left = Standing.of(status, Optional.empty());
    return switch (left.state()) {
      case IN_STEP, DRAFT -> new Standing(State.DONE, words + ".");
      case DUE ->
          new Standing(
              Collections.disjoint(status.sum().keySet(), HELD) ? State.DUE : State.HELD,
              left.why());
      default -> left;
    };
  }
}
