package dev.syncline.server.api;

import static dev.syncline.server.api.Argument.flag;
import static dev.syncline.server.api.Argument.number;
import static dev.syncline.server.api.Argument.text;

import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Links;
import dev.syncline.server.account.Names;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Role;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.Token;
import dev.syncline.server.account.Tokens;
import dev.syncline.server.account.User;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import io.javalin.http.HandlerType;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/**
 * Users, the tokens of all, the audit log, and secrets of connections, which are kept and never
 * answered, for programs. Nothing of it is a command.
 */
final class PeopleApi {
  private static final int USUAL_LINES = 100;
  private static final String USER = "/users/{user}";

  private static final List<Argument> PROFILE =
      List.of(
          text("displayName", "The name that is shown."),
          text("email", "Where mails are sent to; empty for nowhere."),
          text("role", "viewer, operator, reviewer or admin."),
          text(
              "environments",
              "From which the user may start promotions: names with commas between them, all or"
                  + " none."));

  static final List<Operation> OPERATIONS =
      List.of(
          of("listUsers", "GET", "/users", Permission.USERS, "All users.", List.of()),
          of(
              "addUser",
              "POST",
              "/users",
              Permission.USERS,
              "Adds a user, and makes a link with which the user sets a password.",
              Stream.concat(Stream.of(text("name", "By which the user logs in.")), PROFILE.stream())
                  .toList()),
          of("getUser", "GET", USER, Permission.USERS, "A user, by name.", List.of()),
          of(
              "changeUser",
              "PATCH",
              USER,
              Permission.USERS,
              "Changes what is named of a user, and nothing else.",
              Stream.concat(
                      PROFILE.stream(),
                      Stream.of(flag("disabled", "", "Whether the user is kept out.")))
                  .toList()),
          of("removeUser", "DELETE", USER, Permission.USERS, "Removes a user.", List.of()),
          of(
              "makeLink",
              "POST",
              USER + "/links",
              Permission.USERS,
              "Makes a link with which the user sets a password, once.",
              List.of()),
          of(
              "endSessions",
              "DELETE",
              USER + "/sessions",
              Permission.USERS,
              "Ends all sessions of a user.",
              List.of()),
          of("listTokens", "GET", "/tokens", Permission.TOKENS, "The tokens of all.", List.of()),
          of(
              "revokeToken",
              "DELETE",
              "/tokens/{token}",
              Permission.TOKENS,
              "Revokes a token, by its number.",
              List.of()),
          of(
              "listAudit",
              "GET",
              "/audit",
              Permission.AUDIT,
              "Lines of the audit log, newest first.",
              List.of(
                  text("who", "Only what this user did."),
                  text("action", "Only this, such as \"user added\"."),
                  text("sync", "Only what was done to this sync."),
                  text("outcome", "done, refused or failed."),
                  text("from", "The first moment, such as 2026-03-01T00:00:00Z."),
                  text("until", "The moment before which."),
                  number("before", "Only lines with smaller numbers: the next page."),
                  number("limit", "At most so many lines, up to 500."))),
          of(
              "keepSecret",
              "PUT",
              "/connections/{connection}/secrets/{secret}",
              Permission.CONNECTIONS,
              "Keeps a secret of a connection, and answers how the configuration names it.",
              List.of(
                  new Argument(
                      "value",
                      "",
                      Argument.Kind.TEXT,
                      "The secret itself, which is never shown.",
                      true))));

  private final Accounts accounts;

  PeopleApi(Accounts accounts) {
    this.accounts = accounts;
  }

  private static Operation of(
      String id,
      String method,
      String path,
      Permission permission,
      String summary,
      List<Argument> arguments) {
    return new Operation(
        id, method, Operations.ROOT + path, Set.of(permission), summary, List.of(), arguments);
  }

  void ways(RoutesConfig routes) {
    for (Operation operation : OPERATIONS) {
      Handler answer = handler(operation);
      routes.addHttpHandler(
          HandlerType.findOrCreate(operation.method()),
          operation.path(),
          request -> {
            if (!operation.hasBody()) {
              Api.requireKnown(operation, request.queryParamMap().keySet());
            }
            answer.handle(request);
          },
          Need.of(operation.permission()));
    }
  }

