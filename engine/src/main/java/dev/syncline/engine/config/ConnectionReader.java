package dev.syncline.engine.config;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Model;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.app.Applications;
import dev.syncline.connect.app.DescriptionException;
import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Reads an entry of {@code connections}. */
final class ConnectionReader {
  private static final String SQLITE = "jdbc:sqlite:";
  private static final String DUCKDB = "jdbc:duckdb:";

  private final Path folder;
  private final Surroundings surroundings;
  private final Substitution substitution;
  private final Findings findings;

  ConnectionReader(Path folder, Surroundings surroundings, Findings findings) {
    this.folder = folder;
    this.surroundings = surroundings;
    this.substitution = new Substitution(surroundings, folder, findings);
    this.findings = findings;
  }

  /** A connection of which all was understood: one that lacks something leads elsewhere. */
  Optional<ConnectionConfig> read(Entry entry) {
    long errors = findings.errors();
    Optional<Block> opened =
        Block.open(entry.value(), "connection " + entry.key(), Vocabulary.CONNECTION, findings);
    if (opened.isEmpty()) {
      return Optional.empty();
    }
    Block block = opened.get();
    Optional<ConnectionConfig.Type> type = type(block);
    Optional<String> description = description(block, type);
    Optional<String> url = url(block, type);
    Optional<String> user = substituted(block, "user");
    Optional<Secret> password = password(block);
    Optional<Secret> token = token(block, type);
    int connections =
        block.whole("max-connections", 1, 1000).orElse(ConnectionConfig.DEFAULT_MAX_CONNECTIONS);
    Duration lock =
        block
            .amount("lock-timeout", Amounts::duration, "5s")
            .orElse(ConnectionConfig.DEFAULT_LOCK_TIMEOUT);
    Duration statement =
        block
            .amount("statement-timeout", Amounts::duration, "10m")
            .orElse(ConnectionConfig.DEFAULT_STATEMENT_TIMEOUT);
    long size =
        block
            .amount("max-value-size", Amounts::size, "16MB")
            .orElse(ConnectionConfig.DEFAULT_MAX_VALUE_SIZE);
    Optional<ZoneId> zone = zone(block);
    Map<String, String> properties = properties(block);
    Privacy privacy =
        new PrivacyReader(folder, surroundings, this, findings).read(block, type, url, properties);
    List<Model> files = files(block, type, url);
    if (type.isEmpty() || url.isEmpty() || description.isEmpty() || findings.errors() > errors) {
      return Optional.empty();
    }
    return Optional.of(
        new ConnectionConfig(
            entry.at(),
            entry.key(),
            type.get(),
            url.get(),
            user,
            password,
            connections,
            lock,
            statement,
            zone,
            rowsPerSecond(block),
            size,
            AuditNames.read(block, "timestamps", findings),
            accounts(block),
            properties,
            token,
            description.get(),
            files,
            privacy));
  }

  private List<Model> files(
      Block block, Optional<ConnectionConfig.Type> type, Optional<String> url) {
    if (type.isPresent() && type.get() == ConnectionConfig.Type.CSV) {
      return url.map(path -> new CsvFilesReader(Path.of(path), findings).read(block))
          .orElse(List.of());
    }
    if (block.has("files")) {
      findings.error(
          block.at("files"),
          block.place() + " has \"files\", which only type csv takes",
          "Remove them, or write type: csv.");
    }
    return List.of();
  }

  private int rowsPerSecond(Block block) {
    return block
        .node("throttle")
        .flatMap(n -> Block.open(n, "throttle of " + block.place(), Vocabulary.THROTTLE, findings))
        .flatMap(throttle -> throttle.whole("rows-per-second", 1, Integer.MAX_VALUE))
        .orElse(0);
  }

  private static List<String> types() {
    List<String> types = new ArrayList<>(Words.all(ConnectionConfig.Type.class));
    types.addAll(Applications.names());
    return types;
  }

