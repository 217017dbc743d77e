package dev.syncline.server.site;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Moment;
import dev.syncline.server.page.Templates;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.web.Wish;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import dev.syncline.server.work.Rules;
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
 * @param outcomes what becomes of what is asked for
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
    Admission admission,
    Outcomes outcomes) {

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
        new Admission(commands),
        new Outcomes(accounts.audit()));
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
   * Begins what takes its time, and leads to the page on which it is followed.
   *
   * @param words the command
   * @throws dev.syncline.server.web.Refusal if whoever asks may not have it performed
   */
  void begin(Context request, String sync, List<String> words) {
    request.redirect("/jobs/" + begin(request, event(sync, words), sync, words).id());
  }

  /** What the audit log calls a command. */
  static Event event(String sync, List<String> words) {
    return Event.sync(
        Rules.takes(words).flatMap(Rules.Takes::action).orElse(Event.Action.REQUEST), sync);
  }

  /**
   * Begins what takes its time, and leads nowhere.
   *
   * @param event what the audit log calls it
   * @throws dev.syncline.server.web.Refusal if whoever asks may not have it performed
   */
  Job begin(Context request, Event event, String sync, List<String> words) {
    Wish.note(request, event);
    Visitor visitor = Visitor.of(request);
    return begin(visitor, event, sync, words, admission.require(visitor, sync, words));
  }

  /**
   * The same of what the way of the request has let in, and leads to its page.
   *
   * @param takes what that took
   */
  void begin(Context request, String sync, List<String> words, Rules.Takes takes) {
    Event event = Event.sync(takes.action().orElse(Event.Action.REQUEST), sync);
    request.redirect("/jobs/" + begin(Visitor.of(request), event, sync, words, takes).id());
  }

  private Job begin(
      Visitor visitor, Event event, String sync, List<String> words, Rules.Takes takes) {
    return jobs.begin(
        new Job.Order(sync, words, visitor.name(), zone, visitor.person(), takes),
        visitor.actor(),
        event);
  }

  /**
   * Does at once what changes something, if that may be done for who asks for it.
   *
   * @param kind of the answer
   * @param words the command
   */
  <S extends Screen> S change(
      Context request, Class<S> kind, String sync, Event event, List<String> words) {
    Wish.note(request, event);
    admission.require(Visitor.of(request), sync, words);
    return change(request, kind, event, words.toArray(String[]::new));
  }

  /**
   * Does at once what changes something, or uses what nobody sees who does it.
   *
   * @param kind of the answer
   * @throws Refusal if it could not be done
   */
  <S extends Screen> S change(Context request, Class<S> kind, Event event, String... words) {
    return Asking.expect(kind, change(request, event, words), words);
  }

  /** The same, whatever the answer is. */
  Screen change(Context request, Event event, String... words) {
    return outcomes.perform(Visitor.of(request).actor(), event, () -> asking.answer(words));
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

  /**
   * How a sync stands.
   *
   * @throws Refusal if there is none of that name
   */
  StatusScreen status(String sync) {
    Screens all = asking.answer(Screens.class, "status", "--stored", "--", sync);
    return (StatusScreen) all.all().getFirst();
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
