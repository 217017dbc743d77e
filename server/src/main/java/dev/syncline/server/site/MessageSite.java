package dev.syncline.server.site;

import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.engine.store.Delivery;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.MessagesPage;
import dev.syncline.server.page.MessagesPage.Told;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Rules;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The page of messages. */
final class MessageSite {
  private static final String MOST = "100";

  /** What a test mail to one's own address takes. */
  private static final Rules.Takes OWN =
      Rules.Takes.only(Permission.OWN_ACCOUNT, Event.Action.TEST);

  /** So long after one ended a user gets no other. */
  private static final Duration PAUSE = Duration.ofMinutes(1);

  private final Desk desk;

  MessageSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get("/messages", this::show, Need.of(Permission.SEE));
    routes.post("/syncs/{sync}/messages/{message}/cancel", this::cancel, Need.of(Permission.APPLY));
    routes.post("/messages/test", this::test, Need.of(Permission.SETTINGS));
    routes.post("/messages/test-mail", this::testMail, Need.of(Permission.OWN_ACCOUNT));
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    String sync = Sent.query(request, "sync");
    String about = Sent.query(request, "about");
    List<String> syncs = syncs(visitor);
    MessagesScreen open = messages(sync, about, "--open");
    MessagesScreen all = messages(sync, about);
    List<Choice> choices = new ArrayList<>(List.of(new Choice("", "All syncs", sync.isEmpty())));
    syncs.forEach(s -> choices.add(new Choice(s, s, s.equals(sync))));
    List<Choice> topics = new ArrayList<>(List.of(new Choice("", "Everything", about.isEmpty())));
    for (Topic topic : Topic.values()) {
      topics.add(new Choice(topic.word(), label(topic), topic.word().equals(about)));
    }
    desk.show(
        request,
        "messages",
        new MessagesPage(
            desk.frame(visitor, "Messages", Frame.Section.MESSAGES),
            choices,
            topics,
            lines(visitor, open),
            lines(visitor, all).stream().filter(l -> isPast(all, l.id())).toList(),
            visitor.may(Permission.SETTINGS)
                ? all.receivers().stream().map(ReceiverConfig::name).toList()
                : List.of(),
            all.mail().isPresent() ? visitor.person().orElse("") : ""));
  }

  private List<String> syncs(Visitor visitor) {
    if (!(desk.asking().answer("status", "--stored") instanceof Screens several)) {
      return List.of();
    }
    return several.all().stream()
        .filter(StatusScreen.class::isInstance)
        .map(s -> ((StatusScreen) s).name())
        .filter(name -> visitor.may(Permission.SEE, name))
        .toList();
  }

  private MessagesScreen messages(String sync, String about, String... more) {
    List<String> words = new ArrayList<>(List.of("messages", "--limit=" + MOST));
    words.addAll(List.of(more));
    if (!about.isEmpty()) {
      words.add("--about=" + about);
    }
    if (!sync.isEmpty()) {
      words.addAll(List.of("--", sync));
    }
    return desk.asking()
        .ifAny(MessagesScreen.class, words.toArray(String[]::new))
        .orElseGet(
            () ->
                new MessagesScreen(
                    List.of(), List.of(), Optional.empty(), desk.clock().getAsLong()));
  }

  private static boolean isPast(MessagesScreen all, long id) {
    return all.messages().stream()
        .map(line -> line.words().message())
        .anyMatch(m -> m.id() == id && !m.isOpen());
  }

  private List<MessagesPage.Line> lines(Visitor visitor, MessagesScreen screen) {
    return screen.messages().stream()
        .filter(line -> visitor.may(Permission.SEE, line.words().name()))
        .map(line -> line(visitor, line))
        .toList();
  }

  private MessagesPage.Line line(Visitor visitor, MessagesScreen.Line line) {
    MessageWords words = line.words();
    Message message = words.message();
    long at = at(message);
    boolean ahead = message.state() == Message.State.WAITING && at > desk.clock().getAsLong();
    return new MessagesPage.Line(
        message.id(),
        words.state(),
        tone(message),
        sign(message),
        words.name(),
        Links.sync(words.name()),
        message.way(),
        message.plan(),
        message.run(),
        words.text(),
        message.isOpen() || message.state() == Message.State.COMPARED
            ? words.next().orElse("")
            : "",
        ahead ? desk.moment(at) : desk.ago(at),
        Instant.ofEpochMilli(at).toString(),
        line.deliveries().stream().map(MessageSite::told).toList(),
        message.state() == Message.State.WAITING && mayCancel(visitor, words)
            ? Links.sync(words.name(), "messages", Long.toString(message.id()), "cancel")
            : "");
  }

  private static long at(Message message) {
    return switch (message.state()) {
      case WAITING, RUNNING -> message.dueMillis();
      case STANDING -> message.askedMillis();
      case COMPARED, SUCCESS, FAILURE, CANCELLED, OVER -> message.endedMillis();
    };
  }

  private static Told told(Delivery delivery) {
    return switch (delivery.state()) {
      case SENT -> new Told("Told " + delivery.receiver(), false);
      case DUE ->
          new Told(
              "Not yet told "
                  + delivery.receiver()
                  + (delivery.why().isEmpty() ? "" : ": " + delivery.why()),
              !delivery.why().isEmpty());
      case GIVEN_UP -> new Told("Not told " + delivery.receiver() + ": " + delivery.why(), true);
    };
  }

  /** A promotion is cancelled by who may start one from there. */
  private static boolean mayCancel(Visitor visitor, MessageWords words) {
    return Admission.admits(
        visitor.caller(), Permission.APPLY, words.name(), Admission.origin(words));
  }

  private void cancel(Context request) {
    String sync = request.pathParam("sync");
    String number = request.pathParam("message");
    if (!number.matches("\\d{1,18}")) {
      throw new Refusal(404, "message", "There is no message " + number + ".");
    }
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.CANCEL, sync).detail("message " + number),
        List.of("cancel", "--of=" + sync, "--", number));
    request.redirect("/messages");
  }

  private void test(Context request) {
    String receiver = Sent.text(request, "receiver");
    desk.begin(request, "", List.of("tell", "--test=" + receiver));
  }

  /** Anybody may have one at a time; of two requests at once the later one sees the other's. */
  private synchronized void testMail(Context request) {
    Visitor visitor = Visitor.of(request);
    String address = visitor.person().orElse("");
    if (address.isEmpty()) {
      throw new Refusal(409, "account", "No e-mail address of yours is known.");
    }
    Optional<Job> last =
        desk.jobs().of("").stream()
            .filter(job -> job.order().takes().equals(OWN))
            .filter(job -> job.by().name().equals(visitor.actor().name()))
            .findFirst();
    if (last.filter(job -> !job.isOver()).isPresent()) {
      request.redirect("/jobs/" + last.get().id());
    } else if (last.filter(this::isRecent).isPresent()) {
      throw new Refusal(
          409,
          "busy",
          "A test was mailed to you less than a minute ago. If it has not arrived, look among"
              + " unwanted mail too; in a minute you can have another.");
    } else {
      desk.begin(request, "", List.of("tell", "--test=" + address), OWN);
    }
  }

  private boolean isRecent(Job job) {
    return desk.clock().getAsLong() - job.endedMillis() < PAUSE.toMillis();
  }

  private static String label(Topic topic) {
    return switch (topic) {
      case PLAN -> "Comparisons and plans";
      case RUN -> "Runs that people began";
      case FAILING -> "Failing";
      case HALTED -> "Halted by the guard";
      case PAUSED -> "Tasks paused";
      case REVIEW -> "Waiting for a person";
      case REJECTED -> "Rows rejected";
      case LATE -> "Late";
      case DUE -> "Too much due";
      case TRACKING -> "Tracking grows";
    };
  }

  private static String tone(Message message) {
    return switch (message.state()) {
      case STANDING ->
          switch (message.topic()) {
            case FAILING, HALTED, PAUSED, REJECTED -> "bad";
            case PLAN, RUN, REVIEW, LATE, DUE, TRACKING -> "care";
          };
      case FAILURE -> "bad";
      case WAITING -> "care";
      case RUNNING -> "busy";
      case SUCCESS, OVER -> "good";
      case COMPARED, CANCELLED -> "";
    };
  }

  private static String sign(Message message) {
    return switch (message.state()) {
      case STANDING ->
          switch (message.topic()) {
            case FAILING, REJECTED -> "cross";
            case HALTED -> "hand";
            case PAUSED -> "pause";
            case REVIEW -> "eye";
            case PLAN, RUN, LATE, DUE, TRACKING -> "clock";
          };
      case FAILURE -> "cross";
      case WAITING -> "clock";
      case RUNNING -> "turn";
      case SUCCESS, OVER -> "tick";
      case COMPARED -> "eye";
      case CANCELLED -> "pause";
    };
  }
}