  /** A kind of system, or an application that Syncline describes itself. */
  private Optional<ConnectionConfig.Type> type(Block block) {
    if (!block.has("type")) {
      block.missing("type", "Add one of " + String.join(", ", types()) + ".");
      return Optional.empty();
    }
    if (isDescribed(block)) {
      return Optional.of(ConnectionConfig.Type.APP);
    }
    return block.word("type", ConnectionConfig.Type.class, types());
  }

  private static boolean isDescribed(Block block) {
    return block.node("type").orElse(null) instanceof Scalar s
        && Applications.names().contains(s.text());
  }

  /** The folder of a driver; empty text for another database; nothing when wrong or missing. */
  private Optional<String> description(Block block, Optional<ConnectionConfig.Type> type) {
    if (isDescribed(block) || type.isEmpty() || !type.get().isApplication()) {
      if (block.has("description")) {
        findings.error(
            block.at("description"),
            block.place() + " has a \"description\", which only types app and http take",
            "Remove it, or write type: app.");
      }
      if (type.isPresent() && type.get() == ConnectionConfig.Type.JDBC) {
        return Optional.of(folder.resolve(ConnectionConfig.DRIVERS).toAbsolutePath().toString());
      }
      return block
          .node("type")
          .map(n -> n instanceof Scalar s && isDescribed(block) ? s.text() : "");
    }
    if (type.get() == ConnectionConfig.Type.HTTP
        && block.node("description").orElse(null) instanceof YamlNode.Mapping whole) {
      return endpoint(block, whole);
    }
    Optional<String> path =
        block.required("description", "Name the file that tells how the application is spoken to.");
    if (path.isEmpty()) {
      return path;
    }
    String found =
        Applications.names().contains(path.get())
            ? path.get()
            : described(folder.resolve(path.get()).toAbsolutePath().normalize());
    try {
      if (type.get() == ConnectionConfig.Type.HTTP) {
        Applications.checkEndpoint(found);
      } else {
        Applications.check(found);
      }
      return Optional.of(found);
    } catch (DescriptionException e) {
      findings.error(
          Files.exists(Path.of(found))
              ? new Position(e.file(), e.line(), e.column())
              : block.at("description"),
          "the description of " + block.place() + ": " + e.problem(),
          e.remedy());
      return Optional.empty();
    }
  }

  private String described(Path file) {
    surroundings.watch(file);
    return file.toString();
  }

  /** A description that stands in the configuration itself. */
  private Optional<String> endpoint(Block block, YamlNode.Mapping whole) {
    String place = "the description of " + block.place();
    if (!EndpointText.isWithoutVariables(whole, place, findings)) {
      return Optional.empty();
    }
    String json = EndpointText.json(whole);
    try {
      Applications.checkEndpoint(json);
      return Optional.of(json);
    } catch (DescriptionException e) {
      findings.error(
          EndpointText.at(block.at("description"), whole, e.path()),
          place + ": " + e.problem(),
          e.remedy());
      return Optional.empty();
    }
  }

  private Optional<Secret> token(Block block, Optional<ConnectionConfig.Type> type) {
    if (!block.has("token")) {
      return Optional.empty();
    }
    if (type.isPresent() && !type.get().isApplication()) {
      findings.error(
          block.at("token"),
          block.place() + " has a \"token\", which only applications take",
          "Use user and password.");
    }
    noteInFile(block, "token");
    return substituted(block, "token").map(Secret::new);
  }

  /** A secret best stands elsewhere. */
  private void noteInFile(Block block, String key) {
    Optional<Scalar> written = block.scalar(key);
    if (written.isPresent() && !Substitution.isIn(written.get().text())) {
      findings.note(
          block.at(key),
          "the " + key + " of " + block.place() + " stands in the file",
          key.equals("password") || key.equals("key-password")
              ? "Keep it elsewhere: \"${VARIABLE}\", \"${file:/path}\" or " + key + "-file."
              : "Keep it elsewhere: \"${VARIABLE}\" or \"${file:/path}\".");
    }
  }

