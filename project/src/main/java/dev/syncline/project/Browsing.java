package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.edit.ConfigurationEdit;
import dev.syncline.project.edit.Place;
import dev.syncline.project.edit.YamlDocument;
import dev.syncline.project.screen.BrowseScreen;
import dev.syncline.project.screen.ConnectionTestScreen;
import dev.syncline.project.screen.ConnectionsScreen;
import dev.syncline.project.text.Shown;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks at the systems that a configuration names. It only reads. */
public final class Browsing {
  private static final int ROWS = 10;
  private static final int WIDEST = 200;
  private static final Set<String> SECRETS = Set.of("password", "token", "key-password");

  /** What is said of a secret that stands in the file itself. */
  public static final String IN_THE_FILE = "(in the file)";

  private final Project project;

  /** Looks at a project's systems. */
  public Browsing(Project project) {
    this.project = project;
  }

  /** All of them, as they are configured. */
  public ConnectionsScreen all() {
    ConfigurationEdit files = ConfigurationEdit.of(project.places().config(), project.variables());
    LoadedConfiguration loaded = project.loaded();
    List<ConnectionsScreen.Line> lines = new ArrayList<>();
    for (String file : files.files()) {
      YamlDocument document = files.document(file);
      for (String name : document.keys(Place.of("connections"))) {
        lines.add(line(loaded, file, document, name));
      }
    }
    return new ConnectionsScreen(lines, files.base());
  }

  private ConnectionsScreen.Line line(
      LoadedConfiguration loaded, String file, YamlDocument document, String name) {
    Place place = Place.of("connections", name);
    Map<String, @Nullable Object> settings =
        settings(document.get(place).filter(Map.class::isInstance).orElse(Map.of()));
    Optional<ConnectionConfig> config = loaded.configuration().connection(name);
    int from = document.line(place).orElse(1);
    List<Finding> problems =
        loaded.findings().stream()
            .filter(Finding::isError)
            .filter(f -> f.message().contains("connection " + name))
            .toList();
    return new ConnectionsScreen.Line(
        name,
        file + ":" + from,
        String.valueOf(settings.getOrDefault("type", "")),
        config
            .map(ConnectionConfig::shownUrl)
            .orElse(
                String.valueOf(settings.getOrDefault("url", settings.getOrDefault("path", "")))),
        config
            .flatMap(ConnectionConfig::user)
            .orElse(String.valueOf(settings.getOrDefault("user", ""))),
        secured(settings),
        loaded.configuration().syncs().stream()
            .filter(s -> uses(loaded.configuration(), s, name))
            .map(SyncConfig::name)
            .toList(),
        settings,
        problems);
  }

  private static String secured(Map<String, @Nullable Object> settings) {
    List<String> words = new ArrayList<>();
    if (settings.get("tls") instanceof Map<?, ?> tls) {
      Object mode = tls.get("mode");
      words.add("TLS, " + (mode == null ? "verify-full" : mode));
    }
    if (settings.get("ssh") instanceof Map<?, ?> ssh) {
      words.add("through SSH by " + ssh.get("host"));
    }
    return String.join("; ", words);
  }

  private static boolean uses(Configuration configuration, SyncConfig sync, String name) {
    for (Side side : Side.values()) {
      String end = sync.connection(side).text();
      boolean isUsed =
          sync.promotion().isEmpty()
              ? end.equals(name)
              : configuration.environments().stream()
                  .filter(e -> e.name().equals(end))
                  .flatMap(e -> Stream.concat(Stream.of(e.connection()), e.files().stream()))
                  .anyMatch(connection -> connection.text().equals(name));
      if (isUsed) {
        return true;
      }
    }
    return false;
  }

  /** What is written, but for secrets, and for values that hold one. */
  private Map<String, @Nullable Object> settings(Object written) {
    Map<String, @Nullable Object> settings = new LinkedHashMap<>();
    ((Map<?, ?>) written)
        .forEach(
            (key, value) -> {
              if (value instanceof Map<?, ?>) {
                settings.put(key.toString(), settings(value));
              } else if (SECRETS.contains(key.toString())) {
                boolean elsewhere = value != null && value.toString().contains("${");
                settings.put(key.toString(), elsewhere ? value : IN_THE_FILE);
              } else {
                settings.put(
                    key.toString(), value instanceof String s ? project.hideSecrets(s) : value);
              }
            });
    return settings;
  }

  private Connector connected(String name) {
    LoadedConfiguration loaded = project.loaded();
    if (loaded.configuration().connection(name).isEmpty()) {
      List<Finding> errors = loaded.findings().stream().filter(Finding::isError).toList();
      List<String> names =
          loaded.configuration().connections().stream().map(ConnectionConfig::name).toList();
      throw errors.isEmpty()
          ? CommandError.unknown("there is no connection \"" + name + "\". There is " + names)
          : CommandError.configuration(errors);
    }
    return project.connector(name);
  }

  /**
   * Connects with a system.
   *
   * @throws dev.syncline.connect.ConnectorException if that is not possible, with the reason
   */
  public ConnectionTestScreen test(String name) {
    Connector system = connected(name);
    List<String> objects = system.objects();
    return new ConnectionTestScreen(
        name,
        system.product(),
        system.encryption(),
        objects.size(),
        system.missingRights(List.of(), true));
  }

  /** What a system holds. */
  public BrowseScreen objects(String name) {
    return new BrowseScreen(name, connected(name).objects(), Optional.empty());
  }

  /** An object with its first rows; columns that some task never journals are masked. */
  public BrowseScreen object(String name, String object) {
    Connector system = connected(name);
    ObjectSchema schema = described(system, object);
    Set<String> masked = new NeverShown(project, name).columns(schema);
    List<List<@Nullable String>> first = new ArrayList<>();
    List<Column> columns = schema.columns();
    if (!schema.identity().isEmpty()) {
      List<String> names = columns.stream().map(Column::name).toList();
      try (RowStream rows = system.read(schema.shape(names), Order.ANY)) {
        Row row = rows.next();
        while (row != null && first.size() < ROWS) {
          first.add(texts(columns, row, masked));
          row = rows.next();
        }
      }
    }
    return new BrowseScreen(
        name,
        system.objects(),
        Optional.of(new BrowseScreen.Look(schema, system.count(schema.name()), first, masked)));
  }

  /** An object that a person named: where it is missing nothing of the configuration is wrong. */
  private static ObjectSchema described(Connector system, String object) {
    try {
      return system.describe(object);
    } catch (ConnectorException e) {
      if (e.kind() == ConnectorException.Kind.MISSING) {
        throw CommandError.unknown(String.valueOf(e.getMessage()));
      }
      throw e;
    }
  }

  private static List<@Nullable String> texts(List<Column> columns, Row row, Set<String> masked) {
    List<@Nullable String> texts = new ArrayList<>();
    for (Column c : columns) {
      Object value = c.shown(row.get(c.name()));
      texts.add(
          value == null
              ? null
              : masked.contains(c.name()) ? BrowseScreen.MASK : Shown.value(value, WIDEST));
    }
    return texts;
  }
}
