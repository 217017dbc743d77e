package dev.syncline.server.observe;

import dev.syncline.server.account.Permission;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.binder.jvm.ClassLoaderMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmGcMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmMemoryMetrics;
import io.micrometer.core.instrument.binder.jvm.JvmThreadMetrics;
import io.micrometer.core.instrument.binder.system.FileDescriptorMetrics;
import io.micrometer.core.instrument.binder.system.ProcessorMetrics;
import io.micrometer.core.instrument.binder.system.UptimeMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/**
 * What Prometheus reads at {@code /metrics}: how syncs stand, what was asked of the server, and how
 * its process is. Names follow Prometheus' conventions; a request's way is its pattern, never what
 * stands in its path, so that no value of a record becomes a label.
 */
public final class Metrics implements AutoCloseable {
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final JvmGcMetrics pauses = new JvmGcMetrics();
  private final SyncGauges syncs;

  /**
   * @param syncs asked how they stand whenever the metrics are read
   */
  public Metrics(SyncGauges syncs, Jobs jobs) {
    this.syncs = syncs;
    syncs.in(registry);
    Gauge.builder("syncline.jobs.waiting", jobs, j -> j.count(Job.State.QUEUED))
        .description("Jobs that wait for their turn")
        .register(registry);
    Gauge.builder("syncline.jobs.working", jobs, j -> j.count(Job.State.WORKING))
        .description("Jobs that are at work")
        .register(registry);
    process(registry);
  }

  private void process(MeterRegistry into) {
    new ClassLoaderMetrics().bindTo(into);
    new JvmMemoryMetrics().bindTo(into);
    new JvmThreadMetrics().bindTo(into);
    new ProcessorMetrics().bindTo(into);
    new FileDescriptorMetrics().bindTo(into);
    new UptimeMetrics().bindTo(into);
    pauses.bindTo(into);
  }

  /** Adds the way to them, which takes the permission to see all syncs. */
  public void ways(RoutesConfig routes) {
    routes.get("/metrics", this::answer, Need.of(Permission.SEE));
  }

  private void answer(Context request) {
    if (!Visitor.of(request).maySeeAll()) {
      throw new Refusal(
          403, "forbidden", "metrics tell of all syncs: take a token that is for all of them");
    }
    syncs.read();
    request
        .contentType("text/plain; version=0.0.4; charset=utf-8")
        .result(registry.scrape("text/plain; version=0.0.4; charset=utf-8"));
  }

  /** Counts an answered request. */
  void answered(Web.Answered answered) {
    Timer.builder("http.server.requests")
        .description("Requests that were answered")
        .serviceLevelObjectives(
            Duration.ofMillis(10),
            Duration.ofMillis(50),
            Duration.ofMillis(300),
            Duration.ofSeconds(1),
            Duration.ofSeconds(5))
        .tags(
            Tags.of(
                "method", answered.method(),
                "way", answered.way(),
                "status", Integer.toString(answered.status())))
        .register(registry)
        .record(answered.took());
  }

  /** Counts a job that is over. */
  void over(Job job) {
    String exit = job.answer().map(a -> a.exit().name().toLowerCase(Locale.ROOT)).orElse("none");
    Timer.builder("syncline.jobs")
        .description("Jobs that are over, by command and how they ended")
        .tags("sync", job.order().sync(), "command", job.order().word(), "exit", exit)
        .register(registry)
        .record(job.endedMillis() - job.askedMillis(), TimeUnit.MILLISECONDS);
  }

  @Override
  public void close() {
    pauses.close();
    registry.close();
  }
}
