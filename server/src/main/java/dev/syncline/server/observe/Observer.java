package dev.syncline.server.observe;

import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import io.javalin.http.Context;
import java.util.function.Consumer;

/** Sees every request and every job: counts, traces and logs them. */
public final class Observer implements Web.Watch, Consumer<Job>, AutoCloseable {
  private final Metrics metrics;
  private final Traces traces;
  private final LogBook log = new LogBook();

  /** That tells these. */
  public Observer(Metrics metrics, Traces traces) {
    this.metrics = metrics;
    this.traces = traces;
  }

  @Override
  public void began(Context request) {
    traces.began(request);
  }

  @Override
  public void left(Context request) {
    traces.left(request);
  }

  @Override
  public void answered(Context request, Web.Answered answered) {
    metrics.answered(answered);
    log.answered(request, answered);
    traces.answered(request, answered);
  }

  @Override
  public void accept(Job job) {
    traces.told(job);
    if (job.isOver()) {
      metrics.over(job);
    }
    log.told(job);
  }

  @Override
  public void close() {
    traces.close();
    metrics.close();
  }
}
