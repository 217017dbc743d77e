package dev.syncline.server.observe;

import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import io.javalin.http.Context;
import io.opentelemetry.api.OpenTelemetry;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.api.trace.StatusCode;
import io.opentelemetry.api.trace.Tracer;
import io.opentelemetry.context.Scope;
import io.opentelemetry.context.propagation.TextMapGetter;
import io.opentelemetry.sdk.OpenTelemetrySdk;
import io.opentelemetry.sdk.autoconfigure.AutoConfiguredOpenTelemetrySdk;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Spans of requests, of the jobs that they begin, and of each step of a job, as OpenTelemetry has
 * them. It is set as OpenTelemetry says, by {@code OTEL_…} in the environment, and off unless
 * {@code OTEL_TRACES_EXPORTER} names an exporter. No span has a value of a record: ways are
 * patterns, and a job is its command's name and its sync.
 */
public final class Traces implements AutoCloseable {
  private static final String SPAN = "syncline.span";
  private static final String SCOPE = "syncline.scope";
  private static final String EXPORTER = "OTEL_TRACES_EXPORTER";
  private static final long PATIENCE_SECONDS = 5;

  private final OpenTelemetry telemetry;
  private final Tracer tracer;
  private final Map<Long, JobSpans> jobs = new ConcurrentHashMap<>();

  private Traces(OpenTelemetry telemetry) {
    this.telemetry = telemetry;
    this.tracer = telemetry.getTracer("dev.syncline");
  }

  /** As the environment says: off unless it names an exporter. */
  public static Traces of(Map<String, String> environment) {
    String exporter = environment.getOrDefault(EXPORTER, "none");
    return exporter.isBlank() || exporter.equals("none")
        ? new Traces(OpenTelemetry.noop())
        : new Traces(sdk(environment));
  }

  private static OpenTelemetry sdk(Map<String, String> environment) {
    Map<String, String> usual = new HashMap<>();
    usual.put("otel.service.name", "syncline");
    usual.put("otel.metrics.exporter", "none");
    usual.put("otel.logs.exporter", "none");
    usual.put("otel.exporter.otlp.protocol", "http/protobuf");
    Map<String, String> set = new HashMap<>();
    environment.forEach(
        (name, value) -> {
          if (name.startsWith("OTEL_")) {
            set.put(name.toLowerCase(Locale.ROOT).replace('_', '.'), value);
          }
        });
    return AutoConfiguredOpenTelemetrySdk.builder()
        .disableShutdownHook()
        .addPropertiesSupplier(() -> usual)
        .addPropertiesCustomizer(given -> set)
        .build()
        .getOpenTelemetrySdk();
  }

  /**
   * Begins the span of a request, which {@link #left} and {@link #answered} end, within the trace
   * that it names.
   */
  @SuppressWarnings("MustBeClosedChecker") // closed by left, which is called for every request
  void began(Context request) {
    io.opentelemetry.context.Context caller =
        telemetry
            .getPropagators()
            .getTextMapPropagator()
            .extract(io.opentelemetry.context.Context.root(), request, HEADERS);
    Span span =
        tracer
            .spanBuilder(Web.method(request))
            .setParent(caller)
            .setSpanKind(SpanKind.SERVER)
            .setAttribute("http.request.method", Web.method(request))
            .startSpan();
    request.attribute(SPAN, span);
    request.attribute(SCOPE, span.makeCurrent());
  }

  /** The thread does no more for the request. */
  void left(Context request) {
    Scope scope = request.attribute(SCOPE);
    if (scope != null) {
      scope.close();
    }
  }

  /** Does something within the span of a request. */
  void within(Context request, Runnable work) {
    within(span(request), work);
  }

  private static void within(Span span, Runnable work) {
    io.opentelemetry.context.Context.current().with(span).wrap(work).run();
  }

  private static Span span(Context request) {
    return Objects.requireNonNullElse(request.<Span>attribute(SPAN), Span.getInvalid());
  }

  /** Ends the span of a request. */
  void answered(Context request, Web.Answered answered) {
    Span span = span(request);
    span.updateName(answered.method() + " " + answered.way());
    span.setAttribute("http.route", answered.way());
    span.setAttribute("http.response.status_code", answered.status());
    if (answered.status() >= 500) {
      span.setStatus(StatusCode.ERROR);
    }
    span.end();
  }

  /** Begins the span of a job, within that of the request that asks for it. */
  void asked(Job job) {
    jobs.put(job.id(), new JobSpans(tracer, job));
  }

  /** What this thread does from now on is within the span of the job, until that is over. */
  void began(Job job) {
    with(job, JobSpans::enter);
  }

  /** Begins the span of another step of a job. */
  void changed(Job job) {
    with(job, spans -> spans.at(job.step()));
  }

  /** Does something within the span of a job. */
  void within(Job job, Runnable work) {
    JobSpans spans = jobs.get(job.id());
    within(spans == null ? Span.getInvalid() : spans.job, work);
  }

  /** Ends the span of a job; on the thread of its work. */
  void over(Job job) {
    JobSpans spans = jobs.remove(job.id());
    if (spans != null) {
      spans.end(job);
    }
  }

  /** One at a time: a job is given up on another thread than that of its work. */
  private void with(Job job, Consumer<JobSpans> what) {
    jobs.computeIfPresent(
        job.id(),
        (id, spans) -> {
          what.accept(spans);
          return spans;
        });
  }

  /** Sends what is not sent yet, for a few seconds at most. */
  @Override
  public void close() {
    if (telemetry instanceof OpenTelemetrySdk sdk) {
      sdk.shutdown().join(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  /** The spans of a job and of the step at which it is. */
  private static final class JobSpans {
    private final Tracer tracer;
    private final Span job;
    private final io.opentelemetry.context.Context within;
    private @Nullable Scope scope;
    private @Nullable Span step;
    private String at = "";

    JobSpans(Tracer tracer, Job job) {
      this.tracer = tracer;
      this.job =
          tracer
              .spanBuilder("syncline " + job.order().word())
              .setAttribute("syncline.job", job.id())
              .setAttribute("syncline.sync", job.order().sync())
              .startSpan();
      this.within = io.opentelemetry.context.Context.current().with(this.job);
    }

    @SuppressWarnings("MustBeClosedChecker") // closed by end, which each job comes to
    void enter() {
      scope = within.makeCurrent();
    }

    void at(Job.Step now) {
      String name = now.task().isEmpty() ? now.what() : now.what() + " " + now.task();
      if (!name.equals(at)) {
        endStep();
        at = name;
        step = tracer.spanBuilder(name).setParent(within).startSpan();
      }
    }

    void end(Job of) {
      endStep();
      of.answer()
          .ifPresent(
              answer -> {
                job.setAttribute("syncline.exit", answer.exit().number());
                if (answer instanceof ErrorScreen error) {
                  job.setStatus(StatusCode.ERROR, error.kind());
                }
              });
      job.end();
      if (scope != null) {
        scope.close();
      }
    }

    private void endStep() {
      if (step != null) {
        step.end();
        step = null;
      }
    }
  }

  private static final TextMapGetter<Context> HEADERS =
      new TextMapGetter<>() {
        @Override
        @SuppressWarnings("deprecation") // it has to be there as long as it is not gone
        public Iterable<String> keys(Context request) {
          return List.copyOf(request.headerMap().keySet());
        }

        @Override
        public @Nullable String get(@Nullable Context request, String name) {
          return request == null ? null : request.header(name);
        }
      };
}
