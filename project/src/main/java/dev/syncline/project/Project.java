package dev.syncline.project;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Throttled;
import dev.syncline.connect.csv.CsvConnector;
import dev.syncline.connect.folder.Contents;
import dev.syncline.connect.folder.Copying;
import dev.syncline.connect.folder.FolderConnector;
import dev.syncline.connect.folder.WithFiles;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.Side;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.Retention;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.ModelConfig;
import dev.syncline.engine.config.Secret;
import dev.syncline.engine.config.StateConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.store.PostgresAddress;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.StoreAddress;
import dev.syncline.engine.store.Stores;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A configuration with its systems and its state store. Each is opened when it is first asked for,
 * so that a command pays only for what it needs.
 */
public final class Project implements AutoCloseable {
  private final Places places;
  private final Map<String, String> environment;
  private final LongSupplier clock;
  private final Turns turns = new Turns(this);
  private final Map<String, Connector> connectors = new LinkedHashMap<>();
  private @Nullable LoadedConfiguration loaded;
  private Commands.Host host = Commands.Host.NONE;
  private @Nullable StateStore store;
  private @Nullable Retention retention;
  private @Nullable Contents contents;
  private @Nullable Path temp;
  private Copying copying = Copying.NOBODY;
  private @Nullable SyncLogs logs;
  private boolean rehearsed;
  private boolean masks;
  private Consumer<String> warnings = warning -> {};

  /** The project at some places. */
  public Project(Places places, Map<String, String> environment, LongSupplier clock) {
    this.places = places;
    this.environment = environment;
    this.clock = clock;
  }

  /**
   * From now on no answer shows what is never journaled: whoever asks is not at this machine, and
   * may only see the sync.
   */
  public void mask() {
    masks = true;
  }

  boolean masks() {
    return masks;
  }

  /** Columns of an object whose values whoever asks may not see. */
  public Set<String> masked(String connection, ObjectSchema object) {
    return masks ? new NeverShown(this, connection).columns(object) : Set.of();
  }

  /** What a variable of the environment that the command was called in holds. */
  Optional<String> environment(String variable) {
    return Optional.ofNullable(environment.get(variable)).map(String::strip);
  }

  /** All variables of that environment, with the secrets that somebody keeps. */
  public Map<String, String> variables() {
    return environment;
  }

  /** Where its files are. */
  public Places places() {
    return places;
  }

  /** Milliseconds since the epoch. */
  public long now() {
    return clock.getAsLong();
  }

  LongSupplier clock() {
    return clock;
  }

  /** The configuration with all that is to be said about it. */
  public LoadedConfiguration loaded() {
    LoadedConfiguration known = loaded;
    if (known == null) {
      known =
          host.configuration()
              .map(c -> c.read(places.config(), environment))
              .orElseGet(() -> ConfigurationReader.read(places.config(), environment));
      loaded = known;
    }
    return known;
  }

  /**
   * The configuration.
   *
   * @throws CommandError if it has errors
   */
  public Configuration configuration() {
    LoadedConfiguration read = loaded();
    if (read.hasErrors()) {
      List<Finding> errors = read.findings().stream().filter(Finding::isError).toList();
      throw read.isAbsent() ? CommandError.absent(errors) : CommandError.configuration(errors);
    }
    return read.configuration();
  }

  /** The sync of a name, or the only one there is. */
  public SyncConfig sync(@Nullable String name) {
    List<SyncConfig> chosen = syncs(name, false);
    return chosen.getFirst();
  }

  /**
   * The syncs that a command line asks for.
   *
   * @param name one of them; null for the only one there is
   * @param all every one
   */
  public List<SyncConfig> syncs(@Nullable String name, boolean all) {
    List<SyncConfig> syncs = configuration().syncs();
    List<String> names = syncs.stream().map(SyncConfig::name).toList();
    if (name != null && all) {
      throw CommandError.usage("--all and the name of a sync do not go together");
    }
    if (syncs.isEmpty()) {
      throw CommandError.absent(places.config());
    }
    if (name != null) {
      return List.of(
          configuration()
              .sync(name)
              .orElseThrow(
                  () ->
                      CommandError.unknown(
                          "there is no sync \""
                              + name
                              + "\". There "
                              + (names.size() == 1 ? "is " : "are ")
                              + String.join(", ", names))));
    }
    if (syncs.size() > 1 && !all) {
      throw CommandError.usage(
          "there are "
              + syncs.size()
              + " syncs: "
              + String.join(", ", names)
              + ". Name one of them, or all with --all");
    }
    return syncs;
  }

