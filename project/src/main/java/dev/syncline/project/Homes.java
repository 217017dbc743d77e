package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Home;
import dev.syncline.engine.store.PostgresAddress;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Capturing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/**
 * That a part of the state which lies in files stays with the node that has them, where several
 * share a store: another would take what is not in its own files for deleted, or for never sent.
 */
final class Homes {
  private final Project project;

  Homes(Project project) {
    this.project = project;
  }

  /**
   * Refuses a look at a sync from a node that has not its files.
   *
   * @throws CommandError if another node has them
   */
  void require(SyncConfig sync, StateStore store) {
    parts(sync)
        .forEach(
            (connection, part) ->
                store
                    .home(connection)
                    .filter(home -> !home.node().equals(node()))
                    .ifPresent(
                        home -> {
                          throw refused(sync, part, home);
                        }));
  }

  /**
   * Makes this node the one that runs a sync, as far as files say which must.
   *
   * @param store of whoever runs it
   * @param takeOver whether a person says that the other node's files are lost
   * @throws CommandError if another node has its files
   */
  void settle(SyncConfig sync, StateStore store, boolean takeOver) {
    if (!takeOver) {
      require(sync, store);
    }
    for (String connection : parts(sync).keySet()) {
      Home here = new Home(connection, node(), place());
      if (!store.home(connection).equals(Optional.of(here))) {
        try (StateStore.Change change = store.begin()) {
          change.putHome(here);
          change.commit();
        }
      }
    }
  }

  /** What the sync keeps in files, by its connection; nothing that matters where all state is. */
  private Map<String, String> parts(SyncConfig sync) {
    Map<String, String> parts = new LinkedHashMap<>();
    if (!(project.address() instanceof PostgresAddress)) {
      return parts;
    }
    for (Side side : Side.values()) {
      String connection = sync.connection(side).text();
      if (sync.capturing().on(side) == Capturing.Method.LOG) {
        parts.put(connection, "what was read of the log of " + connection);
      }
      project
          .configuration()
          .connection(connection)
          .flatMap(Homes::kept)
          .ifPresent(what -> parts.put(connection, what + " of " + connection));
      project
          .configuration()
          .files(connection)
          .ifPresent(f -> parts.put(f.name(), "what is known of the files of " + f.name()));
    }
    return parts;
  }

  private static Optional<String> kept(ConnectionConfig connection) {
    return switch (connection.type()) {
      case HTTP -> Optional.of("what was sent to the endpoint");
      case CSV -> Optional.of("the working copies");
      case FOLDER -> Optional.of("what is known of the files");
      case POSTGRESQL, MYSQL, MARIADB, SQLITE, DUCKDB, JDBC, APP -> Optional.empty();
    };
  }

  private static CommandError refused(SyncConfig sync, String what, Home home) {
    return CommandError.failed(
        sync.name()
            + " cannot run on this node: another one has "
            + what
            + " in its files, in "
            + home.place()
            + ". Nothing was done. Run it there, or stop that node and copy that folder here (see"
            + " docs/state.md). If it is lost, take the sync over with: run --adopt, which only links"
            + " what belongs together.");
  }

  /** This node, by an id that moves with its files. */
  private String node() {
    Path file = project.places().node();
    try {
      project.places().makeStateFolder();
      if (!Files.exists(file)) {
        Files.writeString(file, UUID.randomUUID() + "\n");
      }
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException("cannot keep which node this is in " + file, e);
    }
  }

  private String place() {
    return project.places().folder().toAbsolutePath().normalize()
        + project.environment("HOSTNAME").map(host -> " of " + host).orElse("");
  }
}
