package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.stream.Stream;

/**
 * What all pages are made with.
 *
 * @param asking what is known at once
 * @param accounts who may what, and who did what
 * @param jobs what takes its time
 * @param sequences which sequences there are
 * @param clock milliseconds since the epoch
 * @param zone in which times are shown
 */
record Desk(
    Asking asking,
    Accounts accounts,
    Jobs jobs,
    Templates templates,
    Sequences sequences,
    LongSupplier clock,
    ZoneId zone) {

  static Desk of(Commands commands, Accounts accounts, Jobs jobs, LongSupplier clock, ZoneId zone) {
    Asking asking = new Asking(commands, zone);
    return new Desk(
        asking, accounts, jobs, new Templates(), new Sequences(asking, clock), clock, zone);
  }

  /** What stands around a page, with the entries of the menu that lead this visitor anywhere. */
  Frame frame(Visitor visitor, String title, Frame.Section section) {
    return new Frame(
        title,
        section,
        Stream.of(Frame.Section.values())
            .filter(s -> visitor.may(s.permission()))
            .filter(s -> s != Frame.Section.SEQUENCES || sequences.any())
            .toList(),
        visitor.name(),
        visitor.caller().role().word(),
        visitor.formToken());
  }

  /** Answers with a page. */
  void show(Context request, String template, Object page) {
    request.html(templates.render(template, page));
  }

  /**
   * Begins what takes its time, notes who asked for it, and leads to the page on which it is
   * followed.
   *
   * @param words the command
   */
  void begin(Context request, String sync, Event.Action action, List<String> words) {
    Visitor visitor = Visitor.of(request);
    accounts.audit().add(visitor.actor(), Event.sync(action, sync));
    Job job = jobs.begin(new Job.Order(sync, words, visitor.name(), zone));
    Outcomes.note(job, accounts.audit(), visitor.actor(), action);
    request.redirect("/jobs/" + job.id());
  }

  /** How long ago it was, in words. */
  String ago(long millis) {
    return Words.ago(millis, clock.getAsLong());
  }

  /** A point in time, in the zone of the server. */
  String moment(long millis) {
    return Words.moment(millis, zone);
  }
}
