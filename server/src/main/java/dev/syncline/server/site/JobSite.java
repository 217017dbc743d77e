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

/** What buttons begin, and pages on which it is followed. */
public final class JobSite {
  private static final int WIDTH = 100;
  private static final int PLANNED = 50;

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
    for (String option : List.of("task", "record")) {
      String value = Sent.text(request, option);
      if (button == Button.RETRY && !value.isEmpty()) {
        words.add("--" + option + "=" + value);
      }
    }
    words.addAll(List.of("--", sync));
    desk.begin(request, sync, button.action(), words);
  }

  /** Does what a job said it would. */
  private void confirm(Context request) {
    Job job = job(request);
    Confirmations way =
        Confirmations.of(job).stream()
            .filter(c -> c.way().equals(request.pathParam("way")))
            .findFirst()
            .orElseThrow(
                () -> new Refusal(409, "job", "There is nothing to be confirmed here any more."));
    String sync = job.order().sync();
    if (!Visitor.of(request).may(way.permission(), sync)) {
      throw new Refusal(
          403,
          "forbidden",
          "That takes the permission \"" + way.permission().words() + "\" for " + sync + ".");
    }
    desk.begin(request, sync, way.action(), way.command(job));
  }

  /** A job of a sync that the visitor may see. */
  private Job job(Context request) {
    return desk.jobs()
        .job(request.pathParamAsClass("id", Long.class).getOrDefault(0L))
        .filter(
            job ->
                job.order().sync().isEmpty()
                    || Visitor.of(request).may(Permission.SEE, job.order().sync()))
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

  private boolean mayStop(Visitor visitor, Job job) {
    return desk.admission()
        .admits(visitor.caller(), Permission.RUN, job.order().sync(), job.order().words());
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
        job.isOver() ? "" : "/jobs/" + job.id() + "/events",
        Standing.words(job),
        step.done(),
        step.total(),
        job.answer().map(JobSite::text).orElse(""),
        job.answer().map(Answers::of).orElse(List.of()),
        job.answer().map(a -> Answers.state(a.exit())).orElse(State.RUNNING),
        !job.isOver() && mayStop(visitor, job),
        Confirmations.of(job).stream()
            .filter(c -> visitor.may(c.permission(), job.order().sync()))
            .map(
                c ->
                    new JobPage.Confirm(
                        c.label(),
                        "/jobs/" + job.id() + "/confirm/" + c.way(),
                        c.words(),
                        c.look()))
            .toList());
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
    if (!mayStop(visitor, job)) {
      throw new Refusal(403, "forbidden", "You may not stop what is done to " + job.order().sync());
    }
    desk.accounts()
        .audit()
        .add(visitor.actor(), Event.sync(Event.Action.CANCEL, job.order().sync()));
    job.giveUp();
    request.redirect("/jobs/" + job.id());
  }

  /** Tells each change at most a few times a second, and at last that it is over. */
  private void follow(SseClient client) {
    Job job = job(client.ctx());
    Teller teller = new Teller(client, job);
    Runnable end = job.follow(teller::tell);
    client.onClose(end);
    client.keepAlive();
    teller.tell(job);
  }

  private static final class Teller {
    private static final long PAUSE_NANOS = 200_000_000;

    private final SseClient client;
    private final Job job;
    private long told;
    private boolean over;

    Teller(SseClient client, Job job) {
      this.client = client;
      this.job = job;
      this.told = System.nanoTime() - PAUSE_NANOS;
    }

    synchronized void tell(Job changed) {
      if (over || client.terminated()) {
        return;
      }
      long now = System.nanoTime();
      if (changed.isOver()) {
        over = true;
        client.sendEvent("over", "{}");
        client.close();
      } else if (now - told >= PAUSE_NANOS) {
        told = now;
        Job.Step step = job.step();
        client.sendEvent(
            "step",
            Json.text(
                Map.of("words", Standing.words(job), "done", step.done(), "total", step.total())));
      }
    }
  }
}
