package dev.syncline.server.api;

import dev.syncline.project.Terminals.Said;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.web.Json;
import dev.syncline.server.work.Job;
import io.javalin.http.Context;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/**
 * An answer that grows: a line of JSON for each thing that happens. Whoever reads it may go away;
 * what is being done goes on.
 */
final class CommandStream {
  /** So often at least a line is written, so that nobody in between takes it for dead. */
  private static final long SILENCE_MILLIS = 5_000;

  /** So often at most it says how far a step is. */
  private static final long PAUSE_NANOS = 100_000_000;

  private final OutputStream out;
  private boolean gone;

  CommandStream(Context context) {
    context.status(200).contentType("application/x-ndjson");
    try {
      // Javalin's own stream keeps what it gets until the end.
      this.out = context.res().getOutputStream();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Tells how a job goes on until it is over, and gives its answer. */
  Screen follow(Job job) {
    Changes changes = new Changes();
    Runnable end = job.follow(changes::take);
    try {
      line(Map.of("job", job.id()));
      changes.take(job);
      while (!job.isOver() || !changes.lines.isEmpty()) {
        Map<String, Object> line = changes.lines.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS);
        if (line == null || !line.isEmpty()) {
          line(line == null ? Map.of() : line);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      job.giveUp();
    } finally {
      end.run();
    }
    return job.answer().orElseThrow();
  }

  /** Ends it with what the terminal is to show. */
  void end(Said said) {
    line(Map.of("out", said.out(), "err", said.err(), "exit", said.exit()));
  }

  private void line(Map<String, ?> json) {
    if (gone) {
      return;
    }
    try {
      out.write((Json.text(json) + "\n").getBytes(StandardCharsets.UTF_8));
      out.flush();
    } catch (IOException e) {
      gone = true;
    }
  }

  /** What changed of a job, told on its own thread: each remark and each step, in order. */
  private static final class Changes {
    private final BlockingQueue<Map<String, Object>> lines = new LinkedBlockingQueue<>();
    private String remark = "";
    private Job.Step step = new Job.Step("", "", 0, -1);
    private long told = System.nanoTime() - PAUSE_NANOS;

    synchronized void take(Job job) {
      if (!job.remark().isEmpty() && !job.remark().equals(remark)) {
        remark = job.remark();
        lines.add(Map.of("remark", remark));
      }
      Job.Step now = job.step();
      boolean other =
          !now.task().equals(step.task())
              || !now.what().equals(step.what())
              || now.total() != step.total()
              || now.done() < step.done();
      if (other || now.done() > step.done() && System.nanoTime() - told >= PAUSE_NANOS) {
        told = System.nanoTime();
        step = now;
        lines.add(Map.of("step", now));
      }
      if (job.isOver()) {
        lines.add(Map.of()); // nothing is said, but whoever waits looks again
      }
    }
  }
}
