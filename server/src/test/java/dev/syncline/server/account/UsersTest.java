package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.User.Identity;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.store.Together;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class UsersTest extends OverBothStores {
  private static final List<String> HOSTILE =
      List.of(
          "<script>alert(1)</script>",
          "'; DROP TABLE account; --",
          "\" onmouseover=\"x",
          "=HYPERLINK(\"http://x\")",
          "Zoë 東京 محمد\u200Cرضا 👩\u200D🔬",
          "%_\\");

  private User root;

  @BeforeEach
  void makeAdministrator() {
    root = administrator();
  }

  private User add(String name) {
    return accounts.users().add(Actor.COMMAND_LINE, name, profile(name, Role.VIEWER), null);
  }

  @Test
  void whatIsKeptOfAUserComesBack() {
    Profile profile =
        new Profile(
            "Ann <b>O'Neil</b>", "ann@example.org", Role.REVIEWER, Names.of("prod", "test"), false);
    User added = accounts.users().add(Actor.COMMAND_LINE, "Ann", profile, null);
    restart();
    User found = accounts.users().find(added.id()).orElseThrow();
    assertThat(found).isEqualTo(added);
    assertThat(found.name()).isEqualTo("Ann");
    assertThat(found.profile()).isEqualTo(profile);
    assertThat(found.hasPassword()).isFalse();
    assertThat(found.created()).isEqualTo(clock.instant());
    assertThat(found.lastLogin()).isNull();
    assertThat(accounts.users().find("ANN")).contains(found);
    assertThat(accounts.users().all()).containsExactly(found, root);
  }

  @Test
  void namesThatReadAlikeAreOne() {
    add("Zoë");
    for (String same : List.of("zoë", "ZOE\u0308", "Ｚoë", " Zoë ")) {
      assertThatThrownBy(() -> add(same))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("already");
      assertThat(accounts.users().find(same)).isPresent();
    }
    assertThat(add("Zoe").name()).isEqualTo("Zoe");
  }

  @Test
  void namesAreWhatCanBeToldApart() {
    for (String name :
        List.of(
            "",
            " ",
            "a b",
            "<b>",
            "a'",
            "a\u0000",
            "a\nb",
            "-a",
            ".",
            "a\u202Eb",
            "a\uD800",
            "x".repeat(65),
            "x".repeat(1_000_000),
            "\uFDFA".repeat(60))) {
      assertThatThrownBy(() -> add(name))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("1 to 64 letters");
      assertThat(accounts.users().find(name)).isEmpty();
    }
    for (String name : List.of("a", "ann.o-neil_2+x@example.org", "محمد", "x".repeat(64), "0")) {
      assertThat(add(name).name()).isEqualTo(name);
    }
  }

  @Test
  void hostileTextsAreKeptAsTheyAre() {
    for (String text : HOSTILE) {
      User user = add("user" + HOSTILE.indexOf(text));
      Profile profile = new Profile(text, null, Role.OPERATOR, Names.of(text, "prod"), false);
      accounts.users().change(Actor.COMMAND_LINE, user.id(), profile);
      assertThat(accounts.users().find(user.id()).orElseThrow().profile()).isEqualTo(profile);
    }
    assertThat(accounts.users().all()).hasSize(HOSTILE.size() + 1);
  }

  @Test
  void hostileNamesFindNobody() {
    for (String text : HOSTILE) {
      assertThat(accounts.users().find(text)).isEmpty();
    }
  }

  @Test
  void textsThatDoNotShowWhatTheyAreAreRefused() {
    for (String text :
        List.of("", " ", "a\u0000b", "a\rb", "a\u202Eb", "x".repeat(201), "a\uDC00")) {
      assertThatThrownBy(
              () ->
                  accounts
                      .users()
                      .change(
                          Actor.COMMAND_LINE,
                          root.id(),
                          new Profile(text, null, Role.ADMIN, Names.ALL, false)))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("display name");
    }
    for (String email :
        List.of(
            "ann",
            "@",
            "a@",
            "a b@c",
            "a@b\r\nBcc: x@y",
            "a@b,c@d",
            "<a@b>",
            "ann..lee@example.org",
            "Ann <ann@example.org>",
            "a\u202Eb@example.org",
            "x".repeat(250) + "@example.org")) {
      assertThatThrownBy(
              () ->
                  accounts
                      .users()
                      .change(
                          Actor.COMMAND_LINE,
                          root.id(),
                          new Profile("Ann", email, Role.ADMIN, Names.ALL, false)))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("e-mail");
    }
    assertThat(accounts.users().find(root.id())).contains(root);
  }

  @Test
  void oneAdministratorIsAlwaysLeft() {
    Actor by = Actor.of(new Caller(root, null), HERE);
    Profile own = root.profile();
    assertThatThrownBy(() -> accounts.users().change(by, root.id(), own.withDisabled(true)))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("No administrator would be left");
    assertThatThrownBy(() -> accounts.users().change(by, root.id(), own.withRole(Role.REVIEWER)))
        .isInstanceOf(AccountException.class);
    assertThatThrownBy(() -> accounts.users().remove(by, root.id()))
        .isInstanceOf(AccountException.class);
    // One who has not set a password yet cannot log in, and does not count.
    accounts.users().add(by, "new", profile("new", Role.ADMIN), null);
    assertThatThrownBy(() -> accounts.users().remove(by, root.id()))
        .isInstanceOf(AccountException.class);
    assertThat(accounts.users().find(root.id())).contains(root);

    user("other", Role.ADMIN);
    accounts.users().remove(by, root.id());
    assertThat(accounts.users().find("root")).isEmpty();
  }

  @Test
  void twoAdministratorsWhoRemoveEachOtherLeaveOne() throws Exception {
    List<User> both = List.of(root, user("other", Role.ADMIN));
    Together<Long> removals =
        Together.run(
            2,
            number -> {
              accounts.users().remove(Actor.COMMAND_LINE, both.get(number).id());
              return both.get(number).id();
            });
    assertThat(removals.results()).hasSize(1);
    assertThat(removals.failures()).singleElement().isInstanceOf(AccountException.class);
    assertThat(accounts.users().all()).hasSize(1);
  }

  @Test
  void whoIsRemovedLeavesNothingButTheAuditLog() {
    User ann = user("ann", Role.OPERATOR);
    Secret session = accounts.sessions().begin(ann, HERE, "browser");
    Secret token =
        accounts.tokens().make(ann, "ci", Role.VIEWER, Names.of("orders"), null, HERE).text();
    accounts.users().remove(Actor.of(new Caller(root, null), HERE), ann.id());
    assertThat(accounts.sessions().use(session.text())).isEmpty();
    assertThat(accounts.tokens().use(token.text())).isEmpty();
    assertThat(audited().getFirst().event()).isEqualTo(Event.about(Action.USER_REMOVED, "ann"));
    assertThat(audited().getFirst().by().name()).isEqualTo("root");
    assertThatThrownBy(() -> accounts.users().remove(Actor.COMMAND_LINE, ann.id()))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("no such user");
    assertThat(add("next").id()).isGreaterThan(ann.id());
  }

  @Test
  void whoComesFromAProviderIsKnownByIssuerAndSubject() {
    Identity identity = new Identity("https://id.example.org/", "00u1'x");
    User ann = accounts.users().add(Actor.SCHEDULER, "ann", profile("Ann", Role.VIEWER), identity);
    assertThat(accounts.users().find(identity)).contains(ann);
    assertThat(ann.identity()).isEqualTo(identity);
    assertThat(accounts.users().find(new Identity("https://id.example.org", "00u1'x"))).isEmpty();
    assertThat(accounts.users().find(new Identity("https://id.example.org/", "00U1'X"))).isEmpty();
    assertThat(accounts.users().find(new Identity("a\u0000", "b"))).isEmpty();
    assertThatThrownBy(
            () ->
                accounts.users().add(Actor.SCHEDULER, "bob", profile("Bob", Role.VIEWER), identity))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("provider already");
    for (Identity bad :
        List.of(new Identity("", "x"), new Identity("x", ""), new Identity("x", "y".repeat(256)))) {
      assertThatThrownBy(
              () -> accounts.users().add(Actor.SCHEDULER, "c", profile("C", Role.VIEWER), bad))
          .isInstanceOf(AccountException.class);
    }
    // Users without one do not stand in each other's way.
    add("c");
    add("d");
  }

  @Test
  void whatChangesIsAudited() {
    User ann = add("ann");
    clock.pass(Duration.ofSeconds(1));
    Profile more = ann.profile().withRole(Role.REVIEWER).withEnvironments(Names.of("test", "prod"));
    accounts.users().change(Actor.of(new Caller(root, null), HERE), ann.id(), more);
    AuditLog.Line line = audited().getFirst();
    assertThat(line.at()).isEqualTo(clock.instant());
    assertThat(line.by()).isEqualTo(new Actor(Actor.Kind.USER, "root", null, HERE));
    assertThat(line.event())
        .isEqualTo(
            Event.about(Action.USER_CHANGED, "ann")
                .detail("role viewer → reviewer, environments none → prod, test"));
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), more.withDisabled(true));
    assertThat(audited().getFirst().event().detail()).isEqualTo("disabled");
  }
}
