package dev.syncline.engine.config;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.engine.store.PostgresAddress;
import dev.syncline.engine.store.StoreException;
import java.time.Duration;
import java.util.Optional;

/** Reads {@code state}: the database that several nodes keep their state in. */
final class StateReader {
  private static final Duration SHORTEST = Duration.ofSeconds(1);
  private static final String EXAMPLE = "jdbc:postgresql://localhost/syncline";

  private final ConnectionReader secrets;
  private final Findings findings;
  private Optional<StateConfig> state = Optional.empty();

  StateReader(ConnectionReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  /** Reads it where a file has it; all files together may have it once. */
  void read(Block file) {
    Optional<YamlNode> node = file.node("state");
    if (node.isEmpty()) {
      return;
    }
    if (state.isPresent()) {
      findings.error(
          file.at("state"),
          "\"state\" is given twice, first in " + state.get().at(),
          "All state is in one place: remove one of them.");
      return;
    }
    state =
        Optional.of(
            new StateConfig(
                file.at("state"),
                Block.open(node.get(), "state", Vocabulary.STATE, findings).flatMap(this::of)));
  }

  private Optional<PostgresAddress> of(Block block) {
    long errors = findings.errors();
    block.required("url", "Write the URL of the database, such as \"" + EXAMPLE + "\".");
    Optional<String> url = secrets.substituted(block, "url");
    Optional<String> user = secrets.substituted(block, "user");
    Optional<Secret> password = secrets.password(block);
    if (user.isEmpty() && password.isPresent()) {
      block.missing("user", "Add the account that the password is of.");
    }
    Optional<PostgresAddress> address = url.flatMap(u -> address(block, u));
    Duration lease = block.amount("lease", Amounts::duration, "30s").orElse(PostgresAddress.LEASE);
    if (lease.compareTo(SHORTEST) < 0) {
      block.wrong("lease", "at least 1s", "A node that is only busy would be taken for dead.");
    }
    return findings.errors() > errors
        ? Optional.empty()
        : address
            .map(a -> a.as(user.orElse(""), password.map(Secret::reveal).orElse("")))
            .map(a -> a.withLease(lease));
  }

  private Optional<PostgresAddress> address(Block block, String url) {
    if (!PostgresAddress.isOne(url)) {
      block.wrong(
          "url",
          "the URL of a PostgreSQL database",
          "Write one like \"" + EXAMPLE + "\". A file is named by --state or SYNCLINE_STATE.");
      return Optional.empty();
    }
    try {
      if (!ConnectionSpec.namesAccount(url)) {
        PostgresAddress address = PostgresAddress.parse(url);
        if (address.user().isEmpty() && address.password().isEmpty()) {
          return Optional.of(address);
        }
      }
    } catch (StoreException e) {
      findings.error(block.at("url"), String.valueOf(e.getMessage()), "");
      return Optional.empty();
    }
    findings.error(
        block.at("url"),
        "\"url\" in " + block.place() + " holds an account",
        "Leave it out, and write the account as \"user\" and its password as \"password\", best"
            + " \"${VARIABLE}\".");
    return Optional.empty();
  }

  /** Where the state is; nothing where nothing is said of it. */
  Optional<StateConfig> state() {
    return state;
  }
}
