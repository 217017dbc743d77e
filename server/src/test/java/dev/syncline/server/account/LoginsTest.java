package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Event.Outcome;
import dev.syncline.server.account.Logins.Result;
import dev.syncline.server.store.Together;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class LoginsTest extends OverBothStores {
  private static final Result WRONG = new Result.Wrong();

  private User ann;

  @BeforeEach
  void makeUser() {
    administrator();
    ann = user("ann", Role.OPERATOR);
  }

  private Result enter(String name, String password) {
    return accounts.logins().enter(name, password, HERE);
  }

  private static Result waits(long seconds) {
    return new Result.Wait(Duration.ofSeconds(seconds));
  }

  @Test
  void whoKnowsThePasswordIsIn() {
    clock.pass(Duration.ofMinutes(1));
    Result result = enter("ANN", PASSWORD);
    User in = ((Result.In) result).user();
    assertThat(in.id()).isEqualTo(ann.id());
    assertThat(in.lastLogin()).isEqualTo(clock.instant());
    assertThat(audited().getFirst().by()).isEqualTo(new Actor(Actor.Kind.USER, "ann", null, HERE));
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.LOGIN, "ann"));
  }

  @Test
  void whoDoesNotIsNot() {
    for (String wrong : List.of("", "A correct horse", PASSWORD + " ", "x".repeat(2_000_000))) {
      assertThat(enter("ann", wrong)).isEqualTo(WRONG);
      enter("ann", PASSWORD);
    }
    assertThat(accounts.users().find("ann").orElseThrow().lastLogin()).isNotNull();
  }

  @Test
  void nobodyLearnsWhyNot() {
    accounts.users().add(Actor.COMMAND_LINE, "new", profile("new", Role.ADMIN), null);
    User gone = user("gone", Role.VIEWER);
    accounts.users().change(Actor.COMMAND_LINE, gone.id(), gone.profile().withDisabled(true));
    for (String name :
        List.of("nobody", "new", "gone", "", "'; --", "a\u0000", "x".repeat(1 << 20))) {
      assertThat(enter(name, PASSWORD)).as(name).isEqualTo(WRONG);
    }
  }

  /** The expensive part is done for every name, so that none is answered sooner than others. */
  @Test
  void aPasswordIsHashedForEveryName() {
    Accounts full = over(CHEAP, 0);
    for (String name : List.of("ann", "nobody", "", "x".repeat(1000))) {
      assertThatThrownBy(() -> full.logins().enter(name, PASSWORD, HERE))
          .isInstanceOf(BusyException.class)
          .hasMessageContaining("Try again in a few seconds");
    }
  }

  /** Whom the server had no place for has not failed. */
  @Test
  void attemptsThatWereNotLookedAtAreNotCounted() {
    Accounts full = over(CHEAP, 0);
    for (int i = 0; i < 50; i++) {
      assertThatThrownBy(() -> full.logins().enter("ann", PASSWORD, HERE))
          .isInstanceOf(BusyException.class);
    }
    assertThat(enter("ann", PASSWORD)).isInstanceOf(Result.In.class);
  }

  @Test
  void whoGuessesWaitsTwiceAsLongEachTime() {
    for (String name : List.of("ann", "nobody", "root")) {
      for (int i = 0; i < 5; i++) {
        assertThat(accounts.logins().enter(name, "guess", name)).isEqualTo(WRONG);
      }
      for (long seconds : new long[] {1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900}) {
        assertThat(accounts.logins().enter(name, "guess", name)).isEqualTo(waits(seconds));
        // What comes too early is not looked at, and does not make the wait longer.
        clock.pass(Duration.ofSeconds(seconds).minusMillis(1));
        assertThat(accounts.logins().enter(name, PASSWORD, name))
            .isEqualTo(new Result.Wait(Duration.ofMillis(1)));
        clock.pass(Duration.ofMillis(1));
        assertThat(accounts.logins().enter(name, "guess", name)).isEqualTo(WRONG);
      }
    }
  }

  @Test
  void aRestartChangesNothingForWhoGuesses() {
    for (int i = 0; i < 8; i++) {
      clock.pass(Duration.ofSeconds(8));
      enter("ann", "guess");
    }
    assertThat(enter("ann", PASSWORD)).isEqualTo(waits(8));
    restart();
    assertThat(enter("ann", PASSWORD)).isEqualTo(waits(8));
  }

  @Test
  void whoIsInBeginsAnew() {
    for (int round = 0; round < 10; round++) {
      for (int i = 0; i < 4; i++) {
        assertThat(enter("ann", "guess")).isEqualTo(WRONG);
      }
      assertThat(enter("ann", PASSWORD)).as("round " + round).isInstanceOf(Result.In.class);
      clock.pass(Duration.ofHours(25));
    }
  }

  /** Right ones in between do not make room for guesses at others' passwords. */
  @Test
  void anAddressWaitsWhateverNamesItTries() {
    for (int i = 0; i < 20; i++) {
      assertThat(enter("name" + i, "guess")).isEqualTo(WRONG);
      if (i < 19) {
        assertThat(enter("ann", PASSWORD)).isInstanceOf(Result.In.class);
      }
    }
    assertThat(enter("ann", PASSWORD)).isEqualTo(waits(1));
    assertThat(accounts.logins().enter("ann", PASSWORD, "192.0.2.2")).isInstanceOf(Result.In.class);
  }

  @Test
  void aNetworkOfVersion6IsOneAddress() {
    for (int i = 0; i < 20; i++) {
      assertThat(accounts.logins().enter("name" + i, "guess", "2001:db8:0:1:" + i + "::1"))
          .isEqualTo(WRONG);
    }
    assertThat(accounts.logins().enter("ann", PASSWORD, "2001:DB8::1:ffff:0:0:1%eth0"))
        .isEqualTo(waits(1));
    assertThat(accounts.logins().enter("ann", PASSWORD, "2001:db8:0:2::1"))
        .isInstanceOf(Result.In.class);
  }

  @Test
  void addressesOfVersion4InVersion6AreThemselves() {
    for (int i = 0; i < 20; i++) {
      accounts.logins().enter("name" + i, "guess", "::ffff:192.0.2.9");
    }
    assertThat(accounts.logins().enter("ann", PASSWORD, "192.0.2.9")).isEqualTo(waits(1));
    assertThat(accounts.logins().enter("ann", PASSWORD, "::ffff:192.0.2.8"))
        .isInstanceOf(Result.In.class);
  }

  @Test
  void guessesAtTheSameTimeAreCounted() throws Exception {
    List<Result> results =
        Together.run(24, i -> accounts.logins().enter("ann", "guess " + i, "198.51.100." + i))
            .allWell();
    assertThat(results).filteredOn(WRONG::equals).hasSize(5);
    assertThat(results).filteredOn(waits(1)::equals).hasSize(19);
  }

  /** Who guesses elsewhere keeps nobody out who was in from here before. */
  @Test
  void whoWasInFromHereIsCountedHere() {
    enter("ann", PASSWORD);
    for (int i = 0; i < 5; i++) {
      assertThat(accounts.logins().enter("ann", "guess", "192.0.2." + (10 + i))).isEqualTo(WRONG);
    }
    assertThat(accounts.logins().enter("ann", PASSWORD, "192.0.2.20")).isEqualTo(waits(1));
    assertThat(enter("ann", PASSWORD)).isInstanceOf(Result.In.class);
    // That does not let the others begin anew.
    assertThat(accounts.logins().enter("ann", PASSWORD, "192.0.2.20")).isEqualTo(waits(1));
    for (int i = 0; i < 5; i++) {
      assertThat(enter("ann", "guess")).isEqualTo(WRONG);
    }
    assertThat(enter("ann", PASSWORD)).isEqualTo(waits(1));
    assertThat(enter("root", PASSWORD)).isInstanceOf(Result.In.class);
  }

  @Test
  void whereSomebodyWasInIsForgottenInTheEnd() {
    enter("ann", PASSWORD);
    clock.pass(Duration.ofDays(90).plusMillis(1));
    for (int i = 0; i < 5; i++) {
      accounts.logins().enter("ann", "guess", "192.0.2." + (10 + i));
    }
    assertThat(enter("ann", PASSWORD)).isEqualTo(waits(1));
  }

  @Test
  void failuresAreForgottenAfterADay() {
    for (int i = 0; i < 5; i++) {
      enter("ann", "guess");
    }
    clock.pass(Duration.ofHours(24).plusMillis(1));
    for (int i = 0; i < 5; i++) {
      assertThat(enter("ann", "guess")).isEqualTo(WRONG);
    }
    assertThat(enter("ann", "guess")).isEqualTo(waits(1));
  }

  /** Very many names cannot fill the store, nor push out the one that is guessed at. */
  @Test
  void whatIsRememberedIsBounded() {
    Throttle small = new Throttle(clock, 10);
    store.change(
        "guess",
        sql -> {
          for (int i = 0; i < 6; i++) {
            small.begin(sql, "ann", "address " + i);
          }
          for (int i = 0; i < 100; i++) {
            small.begin(sql, "name " + i, "another address " + i);
          }
          assertThat(sql.number("SELECT count(*) FROM attempt")).isEqualTo(10);
          assertThat(small.begin(sql, "ann", "new address")).isPositive();
          for (int i = 0; i < 100; i++) {
            small.succeeded(sql, "name " + i, "address " + i);
          }
          assertThat(sql.number("SELECT count(*) FROM familiar")).isEqualTo(10);
          return true;
        });
  }

  @Test
  void whatSomebodyTypesIsNotWrittenDown() {
    String typed = "my-secret-password-in-the-wrong-field";
    enter(typed, typed);
    enter("ann", typed);
    assertThat(holds(typed)).isFalse();
    assertThat(audited().get(0).event())
        .isEqualTo(Event.about(Action.LOGIN, "ann").with(Outcome.REFUSED));
    assertThat(audited().get(1).event())
        .isEqualTo(Event.about(Action.LOGIN, null).with(Outcome.REFUSED));
    assertThat(audited().get(1).by()).isEqualTo(Actor.unknown(HERE));
    assertThat(holds(PASSWORD)).isFalse();
  }

  private String hash() {
    return store.read("read a hash", sql -> UserRows.byName(sql, "ann").orElseThrow().password());
  }

  @Test
  void aHashIsMadeAnewWhenItsCostChanged() {
    String cheap = hash();
    enter("ann", PASSWORD);
    assertThat(hash()).isEqualTo(cheap);
    Accounts dearer = over(new Passwords.Cost(128, 2, 1), 8);
    assertThat(dearer.logins().enter("ann", "guess", HERE)).isEqualTo(WRONG);
    assertThat(hash()).isEqualTo(cheap);
    assertThat(dearer.logins().enter("ann", PASSWORD, HERE)).isInstanceOf(Result.In.class);
    assertThat(hash()).contains("m=128,t=2").isNotEqualTo(cheap);
    assertThat(dearer.logins().enter("ann", PASSWORD, HERE)).isInstanceOf(Result.In.class);
  }

  @Test
  void anotherPasswordEndsSessions() {
    List<Secret> sessions = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      sessions.add(accounts.sessions().begin(ann, HERE, "browser"));
    }
    assertThat(accounts.logins().changePassword(ann, "wrong", "another good one", HERE))
        .isEqualTo(WRONG);
    assertThat(accounts.sessions().use(sessions.getFirst().text())).isPresent();
    assertThatThrownBy(() -> accounts.logins().changePassword(ann, PASSWORD, "short", HERE))
        .isInstanceOf(AccountException.class);

    assertThat(accounts.logins().changePassword(ann, PASSWORD, "another good one", HERE))
        .isInstanceOf(Result.In.class);
    for (Secret session : sessions) {
      assertThat(accounts.sessions().use(session.text())).isEmpty();
    }
    assertThat(enter("ann", PASSWORD)).isEqualTo(WRONG);
    assertThat(enter("ann", "another good one")).isInstanceOf(Result.In.class);
    assertThat(audited().stream().map(line -> line.event().action()).toList())
        .contains(Action.PASSWORD_CHANGED);
  }

  /** Whoever finds an open session cannot guess the password in it without end. */
  @Test
  void guessesAtThePresentPasswordWaitToo() {
    for (int i = 0; i < 5; i++) {
      accounts.logins().changePassword(ann, "guess", "another good one", HERE);
    }
    assertThat(accounts.logins().changePassword(ann, PASSWORD, "another good one", HERE))
        .isEqualTo(waits(1));
  }
}