  private Handler handler(Operation operation) {
    return switch (operation.id()) {
      case "listUsers" ->
          request ->
              Api.json(
                  request,
                  200,
                  Map.of("users", accounts.users().all().stream().map(PeopleApi::json).toList()));
      case "addUser" -> request -> add(request, typed(request, operation));
      case "getUser" -> request -> Api.json(request, 200, json(user(request)));
      case "changeUser" -> request -> change(request, typed(request, operation));
      case "removeUser" -> this::remove;
      case "makeLink" ->
          request -> {
            typed(request, operation);
            Api.json(request, 200, link(request, other(request)));
          };
      case "endSessions" -> this::endSessions;
      case "listTokens" -> this::tokens;
      case "revokeToken" -> this::revoke;
      case "listAudit" -> this::audit;
      case "keepSecret" -> request -> keep(request, typed(request, operation));
      default -> throw new IllegalStateException("nobody answers " + operation.id());
    };
  }

  /** The body, of which each value is what it has to be. */
  private static JsonNode typed(Context request, Operation operation) {
    JsonNode body = Api.body(request);
    Api.requireKnown(operation, body.propertyNames());
    operation.arguments().forEach(argument -> argument.words(body.get(argument.name())));
    return body;
  }

  private static @Nullable String said(JsonNode body, String name) {
    JsonNode value = body.get(name);
    return value == null || value.isNull() ? null : value.asString();
  }

  private User user(Context request) {
    return accounts
        .users()
        .find(request.pathParam("user"))
        .orElseThrow(() -> new Refusal(404, "user", "there is no such user"));
  }

  /**
   * One that is changed. By a token it is never its own user: a link would give whoever has the
   * token the user's password, which it is not to know.
   */
  private User other(Context request) {
    User user = user(request);
    Caller caller = Visitor.of(request).caller();
    if (caller.token() != null && user.id() == caller.user().id()) {
      throw new Refusal(
          403,
          "forbidden",
          "a token may do nothing to its own user "
              + user.name()
              + ". Log in, and do it on the page of your account.");
    }
    return user;
  }

  /** The page keeps those that a person enters under the same names. */
  private void keep(Context request, JsonNode body) {
    String name =
        "connection/" + request.pathParam("connection") + "/" + request.pathParam("secret");
    accounts
        .vault()
        .put(
            Visitor.of(request).actor(),
            name,
            new Secret(Objects.requireNonNull(said(body, "value"))));
    Api.json(request, 200, Map.of("reference", "${secret:" + name + "}"));
  }

  private static Role role(String word) {
    return Role.of(word)
        .orElseThrow(
            () ->
                new Refusal(
                    400, "usage", "\"role\" has to be viewer, operator, reviewer or admin"));
  }

  private static Names environments(String text) {
    return switch (text) {
      case "all" -> Names.ALL;
      case "none", "" -> Names.NONE;
      default -> Names.of(Stream.of(text.split(",")).map(String::strip).toList());
    };
  }

  private void add(Context request, JsonNode body) {
    String name = Optional.ofNullable(said(body, "name")).orElse("");
    User.Profile profile =
        new User.Profile(
            Optional.ofNullable(said(body, "displayName")).orElse(name),
            said(body, "email"),
            role(Optional.ofNullable(said(body, "role")).orElse(Role.VIEWER.word())),
            environments(Optional.ofNullable(said(body, "environments")).orElse("none")),
            false);
    User added = accounts.users().add(Visitor.of(request).actor(), name, profile, null);
    Map<String, Object> json = json(added);
    json.put("link", link(request, added));
    Api.json(request, 200, json);
  }

  private void change(Context request, JsonNode body) {
    User changed =
        accounts
            .users()
            .change(
                Visitor.of(request).actor(),
                other(request).id(),
                before -> {
                  String name = said(body, "displayName");
                  String email = said(body, "email");
                  String role = said(body, "role");
                  String environments = said(body, "environments");
                  User.Profile now =
                      before.withName(
                          name == null ? before.displayName() : name,
                          email == null ? before.email() : email);
                  now = role == null ? now : now.withRole(role(role));
                  now =
                      environments == null ? now : now.withEnvironments(environments(environments));
                  return body.has("disabled")
                      ? now.withDisabled(body.get("disabled").asBoolean(before.disabled()))
                      : now;
                });
    Api.json(request, 200, json(changed));
  }

  private Map<String, Object> link(Context request, User user) {
    Links.Link link = accounts.links().forPassword(Visitor.of(request).actor(), user.id());
    return Map.of("path", "/link/" + link.secret().text(), "until", link.until().toString());
  }

  private void remove(Context request) {
    accounts.users().remove(Visitor.of(request).actor(), other(request).id());
    Api.json(request, 200, Map.of());
  }

