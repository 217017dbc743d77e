package dev.syncline.server.site;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.screen.BrowseScreen;
import dev.syncline.project.screen.ConnectionTestScreen;
import dev.syncline.project.screen.ConnectionsScreen;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Secret;
import dev.syncline.server.page.BrowsePage;
import dev.syncline.server.page.ConnectionFormPage;
import dev.syncline.server.page.ConnectionsPage;
import dev.syncline.server.page.EditPage;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** The pages of connections: all of them, one that is added or changed, and what one holds. */
final class ConnectionSite {
  private static final String KEPT = "connection/";

  private final Desk desk;

  ConnectionSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    Need need = Need.of(Permission.CONNECTIONS);
    routes.get("/connections", request -> all(request, List.of(), false), need);
    routes.post("/connections/test", this::test, need);
    routes.get("/connections/new", this::fresh, need);
    routes.get("/connections/edit", this::change, need);
    routes.post("/connections/preview", this::preview, need);
    routes.post("/connections/save", this::save, need);
    routes.get("/connections/browse", this::browse, need);
  }

  private ConnectionsScreen known() {
    return desk.asking().answer(ConnectionsScreen.class, "connections", "list");
  }

  private void all(Context request, List<String> tested, boolean answered) {
    List<ConnectionsPage.Line> lines =
        known().connections().stream()
            .map(
                c ->
                    new ConnectionsPage.Line(
                        c.name(),
                        query(c.name()),
                        c.type(),
                        c.address(),
                        c.user(),
                        c.secured(),
                        c.syncs(),
                        c.place(),
                        c.problems().stream().map(Finding::toString).toList()))
            .toList();
    desk.show(
        request,
        "connections",
        new ConnectionsPage(
            frame(request, "Connections"), lines, tested, answered, ConnectionForm.types()));
  }

  private Frame frame(Context request, String title) {
    return desk.frame(Visitor.of(request), title, Frame.Section.CONNECTIONS);
  }

  private static String query(String name) {
    return URLEncoder.encode(name, StandardCharsets.UTF_8);
  }

  private static Event used(String name, String how) {
    return Event.about(Event.Action.CONNECTION_USED, name).detail(how);
  }

  private void test(Context request) {
    String name = form(request, "name");
    Screen answer = desk.change(request, used(name, "test"), "connections", "test", "--", name);
    List<String> lines = new ArrayList<>();
    if (answer instanceof ConnectionTestScreen test) {
      lines.add(
          name
              + " answers: "
              + test.product()
              + ", "
              + Words.count(test.objects(), "table")
              + " to synchronize. It is "
              + test.spoken());
      test.rights().forEach(r -> lines.add(r.message() + ". " + r.remedy()));
    } else {
      lines.addAll(problems(answer));
    }
    all(request, lines, answer instanceof ConnectionTestScreen);
  }

  private static List<String> problems(Screen answer) {
    if (!(answer instanceof ErrorScreen error)) {
      throw new IllegalStateException("unexpected " + answer.getClass());
    }
    return error.findings().isEmpty()
        ? List.of(error.message())
        : error.findings().stream().map(Finding::toString).toList();
  }

  private void fresh(Context request) {
    String type = Objects.requireNonNullElse(request.queryParam("type"), "postgresql");
    if (!ConnectionForm.types().contains(type)) {
      throw new Refusal(400, "usage", "There is no type of connection \"" + type + "\".");
    }
    form(request, true, "", type, id -> "", List.of(), List.of());
  }

  private ConnectionsScreen.Line line(String name) {
    return known().connections().stream()
        .filter(c -> c.name().equals(name))
        .findFirst()
        .orElseThrow(() -> new Refusal(404, "connection", "There is no connection " + name + "."));
  }

  private void change(Context request) {
    ConnectionsScreen.Line line = line(Objects.requireNonNullElse(request.queryParam("name"), ""));
    form(
        request,
        false,
        line.name(),
        line.type(),
        id -> ConnectionForm.value(id, line.settings()),
        also(line),
        List.of());
  }

  private static List<String> also(ConnectionsScreen.Line line) {
    Set<String> known = new HashSet<>(Set.of("type"));
    ConnectionForm.ids(line.type()).forEach(id -> known.add(id.replaceFirst("/.*", "")));
    return line.settings().keySet().stream().filter(key -> !known.contains(key)).toList();
  }

  private void form(
      Context request,
      boolean fresh,
      String name,
      String type,
      java.util.function.UnaryOperator<String> value,
      List<String> also,
      List<String> problems) {
    desk.show(
        request,
        "connection",
        new ConnectionFormPage(
            frame(request, fresh ? "New connection" : name),
            fresh,
            name,
            type,
            ConnectionForm.types(),
            ConnectionForm.groups(type, value),
            also,
            problems));
  }

  private static String form(Context request, String name) {
    return Objects.requireNonNullElse(request.formParam(name), "").strip();
  }

  private void preview(Context request) {
    boolean fresh = form(request, "fresh").equals("true");
    String name = form(request, "name");
    String type = form(request, "type");
    Optional<ConnectionsScreen.Line> old =
        known().connections().stream().filter(c -> c.name().equals(name)).findFirst();
    List<String> problems = new ArrayList<>();
    if (name.isEmpty()) {
      problems.add("It has no name. Name it as syncs are to call it, such as crm.");
    } else if (fresh && old.isPresent()) {
      problems.add("There is a connection " + name + " already. Choose another name.");
    } else if (!fresh && old.isEmpty()) {
      problems.add("There is no connection " + name + " any more.");
    }
    if (problems.isEmpty()) {
      Map<String, Object> given = given(request, name, type, old, problems);
      String patch = Json.text(patch(name, type, given, old));
      if (problems.isEmpty() && show(request, name, patch, problems)) {
        return;
      }
    }
    form(
        request,
        fresh,
        name,
        type,
        id -> form(request, id),
        old.map(ConnectionSite::also).orElse(List.of()),
        problems);
  }

  /** What is to be written, by the ids of fields; an empty text where something is to go. */
  private Map<String, Object> given(
      Context request,
      String name,
      String type,
      Optional<ConnectionsScreen.Line> old,
      List<String> problems) {
    Map<String, Object> given = new LinkedHashMap<>();
    for (String id : ConnectionForm.ids(type)) {
      String typed = form(request, id).replace("\r\n", "\n");
      String before = old.map(o -> ConnectionForm.value(id, o.settings())).orElse("");
      String secret = Objects.requireNonNullElse(request.formParam(id + ".new"), "");
      if (ConnectionForm.isSecret(id) && !secret.isEmpty()) {
        try {
          given.put(id, kept(request, name, id, secret));
        } catch (AccountException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      } else if (!typed.equals(before)) {
        if (ConnectionForm.isSecret(id) && !typed.isEmpty() && !typed.contains("${")) {
          problems.add(
              "The "
                  + id.replace('/', ' ')
                  + " itself does not belong into a file. Name what holds it, as ${VARIABLE} or"
                  + " ${file:/path}, or enter it as a new one.");
        } else {
          given.put(id, typed.isEmpty() ? "" : ConnectionForm.written(id, typed));
        }
      }
    }
    return given;
  }

  /** Keeps a secret under a name of its own, so that the one in use stays until it is saved. */
  private String kept(Context request, String name, String id, String secret) {
    String kept =
        KEPT
            + name.replaceAll("[^\\p{L}\\p{N}_-]", "_")
            + "/"
            + id.replace('/', '-')
            + "-"
            + UUID.randomUUID().toString().substring(0, 8);
    desk.accounts().vault().put(Visitor.of(request).actor(), kept, new Secret(secret));
    return "${secret:" + kept + "}";
  }

  private static List<Object> patch(
      String name, String type, Map<String, Object> given, Optional<ConnectionsScreen.Line> old) {
    String place = "/connections/" + name.replace("~", "~0").replace("/", "~1");
    List<Object> patch = new ArrayList<>();
    if (old.isEmpty()) {
      Map<String, Object> whole = new LinkedHashMap<>();
      whole.put("type", type);
      given.forEach((id, value) -> put(whole, id, value));
      patch.add(Map.of("op", "add", "path", place, "value", whole));
      return patch;
    }
    List<String> emptied = emptied(given, old.get().settings());
    emptied.forEach(block -> patch.add(Map.of("op", "remove", "path", place + "/" + block)));
    given.forEach(
        (id, value) -> {
          if (!value.equals("")) {
            patch.add(Map.of("op", "add", "path", place + "/" + id, "value", value));
          } else if (!emptied.contains(id.replaceFirst("/.*", ""))) {
            patch.add(Map.of("op", "remove", "path", place + "/" + id));
          }
        });
    return patch;
  }

  /** Blocks of which nothing is left: they go whole, for an empty one says something, too. */
  private static List<String> emptied(
      Map<String, Object> given, Map<String, @Nullable Object> settings) {
    List<String> emptied = new ArrayList<>();
    settings.forEach(
        (name, value) -> {
          if (value instanceof Map<?, ?> block
              && !block.isEmpty()
              && block.keySet().stream().allMatch(k -> "".equals(given.get(name + "/" + k)))
              && given.entrySet().stream()
                  .noneMatch(e -> e.getKey().startsWith(name + "/") && !e.getValue().equals(""))) {
            emptied.add(name);
          }
        });
    return emptied;
  }

  @SuppressWarnings("unchecked")
  private static void put(Map<String, Object> whole, String id, Object value) {
    int slash = id.indexOf('/');
    if (value.equals("")) {
      return;
    }
    if (slash < 0) {
      whole.put(id, value);
    } else {
      Map<String, Object> block =
          (Map<String, Object>)
              whole.computeIfAbsent(
                  id.substring(0, slash), b -> new LinkedHashMap<String, Object>());
      block.put(id.substring(slash + 1), value);
    }
  }

  /** Shows what a patch would change, if it may be saved. */
  private boolean show(Context request, String name, String patch, List<String> problems) {
    Screen answer = desk.asking().answer("edit", "--patch=" + patch);
    if (!(answer instanceof EditScreen edit)) {
      problems.addAll(problems(answer));
      return false;
    }
    if (edit.changed().isEmpty()) {
      problems.add("Nothing is changed yet.");
      return false;
    }
    if (!edit.errors().isEmpty()) {
      edit.errors().forEach(e -> problems.add(e.toString()));
      return false;
    }
    desk.show(
        request,
        "edit",
        new EditPage(
            frame(request, name),
            "Save " + name,
            "/connections",
            "/connections/save",
            List.of(
                new EditPage.Hidden("name", name),
                new EditPage.Hidden("patch", patch),
                new EditPage.Hidden("base", edit.base())),
            edit.diff().stream().map(EditPage.DiffLine::of).toList(),
            edit.notes().stream()
                .filter(n -> n.message().contains("connection " + name))
                .map(Finding::toString)
                .toList()));
    return true;
  }

  private void save(Context request) {
    String name = form(request, "name");
    EditScreen edit =
        desk.save(
            request,
            Event.about(Event.Action.CONNECTION_CHANGED, name),
            form(request, "patch"));
    forget(request, edit, name);
    request.redirect("/connections");
  }

  /** Secrets of this connection that nothing names any more, and those that were never saved. */
  private void forget(Context request, EditScreen edit, String name) {
    String own = KEPT + name.replaceAll("[^\\p{L}\\p{N}_-]", "_") + "/";
    for (String kept : desk.accounts().vault().names()) {
      boolean named =
          edit.files().values().stream().anyMatch(t -> t.contains("${secret:" + kept + "}"));
      if (kept.startsWith(own) && !named) {
        desk.accounts().vault().remove(Visitor.of(request).actor(), kept);
      }
    }
  }

  private void browse(Context request) {
    String name = Objects.requireNonNullElse(request.queryParam("name"), "");
    String table = request.queryParam("table");
    List<String> words = new ArrayList<>(List.of("connections", "browse", "--", name));
    if (table != null) {
      words.add(table);
    }
    BrowseScreen shown =
        desk.change(
            request, BrowseScreen.class, used(name, "browse"), words.toArray(String[]::new));
    List<BrowsePage.Link> links =
        shown.objects().stream()
            .map(
                o ->
                    new BrowsePage.Link(
                        o,
                        "/connections/browse?name=" + query(name) + "&table=" + query(o),
                        shown.look().filter(l -> l.schema().name().equals(o)).isPresent()))
            .toList();
    desk.show(
        request,
        "browse",
        new BrowsePage(
            frame(request, name),
            name,
            links,
            shown.look().map(ConnectionSite::table).orElse(null)));
  }

  private static BrowsePage.Table table(BrowseScreen.Look look) {
    return new BrowsePage.Table(
        look.schema().name(),
        Words.count(look.rows(), "row"),
        look.schema().columns().stream()
            .map(
                c ->
                    new BrowsePage.Column(
                        c.name(),
                        c.nativeType(),
                        c.nullable(),
                        look.part(c),
                        look.masked().contains(c.name())))
            .toList(),
        look.first());
  }
}
