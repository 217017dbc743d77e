package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Links;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Lets a locked-out administrator in again. */
@Command(
    name = "link",
    description = {
      "Makes a link with which an administrator sets a new password.",
      "For one who is locked out or disabled, who is enabled again. Works on the machine that has the"
          + " server's store, whether the server runs or not."
    })
final class ServeLinkCommand extends ProjectCommand {
  @Parameters(paramLabel = "USER", description = "The administrator's user name.")
  String user;

  @Mixin UrlOption url;

  @Override
  Screen perform(Session session) {
    try (Service service = Service.of(session.project(), session.console())) {
      Links.Link link = service.accounts().links().recover(user);
      String address = url.of(session).orElse("http://localhost:" + ServeOptions.PORT);
      return new Notice(
          ExitCode.IN_STEP,
          List.of(
              "With this link "
                  + user
                  + " sets a new password. It is good once and until "
                  + Words.moment(link.until().toEpochMilli(), session.console().zone())
                  + ":\n"
                  + address(address, link)),
          List.of(),
          Json.map("link", address(address, link), "until", link.until().toString()));
    } catch (AccountException e) {
      throw CommandError.usage(String.valueOf(e.getMessage()));
    }
  }

  static String address(String server, Links.Link link) {
    return server + "/link/" + link.secret().text();
  }
}