  Optional<String> substituted(Block block, String key) {
    return block
        .scalar(key)
        .flatMap(s -> substitution.apply(s, "\"" + key + "\" of " + block.place()));
  }

  /** Where a folder is; it begins at the configuration's folder, wherever the command runs. */
  private Optional<String> path(Block block) {
    if (block.has("url")) {
      findings.error(
          block.at("url"),
          block.place() + " has a \"url\", which a folder has not",
          "Write its place as \"path\".");
    }
    if (!block.has("path")) {
      block.missing("path", "Name the folder.");
    }
    try {
      return substituted(block, "path")
          .map(path -> folder.resolve(path).toAbsolutePath().normalize().toString());
    } catch (InvalidPathException e) {
      block.wrong("path", "the path of a folder", "Write one like \"shop/gallery\".");
      return Optional.empty();
    }
  }

  private Optional<String> url(Block block, Optional<ConnectionConfig.Type> type) {
    if (type.filter(ConnectionConfig.Type::isFolder).isPresent()) {
      return path(block);
    }
    if (block.has("path")) {
      findings.error(
          block.at("path"),
          block.place() + " has a \"path\", which only types folder and csv take",
          "Write \"url\", or type: folder.");
    }
    if (!block.has("url")) {
      block.missing(
          "url",
          (type.filter(ConnectionConfig.Type::isApplication).isPresent()
                  ? "Add its address"
                  : "Add its JDBC URL")
              + ", such as \""
              + example(type.orElse(ConnectionConfig.Type.POSTGRESQL))
              + "\".");
    }
    Optional<String> url = substituted(block, "url");
    if (url.isEmpty() || type.isEmpty()) {
      return url;
    }
    if (type.get() != ConnectionConfig.Type.SQLITE && ConnectionSpec.namesAccount(url.get())) {
      findings.error(
          block.at("url"),
          "\"url\" in " + block.place() + " holds an account before the host's name",
          "Leave it out, and write the account as \"user\" and its password as \"password\", best"
              + " \"${VARIABLE}\".");
      return Optional.empty();
    }
    if (type.get().isApplication()) {
      if (!url.get().matches("https?://[^/\\s]\\S*")) {
        block.wrong(
            "url",
            "an address that begins with https:// or http://",
            "Write one like \"" + example(type.get()) + "\".");
        return Optional.empty();
      }
      return url;
    }
    String prefix = prefix(type.get());
    boolean fits =
        url.get().startsWith(prefix)
            || (type.get() == ConnectionConfig.Type.MYSQL
                && url.get().startsWith(prefix(ConnectionConfig.Type.MARIADB)));
    if (!fits) {
      block.wrong(
          "url",
          "a JDBC URL that begins with " + prefix,
          "Write one like \"" + example(type.get()) + "\".");
      return Optional.empty();
    }
    return switch (type.get()) {
      case SQLITE -> Optional.of(absolute(SQLITE, url.get()));
      case DUCKDB -> duckDb(block, url.get());
      case POSTGRESQL, MYSQL, MARIADB, JDBC, APP, HTTP, FOLDER, CSV -> url;
    };
  }

  private Optional<String> duckDb(Block block, String url) {
    String path = url.substring(DUCKDB.length());
    if (path.isEmpty() || path.startsWith(":")) {
      block.wrong(
          "url",
          "that of a file",
          "Name it: \""
              + example(ConnectionConfig.Type.DUCKDB)
              + "\". CSV and Parquet files are models without a connection.");
      return Optional.empty();
    }
    return Optional.of(absolute(DUCKDB, url));
  }

  private static String prefix(ConnectionConfig.Type type) {
    return type == ConnectionConfig.Type.JDBC ? "jdbc:" : "jdbc:" + type.word() + ":";
  }

