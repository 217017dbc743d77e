package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.Sync;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.StringJoiner;
import java.util.stream.Collectors;

/** Makes of a compiled sync what the engine runs. */
public final class EngineSync {
  private EngineSync() {}

  /** The engine's sync of a compiled sync without errors. */
  public static Sync of(CompiledSync compiled) {
    SyncConfig sync = compiled.sync();
    return new Sync(
        sync.id(),
        sync.name(),
        compiled.tasks(),
        sync.guard(),
        switch (sync.firstSync()) {
          case MATCH -> Sync.FirstSync.MATCH;
          case COPY -> Sync.FirstSync.COPY;
        },
        sync.matchOn() == SyncConfig.MatchOn.NEW_RECORDS,
        Arrays.stream(Side.values()).filter(sync::creates).collect(Collectors.toSet()),
        hash(compiled));
  }

  /**
   * Hash of all that changes what the sync means. Names of sync and tasks, comments, order of
   * fields in the file, accounts and passwords do not count.
   */
  private static String hash(CompiledSync compiled) {
    SyncConfig sync = compiled.sync();
    StringJoiner text = new StringJoiner("\n");
    text.add("sync " + sync.id())
        .add(sync.direction() + " mirror " + sync.mirror())
        .add(sync.firstSync() + " " + sync.matchOn())
        .add("creates " + sync.createsInSource() + " " + sync.createsInTarget())
        .add("connections " + sync.source().text() + " | " + sync.target().text())
        .add("guard " + sync.guard());
    for (Task task : compiled.tasks()) {
      Policies policies = task.policies();
      text.add("task " + task.id() + " " + policies)
          .add(task.sourceSchema().name() + " | " + task.targetSchema().name())
          .add("clocks " + task.sourceClock() + " | " + task.targetClock());
      task.fields().forEach(f -> text.add("field " + f.meaning()));
      task.match().forEach(m -> text.add("match " + m.field() + " " + m.form()));
    }
    return sha256(text.toString());
  }

  private static String sha256(String text) {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(hash);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