  private void endSessions(Context request) {
    accounts.sessions().endAll(Visitor.of(request).actor(), other(request));
    Api.json(request, 200, Map.of());
  }

  private static Map<String, Object> json(User user) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("name", user.name());
    json.put("displayName", user.profile().displayName());
    json.put("email", user.profile().email());
    json.put("role", user.profile().role().word());
    json.put("environments", user.profile().environments().toString());
    json.put("disabled", user.profile().disabled());
    json.put("hasPassword", user.hasPassword());
    json.put("created", user.created().toString());
    json.put("lastLogin", iso(user.lastLogin()));
    return json;
  }

  private static @Nullable String iso(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  private void tokens(Context request) {
    Map<Long, String> names = new LinkedHashMap<>();
    accounts.users().all().forEach(user -> names.put(user.id(), user.name()));
    Api.json(
        request,
        200,
        Map.of(
            "tokens", accounts.tokens().all().stream().map(owned -> json(owned, names)).toList()));
  }

  private static Map<String, Object> json(Tokens.Owned owned, Map<Long, String> names) {
    Token token = owned.token();
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("token", token.id());
    json.put("name", token.name());
    json.put("user", names.get(owned.user()));
    json.put("role", token.role().word());
    json.put("syncs", token.syncs().all() ? "all" : List.copyOf(token.syncs().names()));
    json.put("created", token.created().toString());
    json.put("expires", iso(token.expires()));
    json.put("lastUsed", iso(token.lastUsed()));
    json.put("revoked", iso(token.revoked()));
    return json;
  }

  private void revoke(Context request) {
    String id = request.pathParam("token");
    Tokens.Owned owned =
        accounts.tokens().all().stream()
            .filter(each -> Long.toString(each.token().id()).equals(id))
            .findFirst()
            .orElseThrow(() -> new Refusal(404, "token", "there is no such token"));
    User user =
        accounts
            .users()
            .find(owned.user())
            .orElseThrow(() -> new Refusal(404, "user", "there is no such user"));
    accounts.tokens().revoke(Visitor.of(request).actor(), user, owned.token().id());
    Api.json(request, 200, Map.of());
  }

  private void audit(Context request) {
    AuditLog.Filter filter =
        new AuditLog.Filter(
            request.queryParam("who"),
            chosen(Event.Action.values(), request, "action"),
            request.queryParam("sync"),
            chosen(Event.Outcome.values(), request, "outcome"),
            moment(request, "from"),
            moment(request, "until"));
    List<Map<String, Object>> lines =
        accounts
            .audit()
            .page(
                filter,
                whole(request, "before", Long.MAX_VALUE),
                (int) Math.min(AuditLog.LONGEST_PAGE, whole(request, "limit", USUAL_LINES)))
            .stream()
            .map(PeopleApi::json)
            .toList();
    Api.json(request, 200, Map.of("lines", lines));
  }

  private static <E extends Enum<E>> @Nullable E chosen(E[] all, Context request, String name) {
    String text = request.queryParam(name);
    if (text == null) {
      return null;
    }
    return Stream.of(all)
        .filter(each -> each.name().equalsIgnoreCase(text.replace(' ', '_')))
        .findFirst()
        .orElseThrow(
            () -> new Refusal(400, "usage", "\"" + name + "\" is none of " + List.of(all)));
  }

  private static @Nullable Instant moment(Context request, String name) {
    String text = request.queryParam(name);
    try {
      return text == null ? null : Instant.parse(text);
    } catch (DateTimeException e) {
      throw new Refusal(
          400, "usage", "\"" + name + "\" has to be a moment such as 2026-03-01T00:00:00Z");
    }
  }

  private static long whole(Context request, String name, long usual) {
    String text = request.queryParam(name);
    if (text == null) {
      return usual;
    }
    if (!text.matches("\\d{1,18}")) {
      throw new Refusal(400, "usage", "\"" + name + "\" has to be a JSON integer");
    }
    return Long.parseLong(text);
  }

  private static Map<String, Object> json(AuditLog.Line line) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("line", line.id());
    json.put("at", line.at().toString());
    json.put("kind", line.by().kind().words());
    json.put("who", line.by().name());
    json.put("token", line.by().token());
    json.put("address", line.by().address());
    json.put("action", line.event().action().words());
    json.put("about", line.event().about());
    json.put("sync", line.event().sync());
    json.put("record", line.event().record());
    json.put("outcome", line.event().outcome().word());
    json.put("detail", line.event().detail());
    return json;
  }
}
