package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.AuditLog.Filter;
import dev.syncline.server.account.AuditLog.Line;
import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Event.Outcome;
import dev.syncline.server.store.Together;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class AuditLogTest extends OverBothStores {
  private static final Actor ANN = new Actor(Actor.Kind.USER, "Ann", null, HERE);
  private static final Actor CI = new Actor(Actor.Kind.TOKEN, "Ann", "ci", "2001:db8::1");

  private void add(Actor by, Event event) {
    clock.pass(Duration.ofSeconds(1));
    accounts.audit().add(by, event);
  }

  private List<Event> page(Filter filter) {
    return accounts.audit().page(filter, Long.MAX_VALUE, 100).stream().map(Line::event).toList();
  }

  @Test
  void aLineComesBackAsItWas() {
    List<Event> events =
        List.of(
            Event.sync(Action.RUN, "orders"),
            Event.sync(Action.REVIEW, "orders").record("42").with(Outcome.REFUSED),
            Event.about(Action.SETTINGS_CHANGED, null).detail("retention 30 d → 90 d"),
            Event.about(Action.CONNECTION_CHANGED, "shop").with(Outcome.FAILED));
    List<Actor> actors = List.of(ANN, CI, Actor.SCHEDULER, Actor.COMMAND_LINE);
    for (int i = 0; i < 4; i++) {
      add(actors.get(i), events.get(i));
    }
    restart();
    List<Line> lines = audited();
    assertThat(lines.stream().map(Line::event).toList().reversed()).isEqualTo(events);
    assertThat(lines.stream().map(Line::by).toList().reversed()).isEqualTo(actors);
    assertThat(lines.getFirst().at()).isEqualTo(clock.instant());
    assertThat(lines).isSortedAccordingTo((a, b) -> Long.compare(b.id(), a.id()));
  }

  @Test
  void everyActionAndOutcomeCanBeKept() {
    List<Event> events = new ArrayList<>();
    for (Action action : Action.values()) {
      for (Outcome outcome : Outcome.values()) {
        events.add(Event.sync(action, "orders").with(outcome));
      }
    }
    for (Actor.Kind kind : Actor.Kind.values()) {
      add(new Actor(kind, "x", null, null), Event.sync(Action.RUN, "orders"));
    }
    events.forEach(event -> add(ANN, event));
    assertThat(audited().stream().map(Line::event).toList().reversed())
        .hasSize(Actor.Kind.values().length + events.size())
        .endsWith(events.toArray(Event[]::new));
  }

  @Test
  void nobodyFillsTheLogWithWhatIsRefused() {
    Event refused = Event.sync(Action.RUN, "orders");
    for (int i = 0; i < 10; i++) {
      accounts.audit().refused(ANN, refused);
      accounts.audit().refused(new Actor(ANN.kind(), ANN.name(), null, "10.0.0." + i), refused);
      accounts.audit().refused(CI, refused);
    }
    assertThat(audited().stream().map(Line::by)).containsExactly(CI, ANN);
    assertThat(page(Filter.ALL)).containsOnly(refused.with(Outcome.REFUSED));
    for (int i = 0; i < 300; i++) {
      accounts.audit().refused(ANN, Event.sync(Action.RUN, "sync " + i));
    }
    assertThat(audited()).hasSize(101);
    clock.pass(Duration.ofHours(1));
    accounts.audit().refused(ANN, refused);
    assertThat(audited()).hasSize(102);
  }

  /** Pages follow each other without a gap, also when lines are added meanwhile. */
  @Test
  void pagesFollowEachOther() {
    for (int i = 0; i < 25; i++) {
      add(ANN, Event.sync(Action.RUN, "sync " + i));
    }
    List<String> read = new ArrayList<>();
    long before = Long.MAX_VALUE;
    while (true) {
      List<Line> page = accounts.audit().page(Filter.ALL, before, 10);
      if (page.isEmpty()) {
        break;
      }
      page.forEach(line -> read.add(line.event().sync()));
      before = page.getLast().id();
      add(CI, Event.sync(Action.RUN, "late"));
    }
    assertThat(read).isEqualTo(IntStream.range(0, 25).mapToObj(i -> "sync " + (24 - i)).toList());
  }

  @Test
  void aPageIsBoundedWhateverIsAsked() {
    store.change(
        "write the audit log",
        sql -> {
          for (int i = 0; i < 501; i++) {
            accounts.audit().add(sql, ANN, Event.sync(Action.RUN, "orders"));
          }
          return true;
        });
    assertThat(accounts.audit().page(Filter.ALL, Long.MAX_VALUE, Integer.MAX_VALUE)).hasSize(500);
    assertThat(accounts.audit().page(Filter.ALL, Long.MAX_VALUE, -1)).hasSize(1);
    assertThat(accounts.audit().page(Filter.ALL, 0, 10)).isEmpty();
  }

  @Test
  void linesAreFoundByWhatTheySay() {
    Instant start = clock.instant();
    Event run = Event.sync(Action.RUN, "orders");
    Event refused = Event.sync(Action.RUN, "customers").with(Outcome.REFUSED);
    Event login = Event.about(Action.LOGIN, "bob");
    add(ANN, run);
    add(CI, refused);
    add(new Actor(Actor.Kind.USER, "bob", null, HERE), login);
    assertThat(page(new Filter("aNN", null, null, null, null, null))).containsExactly(refused, run);
    assertThat(page(new Filter(null, Action.RUN, null, null, null, null)))
        .containsExactly(refused, run);
    assertThat(page(new Filter(null, null, "orders", null, null, null))).containsExactly(run);
    assertThat(page(new Filter(null, null, null, Outcome.REFUSED, null, null)))
        .containsExactly(refused);
    Instant second = start.plusSeconds(2);
    assertThat(page(new Filter(null, null, null, null, second, null)))
        .containsExactly(login, refused);
    assertThat(page(new Filter(null, null, null, null, null, second))).containsExactly(run);
    assertThat(page(new Filter("ann", Action.RUN, "orders", Outcome.DONE, start, second)))
        .containsExactly(run);
    Event told = Event.sync(Action.RUN, "orders").detail("run 7");
    add(ANN, told);
    assertThat(page(new Filter(null, null, "orders", null, null, null, "run 7")))
        .containsExactly(told);
    assertThat(page(new Filter(null, null, "orders", null, null, null, "run"))).isEmpty();
    for (String hostile : List.of("' OR 1=1 --", "%", "", "\u0000", "x".repeat(1 << 20))) {
      assertThat(page(new Filter(hostile, null, null, null, null, null))).isEmpty();
      assertThat(page(new Filter(null, null, hostile, null, null, null))).isEmpty();
    }
  }

  /** Nobody writes a second line into the first, hides one, or fills the store with one. */
  @Test
  void hostileTextsStayOnTheirLine() {
    String hostile = "x\nadmin\u0000 \u202Edone <script>' \uD800" + "y".repeat(1 << 20);
    add(
        new Actor(Actor.Kind.UNKNOWN, hostile, hostile, hostile),
        new Event(Action.RUN, hostile, hostile, hostile, Outcome.DONE, hostile));
    Line line = audited().getFirst();
    assertThat(line.event().sync())
        .startsWith("x\uFFFDadmin\uFFFD \uFFFDdone <script>' \uFFFDyyy")
        .hasSize(201);
    assertThat(line.event().record()).isEqualTo(line.event().sync());
    assertThat(line.by().name()).isEqualTo(line.event().sync());
    assertThat(line.by().address()).isEqualTo(line.event().sync());
    assertThat(page(new Filter(null, null, hostile, null, null, null))).hasSize(1);
  }

  @Test
  void oldLinesAreForgottenAndThatIsSaid() {
    add(ANN, Event.sync(Action.RUN, "first"));
    add(ANN, Event.sync(Action.RUN, "second"));
    clock.pass(Duration.ofDays(90).minusSeconds(1));
    add(ANN, Event.sync(Action.RUN, "third"));
    assertThat(accounts.audit().forget(Actor.SCHEDULER, Duration.ofDays(90))).isEqualTo(1);
    assertThat(audited().getFirst().by()).isEqualTo(Actor.SCHEDULER);
    assertThat(page(Filter.ALL))
        .containsExactly(
            Event.about(Action.AUDIT_FORGOTTEN, null).detail("1 lines"),
            Event.sync(Action.RUN, "third"),
            Event.sync(Action.RUN, "second"));
    assertThat(accounts.audit().forget(Actor.SCHEDULER, Duration.ofDays(90))).isZero();
    assertThat(audited()).hasSize(3);
  }

  @Test
  void idsGrowAlsoAfterAllIsForgotten() {
    add(ANN, Event.sync(Action.RUN, "first"));
    long id = audited().getFirst().id();
    store.change("forget", sql -> sql.update("DELETE FROM audit"));
    add(ANN, Event.sync(Action.RUN, "next"));
    assertThat(audited().getFirst().id()).isGreaterThan(id);
  }

  @Test
  void manyWriteAtTheSameTime() throws Exception {
    Together.run(
            20,
            number -> {
              accounts.audit().add(ANN, Event.sync(Action.RUN, "sync " + number));
              return number;
            })
        .allWell();
    assertThat(page(Filter.ALL)).hasSize(20).doesNotHaveDuplicates();
  }

  /** Under each of its keys, in that sync alone; who did it to which sync stays. */
  @Test
  void aRecordsKeysAreErased() {
    add(ANN, Event.sync(Action.REVIEW, "orders").record("42"));
    add(ANN, Event.sync(Action.TEST, "orders").record("1042"));
    add(ANN, Event.sync(Action.TEST, "orders").record("43"));
    add(ANN, Event.sync(Action.TEST, "customers").record("42"));
    assertThat(accounts.audit().erase(Actor.COMMAND_LINE, "orders", List.of("42", "1042")))
        .isEqualTo(2);
    assertThat(page(Filter.ALL))
        .containsExactly(
            Event.sync(Action.ERASE, "orders").detail("2 lines of this log"),
            Event.sync(Action.TEST, "customers").record("42"),
            Event.sync(Action.TEST, "orders").record("43"),
            Event.sync(Action.TEST, "orders").record("(erased)"),
            Event.sync(Action.REVIEW, "orders").record("(erased)"));
    assertThat(accounts.audit().erase(Actor.COMMAND_LINE, "orders", List.of("42"))).isZero();
    assertThat(page(Filter.ALL)).hasSize(5);
  }
}
