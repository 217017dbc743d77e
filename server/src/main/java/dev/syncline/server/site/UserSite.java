package dev.syncline.server.site;

import dev.syncline.project.screen.StatusScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Links;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.User;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Once;
import dev.syncline.server.page.RemovalPage;
import dev.syncline.server.page.UserPage;
import dev.syncline.server.page.UsersPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who may enter, and do what. */
final class UserSite {
  private static final String PATH = SettingsTab.USERS.path();
  private static final Map<String, String> DONE =
      Map.of(
          "saved", "It is saved, and holds from the next request on.",
          "enabled", "The user may enter again.",
          "disabled", "The user is out, and the user's tokens rest.",
          "sessions", "All sessions ended.",
          "removed", "The user is removed.");

  private final Desk desk;

  UserSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    Need users = Need.of(Permission.USERS);
    String one = PATH + "/{user}";
    routes.get(PATH, this::all, users);
    routes.get(PATH + "/new", request -> showNew(request, ""), users);
    routes.post(PATH, this::add, users);
    routes.get(one, request -> show(request, user(request), null, ""), users);
    routes.post(one, this::save, users);
    routes.post(one + "/link", this::link, users);
    routes.post(one + "/disable", request -> disable(request, true), users);
    routes.post(one + "/enable", request -> disable(request, false), users);
    routes.post(one + "/sessions/end", this::endSessions, users);
    routes.get(one + "/remove", this::askToRemove, users);
    routes.post(one + "/remove", this::remove, users);
  }

  private User user(Context request) {
    return desk.accounts()
        .users()
        .find(Form.id(request, "user"))
        .orElseThrow(
            () -> new Refusal(404, "user", "There is no such user. Look at the list again."));
  }

  private static String path(User user) {
    return PATH + "/" + user.id();
  }

  private static String done(Context request) {
    return DONE.getOrDefault(Sent.query(request, "done"), "");
  }

  private Frame frame(Visitor visitor, String title) {
    return desk.frame(visitor, title, Frame.Section.SETTINGS);
  }

  private void all(Context request) {
    Visitor visitor = Visitor.of(request);
    desk.show(
        request,
        "settings/users",
        new UsersPage(
            frame(visitor, "Users"),
            SettingsTab.USERS.tabs(visitor),
            desk.accounts().users().all().stream().map(this::line).toList(),
            desk.zoneName(),
            done(request)));
  }

  private UsersPage.Line line(User user) {
    User.Profile profile = user.profile();
    Duration waits = desk.accounts().logins().waiting(user);
    String state =
        profile.disabled()
            ? "disabled"
            : waits.isPositive()
                ? "locked out for "
                    + Words.duration(waits.truncatedTo(ChronoUnit.SECONDS).toMillis())
                : !user.hasPassword() && user.identity() == null
                    ? "has no password yet"
                    : "may enter";
    String tone = state.equals("may enter") ? "good" : profile.disabled() ? "" : "care";
    return new UsersPage.Line(
        path(user),
        user.name(),
        profile.displayName(),
        Optional.ofNullable(profile.email()).orElse(""),
        profile.role().word(),
        profile.environments().toString(),
        desk.point(user.lastLogin()),
        state,
        tone);
  }

  private void showNew(Context request, String problem) {
    Form typed = new Form(request);
    boolean again = !problem.isEmpty();
    Names environments = again ? typed.names("environment") : Names.NONE;
    String role = again ? typed.text("role") : Role.VIEWER.word();
    show(
        request,
        null,
        new UserPage.Form(
            typed.text("name"),
            typed.text("display"),
            typed.text("email"),
            roles(role),
            environments.all(),
            Form.ticks(environments(), environments)),
        null,
        problem);
  }

  private void show(Context request, User user, @Nullable Once link, String problem) {
    Form typed = new Form(request);
    boolean again = !problem.isEmpty() && request.formParam("display") != null;
    User.Profile profile = user.profile();
    Names environments = again ? typed.names("environment") : profile.environments();
    show(
        request,
        user,
        new UserPage.Form(
            user.name(),
            again ? typed.text("display") : profile.displayName(),
            again ? typed.text("email") : Optional.ofNullable(profile.email()).orElse(""),
            roles(again ? typed.text("role") : profile.role().word()),
            environments.all(),
            Form.ticks(environments(), environments)),
        link,
        problem);
  }

  private void show(
      Context request,
      @Nullable User user,
      UserPage.Form form,
      @Nullable Once link,
      String problem) {
    Visitor visitor = Visitor.of(request);
    desk.show(
        request,
        "settings/user",
        new UserPage(
            frame(visitor, user == null ? "Add a user" : user.name()),
            SettingsTab.USERS.tabs(visitor),
            user == null ? PATH : path(user),
            user == null,
            user == null ? null : line(user),
            form,
            link,
            user == null ? 0 : desk.accounts().sessions().of(user).size(),
            desk.zoneName(),
            problem.isEmpty() && link == null ? done(request) : "",
            problem));
  }

  private static List<Choice> roles(String chosen) {
    return Stream.of(Role.values())
        .map(role -> new Choice(role.word(), meaning(role), role.word().equals(chosen)))
        .toList();
  }

  private static String meaning(Role role) {
    return switch (role) {
      case VIEWER -> "looks on";
      case OPERATOR -> "keeps syncs running: plans, runs, schedules";
      case REVIEWER -> "decides what is written: reviews, applies, undoes";
      case ADMIN -> "says what syncs are, and who may what";
    };
  }

  /** The names of all environments between which syncs go. */
  private TreeSet<String> environments() {
    TreeSet<String> names = new TreeSet<>();
    for (StatusScreen sync : desk.syncs()) {
      if (sync.selected()) {
        names.add(sync.systems().source());
        names.add(sync.systems().target());
      }
    }
    return names;
  }

  private void add(Context request) {
    Visitor visitor = Visitor.of(request);
    Form form = new Form(request);
    Role role = form.role();
    String display = form.text("display").isBlank() ? form.text("name") : form.text("display");
    try {
      User added =
          desk.accounts()
              .users()
              .add(
                  visitor.actor(),
                  form.text("name"),
                  new User.Profile(
                      display, form.text("email"), role, form.names("environment"), false),
                  null);
      show(request, added, made(request, added), "");
    } catch (AccountException e) {
      request.status(400);
      showNew(request, String.valueOf(e.getMessage()));
    }
  }

  private void save(Context request) {
    User user = user(request);
    Form form = new Form(request);
    Role role = form.role();
    Names environments = form.names("environment");
    try {
      desk.accounts()
          .users()
          .change(
              Visitor.of(request).actor(),
              user.id(),
              before ->
                  before
                      .withName(form.text("display"), form.text("email"))
                      .withRole(role)
                      .withEnvironments(environments));
      request.redirect(path(user) + "?done=saved");
    } catch (AccountException e) {
      request.status(400);
      show(request, user, null, String.valueOf(e.getMessage()));
    }
  }

  private void link(Context request) {
    User user = user(request);
    show(request, user, made(request, user), "");
  }

  /** It stands in this answer and nowhere else. */
  private Once made(Context request, User user) {
    Links.Link link = desk.accounts().links().forPassword(Visitor.of(request).actor(), user.id());
    return new Once(
        "A link for " + user.name(),
        origin(request) + "/link/" + link.secret().text(),
        "Give it to the user on a way that nobody else reads. It is used once, until "
            + desk.moment(link.until().toEpochMilli())
            + " "
            + desk.zoneName()
            + ", and nobody can be shown it again.");
  }

  /** Where the browser of who asks finds this server; it says so with every form that it sends. */
  private static String origin(Context request) {
    return Optional.ofNullable(request.header("Origin"))
        .filter(origin -> origin.endsWith("://" + request.host()))
        .orElse("");
  }

  private void disable(Context request, boolean now) {
    User user = user(request);
    desk.accounts()
        .users()
        .change(
            Visitor.of(request).actor(),
            user.id(),
            (User.Profile before) -> before.withDisabled(now));
    request.redirect(path(user) + "?done=" + (now ? "disabled" : "enabled"));
  }

  private void endSessions(Context request) {
    User user = user(request);
    desk.accounts().sessions().endAll(Visitor.of(request).actor(), user);
    request.redirect(path(user) + "?done=sessions");
  }

  private void askToRemove(Context request) {
    Visitor visitor = Visitor.of(request);
    User user = user(request);
    long tokens =
        desk.accounts().tokens().of(user).stream().filter(t -> t.revoked() == null).count();
    desk.show(
        request,
        "settings/removal",
        new RemovalPage(
            frame(visitor, "Remove " + user.name()),
            SettingsTab.USERS.tabs(visitor),
            path(user),
            user.name(),
            List.of(
                user.name() + " is out at once, and can enter no more.",
                Words.count(tokens, "token") + " of " + user.name() + " open nothing any more.",
                "The audit log keeps what " + user.name() + " did.",
                "To let the user rest for a while, disable the user instead.")));
  }

  private void remove(Context request) {
    desk.accounts().users().remove(Visitor.of(request).actor(), user(request).id());
    request.redirect(PATH + "?done=removed");
  }
}
