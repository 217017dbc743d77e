package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Event.Action;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SessionsTest extends OverBothStores {
  private User ann;

  @BeforeEach
  void makeUser() {
    administrator();
    ann = user("ann", Role.REVIEWER);
  }

  private Secret begin() {
    return accounts.sessions().begin(ann, HERE, "Mozilla/5.0 <b>");
  }

  private boolean isOpen(Secret id) {
    return accounts.sessions().use(id.text()).isPresent();
  }

  @Test
  void aSessionKnowsItsUser() {
    Secret id = begin();
    assertThat(id.text()).matches("[A-Za-z0-9_-]{43}");
    assertThat(id.toString()).isEqualTo("(secret)");
    restart();
    Caller caller = accounts.sessions().use(id.text()).orElseThrow();
    assertThat(caller).isEqualTo(new Caller(ann, null));
    assertThat(caller.role()).isEqualTo(Role.REVIEWER);
    assertThat(holds(id.text())).isFalse();
  }

  @Test
  void everySessionHasAnIdOfItsOwn() {
    Set<String> ids = new HashSet<>();
    for (int i = 0; i < 10; i++) {
      ids.add(begin().text());
    }
    assertThat(ids).hasSize(10);
  }

  @Test
  void idsThatWereTamperedWithOpenNothing() {
    String good = begin().text();
    char last = good.charAt(42) == 'A' ? 'B' : 'A';
    for (String bad :
        List.of(
            "",
            " ",
            good + " ",
            good.substring(0, 42),
            good.substring(0, 42) + last,
            "' OR '1'='1",
            "\u0000",
            "\uD800",
            "x".repeat(5_000_000),
            accounts.sessions().of(ann).getFirst().handle())) {
      assertThat(accounts.sessions().use(bad)).isEmpty();
    }
    assertThat(accounts.sessions().use(good)).isPresent();
  }

  @Test
  void aSessionEndsWhenItIsNotUsed() {
    Secret id = begin();
    clock.pass(Duration.ofHours(2).minusMillis(1));
    assertThat(isOpen(id)).isTrue();
    clock.pass(Duration.ofHours(2).minusMillis(1));
    assertThat(isOpen(id)).isTrue();
    clock.pass(Duration.ofHours(2));
    assertThat(isOpen(id)).isFalse();
    assertThat(accounts.sessions().of(ann)).isEmpty();
  }

  @Test
  void aSessionEndsAfterHalfADayHoweverItIsUsed() {
    Secret id = begin();
    for (int i = 0; i < 11; i++) {
      clock.pass(Duration.ofHours(1));
      assertThat(isOpen(id)).isTrue();
    }
    clock.pass(Duration.ofHours(1).minusMillis(1));
    assertThat(isOpen(id)).isTrue();
    clock.pass(Duration.ofMillis(1));
    assertThat(isOpen(id)).isFalse();
  }

  @Test
  void logoutEndsOneSession() {
    Secret one = begin();
    Secret other = begin();
    accounts.sessions().end(ann, one.text(), HERE);
    assertThat(isOpen(one)).isFalse();
    assertThat(isOpen(other)).isTrue();
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.LOGOUT, "ann"));
    accounts.sessions().end(ann, "no session", HERE);
    assertThat(isOpen(other)).isTrue();
  }

  @Test
  void whoIsDisabledIsOutAndStaysOut() {
    Secret id = begin();
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withDisabled(true));
    assertThat(isOpen(id)).isFalse();
    // Not even one that was begun at that very moment.
    Secret late = begin();
    assertThat(isOpen(late)).isFalse();
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile());
    assertThat(isOpen(id)).isFalse();
  }

  @Test
  void anotherRoleHoldsFromTheNextRequestOn() {
    Secret id = begin();
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withRole(Role.VIEWER));
    assertThat(accounts.sessions().use(id.text()).orElseThrow().role()).isEqualTo(Role.VIEWER);
  }

  @Test
  void aUserSeesAndEndsSessions() {
    Secret one = begin();
    clock.pass(Duration.ofMinutes(5));
    Secret other = begin();
    User bob = user("bob", Role.VIEWER);
    Secret ofBob = accounts.sessions().begin(bob, HERE, "x".repeat(10_000));

    List<Session> listed = accounts.sessions().of(ann);
    assertThat(listed).hasSize(2);
    assertThat(Sessions.is(listed.get(0), other.text())).isTrue();
    assertThat(Sessions.is(listed.get(1), one.text())).isTrue();
    assertThat(Sessions.is(listed.get(1), other.text())).isFalse();
    assertThat(listed.getFirst().agent()).isEqualTo("Mozilla/5.0 <b>");
    assertThat(listed.getFirst().address()).isEqualTo(HERE);
    assertThat(accounts.sessions().of(bob).getFirst().agent()).hasSize(201);

    Actor by = Actor.of(new Caller(ann, null), HERE);
    String handleOfBob = accounts.sessions().of(bob).getFirst().handle();
    for (String handle : List.of(handleOfBob, "", "zz", "'", "\u0000")) {
      accounts.sessions().end(by, ann, handle);
    }
    assertThat(isOpen(ofBob)).isTrue();
    assertThat(accounts.sessions().of(ann)).hasSize(2);
    accounts.sessions().end(by, ann, listed.get(1).handle());
    assertThat(isOpen(one)).isFalse();
    assertThat(isOpen(other)).isTrue();
    accounts.sessions().endAll(by, ann);
    assertThat(isOpen(other)).isFalse();
    assertThat(isOpen(ofBob)).isTrue();
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.SESSIONS_ENDED, "ann"));
  }

  @Test
  void aUserHasABoundedNumberOfSessions() {
    Secret first = begin();
    clock.pass(Duration.ofSeconds(1));
    for (int i = 0; i < 19; i++) {
      begin();
    }
    assertThat(isOpen(first)).isTrue();
    Secret last = begin();
    assertThat(isOpen(first)).isFalse();
    assertThat(isOpen(last)).isTrue();
    assertThat(accounts.sessions().of(ann)).hasSize(20);
  }

  @Test
  void aFormTokenIsOfOneSession() {
    Secret one = begin();
    Secret other = begin();
    String token = Sessions.formToken(one.text());
    assertThat(Sessions.isFormToken(one.text(), token)).isTrue();
    assertThat(Sessions.isFormToken(other.text(), token)).isFalse();
    for (String forged :
        List.of("", token + "x", token.substring(1), one.text(), "x".repeat(1_000_000))) {
      assertThat(Sessions.isFormToken(one.text(), forged)).isFalse();
    }
    assertThat(token).doesNotContain(one.text()).isNotEqualTo(one.text());
    // It opens no session, and is kept nowhere.
    assertThat(accounts.sessions().use(token)).isEmpty();
    assertThat(holds(token)).isFalse();
  }

  @Test
  void whatEndedIsForgotten() {
    begin();
    clock.pass(Duration.ofHours(1));
    Secret open = begin();
    clock.pass(Duration.ofHours(1));
    accounts.forget(Duration.ofDays(365));
    assertThat(store.<Long>read("count", sql -> sql.number("SELECT count(*) FROM session")))
        .isOne();
    assertThat(isOpen(open)).isTrue();
  }
}
