package dev.syncline.server.site;

import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Logins;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Session;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.User;
import dev.syncline.server.page.AccountPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Entrance;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** A person's own account. No token leads here, so that there is a session always. */
final class AccountSite {
  private static final String PATH = SettingsTab.ACCOUNT.path();
  private static final Map<String, String> DONE =
      Map.of(
          "profile", "Your profile is saved.",
          "password", "Your password is changed. All your other sessions ended.",
          "session", "The session ended.",
          "sessions", "All other sessions ended.");

  private final Desk desk;

  AccountSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    Need own = Need.of(Permission.OWN_ACCOUNT);
    routes.get(PATH, request -> show(request, ""), own);
    routes.post(PATH, this::save, own);
    routes.post(PATH + "/password", this::changePassword, own);
    routes.post(PATH + "/sessions/end-others", this::endOthers, own);
    routes.post(PATH + "/sessions/{session}/end", this::end, own);
  }

  private static void done(Context request, String what) {
    request.redirect(PATH + "?done=" + what);
  }

  private static String own(Visitor visitor) {
    return Objects.requireNonNull(visitor.session(), "no token leads here");
  }

  private void show(Context request, String problem) {
    Visitor visitor = Visitor.of(request);
    User user = visitor.caller().user();
    Form form = new Form(request);
    boolean again = !problem.isEmpty() && request.formParam("display") != null;
    String email = Optional.ofNullable(user.profile().email()).orElse("");
    desk.show(
        request,
        "settings/account",
        new AccountPage(
            desk.frame(visitor, "Your account", Frame.Section.SETTINGS),
            SettingsTab.ACCOUNT.tabs(visitor),
            again ? form.text("display") : user.profile().displayName(),
            again ? form.text("email") : email,
            List.of(
                new SyncPage.Fact("User name", user.name()),
                new SyncPage.Fact("Role", user.profile().role().word()),
                new SyncPage.Fact(
                    "Starts promotions from", user.profile().environments().toString())),
            user.hasPassword(),
            desk.accounts().sessions().of(user).stream()
                .map(session -> line(session, own(visitor)))
                .toList(),
            desk.zoneName(),
            problem.isEmpty() ? DONE.getOrDefault(done(request), "") : "",
            problem));
  }

  private static String done(Context request) {
    return Sent.query(request, "done");
  }

  private AccountPage.Session line(Session session, String own) {
    return new AccountPage.Session(
        Agent.words(session.agent()),
        session.address(),
        desk.point(session.begun()),
        desk.point(session.seen()),
        Sessions.is(session, own),
        PATH + "/sessions/" + session.handle() + "/end");
  }

  private void save(Context request) {
    Visitor visitor = Visitor.of(request);
    Form form = new Form(request);
    try {
      desk.accounts()
          .users()
          .change(
              visitor.actor(),
              visitor.caller().user().id(),
              before -> before.withName(form.text("display"), form.text("email")));
      done(request, "profile");
    } catch (AccountException e) {
      request.status(400);
      show(request, String.valueOf(e.getMessage()));
    }
  }

  private void changePassword(Context request) {
    Visitor visitor = Visitor.of(request);
    Form form = new Form(request);
    String fresh = form.text("password");
    try {
      if (!fresh.equals(form.text("again"))) {
        throw new AccountException("The two new passwords are not the same. Type them again.");
      }
      User user = visitor.caller().user();
      Logins.Result result =
          desk.accounts().logins().changePassword(user, form.text("old"), fresh, visitor.address());
      switch (result) {
        case Logins.Result.In in -> {
          Entrance.of(request).begin(request, in.user());
          done(request, "password");
        }
        case Logins.Result.Wrong wrong -> {
          request.status(400);
          show(request, "The password until now is not right. Nothing was changed.");
        }
        case Logins.Result.Wait wait -> {
          request.status(429);
          show(
              request,
              "Too many attempts failed. Wait "
                  + Math.max(1, wait.time().plusMillis(999).toSeconds())
                  + " s and try again.");
        }
      }
    } catch (AccountException e) {
      request.status(400);
      show(request, String.valueOf(e.getMessage()));
    }
  }

  private void end(Context request) {
    Visitor visitor = Visitor.of(request);
    desk.accounts()
        .sessions()
        .end(visitor.actor(), visitor.caller().user(), request.pathParam("session"));
    done(request, "session");
  }

  private void endOthers(Context request) {
    Visitor visitor = Visitor.of(request);
    desk.accounts().sessions().endOthers(visitor.actor(), visitor.caller().user(), own(visitor));
    done(request, "sessions");
  }
}
