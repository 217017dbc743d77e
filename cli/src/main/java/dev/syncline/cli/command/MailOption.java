package dev.syncline.cli.command;

import dev.syncline.project.Post;
import dev.syncline.project.mail.Letter;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Who is told by mail what became of it. */
final class MailOption {
  @Option(
      names = "--mail",
      paramLabel = "ADDRESS",
      description =
          "Mails what became of it to this address; the variable SYNCLINE_MAIL says it once for all.")
  @Nullable String address;

  /** The address; empty where nobody is mailed. */
  String of(Session session) {
    return new Post(
            session.project(), session.console().zone(), session.address(), session::hideSecrets)
        .address(Optional.ofNullable(address).or(() -> served(session)));
  }

  private static Optional<String> served(Session session) {
    boolean mails = session.project().configuration().mail().isPresent();
    return session.person().filter(to -> mails && Letter.isAddress(to));
  }
}
