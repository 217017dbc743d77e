package dev.syncline.cli.command;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.project.KeptPlans.Seen;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** One of the plans that are kept. */
final class PlanNumber {
  @Parameters(index = "0", paramLabel = "SYNC", description = "The sync.")
  String sync;

  @Parameters(index = "1", paramLabel = "NUMBER", description = "The plan, as plans list shows it.")
  long number;

  SyncConfig config(Session session) {
    return session.project().sync(sync);
  }

  KeptPlan of(Session session) {
    return session.plans().find(config(session), number);
  }

  /** What of the plan was seen by who wants something of it. */
  static final class SeenOptions {
    @Option(names = "--sha256", paramLabel = "HASH", description = "Only if the plan is this one.")
    @Nullable String hash;

    @Option(
        names = "--if-version",
        paramLabel = "N",
        description = "Only if nobody has selected anything since this version of the selection.")
    long version = -1;

    Seen seen() {
      return new Seen(hash, version);
    }
  }
}
