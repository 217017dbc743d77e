package dev.syncline.engine.config;

import dev.syncline.connect.Model;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks where CSV files are written: on one side, and each by one name. */
final class CsvChecks {
  private final List<ConnectionConfig> connections;
  private final List<ModelConfig> models;
  private final Findings findings;

  CsvChecks(List<ConnectionConfig> connections, List<ModelConfig> models, Findings findings) {
    this.connections = connections;
    this.models = models;
    this.findings = findings;
  }

  /** A file that has two names would have two working copies, and lose what one of them has. */
  void places() {
    Map<Path, String> seen = new HashMap<>();
    for (ConnectionConfig connection : connections) {
      for (Model file : connection.files()) {
        String name = connection.name() + "." + file.name();
        String before = seen.putIfAbsent(path(file.origin()).orElseThrow(), name);
        if (before != null) {
          findings.error(
              connection.at(),
              before + " and " + name + " are one file, " + path(file.origin()).orElseThrow(),
              "Remove one: tasks of several syncs may name the other.");
        }
      }
    }
  }

  private static Optional<Path> path(Model.Origin origin) {
    return origin instanceof Model.DataFile file ? Optional.of(file.path()) : Optional.empty();
  }

  /** Environments are gone between either way, and files only one. */
  void environment(EnvironmentConfig environment) {
    csv(environment.connection())
        .ifPresent(
            c ->
                findings.error(
                    environment.connection().at(),
                    "environment "
                        + environment.name()
                        + " has the connection "
                        + c.name()
                        + ", of type csv, whose files are only written",
                    "Name a database."));
  }

  private Optional<ConnectionConfig> csv(Name name) {
    return connections.stream()
        .filter(c -> c.type() == ConnectionConfig.Type.CSV && c.name().equals(name.text()))
        .findFirst();
  }

  void sync(SyncConfig sync) {
    for (Side side : Side.values()) {
      csv(sync.connection(side)).ifPresent(c -> sync(sync, side, c));
    }
  }

  private void sync(SyncConfig sync, Side side, ConnectionConfig files) {
    String has = "sync " + sync.name() + " has the " + side.word() + " " + files.name();
    String oneWay =
        "Write direction: "
            + Words.of(side == Side.SOURCE ? Direction.TO_SOURCE : Direction.TO_TARGET);
    if (sync.direction() == Direction.TWO_WAY) {
      findings.error(
          sync.connection(side).at(),
          has
              + ", of type csv, which is only written: whoever saves an older copy of a file would"
              + " take back on the other side what was written since",
          oneWay + ". What people write into a file is read as a model (docs/models.md).");
    } else if (!sync.direction().writes(side)) {
      findings.error(
          sync.connection(side).at(),
          has + ", of type csv, which is written and not read",
          oneWay + ", or read the file as a model (docs/models.md).");
    }
    for (TaskConfig task : sync.tasks()) {
      readsItself(sync, task, side, files);
    }
  }

  /** What a run writes would be what it reads. */
  private void readsItself(SyncConfig sync, TaskConfig task, Side side, ConnectionConfig files) {
    Optional<Path> read =
        models.stream()
            .filter(m -> m.connection().text().equals(sync.connection(side.other()).text()))
            .filter(m -> m.name().equals(task.object(side.other()).text()))
            .findFirst()
            .flatMap(m -> path(m.model().origin()));
    boolean written =
        sync.tasks().stream()
            .flatMap(
                t -> files.files().stream().filter(f -> f.name().equals(t.object(side).text())))
            .anyMatch(f -> path(f.origin()).equals(read));
    if (read.isPresent() && written) {
      findings.error(
          task.object(side.other()).at(),
          "task " + task.name() + " reads " + read.get() + ", which the same sync writes",
          "Let it read another file, or write one.");
    }
  }
}
