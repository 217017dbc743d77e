package dev.syncline.engine.config;

import dev.syncline.engine.config.MailConfig.Tls;
import java.util.Optional;
import java.util.regex.Pattern;

/** Reads {@code mail}: the server that takes mails. */
final class MailReader {
  static final Pattern ADDRESS = Pattern.compile("[^@\\p{Cntrl}]+@[^@\\s]+");

  private final ConnectionReader secrets;
  private final Findings findings;
  private Optional<MailConfig> mail = Optional.empty();
  private Optional<Position> read = Optional.empty();

  MailReader(ConnectionReader secrets, Findings findings) {
    this.secrets = secrets;
    this.findings = findings;
  }

  /** Reads it where a file has it; all files together may have it once. */
  void read(Block file) {
    Optional<YamlNode> node = file.node("mail");
    if (node.isEmpty()) {
      return;
    }
    if (read.isPresent()) {
      findings.error(
          file.at("mail"),
          "\"mail\" is given twice, first in " + read.get(),
          "One server takes all mails: remove one of them.");
      return;
    }
    read = Optional.of(file.at("mail"));
    mail = Block.open(node.get(), "mail", Vocabulary.MAIL, findings).flatMap(this::of);
  }

  private Optional<MailConfig> of(Block block) {
    long errors = findings.errors();
    Tls tls = block.word("tls", Tls.class).orElse(Tls.STARTTLS);
    Optional<String> host = block.required("host", "Name the server that takes mails.");
    Optional<String> from = block.required("from", "Write the address that mails come from.");
    if (from.isPresent() && !ADDRESS.matcher(from.get()).matches()) {
      block.wrong("from", "an address", "Write one like syncline@example.org.");
    }
    int port = block.whole("port", 1, 65_535).orElse(tls.port());
    Optional<String> user = secrets.substituted(block, "user");
    Optional<Secret> password = secrets.password(block);
    if (user.isEmpty() && password.isPresent()) {
      block.missing("user", "Add the account that the password is of.");
    }
    return host.isEmpty() || from.isEmpty() || findings.errors() > errors
        ? Optional.empty()
        : Optional.of(new MailConfig(host.get(), port, from.get(), user, password, tls));
  }

  /** The server; nothing where none is configured. */
  Optional<MailConfig> mail() {
    return mail;
  }
}
