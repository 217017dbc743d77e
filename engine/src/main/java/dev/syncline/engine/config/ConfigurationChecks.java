package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.engine.sync.Capturing.Method;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checks what only all files together can tell: names and ids that clash, or lead nowhere. */
final class ConfigurationChecks {
  private final Findings findings;

  ConfigurationChecks(Findings findings) {
    this.findings = findings;
  }

  /**
   * @param connections those that could be read
   * @param known names of all that are there, so that one mistake is not reported twice
   */
  void check(
      List<ConnectionConfig> connections,
      Collection<String> known,
      List<ModelConfig> models,
      List<EnvironmentConfig> environments,
      List<SyncConfig> syncs) {
    Map<String, Position> names = new HashMap<>();
    connections.forEach(c -> name(names, c.at(), "connection", c.name()));
    names.clear();
    models.forEach(m -> name(names, m.at(), "model", m.name()));
    names.clear();
    environments.forEach(e -> name(names, e.at(), "environment", e.name()));
    environments.forEach(e -> environment(e, connections));
    names.clear();
    syncs.forEach(s -> name(names, s.at(), "sync", s.name()));
    ids(syncs.stream().map(s -> new Identified(s.at(), "sync " + s.name(), s.id())).toList());
    ids(
        syncs.stream()
            .flatMap(s -> s.tasks().stream())
            .map(t -> new Identified(t.at(), "task " + t.name(), t.id()))
            .toList());
    CsvChecks csv = new CsvChecks(connections, models, findings);
    csv.places();
    environments.forEach(csv::environment);
    for (SyncConfig sync : syncs) {
      csv.sync(sync);
      Map<String, Position> tasks = new HashMap<>();
      sync.tasks().forEach(t -> name(tasks, t.at(), "task", t.name()));
      for (Side side : Side.values()) {
        if (sync.promotion().isEmpty()) {
          connection(sync, side, known);
        }
        account(sync, side, connections);
        connections.stream()
            .filter(c -> c.type().isSourceOfModels())
            .filter(c -> c.name().equals(sync.connection(side).text()))
            .forEach(c -> sourceOfModels(sync, side, c, models));
      }
    }
  }

  private void name(Map<String, Position> seen, Position at, String kind, String name) {
    Position before = seen.putIfAbsent(name, at);
    if (before != null) {
      findings.error(
          at, "there are two " + kind + "s " + name, "Rename one; the other is at " + before + ".");
    }
  }

  private record Identified(Position at, String name, int id) {}

  /** Ids are never reused, hence the next one is above all. */
  private void ids(List<Identified> all) {
    int[] next = {all.stream().mapToInt(Identified::id).max().orElse(0)};
    Map<Integer, Identified> seen = new HashMap<>();
    for (Identified one : all) {
      if (one.id() == SyncReader.NO_ID) {
        next[0] = Math.max(next[0], 0) + 1;
        findings.error(
            one.at(),
            one.name() + " has no \"id\"",
            "Add \"id: " + next[0] + "\" and never change it; all that is remembered hangs on it.");
      } else if (one.id() != SyncReader.BAD_ID) {
        Identified before = seen.putIfAbsent(one.id(), one);
        if (before != null) {
          next[0] = Math.max(next[0], 0) + 1;
          findings.error(
              one.at(),
              one.name() + " has the same id " + one.id() + " as " + before.name(),
              "Give the newer of the two the id "
                  + next[0]
                  + "; the other is at "
                  + before.at()
                  + ".");
        }
      }
    }
  }

  /** Its records are read and written, and its files lie in a folder. */
  private void environment(EnvironmentConfig environment, List<ConnectionConfig> connections) {
    String place = "environment " + environment.name();
    named(connections, environment.connection()).ifPresent(c -> records(environment, c));
    environment
        .files()
        .flatMap(files -> named(connections, files))
        .filter(c -> c.type() != ConnectionConfig.Type.FOLDER)
        .ifPresent(
            c ->
                findings.error(
                    environment.files().orElseThrow().at(),
                    place + " has the files " + c.name() + ", which is no folder",
                    "Name a connection of type: folder."));
    if (environment.files().isPresent()
        && environment.connection().text().equals(environment.name())) {
      findings.error(
          environment.at(),
          place + " has files, and the name of its database's connection",
          "Give it another name: that one stands for the database alone.");
    }
  }

