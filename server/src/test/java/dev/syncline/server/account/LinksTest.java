package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Links.Link;
import dev.syncline.server.account.Links.Purpose;
import dev.syncline.server.account.Logins.Result;
import dev.syncline.server.store.Together;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LinksTest extends OverBothStores {

  private User create(Link link, String name) {
    return accounts
        .links()
        .createAdministrator(link.secret().text(), name, name, null, PASSWORD, HERE);
  }

  private void assertUseless(Link link) {
    assertThat(accounts.links().find(link.secret().text())).isEmpty();
    assertThatThrownBy(() -> create(link, "eve"))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("This link was used, has ended, or was replaced");
    assertThatThrownBy(() -> accounts.links().setPassword(link.secret().text(), PASSWORD, HERE))
        .isInstanceOf(AccountException.class);
  }

  @Test
  void theFirstLinkCreatesAnAdministratorOnce() {
    Link link = accounts.links().first().orElseThrow();
    assertThat(link.secret().text()).matches("[A-Za-z0-9_-]{43}");
    assertThat(link.toString()).doesNotContain(link.secret().text());
    assertThat(link.until()).isEqualTo(clock.instant().plus(Links.LASTS));
    assertThat(accounts.links().find(link.secret().text())).contains(new Purpose.First());

    User made = create(link, "root");
    assertThat(made.profile().role()).isEqualTo(Role.ADMIN);
    assertThat(made.profile().environments()).isEqualTo(Names.ALL);
    assertThat(accounts.logins().enter("root", PASSWORD, HERE)).isInstanceOf(Result.In.class);
    assertThat(audited().getLast().event())
        .isEqualTo(Event.about(Action.FIRST_ADMINISTRATOR, "root"));
    assertUseless(link);
    assertThat(accounts.links().first()).isEmpty();
    assertThat(accounts.users().all()).containsOnly(accounts.users().find("root").orElseThrow());
  }

  @Test
  void aLinkOutlivesARestartAndNotItsTime() {
    Link link = accounts.links().first().orElseThrow();
    restart();
    clock.pass(Links.LASTS.minusMillis(1));
    assertThat(accounts.links().find(link.secret().text())).isPresent();
    clock.pass(Duration.ofMillis(1));
    assertUseless(link);
    assertThat(accounts.links().first()).isPresent();
  }

  @Test
  void twoLinksUsedAtTheSameTimeCreateOneAdministrator() throws Exception {
    List<Link> links =
        IntStream.range(0, 6).mapToObj(i -> accounts.links().first().orElseThrow()).toList();
    Together<User> attempts =
        Together.run(12, number -> create(links.get(number / 2), "root" + number));
    assertThat(attempts.results()).hasSize(1);
    assertThat(attempts.failures())
        .hasSize(11)
        .allSatisfy(failure -> assertThat(failure).isInstanceOf(AccountException.class));
    assertThat(accounts.users().all()).isEqualTo(attempts.results());
    links.forEach(this::assertUseless);
  }

  @Test
  void whatIsRefusedLeavesTheLinkGood() {
    Link link = accounts.links().first().orElseThrow();
    for (String name : List.of("", "<b>", "a b")) {
      assertThatThrownBy(() -> create(link, name)).isInstanceOf(AccountException.class);
    }
    assertThatThrownBy(
            () ->
                accounts
                    .links()
                    .createAdministrator(link.secret().text(), "root", "Rita", null, "short", HERE))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("at least 12");
    create(link, "root");
  }

  @Test
  void whatIsNoLinkOpensNothing() {
    Link link = accounts.links().first().orElseThrow();
    String good = link.secret().text();
    for (String bad :
        List.of(
            "",
            " ",
            "'; DROP TABLE link; --",
            "\u0000",
            "\uD800",
            good + " ",
            good.substring(1),
            good.toLowerCase(Locale.ROOT) + "x",
            "x".repeat(5_000_000))) {
      assertThat(accounts.links().find(bad)).isEmpty();
      assertThatThrownBy(
              () -> accounts.links().createAdministrator(bad, "root", "R", null, PASSWORD, HERE))
          .isInstanceOf(AccountException.class);
    }
    assertThat(accounts.links().find(good)).isPresent();
  }

  @Test
  void whatIsSecretIsNotKept() {
    Link first = accounts.links().first().orElseThrow();
    assertThat(holds(first.secret().text())).isFalse();
  }

  @Test
  void aUserSetsAPasswordThatNobodyElseKnows() {
    User root = administrator();
    Actor by = Actor.of(new Caller(root, null), HERE);
    User ann = accounts.users().add(by, "ann", profile("ann", Role.VIEWER), null);
    Link former = accounts.links().forPassword(by, ann.id());
    Link link = accounts.links().forPassword(by, ann.id());
    assertUseless(former);
    assertThat(accounts.links().find(link.secret().text())).contains(new Purpose.Password(ann));
    assertThatThrownBy(() -> create(link, "eve")).isInstanceOf(AccountException.class);
    assertThatThrownBy(() -> accounts.links().setPassword(link.secret().text(), "short", HERE))
        .isInstanceOf(AccountException.class);

    accounts.links().setPassword(link.secret().text(), PASSWORD, HERE);
    assertThat(accounts.logins().enter("ann", PASSWORD, HERE)).isInstanceOf(Result.In.class);
    assertUseless(link);
    assertThat(holds(link.secret().text())).isFalse();
  }

  @Test
  void aNewPasswordEndsSessions() {
    administrator();
    User ann = user("ann", Role.VIEWER);
    Secret session = accounts.sessions().begin(ann, HERE, "browser");
    Link link = accounts.links().forPassword(Actor.COMMAND_LINE, ann.id());
    assertThat(accounts.sessions().use(session.text())).isPresent();
    accounts.links().setPassword(link.secret().text(), "another good one", HERE);
    assertThat(accounts.sessions().use(session.text())).isEmpty();
  }

  @Test
  void whoIsDisabledHasNoLink() {
    administrator();
    User ann = user("ann", Role.VIEWER);
    Link link = accounts.links().forPassword(Actor.COMMAND_LINE, ann.id());
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile().withDisabled(true));
    assertUseless(link);
    assertThatThrownBy(() -> accounts.links().forPassword(Actor.COMMAND_LINE, ann.id()))
        .isInstanceOf(AccountException.class)
        .hasMessageContaining("is disabled");
    accounts.users().change(Actor.COMMAND_LINE, ann.id(), ann.profile());
    assertUseless(link);
  }

  @Test
  void anAdministratorWhoIsLockedOutIsLetInAgain() {
    administrator();
    User second = user("second", Role.ADMIN);
    accounts.users().change(Actor.COMMAND_LINE, second.id(), second.profile().withDisabled(true));
    for (int i = 0; i < 5; i++) {
      accounts.logins().enter("second", "guess", "192.0.2." + i);
      accounts.logins().enter("second", "guess", HERE);
    }
    Link link = accounts.links().recover("Second");
    assertThat(accounts.users().find("second").orElseThrow().profile().disabled()).isFalse();
    assertThat(audited().getFirst().by()).isEqualTo(Actor.COMMAND_LINE);
    accounts.links().setPassword(link.secret().text(), "another good one", HERE);
    assertThat(accounts.logins().enter("second", "another good one", HERE))
        .isInstanceOf(Result.In.class);

    user("ann", Role.REVIEWER);
    for (String name : List.of("ann", "nobody", "")) {
      assertThatThrownBy(() -> accounts.links().recover(name))
          .isInstanceOf(AccountException.class)
          .hasMessageContaining("no administrator of this name");
    }
  }
}