  private static String example(ConnectionConfig.Type type) {
    return switch (type) {
      case POSTGRESQL -> "jdbc:postgresql://localhost/crm";
      case MYSQL -> "jdbc:mysql://localhost/shop";
      case MARIADB -> "jdbc:mariadb://localhost/shop";
      case SQLITE -> "jdbc:sqlite:shop.db";
      case DUCKDB -> "jdbc:duckdb:lake.duckdb";
      case JDBC -> "jdbc:h2:tcp://localhost/stock";
      case APP -> "https://cms.example.org";
      case HTTP -> "https://api.example.org";
      case FOLDER -> "shop/gallery";
      case CSV -> "export";
    };
  }

  /** A relative path begins at the configuration's folder, wherever the command runs. */
  private String absolute(String prefix, String url) {
    String path = url.substring(prefix.length());
    if (path.isEmpty() || path.startsWith(":") || path.startsWith("file:")) {
      return url;
    }
    int query = path.indexOf('?');
    String parameters = query < 0 ? "" : path.substring(query);
    try {
      Path file = folder.resolve(query < 0 ? path : path.substring(0, query));
      return prefix + file.toAbsolutePath().normalize() + parameters;
    } catch (InvalidPathException e) {
      return url;
    }
  }

  Optional<Secret> password(Block block) {
    return secret(block, "password");
  }

  /**
   * A secret that stands in the file, in the environment, or in a file that {@code -file} names.
   */
  Optional<Secret> secret(Block block, String key) {
    String elsewhere = key + "-file";
    if (block.has(key) && block.has(elsewhere)) {
      findings.error(
          block.at(elsewhere),
          block.place() + " has both \"" + key + "\" and \"" + elsewhere + "\"",
          "Remove one.");
      return Optional.empty();
    }
    if (block.has(elsewhere)) {
      String what = "the " + key + " of " + block.place();
      return substituted(block, elsewhere)
          .flatMap(path -> substitution.file(block.at(elsewhere), path, what))
          .map(Secret::new);
    }
    if (block.node(key).orElse(null) instanceof Scalar s
        && s.meaning() == YamlNode.Meaning.TEXT
        && s.text().isEmpty()) {
      return Optional.of(new Secret(""));
    }
    noteInFile(block, key);
    return substituted(block, key).map(Secret::new);
  }

  private Optional<ZoneId> zone(Block block) {
    Optional<String> name = block.text("time-zone");
    try {
      return name.map(ZoneId::of);
    } catch (DateTimeException e) {
      block.wrong(
          "time-zone",
          "a time zone, not \"" + name.orElse("") + "\"",
          Nearest.to(name.orElse(""), ZoneId.getAvailableZoneIds())
              .map(z -> "Did you mean \"" + z + "\"?")
              .orElse("Write it like Europe/Paris or UTC."));
      return Optional.empty();
    }
  }

  private Set<String> accounts(Block block) {
    Set<String> accounts = new LinkedHashSet<>();
    for (YamlNode item : block.items("dedicated-account", true)) {
      if (item instanceof Scalar s && s.meaning() == YamlNode.Meaning.TEXT && !s.text().isBlank()) {
        substitution.apply(s, "\"dedicated-account\" of " + block.place()).ifPresent(accounts::add);
      } else {
        block.wrong("dedicated-account", "a user's name or a list of them", "");
      }
    }
    return accounts;
  }

  private Map<String, String> properties(Block block) {
    Map<String, String> properties = new LinkedHashMap<>();
    for (Entry entry : block.named("properties")) {
      String what = "property " + entry.key() + " of " + block.place();
      if (entry.value() instanceof Scalar s && s.meaning() != YamlNode.Meaning.NULL) {
        substitution.apply(s, what).ifPresent(value -> properties.put(entry.key(), value));
      } else {
        findings.error(
            entry.value().at(), what + " must be a single value, not " + entry.value().kind(), "");
      }
    }
    return properties;
  }
}