  /** What a promotion compares and writes, whichever way it goes. */
  private void records(EnvironmentConfig environment, ConnectionConfig connection) {
    Position at = environment.connection().at();
    String has = "environment " + environment.name() + " has the connection " + connection.name();
    if (connection.type() == ConnectionConfig.Type.FOLDER) {
      findings.error(
          at,
          has + ", a folder, for its database",
          "Name a database, and the folder as \"files\".");
    } else if (connection.type() == ConnectionConfig.Type.HTTP) {
      findings.error(
          at,
          has + ", an endpoint, of which nothing can be read and compared",
          "Name a database, or an application.");
    } else if (connection.type().isSourceOfModels()) {
      findings.error(
          at,
          has
              + ", of type "
              + connection.type().word()
              + ", which is a source of models and is never written",
          "Name a database that can be written.");
    }
  }

  private static Optional<ConnectionConfig> named(List<ConnectionConfig> connections, Name name) {
    return connections.stream().filter(c -> c.name().equals(name.text())).findFirst();
  }

  private void connection(SyncConfig sync, Side side, Collection<String> known) {
    String name = sync.connection(side).text();
    if (!name.isEmpty() && !known.contains(name)) {
      findings.error(
          sync.connection(side).at(),
          "sync "
              + sync.name()
              + " has the "
              + side.word()
              + " \""
              + name
              + "\", which is not a connection",
          Nearest.remedy(name, "The connections", known));
    }
  }

  /** A database that is neither written nor read by its tables. */
  private void sourceOfModels(
      SyncConfig sync, Side side, ConnectionConfig connection, List<ModelConfig> models) {
    String name = connection.name();
    String why = name + ", of type " + connection.type().word() + ", is a source of models";
    if (sync.direction().writes(side)) {
      findings.error(
          sync.connection(side).at(),
          "sync "
              + sync.name()
              + " writes its "
              + side.word()
              + "; "
              + why
              + " and is never written",
          "Set \"direction\" so that only the "
              + side.other().word()
              + " is written, or name another connection.");
      return;
    }
    for (TaskConfig task : sync.tasks()) {
      String object = task.object(side).text();
      boolean isModel =
          models.stream()
              .anyMatch(m -> m.connection().text().equals(name) && m.name().equals(object));
      if (!isModel) {
        List<String> there =
            models.stream()
                .filter(m -> m.connection().text().equals(name))
                .map(ModelConfig::name)
                .toList();
        findings.error(
            task.object(side).at(),
            "task "
                + task.name()
                + " reads \""
                + object
                + "\", which is no model; "
                + why
                + " only",
            Nearest.to(object, there).isPresent() || name.equals(ConnectionConfig.FILES)
                ? Nearest.remedy(object, "Its models", there)
                : "Make it one: models: { "
                    + object
                    + ": { connection: "
                    + name
                    + ", table: "
                    + object
                    + ", key: … } }");
      }
    }
  }

  /** No log names who wrote, so what such a user changes could not be told from other changes. */
  private void account(SyncConfig sync, Side side, List<ConnectionConfig> connections) {
    String name = sync.connection(side).text();
    boolean named =
        connections.stream()
            .anyMatch(c -> c.name().equals(name) && !c.dedicatedAccounts().isEmpty());
    if (named && sync.capturing().on(side) == Method.LOG) {
      findings.error(
          sync.connection(side).at(),
          "sync "
              + sync.name()
              + " reads the log of its "
              + side.word()
              + " "
              + name
              + ", which has a \"dedicated-account\"; the log does not tell who changed a record",
          "Set \"capture: triggers\" for the "
              + side.word()
              + ", or timestamps with an \"updated-by\" column, or take the dedicated account out.");
    }
  }
}