  /** The sync that a saved plan is one of. */
  public SyncConfig planned(Path file, PlanFile.Header header) {
    return configuration().syncs().stream()
        .filter(s -> s.id() == header.sync())
        .findFirst()
        .orElseThrow(
            () ->
                CommandError.failed(
                    file
                        + " is a plan of the sync "
                        + header.name()
                        + ", which this configuration does not have"));
  }

  /**
   * Where the state store is.
   *
   * @throws CommandError if the configuration says so in a way that cannot be understood
   */
  public StoreAddress address() {
    return places
        .named()
        .or(() -> loaded().configuration().state().map(this::understood))
        .orElseGet(() -> new StoreAddress.InFile(places.state()));
  }

  private StoreAddress understood(StateConfig state) {
    return state
        .address()
        .orElseThrow(
            () ->
                CommandError.configuration(
                    loaded().findings().stream().filter(Finding::isError).toList()));
  }

  /** Whether anything is remembered yet. */
  public boolean hasStore() {
    return store != null
        || host.store()
            .map(s -> s.exists(address(), places.folder()))
            .orElseGet(() -> Stores.exist(address(), places.folder()));
  }

  /** The state store, made if there is none. */
  public StateStore store() {
    StateStore open = store;
    if (open == null) {
      places.makeStateFolder();
      open =
          host.store()
              .map(s -> s.lend(address(), places.folder()))
              .orElseGet(() -> Stores.open(address(), places.folder()));
      store = open;
    }
    return open;
  }

  /**
   * Puts a copy of a state store where there is none yet; with what was sent to endpoints, if that
   * lies beside the copy and is not here.
   *
   * @throws dev.syncline.engine.store.StoreException if it cannot be put there
   */
  public void restore(Path copy) {
    places.makeStateFolder();
    Stores.restore(copy, address(), places.folder());
    Path sent = copy.resolveSibling(copy.getFileName() + ".sent");
    if (Files.isDirectory(sent) && !Files.exists(places.sent())) {
      Connections.copySent(sent, places.sent());
    }
  }

  /**
   * The same configuration over a copy of the state store as it is now, or over a new one where
   * there is none. To be closed before this one.
   */
  Project onCopy() {
    Path copy = temp().resolve("copy-" + UUID.randomUUID() + ".db");
    if (hasStore()) {
      store().backup(copy);
    }
    Project project = new Project(places.over(copy), environment, clock);
    project.rehearsed = true;
    return project;
  }

  /** Whether nothing that is done here lasts. */
  boolean isRehearsed() {
    return rehearsed;
  }

  /** Who is told from now on of what went wrong beside the work itself. */
  public void warnTo(Consumer<String> listener) {
    warnings = listener;
  }

  void warn(String warning) {
    warnings.accept(warning);
  }

  /** The log that syncs write for people to read. */
  public SyncLogs logs() {
    SyncLogs known = logs;
    if (known == null) {
      known = new SyncLogs(this);
      logs = known;
    }
    return known;
  }

  /** A run of any sync. */
  public RunRecord run(long id) {
    return store().run(id).map(this::told).orElseThrow(() -> CommandError.unknown(noRun(id)));
  }

  /** Of each sync the latest run is never forgotten, and ids are given once, in order. */
  private String noRun(long id) {
    boolean gone =
        id > 0
            && configuration().syncs().stream()
                .flatMap(s -> store().runs(s.id(), 1).stream())
                .anyMatch(latest -> latest.id() > id);
    return gone
        ? "run "
            + id
            + " is forgotten, with what it wrote: it is older than the journal is kept (see"
            + " \"journal\" in docs/privacy.md). The runs that are remembered: syncline runs"
        : "there is no run " + id + ". See: syncline runs";
  }

