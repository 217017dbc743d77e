package dev.syncline.engine.config;

import dev.syncline.core.Side;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * All that a folder of configuration says.
 *
 * @param folder where its files are, and where relative paths in it begin
 * @param connections the systems
 * @param models queries, tables and files that are read like tables
 * @param environments those of an application between which records are promoted
 * @param syncs what is kept in step
 * @param sequences syncs that run one after another
 * @param journalKept how long it is remembered what was written; empty: for ever
 * @param syncLog the log that syncs write for people, where there is one
 * @param mail the server that takes mails, where there is one
 * @param receivers who is told of syncs
 * @param state the database that keeps the state, where it is not a file
 */
public record Configuration(
    Path folder,
    List<ConnectionConfig> connections,
    List<ModelConfig> models,
    List<EnvironmentConfig> environments,
    List<SyncConfig> syncs,
    List<SequenceConfig> sequences,
    Optional<Duration> journalKept,
    Optional<SyncLogConfig> syncLog,
    Optional<MailConfig> mail,
    List<ReceiverConfig> receivers,
    Optional<StateConfig> state) {

  /** How long the journal is kept where nothing is said of it. */
  public static final Duration JOURNAL_KEPT = Duration.ofDays(90);

  public Configuration {
    connections = List.copyOf(connections);
    models = List.copyOf(models);
    environments = List.copyOf(environments);
    syncs = List.copyOf(syncs);
    sequences = List.copyOf(sequences);
    receivers = List.copyOf(receivers);
  }

  /** The connection of a name; of an environment's name, that of its database. */
  public Optional<ConnectionConfig> connection(String name) {
    String own = environment(name).map(e -> e.connection().text()).orElse(name);
    return connections.stream().filter(c -> c.name().equals(own)).findFirst();
  }

  /** The folder in which the files of an environment lie. */
  public Optional<ConnectionConfig> files(String environment) {
    return environment(environment)
        .flatMap(EnvironmentConfig::files)
        .flatMap(f -> connections.stream().filter(c -> c.name().equals(f.text())).findFirst());
  }

  /** The environment of a name. */
  public Optional<EnvironmentConfig> environment(String name) {
    return environments.stream().filter(e -> e.name().equals(name)).findFirst();
  }

  /** The models that a connection's database answers. */
  public List<ModelConfig> models(String connection) {
    return models.stream().filter(m -> m.connection().text().equals(connection)).toList();
  }

  /** The model that a side of a task names; nothing where that is a table, or not there. */
  Optional<ModelConfig> model(SyncConfig sync, TaskConfig task, Side side) {
    return models(sync.connection(side).text()).stream()
        .filter(m -> m.name().equals(task.object(side).text()))
        .findFirst();
  }

  /** The sequence of a name. */
  public Optional<SequenceConfig> sequence(String name) {
    return sequences.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /** Who is told, by name. */
  public Optional<ReceiverConfig> receiver(String name) {
    return receivers.stream().filter(r -> r.name().equals(name)).findFirst();
  }

  /** The sync of a name. */
  public Optional<SyncConfig> sync(String name) {
    return syncs.stream().filter(s -> s.name().equals(name)).findFirst();
  }

  /**
   * A hash of everything that changes what a sync means, and of nothing else: formatting, names
   * that may change, accounts and passwords do not count. What is left out and chosen from the live
   * schemas is part of {@link CompiledSync#hash()} only.
   */
  public String hash(SyncConfig sync) {
    return Meaning.of(this, sync);
  }
}
