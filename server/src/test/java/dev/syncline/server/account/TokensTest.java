package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Access.On;
import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Tokens.Made;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TokensTest extends OverBothStores {
  private User ann;

  @BeforeEach
  void makeUser() {
    administrator();
    ann = user("ann", Role.REVIEWER);
  }

  private Made make(Role role, Names syncs) {
    return accounts.tokens().make(ann, "ci", role, syncs, null, HERE);
  }

  private boolean isGood(Made made) {
    return accounts.tokens().use(made.text().text()).isPresent();
  }

  @Test
  void aTokenIsShownOnceAndKnowsItsUser() {
    Made made =
        accounts
            .tokens()
            .make(
                ann,
                "CI of <Ann>",
                Role.OPERATOR,
                Names.of("orders", "customers"),
                clock.instant().plus(Duration.ofDays(30)),
                HERE);
    assertThat(made.text().text()).matches("syncline_[0-9A-Za-z]{49}");
    assertThat(made.toString()).doesNotContain(made.text().text());
    assertThat(holds(made.text().text())).isFalse();
    assertThat(accounts.tokens().of(ann)).containsExactly(made.token());
    restart();
    Caller caller = accounts.tokens().use(made.text().text()).orElseThrow();
    assertThat(caller).isEqualTo(new Caller(ann, made.token()));
    assertThat(Actor.of(caller, HERE))
        .isEqualTo(new Actor(Actor.Kind.TOKEN, "ann", "CI of <Ann>", HERE));
    assertThat(audited().getFirst().event())
        .isEqualTo(
            Event.about(Action.TOKEN_MADE, "CI of <Ann>")
                .detail("role operator, syncs customers, orders"));
  }

  @Test
  void textsThatAreNoTokenOpenNothing() {
    String good = make(Role.VIEWER, Names.ALL).text().text();
    char other = good.charAt(20) == 'A' ? 'B' : 'A';
    String mistyped = good.substring(0, 20) + other + good.substring(21);
    for (String bad :
        List.of(
            "",
            "syncline_",
            good.substring(1),
            good + "0",
            good + "\n",
            mistyped,
            good.toUpperCase(Locale.ROOT),
            "syncline_" + "0".repeat(49),
            "' OR 1=1 --",
            "\u0000",
            "x".repeat(5_000_000))) {
      assertThat(accounts.tokens().use(bad)).isEmpty();
    }
    assertThat(TokenText.isOne(mistyped)).isFalse();
    // One that is well made and was never given.
    String strange = TokenText.draw(random).text();
    assertThat(TokenText.isOne(strange)).isTrue();
    assertThat(accounts.tokens().use(strange)).isEmpty();
    assertThat(accounts.tokens().use(good)).isPresent();
  }

  @Test
  void everyTokenIsWellMade() {
    for (int i = 0; i < 1000; i++) {
      String text = TokenText.draw(random).text();
      assertThat(TokenText.isOne(text)).as(text).isTrue();
    }
  }

  @Test
  void aTokenEnds() {
    Made made =
        accounts
            .tokens()
            .make(ann, "ci", Role.VIEWER, Names.ALL, clock.instant().plusSeconds(60), HERE);
    clock.pass(Duration.ofSeconds(60).minusMillis(1));
    assertThat(isGood(made)).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(isGood(made)).isFalse();
    assertThatThrownBy(
            () -> accounts.tokens().make(ann, "ci", Role.VIEWER, Names.ALL, clock.instant(), HERE))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("ended already");
  }

  @Test
  void aTokenIsRevoked() {
    Made made = make(Role.VIEWER, Names.ALL);
    User bob = user("bob", Role.VIEWER);
    Actor by = Actor.of(new Caller(ann, null), HERE);
    assertThatThrownBy(() -> accounts.tokens().revoke(by, bob, made.token().id()))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("no such token");
    assertThat(isGood(made)).isTrue();
    accounts.tokens().revoke(by, ann, made.token().id());
    assertThat(isGood(made)).isFalse();
    assertThat(accounts.tokens().of(ann).getFirst().revoked()).isEqualTo(clock.instant());
    int lines = audited().size();
    accounts.tokens().revoke(by, ann, made.token().id());
    assertThat(audited()).hasSize(lines);
    assertThat(audited().getFirst().event())
        .isEqualTo(Event.about(Action.TOKEN_REVOKED, "ci").detail("of ann"));
  }

  @Test
  void aTokenNeverHasMoreThanItsUser() {
    assertThatThrownBy(() -> make(Role.ADMIN, Names.ALL))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("Choose reviewer or less");
    Made made = make(Role.REVIEWER, Names.ALL);
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withRole(Role.VIEWER));
    Caller caller = accounts.tokens().use(made.text().text()).orElseThrow();
    assertThat(caller.role()).isEqualTo(Role.VIEWER);
    assertThat(Access.may(caller, Permission.RUN, On.sync("orders"))).isFalse();
    // The user that is given may be of a moment before.
    assertThatThrownBy(() -> make(Role.REVIEWER, Names.ALL)).isInstanceOf(AccountException.class);

    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withRole(Role.ADMIN));
    assertThat(accounts.tokens().use(made.text().text()).orElseThrow().role())
        .isEqualTo(Role.REVIEWER);
  }

  @Test
  void theTokensOfWhoIsDisabledRest() {
    Made made = make(Role.VIEWER, Names.ALL);
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withDisabled(true));
    assertThat(isGood(made)).isFalse();
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile());
    assertThat(isGood(made)).isTrue();
  }

  @Test
  void aTokenIsForSomething() {
    assertThatThrownBy(() -> make(Role.VIEWER, Names.NONE))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("for no sync");
    for (String name : List.of("", "a\nb", "x".repeat(201))) {
      assertThatThrownBy(
              () -> accounts.tokens().make(ann, name, Role.VIEWER, Names.ALL, null, HERE))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("name of a token");
      assertThatThrownBy(() -> make(Role.VIEWER, Names.of(name)))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("name of a sync");
    }
  }

  @Test
  void lastUseIsNotedToTheMinute() {
    Made made = make(Role.VIEWER, Names.ALL);
    assertThat(accounts.tokens().of(ann).getFirst().lastUsed()).isNull();
    assertThat(isGood(made)).isTrue();
    var first = clock.instant();
    assertThat(accounts.tokens().of(ann).getFirst().lastUsed()).isEqualTo(first);
    clock.pass(Duration.ofSeconds(59));
    assertThat(isGood(made)).isTrue();
    assertThat(accounts.tokens().of(ann).getFirst().lastUsed()).isEqualTo(first);
    clock.pass(Duration.ofSeconds(2));
    assertThat(isGood(made)).isTrue();
    assertThat(accounts.tokens().of(ann).getFirst().lastUsed()).isEqualTo(clock.instant());
  }

  @Test
  void aUserHasABoundedNumberOfTokens() {
    Made first = make(Role.VIEWER, Names.ALL);
    for (int i = 1; i < 100; i++) {
      make(Role.VIEWER, Names.of("orders"));
    }
    assertThatThrownBy(() -> make(Role.VIEWER, Names.ALL))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("at most 100 tokens");
    accounts.tokens().revoke(Actor.COMMAND_LINE, ann, first.token().id());
    make(Role.VIEWER, Names.ALL);
  }

  @Test
  void whatEndedLongAgoIsForgotten() {
    Made revoked = make(Role.VIEWER, Names.of("orders"));
    Made good = make(Role.VIEWER, Names.of("orders"));
    accounts.tokens().revoke(Actor.COMMAND_LINE, ann, revoked.token().id());
    clock.pass(Duration.ofDays(90));
    accounts.forget(Duration.ofDays(365));
    assertThat(accounts.tokens().of(ann)).hasSize(2);
    clock.pass(Duration.ofMillis(1));
    accounts.forget(Duration.ofDays(365));
    assertThat(accounts.tokens().of(ann)).containsExactly(good.token());
  }
}
