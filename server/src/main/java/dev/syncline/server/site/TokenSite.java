package dev.syncline.server.site;

import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Token;
import dev.syncline.server.account.Tokens;
import dev.syncline.server.account.User;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.Once;
import dev.syncline.server.page.TokensPage;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** A person's own tokens, and for administrators those of all. */
final class TokenSite {
  private static final String NEVER = "never";

  /** For how long a token can be made, in days. */
  private static final Map<String, String> LASTS = new LinkedHashMap<>();

  static {
    LASTS.put("7", "in 7 days");
    LASTS.put("30", "in 30 days");
    LASTS.put("90", "in 90 days");
    LASTS.put("365", "in a year");
    LASTS.put(NEVER, "never");
  }

  private final Desk desk;

  TokenSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    Need own = Need.of(Permission.OWN_ACCOUNT);
    Need others = Need.of(Permission.TOKENS);
    String mine = SettingsTab.OWN_TOKENS.path();
    String all = SettingsTab.TOKENS.path();
    routes.get(mine, request -> showOwn(request, null, ""), own);
    routes.post(mine, this::make, own);
    routes.post(mine + "/{token}/revoke", this::revokeOwn, own);
    routes.get(all, this::showAll, others);
    routes.post(all + "/{token}/revoke", this::revoke, others);
  }

  private void showOwn(Context request, @Nullable Once made, String problem) {
    Visitor visitor = Visitor.of(request);
    User user = visitor.caller().user();
    Form typed = new Form(request);
    boolean again = !problem.isEmpty();
    Names syncs = again ? typed.names("sync") : Names.ALL;
    String role = again ? typed.text("role") : Role.VIEWER.word();
    String lasts = again ? typed.text("lasts") : "90";
    TokensPage.Form form =
        new TokensPage.Form(
            again ? typed.text("name") : "",
            Stream.of(Role.values())
                .filter(each -> each.compareTo(user.profile().role()) <= 0)
                .map(each -> new Choice(each.word(), each.word(), each.word().equals(role)))
                .toList(),
            LASTS.entrySet().stream()
                .map(
                    each -> new Choice(each.getKey(), each.getValue(), each.getKey().equals(lasts)))
                .toList(),
            syncs.all(),
            Form.ticks(desk.syncs().stream().map(StatusScreen::name).toList(), syncs));
    show(
        request,
        SettingsTab.OWN_TOKENS,
        desk.accounts().tokens().of(user).stream()
            .map(token -> line(token, user, SettingsTab.OWN_TOKENS.path()))
            .toList(),
        form,
        made,
        problem);
  }

  private void showAll(Context request) {
    Map<Long, User> users =
        desk.accounts().users().all().stream()
            .collect(Collectors.toMap(User::id, Function.identity()));
    List<TokensPage.Line> lines = new ArrayList<>();
    for (Tokens.Owned owned : desk.accounts().tokens().all()) {
      User user = users.get(owned.user());
      if (user != null) {
        lines.add(line(owned.token(), user, SettingsTab.TOKENS.path()));
      }
    }
    show(request, SettingsTab.TOKENS, lines, null, null, "");
  }

  private void show(
      Context request,
      SettingsTab tab,
      List<TokensPage.Line> lines,
      TokensPage.@Nullable Form form,
      @Nullable Once made,
      String problem) {
    Visitor visitor = Visitor.of(request);
    boolean revoked = "revoked".equals(request.queryParam("done"));
    desk.show(
        request,
        "settings/tokens",
        new TokensPage(
            desk.frame(visitor, "Tokens", Frame.Section.SETTINGS),
            tab.tabs(visitor),
            lines,
            form,
            made,
            desk.zoneName(),
            revoked ? "The token is revoked." : "",
            problem));
  }

  private TokensPage.Line line(Token token, User user, String path) {
    boolean good = token.isGood(Instant.ofEpochMilli(desk.clock().getAsLong()));
    boolean rests = user.profile().disabled();
    Role most = user.profile().role();
    Role role = token.role().compareTo(most) <= 0 ? token.role() : most;
    return new TokensPage.Line(
        token.name(),
        user.name(),
        role.word(),
        token.syncs().all() ? "all syncs" : token.syncs().toString(),
        desk.point(token.created()),
        desk.point(token.expires()),
        desk.point(token.lastUsed()),
        token.revoked() != null ? "revoked" : !good ? "ended" : rests ? "rests" : "good",
        good && !rests ? "good" : "",
        good ? path + "/" + token.id() + "/revoke" : "");
  }

  /** The text stands in this answer and nowhere else: what would be shown again would be kept. */
  private void make(Context request) {
    Visitor visitor = Visitor.of(request);
    Form form = new Form(request);
    try {
      Tokens.Made made =
          desk.accounts()
              .tokens()
              .make(
                  visitor.caller().user(),
                  form.text("name"),
                  form.role(),
                  form.names("sync"),
                  ends(form.text("lasts")),
                  visitor.address());
      showOwn(
          request,
          new Once(
              "Token " + made.token().name(),
              made.text().text(),
              "Copy it to the program now: nobody can be shown it again."),
          "");
    } catch (AccountException e) {
      request.status(400);
      showOwn(request, null, String.valueOf(e.getMessage()));
    }
  }

  private @Nullable Instant ends(String lasts) {
    if (!LASTS.containsKey(lasts)) {
      throw new AccountException("Choose when the token ends, or that it never does.");
    }
    return lasts.equals(NEVER)
        ? null
        : Instant.ofEpochMilli(desk.clock().getAsLong())
            .plus(Duration.ofDays(Long.parseLong(lasts)));
  }

  private void revokeOwn(Context request) {
    Visitor visitor = Visitor.of(request);
    desk.accounts()
        .tokens()
        .revoke(visitor.actor(), visitor.caller().user(), Form.id(request, "token"));
    request.redirect(SettingsTab.OWN_TOKENS.path() + "?done=revoked");
  }

  private void revoke(Context request) {
    long id = Form.id(request, "token");
    User user =
        desk.accounts().tokens().all().stream()
            .filter(owned -> owned.token().id() == id)
            .findFirst()
            .flatMap(owned -> desk.accounts().users().find(owned.user()))
            .orElseThrow(
                () -> new Refusal(404, "token", "There is no such token. Look at the list again."));
    desk.accounts().tokens().revoke(Visitor.of(request).actor(), user, id);
    request.redirect(SettingsTab.TOKENS.path() + "?done=revoked");
  }
}
