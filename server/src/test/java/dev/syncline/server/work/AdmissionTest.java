package dev.syncline.server.work;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.syncline.project.Commands;
import dev.syncline.project.screen.ChoicesScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;

class AdmissionTest {
  private static final Job.Order RUN =
      new Job.Order("promote", List.of("run", "--", "promote"), "Eve", ZoneOffset.UTC);

  private static final Commands PROMOTION =
      (caller, words) ->
          new ChoicesScreen("promote", List.of("test", "live"), List.of(), List.of());

  private static final Commands BROKEN =
      (caller, words) ->
          new ErrorScreen(ExitCode.ERROR, "configuration", "syncline.yaml has errors", List.of());

  private static Visitor visitor(Role role, Names environments) {
    User eve =
        new User(
            1,
            "eve",
            new User.Profile("Eve", null, role, environments, false),
            null,
            true,
            Instant.EPOCH,
            null);
    return new Visitor(new Caller(eve, null), "session", "127.0.0.1");
  }

  private static void refused(Commands commands, Visitor visitor, int status) {
    Admission admission = new Admission(commands);
    assertThat(admission.stops(visitor, RUN)).isFalse();
    assertThat(admission.admits(visitor, RUN.sync(), RUN.words())).isFalse();
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> admission.requireStop(visitor, RUN))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(status));
    assertThatExceptionOfType(Refusal.class)
        .isThrownBy(() -> admission.require(visitor, RUN.sync(), RUN.words()))
        .satisfies(refusal -> assertThat(refusal.status()).isEqualTo(status));
  }

  @Test
  void whoHasNotBothEnvironmentsStopsNoPromotion() {
    refused(PROMOTION, visitor(Role.OPERATOR, Names.of("test")), 403);
    assertThat(
            new Admission(PROMOTION).stops(visitor(Role.OPERATOR, Names.of("test", "live")), RUN))
        .isTrue();
  }

  @Test
  void whereNobodyKnowsFromWhereItGoesOnlyWhoHasAllEnvironmentsIsAdmitted() {
    refused(BROKEN, visitor(Role.OPERATOR, Names.of("test", "live")), 409);
    refused(BROKEN, visitor(Role.VIEWER, Names.of("test", "live")), 403);
    assertThat(new Admission(BROKEN).stops(visitor(Role.OPERATOR, Names.ALL), RUN)).isTrue();
  }
}
