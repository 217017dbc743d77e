package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
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
 * @param clock milliseconds since the epoch
 * @param zone in which times are shown
 * @param admission for whom a command may be performed
 */
record Desk(
    Asking asking,
    Accounts accounts,
    Jobs jobs,
    Templates templates,
    LongSupplier clock,
    ZoneId zone,
    Admission admission) {

  static Desk of(Commands commands, Accounts accounts, Jobs jobs, LongSupplier clock, ZoneId zone) {
    return new Desk(
        new Asking(commands, zone),
        accounts,
        jobs,
        new Templates(),
        clock,
        zone,
        new Admission(commands));
  }

  /** What stands around a page, with the entries of the menu that lead this visitor anywhere. */
  Frame frame(Visitor visitor, String title, Frame.Section section) {
    return new Frame(
        title,
        section,
        Stream.of(Frame.Section.values()).filter(s -> visitor.may(s.permission())).toList(),
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
    admit(request, sync, words);
    accounts.audit().add(visitor.actor(), Event.sync(action, sync));
    Job job = jobs.begin(new Job.Order(sync, words, visitor.name(), zone));
    request.redirect("/jobs/" + job.id());
  }

  /**
   * Lets a command be performed for who asks for it.
   *
   * @throws Refusal if that may not be
   */
  void admit(Context request, String sync, List<String> words) {
    Visitor visitor = Visitor.of(request);
    Permission permission = Need.of(request).orElseThrow();
    if (!admission.admits(visitor.caller(), permission, sync, words)) {
      throw Refusal.notAdmitted(visitor.name(), permission, sync);
    }
  }

  /**
   * Does at once what changes something, and notes who asked for it.
   *
   * @param kind of the answer
   * @param words the command
   */
  <S extends Screen> S change(
      Context request, Class<S> kind, String sync, Event event, List<String> words) {
    admit(request, sync, words);
    S answer = asking.answer(kind, words.toArray(String[]::new));
    accounts.audit().add(Visitor.of(request).actor(), event);
    return answer;
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