  /**
   * Somebody asks who may wait for a turn, in a process that may keep something from one command to
   * the next; without, nobody does.
   */
  public void askedBy(Commands.Caller caller) {
    turns.of(caller);
    host = caller.host();
  }

  /** Whose turn it is with each sync. */
  Turns turns() {
    return turns;
  }

  /**
   * Which process runs a sync now, in words: {@link dev.syncline.engine.store.Lease#HERE} for this
   * one.
   */
  public Optional<String> holder(SyncConfig sync) {
    return store().holder(Turns.lease(sync.id()));
  }

  /** How long its journal is kept: one for all syncs, which share the store. */
  Retention retention() {
    Retention known = retention;
    if (known == null) {
      known = new Retention(store(), configuration().journalKept(), clock);
      retention = known;
    }
    return known;
  }

  /**
   * A run as it is remembered; one that no process is at any more, and that nobody wrote the end
   * of, was killed.
   */
  public RunRecord told(RunRecord run) {
    boolean on =
        run.endedMillis() == 0
            && store().runs(run.sync(), 1).stream().allMatch(last -> last.id() == run.id())
            && store().holder(Turns.lease(run.sync())).isPresent();
    return run.endedMillis() > 0
        ? run
        : new RunRecord(
            run.id(),
            run.sync(),
            run.kind(),
            run.startedMillis(),
            0,
            on ? "running" : "killed",
            run.counts(),
            run.planHash(),
            run.error());
  }

  /**
   * A system of which the configuration was understood, connected; of an environment's name, its
   * database with its files.
   */
  public Connector connector(String connection) {
    return connectors.computeIfAbsent(connection, this::connected);
  }

  /** How what is said to the systems that are connected is kept from others, by their names. */
  public Map<String, Encryption> encryptions() {
    Map<String, Encryption> all = new TreeMap<>();
    connectors.forEach((name, c) -> c.encryption().ifPresent(found -> all.put(name, found)));
    return all;
  }

  private Connector connected(String name) {
    Configuration known = loaded().configuration();
    ConnectionConfig config =
        known
            .connection(name)
            .orElseThrow(() -> CommandError.unknown("there is no connection \"" + name + "\""));
    Connector system = opened(config, name, "");
    boolean open = false;
    try {
      Connector all =
          known
              .files(name)
              .<Connector>map(f -> new WithFiles(system, opened(f, f.name(), WithFiles.PREFIX)))
              .orElse(system);
      open = true;
      return all;
    } finally {
      if (!open) {
        system.close();
      }
    }
  }

  /**
   * @param prefix stands before the names of folders
   */
  private Connector opened(ConnectionConfig config, String name, String prefix) {
    ConnectionSpec spec =
        spec(config)
            .with(loaded().configuration().models(name).stream().map(ModelConfig::model).toList());
    Connector system =
        switch (config.type()) {
          case FOLDER -> FolderConnector.open(spec, prefix, contents());
          case CSV -> {
            places.makeStateFolder();
            yield CsvConnector.open(spec.with(config.files()), places.copies());
          }
          default -> Connections.open(spec, places.log(), places.sent());
        };
    return Throttled.of(system, config.rowsPerSecond());
  }

  /** What the files of all its folders hold. */
  private Contents contents() {
    Contents known = contents;
    if (known == null) {
      places.makeStateFolder();
      try {
        known = Contents.open(places.files(), loaded().configuration().journalKept(), clock);
      } catch (UncheckedIOException e) {
        throw CommandError.failed(String.valueOf(e.getMessage()));
      }
      known.follow(copying);
      contents = known;
    }
    return known;
  }

  /** From now on somebody follows how large files are read and copied. */
  public void follow(Copying follower) {
    copying = follower;
    if (contents != null) {
      contents.follow(follower);
    }
  }

  /** Copies what was sent to endpoints into a folder, where there are any. */
  public void copySent(Path to) {
    Connections.copySent(places.sent(), to);
  }

