package dev.syncline.server.site;

import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Page;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.JobPage;
import dev.syncline.server.page.State;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.sse.SseClient;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;

/** What buttons begin, and pages on which it is followed. */
public final class JobSite {
  private static final int WIDTH = 100;
  private static final int PLANNED = 50;

  /** So long at least lies between two things that a browser is told. */
  private static final long PAUSE_MILLIS = 200;

  /** So often at least it is told something, so that it is known whether it is still there. */
  private static final long SILENCE_MILLIS = 5_000;

  private final Desk desk;

  JobSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    for (Button button : Button.values()) {
      routes.post(
          "/syncs/{sync}/" + button.word(),
          request -> begin(request, button),
          Need.of(button.permission()));
    }
    routes.get("/jobs/{id}", this::show, Need.of(Permission.SEE));
    routes.post("/jobs/{id}/cancel", this::cancel, Need.of(Permission.RUN));
    routes.post("/jobs/{id}/confirm/{way}", this::confirm, Need.of(Permission.PLAN));
    routes.sse("/jobs/{id}/events", this::follow, Need.of(Permission.SEE));
  }

  private void begin(Context request, Button button) {
    String sync = request.pathParam("sync");
    List<String> words = new ArrayList<>(List.of(button.word()));
    if (button == Button.PLAN) {
      words.add("--show=" + PLANNED);
    }
    if (button == Button.START) {
      words.add("--print-sql");
    }
    for (String option : List.of("task", "record")) {
      String value = Sent.text(request, option);
      if (button == Button.RETRY && !value.isEmpty()) {
        words.add("--" + option + "=" + value);
      }
    }
    words.addAll(List.of("--", sync));
    desk.begin(request, sync, words);
  }

  /** Does what a job said it would, once; who asks for it again is led to what does it. */
  private void confirm(Context request) {
    Job job = job(request);
    Confirmations way =
        Confirmations.of(job).stream()
            .filter(c -> c.way().equals(request.pathParam("way")))
            .findFirst()
            .orElseThrow(
                () -> new Refusal(409, "job", "There is nothing to be confirmed here any more."));
    String sync = job.order().sync();
    List<String> words = way.command(job);
    Job next = job.next(() -> desk.begin(request, Desk.event(sync, words), sync, words));
    request.redirect(path(next));
  }

  /** A job that the visitor may follow. */
  private Job job(Context request) {
    return desk.jobs()
        .job(request.pathParamAsClass("id", Long.class).getOrDefault(0L))
        .filter(job -> desk.admission().shows(Visitor.of(request), job.order()))
        .orElseThrow(
            () ->
                new Refusal(
                    404,
                    "job",
                    "There is no such job, or it was too long ago. The runs are kept."));
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    Job job = job(request);
    Optional<String> review = ReviewSite.after(job);
    if (review.isPresent()) {
      request.redirect(review.get());
      return;
    }
    desk.show(request, "job", page(visitor, job));
  }

  private JobPage page(Visitor visitor, Job job) {
    Job.Step step = job.step();
    return new JobPage(
        desk.frame(visitor, job.order().command(), Frame.Section.SYNCS),
        job.id(),
        job.order().sync(),
        back(job.order()),
        job.order().command(),
        job.order().who(),
        desk.ago(job.askedMillis()),
        job.isOver() ? "" : path(job) + "/events",
        Standing.words(job),
        step.done(),
        step.total(),
        job.answer().map(JobSite::text).orElse(""),
        job.answer().map(Answers::of).orElse(List.of()),
        job.answer().map(Answers::state).orElse(State.RUNNING),
        !job.isOver() && desk.admission().stops(visitor, job.order()),
        job.next().map(JobSite::path).orElse(""),
        (job.next().isPresent() ? List.<Confirmations>of() : Confirmations.of(job))
            .stream()
                .filter(c -> desk.admission().admits(visitor, job.order().sync(), c.command(job)))
                .map(
                    c ->
                        new JobPage.Confirm(
                            c.label(), path(job) + "/confirm/" + c.way(), c.words(), c.look()))
                .toList());
  }

  private static String path(Job job) {
    return "/jobs/" + job.id();
  }

  private static String text(Screen answer) {
    Page page = new Page(false, WIDTH);
    answer.text(page);
    return page.toString();
  }

  /** The page from which it was begun. */
  private static String back(Job.Order order) {
    return order.sync().isEmpty()
        ? order.words().stream().anyMatch(w -> w.startsWith("--sequence=")) ? "/sequences" : "/"
        : Links.sync(order.sync());
  }

  private void cancel(Context request) {
    Visitor visitor = Visitor.of(request);
    Job job = job(request);
    desk.admission().requireStop(visitor, job.order());
    desk.accounts()
        .audit()
        .add(visitor.actor(), Event.sync(Event.Action.CANCEL, job.order().sync()));
    job.giveUp();
    request.redirect(path(job));
  }

  /**
   * Tells each change at most a few times a second, and at last that it is over. A browser that
   * reads slowly, or not at all, holds up this thread and never the work: that only leaves word
   * that something is new.
   */
  private void follow(SseClient client) {
    Job job = job(client.ctx());
    BlockingQueue<Job> news = new ArrayBlockingQueue<>(1);
    Runnable end = job.follow(news::offer);
    try {
      news.add(job);
      while (!client.terminated()) {
        if (news.poll(SILENCE_MILLIS, TimeUnit.MILLISECONDS) == null) {
          client.sendComment("it goes on");
        } else if (job.isOver()) {
          client.sendEvent("over", "{}");
          return;
        } else {
          client.sendEvent("step", step(job));
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } finally {
      end.run();
    }
  }

  private static String step(Job job) {
    Job.Step step = job.step();
    return Json.text(
        Map.of("words", Standing.words(job), "done", step.done(), "total", step.total()));
  }
}
