package dev.syncline.server.observe;

import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import io.javalin.http.Context;

/** Sees every request and every job: counts, traces and logs them. */
public final class Observer implements Web.Watch, Jobs.Watch, AutoCloseable {
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
    traces.within(request, () -> log.answered(request, answered));
    traces.answered(request, answered);
  }

  @Override
  public void asked(Job job) {
    traces.asked(job);
    traces.within(job, () -> log.asked(job));
  }

  @Override
  public void began(Job job) {
    traces.began(job);
  }

  @Override
  public void changed(Job job) {
    traces.changed(job);
  }

  @Override
  public void over(Job job) {
    metrics.over(job);
    log.over(job); // on the thread of the work, which is still within its span
    traces.over(job);
  }

  @Override
  public void close() {
    traces.close();
    metrics.close();
  }
}
