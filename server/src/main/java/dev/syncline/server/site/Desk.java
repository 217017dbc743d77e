package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Moment;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import io.javalin.http.Context;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What all pages are made with.
 *
 * @param asking what is known at once
 * @param accounts who may what, and who did what
 * @param jobs what takes its time
 * @param sequences which sequences there are
 * @param clock milliseconds since the epoch
 * @param zone in which times are shown
 * @param open how many things are known not to be as they should
 * @param admission for whom a command may be performed
 */
record Desk(
    Asking asking,
    Accounts accounts,
    Jobs jobs,
    Templates templates,
    Sequences sequences,
    LongSupplier clock,
    ZoneId zone,
    LongSupplier open,
    Admission admission) {

  static Desk of(
      Commands commands,
      Accounts accounts,
      Jobs jobs,
      LongSupplier clock,
      ZoneId zone,
      LongSupplier open) {
    Asking asking = new Asking(commands, zone);
    return new Desk(
        asking,
        accounts,
        jobs,
        new Templates(),
        new Sequences(asking, clock),
        clock,
        zone,
        open,
        new Admission(commands));
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
        visitor.formToken(),
        open.getAsLong());
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
    Job job = jobs.begin(new Job.Order(sync, words, visitor.name(), zone, visitor.person()));
    Outcomes.note(job, accounts.audit(), visitor.actor(), action);
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

  /**
   * Does what a form asks for. Why it is refused is said on the form's page, where it can be
   * mended; that it may not be done at all is not.
   *
   * @param again shows that page with the reason
   */
  static void answer(Context request, Runnable asked, Consumer<String> again) {
    try {
      asked.run();
    } catch (Refusal e) {
      if (e.status() == 403) {
        throw e;
      }
      request.status(e.status());
      again.accept(String.valueOf(e.getMessage()));
    }
  }

  /** How long ago it was, in words. */
  String ago(long millis) {
    return Words.ago(millis, clock.getAsLong());
  }

  /** A point in time, in the zone of the server. */
  String moment(long millis) {
    return Words.moment(millis, zone);
  }

  /** The same as a page shows it, and as programs read it. */
  Moment point(@Nullable Instant at) {
    return at == null ? Moment.NEVER : new Moment(moment(at.toEpochMilli()), at.toString());
  }

  /** The zone of the server, by its name. */
  String zoneName() {
    return zone.equals(ZoneOffset.UTC) ? "UTC" : zone.getId();
  }

  /** How all syncs stand; none while the configuration has errors. */
  List<StatusScreen> syncs() {
    return asking.answer("status", "--stored") instanceof Screens several
        ? several.all().stream()
            .filter(StatusScreen.class::isInstance)
            .map(StatusScreen.class::cast)
            .toList()
        : List.of();
  }
}
