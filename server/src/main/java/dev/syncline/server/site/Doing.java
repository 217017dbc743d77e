package dev.syncline.server.site;

import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.page.Following;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import java.util.Optional;
import java.util.stream.Stream;

/** What is being done for a sync: by a job of its own, by one of a sequence, or elsewhere. */
final class Doing {
  private static final String SEQUENCE = "--sequence=";

  private final Desk desk;

  Doing(Desk desk) {
    this.desk = desk;
  }

  /** What this server does for a sync, or will do next. */
  Optional<Job> job(StatusScreen status) {
    return runner(status).or(() -> desk.jobs().current(status.name()).filter(job -> !job.isOver()));
  }

  /** The job of which the run is that is on. A run is of the job that was at work when it began. */
  private Optional<Job> runner(StatusScreen status) {
    if (!status.isRunning() || status.holder().filter(Lease.HERE::equals).isEmpty()) {
      return Optional.empty();
    }
    RunRecord run = status.last().orElseThrow();
    return Stream.concat(desk.jobs().of(status.name()).stream(), desk.jobs().of("").stream())
        .filter(job -> job.state() == Job.State.WORKING)
        .filter(job -> job.beganMillis() <= run.startedMillis())
        .filter(job -> isAbout(job.order(), status.name()))
        .findFirst();
  }

  /** What names neither a sync nor a sequence may be about all of them. */
  private boolean isAbout(Job.Order order, String sync) {
    Optional<String> named = sequence(order);
    return named.isEmpty()
        || desk.sequences().all().stream()
            .anyMatch(s -> s.name().equals(named.get()) && s.syncs().contains(sync));
  }

  private static Optional<String> sequence(Job.Order order) {
    return order.words().stream()
        .filter(word -> order.sync().isEmpty() && word.startsWith(SEQUENCE))
        .map(word -> word.substring(SEQUENCE.length()))
        .findFirst();
  }

  /** As the sync's page shows it. */
  Following of(Visitor visitor, StatusScreen status) {
    return job(status).map(job -> of(visitor, job, true)).orElseGet(() -> elsewhere(status));
  }

  /** As the page of the run shows it that is on. */
  Following ofRun(Visitor visitor, StatusScreen status) {
    return runner(status).map(job -> of(visitor, job, false)).orElseGet(() -> elsewhere(status));
  }

  private Following of(Visitor visitor, Job job, boolean leads) {
    boolean seen = desk.admission().shows(visitor, job.order());
    String page = "/jobs/" + job.id();
    return new Following(
        Standing.words(job),
        seen ? page + "/events" : "",
        seen && leads ? page : "",
        seen && desk.admission().stops(visitor, job.order()) ? page + "/cancel" : "",
        sequence(job.order()).orElse(""));
  }

  private static Following elsewhere(StatusScreen status) {
    return status.isRunning() ? Following.elsewhere(where(status)) : Following.NOTHING;
  }

  /** Where a run is on of which no job is known here. */
  static String where(StatusScreen status) {
    String holder = status.holder().orElse("another process");
    return holder.equals(Lease.HERE) ? "On this server." : "In " + holder + ".";
  }
}
