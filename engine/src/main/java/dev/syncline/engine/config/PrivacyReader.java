package dev.syncline.engine.config;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Privacy;
import dev.syncline.connect.Ssh;
import dev.syncline.connect.Tls;
import dev.syncline.connect.Tls.Mode;
import dev.syncline.connect.secure.Route;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/** Reads {@code tls} and {@code ssh} of a connection: how what is said is kept from others. */
final class PrivacyReader {
  private final Path folder;
  private final Surroundings surroundings;
  private final ConnectionReader secrets;
  private final Findings findings;

  PrivacyReader(
      Path folder, Surroundings surroundings, ConnectionReader secrets, Findings findings) {
    this.folder = folder;
    this.surroundings = surroundings;
    this.secrets = secrets;
    this.findings = findings;
  }

  /** What a connection says; what is wrong with it becomes a finding. */
  Privacy read(
      Block connection,
      Optional<ConnectionConfig.Type> type,
      Optional<String> url,
      Map<String, String> properties) {
    Optional<Block> tls = open(connection, type, "tls", Vocabulary.TLS);
    Optional<Block> ssh = open(connection, type, "ssh", Vocabulary.SSH);
    tls.ifPresent(block -> contradictions(block, type, url.orElse(""), properties));
    return new Privacy(tls.map(this::tls), ssh.flatMap(this::ssh));
  }

  private Optional<Block> open(
      Block connection, Optional<ConnectionConfig.Type> type, String key, Vocabulary words) {
    Optional<YamlNode> node = connection.node(key);
    if (node.isEmpty()) {
      return Optional.empty();
    }
    if (type.isPresent() && !isReached(type.get())) {
      findings.error(
          connection.at(key),
          connection.place() + " has \"" + key + "\", which type " + type.get().word() + " has not",
          type.get() == ConnectionConfig.Type.JDBC
              ? "Write what its driver takes into \"url\" and \"properties\"."
              : "Remove it: nothing of it goes over a network.");
      return Optional.empty();
    }
    return Block.open(node.get(), key + " of " + connection.place(), words, findings);
  }

  /** Whether it is reached over a network, and in a way that Syncline knows. */
  private static boolean isReached(ConnectionConfig.Type type) {
    return switch (type) {
      case POSTGRESQL, MYSQL, MARIADB, APP, HTTP -> true;
      case SQLITE, DUCKDB, JDBC, FOLDER, CSV -> false;
    };
  }

  /** What the URL says has to be the same, and is best said once. */
  private void contradictions(
      Block block,
      Optional<ConnectionConfig.Type> type,
      String url,
      Map<String, String> properties) {
    if (type.isEmpty() || url.isEmpty()) {
      return;
    }
    if (!type.get().isApplication()) {
      ConnectionSpec written =
          ConnectionSpec.of("", type.get().word(), url, "", "").with(properties);
      if (Route.isSaidToDriver(written)) {
        findings.error(
            block.at(),
            block.place() + " stands beside what url or properties tell the driver of encryption",
            "Remove one of them.");
      }
      return;
    }
    boolean off = block.text("mode").filter(Words.of(Mode.OFF)::equals).isPresent();
    if (url.startsWith("https:") && off) {
      block.wrong("mode", "another one, for the url begins with https://", "Remove one of them.");
    } else if (url.startsWith("http:") && !off) {
      findings.error(
          block.at(),
          block.place() + " is for encryption, but the url begins with http://",
          "Write https://, or remove it.");
    }
  }

  private Tls tls(Block block) {
    Mode mode = block.word("mode", Mode.class).orElse(Mode.VERIFY_FULL);
    Optional<Path> certificate = file(block, "certificate");
    Optional<Path> key = file(block, "key");
    Optional<Secret> password = secrets.secret(block, "key-password");
    if (block.has("ca") && !mode.verifies()) {
      findings.error(
          block.at("ca"),
          block.place() + " has a \"ca\", but mode " + mode.word() + " asks for no certificate",
          "Write mode: verify-full, or remove it.");
    }
    if (block.has("certificate") && mode == Mode.OFF) {
      findings.error(
          block.at("certificate"),
          block.place() + " has a \"certificate\", which mode off shows to nobody",
          "Write another mode, or remove it.");
    }
    if (block.has("key") && !block.has("certificate")) {
      block.missing("certificate", "Add the file of the certificate that the key is of.");
    }
    if (password.isPresent() && !block.has("certificate")) {
      block.missing("certificate", "Add the certificate whose key the password opens.");
    }
    return new Tls(
        mode, file(block, "ca"), certificate, key, password.map(Secret::reveal).orElse(""));
  }

  private Optional<Ssh> ssh(Block block) {
    long errors = findings.errors();
    Optional<String> host = text(block, "host", "Name the server that the tunnel goes through.");
    Optional<String> user = text(block, "user", "Add the account of that server.");
    int port = block.whole("port", 1, 65_535).orElse(Ssh.PORT);
    Optional<Path> key = file(block, "key");
    Optional<Secret> keyPassword = secrets.secret(block, "key-password");
    Optional<Secret> password = secrets.password(block);
    if (!block.has("key") && password.isEmpty() && findings.errors() == errors) {
      block.missing("key", "Add the file of the private key that logs in, or a password.");
    }
    if (keyPassword.isPresent() && !block.has("key")) {
      block.missing("key", "Add the key that the password opens.");
    }
    Path known =
        block.has("known-hosts")
            ? file(block, "known-hosts").orElse(folder)
            : Path.of(System.getProperty("user.home"), ".ssh", "known_hosts");
    return findings.errors() > errors
        ? Optional.empty()
        : Optional.of(
            new Ssh(
                host.orElseThrow(),
                port,
                user.orElseThrow(),
                key,
                keyPassword.map(Secret::reveal).orElse(""),
                password.map(Secret::reveal).orElse(""),
                known));
  }

  private Optional<String> text(Block block, String key, String remedy) {
    if (!block.has(key)) {
      block.missing(key, remedy);
    }
    return secrets.substituted(block, key);
  }

  /** A file that can be read; a relative path begins at the configuration's folder. */
  private Optional<Path> file(Block block, String key) {
    try {
      Optional<Path> file =
          secrets.substituted(block, key).map(p -> folder.resolve(p).toAbsolutePath().normalize());
      if (file.isPresent() && !surroundings.isReadable(file.get())) {
        findings.error(
            block.at(key),
            "\"" + key + "\" of " + block.place() + " is " + file.get() + ", which cannot be read",
            "Relative paths begin at the configuration's folder; check path and rights.");
        return Optional.empty();
      }
      return file;
    } catch (InvalidPathException e) {
      block.wrong(key, "the path of a file", "");
      return Optional.empty();
    }
  }
}
