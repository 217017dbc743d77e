package dev.syncline.server.site;

import dev.syncline.engine.config.MailConfig;
import dev.syncline.engine.config.ReceiverConfig;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Links;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.ServerPage;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** What holds for the server as a whole, and where it is set. */
final class ServerSite {
  private static final String MAIL = "Mail";

  private final Desk desk;

  ServerSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get(SettingsTab.SERVER.path(), this::show, Need.of(Permission.SETTINGS));
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    desk.show(
        request,
        "settings/server",
        new ServerPage(
            desk.frame(visitor, "Server", Frame.Section.SETTINGS),
            SettingsTab.SERVER.tabs(visitor),
            List.of(kept(), entering(), secrets(), mail(visitor))));
  }

  private ServerPage.Group kept() {
    return new ServerPage.Group(
        "What is kept",
        List.of(
            new SyncPage.Fact("Users, tokens, audit log", desk.accounts().store().place()),
            new SyncPage.Fact("Times are shown in", desk.zoneName())),
        "How long the journal of what syncs wrote is kept stands in syncline.yaml, under \"journal\"."
            + " It is forgotten with the messages at the end of a run.");
  }

  private ServerPage.Group entering() {
    Sessions.Limits limits = desk.accounts().sessions().limits();
    return new ServerPage.Group(
        "Entering",
        List.of(
            new SyncPage.Fact(
                "A session ends without use after", Words.duration(limits.idle().toMillis())),
            new SyncPage.Fact(
                "and in any case after", Words.duration(limits.absolute().toMillis())),
            new SyncPage.Fact("A link can be used for", Words.duration(Links.LASTS.toMillis()))),
        "These are fixed.");
  }

  private ServerPage.Group secrets() {
    boolean key = desk.accounts().vault().hasKey();
    return new ServerPage.Group(
        "Secrets at rest",
        List.of(
            new SyncPage.Fact("Key", key ? "there" : "none: secrets cannot be kept"),
            new SyncPage.Fact(
                "Secrets that are kept", Words.number(desk.accounts().vault().names().size()))),
        "The operator sets SYNCLINE_KEY_FILE to the name of a file that holds the key, and starts"
            + " the server again.");
  }

  private ServerPage.Group mail(Visitor visitor) {
    Screen answer = desk.asking().answer("messages", "--open", "--limit=1");
    if (!(answer instanceof MessagesScreen told)) {
      boolean absent = answer instanceof ErrorScreen error && error.isAbsent();
      return new ServerPage.Group(
          MAIL,
          List.of(),
          absent ? "There is no configuration yet." : String.join(" ", Asking.problems(answer)));
    }
    return told.mail()
        .map(mail -> mail(visitor, mail, told.receivers()))
        .orElseGet(
            () ->
                new ServerPage.Group(
                    MAIL,
                    List.of(new SyncPage.Fact("Mails", "nobody is mailed")),
                    "Name the server that takes mails, and the sender, in syncline.yaml under"
                        + " \"mail\"."));
  }

  /** Never the password. */
  private static ServerPage.Group mail(
      Visitor visitor, MailConfig mail, List<ReceiverConfig> receivers) {
    List<SyncPage.Fact> facts = new ArrayList<>();
    facts.add(new SyncPage.Fact("Server", mail.host() + ", port " + mail.port()));
    facts.add(new SyncPage.Fact("Encryption", mail.tls().name().toLowerCase(Locale.ROOT)));
    facts.add(new SyncPage.Fact("Sender", mail.from()));
    facts.add(new SyncPage.Fact("Account", mail.user().orElse("none")));
    List<ServerPage.TestMail> tests = new ArrayList<>();
    if (visitor.person().filter(own -> !own.isEmpty()).isPresent()) {
      tests.add(new ServerPage.TestMail("Mail me a test", "/messages/test-mail", ""));
    }
    List<String> mailed = new ArrayList<>();
    for (ReceiverConfig receiver : receivers) {
      if (receiver.way() instanceof ReceiverConfig.Mail way) {
        mailed.add(receiver.name() + " (" + way.address() + ")");
        tests.add(
            new ServerPage.TestMail("Test " + receiver.name(), "/messages/test", receiver.name()));
      }
    }
    facts.add(
        new SyncPage.Fact("Receivers", mailed.isEmpty() ? "none" : String.join(", ", mailed)));
    return new ServerPage.Group(
        MAIL,
        facts,
        "These stand in syncline.yaml under \"mail\" and \"notify\". Who begins something is mailed"
            + " besides.",
        tests);
  }
}