  /** How to reach a configured system. */
  static ConnectionSpec spec(ConnectionConfig c) {
    return new ConnectionSpec(
        c.name(),
        c.type().word(),
        c.url(),
        c.user().orElse(""),
        c.password().map(Secret::reveal).orElse(""),
        c.token().map(Secret::reveal).orElse(""),
        new Bounds(c.maxConnections(), c.lockTimeout(), c.statementTimeout(), c.maxValueSize()),
        c.zone(),
        c.properties(),
        c.description(),
        List.of(),
        c.privacy());
  }

  /** Passwords, which must never be shown, whatever a driver writes into its messages. */
  List<String> secrets() {
    List<String> secrets = new ArrayList<>();
    places.named().flatMap(Project::password).ifPresent(secrets::add);
    if (loaded != null) {
      secrets.addAll(secrets(loaded.configuration()));
    }
    return secrets;
  }

  private static List<String> secrets(Configuration configuration) {
    List<String> secrets = new ArrayList<>();
    for (ConnectionConfig c : configuration.connections()) {
      c.password().map(Secret::reveal).ifPresent(secrets::add);
      c.token().map(Secret::reveal).ifPresent(secrets::add);
      secrets.addAll(c.privacy().secrets());
    }
    configuration.mail().flatMap(MailConfig::password).map(Secret::reveal).ifPresent(secrets::add);
    configuration.receivers().forEach(r -> secrets.addAll(r.secrets()));
    configuration
        .state()
        .flatMap(StateConfig::address)
        .flatMap(Project::password)
        .ifPresent(secrets::add);
    return secrets;
  }

  /** A text without the secrets of a configuration, which need not be this project's. */
  public static String hideSecrets(String text, Configuration configuration) {
    String shown = text;
    for (String secret : secrets(configuration)) {
      shown = ConnectionSpec.without(secret, shown);
    }
    return shown;
  }

  /** The last line of defence: a password is never shown, whoever wrote it into a text. */
  public String hideSecrets(String text) {
    String shown = text;
    for (String secret : secrets()) {
      shown = ConnectionSpec.without(secret, shown);
    }
    return shown;
  }

  private static Optional<String> password(StoreAddress address) {
    return address instanceof PostgresAddress server && !server.password().isEmpty()
        ? Optional.of(server.password())
        : Optional.empty();
  }

  /** A sync with both systems connected. */
  public OpenSync open(SyncConfig sync) {
    Connector source = connector(sync.connection(Side.SOURCE).text());
    Connector target = connector(sync.connection(Side.TARGET).text());
    return OpenSync.open(this, configuration(), sync, source, target);
  }

  /** A folder for what does not fit into memory; gone when the project is closed. */
  public Path temp() {
    Path folder = temp;
    if (folder == null) {
      try {
        folder = Files.createTempDirectory("syncline");
      } catch (IOException e) {
        throw new UncheckedIOException("no temporary folder can be made", e);
      }
      temp = folder;
    }
    return folder;
  }

  /** Closes all that was opened, also what comes after something that cannot be closed. */
  @Override
  public void close() {
    List<Runnable> all = new ArrayList<>();
    connectors.values().forEach(system -> all.add(system::close));
    SyncLogs openLogs = logs;
    Contents openContents = contents;
    StateStore openStore = store;
    if (openLogs != null) {
      all.add(openLogs::close);
    }
    if (openContents != null) {
      all.add(openContents::close);
    }
    if (openStore != null) {
      all.add(openStore::close);
    }
    RuntimeException failure = null;
    for (Runnable each : all) {
      try {
        each.run();
      } catch (RuntimeException e) {
        if (failure == null) {
          failure = e;
        } else {
          failure.addSuppressed(e);
        }
      }
    }
    deleteTemp();
    if (failure != null) {
      throw failure;
    }
  }

  private void deleteTemp() {
    if (temp != null) {
      try (Stream<Path> files = Files.walk(temp)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException | UncheckedIOException e) {
        // What is left is in the system's temporary folder, which the system empties.
      }
    }
  }
}
