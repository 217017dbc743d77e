package dev.syncline.server.account;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.server.account.Access.On;
import dev.syncline.server.account.User.Profile;
import dev.syncline.server.account.UsersPage.Answer;
import java.time.Instant;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** The tables of {@code docs/users.md} are what {@link Access} answers, all of it. */
class AccessTest {
  private static final UsersPage PAGE = UsersPage.ofThisCheckout();
  private static final Instant THEN = Instant.EPOCH;

  private static User user(Role role, Names environments, boolean disabled) {
    Profile profile = new Profile("Ann", null, role, environments, disabled);
    return new User(1, "ann", profile, null, true, THEN, null);
  }

  private static Caller caller(Role role) {
    return new Caller(user(role, Names.NONE, false), null);
  }

  private static Caller program(Role own, Role role, Names syncs) {
    Token token = new Token(1, "ci", role, syncs, THEN, null, null, null);
    return new Caller(user(own, Names.ALL, false), token);
  }

  private static Permission permission(String words) {
    return Stream.of(Permission.values())
        .filter(permission -> permission.words().equals(words))
        .findFirst()
        .orElseThrow(() -> new IllegalStateException("no permission: " + words));
  }

  static List<Answer> roles() {
    return PAGE.answers("Roles", 2);
  }

  @ParameterizedTest
  @MethodSource("roles")
  void aRoleMayWhatThePageSays(Answer answer) {
    Permission permission = permission(answer.row().getFirst());
    Caller caller = caller(Role.of(answer.column()).orElseThrow());
    assertThat(Access.somewhere(caller, permission)).isEqualTo(answer.yes());
    assertThat(Access.may(caller, permission, On.SERVER)).isEqualTo(answer.yes());
    assertThat(Access.may(caller, permission, On.sync("orders"))).isEqualTo(answer.yes());
  }

  @Test
  void thePageNamesEveryPermissionAndRole() {
    assertThat(roles().stream().map(answer -> answer.row().getFirst()).distinct())
        .containsExactlyInAnyOrderElementsOf(
            Stream.of(Permission.values()).map(Permission::words).toList());
    assertThat(roles().stream().map(Answer::column).distinct())
        .containsExactlyElementsOf(Stream.of(Role.values()).map(Role::word).toList());
  }

  @Test
  void eachRoleMayMoreThanTheOneBefore() {
    for (int i = 1; i < Role.values().length; i++) {
      Set<Permission> less = allOf(Role.values()[i - 1]);
      Set<Permission> more = allOf(Role.values()[i]);
      assertThat(more).containsAll(less).hasSizeGreaterThan(less.size());
    }
  }

  private static Set<Permission> allOf(Role role) {
    return EnumSet.allOf(Permission.class).stream()
        .filter(permission -> Access.somewhere(caller(role), permission))
        .collect(Collectors.toSet());
  }

  static List<Answer> environments() {
    return PAGE.answers("Environments", 2);
  }

  @ParameterizedTest
  @MethodSource("environments")
  void aPromotionStartsFromTheUsersEnvironments(Answer answer) {
    String from = answer.row().get(0);
    String own = answer.row().get(1);
    Names environments =
        own.equals("all") ? Names.ALL : own.equals("none") ? Names.NONE : Names.of(own.split(", "));
    Caller caller = new Caller(user(Role.REVIEWER, environments, false), null);
    assertThat(Access.may(caller, permission(answer.column()), On.promotion("promotion", from)))
        .isEqualTo(answer.yes());
  }

  /** The environment gives nothing that the role does not, not even to administrators. */
  @Test
  void roleAndEnvironmentAreBothNeeded() {
    for (Permission permission : Permission.values()) {
      for (Role role : Role.values()) {
        boolean byRole = Access.may(caller(role), permission, On.sync("promotion"));
        Caller everywhere = new Caller(user(role, Names.ALL, false), null);
        On promotion = On.promotion("promotion", "test");
        assertThat(Access.may(everywhere, permission, promotion)).isEqualTo(byRole);
        assertThat(Access.may(caller(role), permission, promotion))
            .isEqualTo(permission == Permission.SEE);
      }
    }
  }

  static List<Answer> tokens() {
    return PAGE.answers("Tokens", 1);
  }

  @ParameterizedTest
  @MethodSource("tokens")
  void aTokenMayWhatThePageSays(Answer answer) {
    String[] words = answer.row().getFirst().split(", ");
    Role role = Role.of(words[0].replace("role ", "")).orElseThrow();
    Names syncs =
        words[1].equals("all syncs") ? Names.ALL : Names.of(words[1].replace("only ", ""));
    String[] asked = answer.column().split(" ");
    boolean ofSync = Set.of("orders", "customers").contains(asked[asked.length - 1]);
    Permission permission = permission(ofSync ? asked[0] : answer.column());
    On on = ofSync ? On.sync(asked[1]) : On.SERVER;
    assertThat(Access.may(program(Role.ADMIN, role, syncs), permission, on))
        .isEqualTo(answer.yes());
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void aTokenMayNothingThatItsUserOrItsRoleMayNot(Permission permission) {
    for (Role own : Role.values()) {
      for (Role role : Role.values()) {
        boolean both =
            Access.may(caller(own), permission, On.sync("orders"))
                && Access.may(caller(role), permission, On.sync("orders"));
        for (Names syncs : List.of(Names.ALL, Names.of("orders"))) {
          Caller program = program(own, role, syncs);
          if (!both) {
            assertThat(Access.somewhere(program, permission)).isFalse();
            assertThat(Access.may(program, permission, On.sync("orders"))).isFalse();
          }
        }
        if (both && permission.reach() == Permission.Reach.SYNC) {
          assertThat(
                  Access.may(program(own, role, Names.of("orders")), permission, On.sync("orders")))
              .isTrue();
        }
      }
    }
  }

  /** What a menu shows for a token that is for some syncs only, and what it then may. */
  @Test
  void aTokenForSomeSyncsIsForNoOther() {
    Caller program = program(Role.ADMIN, Role.ADMIN, Names.of("orders"));
    for (Permission permission : Permission.values()) {
      boolean ofSyncs = permission.reach() == Permission.Reach.SYNC;
      assertThat(Access.somewhere(program, permission)).isEqualTo(ofSyncs);
      assertThat(Access.may(program, permission, On.sync("orders"))).isEqualTo(ofSyncs);
      assertThat(Access.may(program, permission, On.sync("Orders"))).isFalse();
      assertThat(Access.may(program, permission, On.sync(""))).isFalse();
      assertThat(Access.may(program, permission, On.SERVER)).isFalse();
    }
  }

  @ParameterizedTest
  @EnumSource(Permission.class)
  void whoIsDisabledMayNothing(Permission permission) {
    Caller gone = new Caller(user(Role.ADMIN, Names.ALL, true), null);
    assertThat(Access.somewhere(gone, permission)).isFalse();
    assertThat(Access.may(gone, permission, On.SERVER)).isFalse();
    assertThat(Access.may(gone, permission, On.sync("orders"))).isFalse();
  }

  @Test
  void aNameThatIsGivenTwiceIsOne() {
    assertThat(Names.of("test", "prod", "test")).isEqualTo(Names.of("prod", "test"));
    assertThat(Names.of("test", "prod", "test")).hasToString("prod, test");
  }

  @Test
  void rolesAreReadExactlyAsTheyAreWritten() {
    for (Role role : Role.values()) {
      assertThat(Role.of(role.word())).contains(role);
    }
    for (String word : List.of("ADMIN", "Admin", " admin", "root", "")) {
      assertThat(Role.of(word)).isEmpty();
    }
  }
}
