package dev.syncline.server.site;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.edit.Place;
import dev.syncline.project.screen.BrowseScreen;
import dev.syncline.project.screen.ConnectionTestScreen;
import dev.syncline.project.screen.ConnectionsScreen;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.AccountException;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Secret;
import dev.syncline.server.page.BrowsePage;
import dev.syncline.server.page.ConnectionFormPage;
import dev.syncline.server.page.ConnectionsPage;
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
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** The pages of connections: all of them, one that is added or changed, and what one holds. */
final class ConnectionSite {
  private static final String KEPT = "connection/";

  private final Desk desk;
  private final Saving saving;

  ConnectionSite(Desk desk) {
    this.desk = desk;
    this.saving = new Saving(desk);
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
    String name = Sent.stripped(request, "name");
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
      lines.addAll(Asking.problems(answer));
    }
    all(request, lines, answer instanceof ConnectionTestScreen);
  }

  private void fresh(Context request) {
    String asked = Sent.query(request, "type");
    String type = asked.isEmpty() ? "postgresql" : asked;
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
    ConnectionsScreen.Line line = line(Sent.query(request, "name"));
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
      UnaryOperator<String> value,
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

  private void preview(Context request) {
    boolean fresh = Sent.stripped(request, "fresh").equals("true");
    String name = Sent.stripped(request, "name");
    String type = Sent.stripped(request, "type");
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
        id -> Sent.stripped(request, id),
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
      String typed = Sent.stripped(request, id);
      String before = old.map(o -> ConnectionForm.value(id, o.settings())).orElse("");
      String secret = Sent.text(request, id + ".new");
      if (ConnectionForm.isSecret(id) && !secret.isEmpty()) {
        try {
          given.put(id, kept(request, name, id, secret));
        } catch (AccountException e) {
          problems.add(String.valueOf(e.getMessage()));
        }
      } else if (!typed.equals(before)) {
        ConnectionForm.problem(id, typed)
            .ifPresentOrElse(
                problems::add,
                () -> given.put(id, typed.isEmpty() ? "" : ConnectionForm.written(id, typed)));
      }
    }
    return given;
  }

  /** Keeps a secret under a name of its own, so that the one in use stays until it is saved. */
  private String kept(Context request, String name, String id, String secret) {
    String kept =
        own(name) + id.replace('/', '-') + "-" + UUID.randomUUID().toString().substring(0, 8);
    desk.accounts().vault().put(Visitor.of(request).actor(), kept, new Secret(secret));
    return "${secret:" + kept + "}";
  }

  /** With what the names of a connection's secrets begin. */
  private static String own(String name) {
    return KEPT + name.replaceAll("[^\\p{L}\\p{N}_-]", "_") + "/";
  }

  private static List<Object> patch(
      String name, String type, Map<String, Object> given, Optional<ConnectionsScreen.Line> old) {
    Place place = Place.of("connections", name);
    if (old.isEmpty()) {
      Map<String, Object> whole = new LinkedHashMap<>();
      whole.put("type", type);
      given.forEach((id, value) -> put(whole, id, value));
      return List.of(Map.of("op", "add", "path", place.toString(), "value", whole));
    }
    Set<String> emptied = ConnectionForm.emptied(given, old.get().settings());
    List<Object> patch = new ArrayList<>();
    given.forEach(
        (id, value) -> {
          if (!value.equals("")) {
            patch.add(Map.of("op", "add", "path", place + "/" + id, "value", value));
          } else if (!emptied.contains(ConnectionForm.block(id))) {
            patch.add(Map.of("op", "remove", "path", place + "/" + id));
          }
        });
    emptied.forEach(
        block -> patch.add(Map.of("op", "remove", "path", place.then(block).toString())));
    return patch;
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
    Screen tried = saving.tried(patch);
    problems.addAll(Saving.problems(tried));
    if (!problems.isEmpty() || !(tried instanceof EditScreen edit)) {
      return false;
    }
    saving.show(
        request,
        new Saving.Step(frame(request, name), "Save " + name, "/connections", "/connections/save"),
        edit,
        Map.of("name", name, "patch", patch),
        edit.notes().stream()
            .filter(n -> n.message().contains("connection " + name))
            .map(Finding::toString)
            .toList());
    return true;
  }

  private void save(Context request) {
    String name = Sent.stripped(request, "name");
    EditScreen edit =
        saving.save(
            request,
            Event.about(Event.Action.CONNECTION_CHANGED, name),
            Sent.text(request, "patch"));
    forget(request, edit, name);
    request.redirect("/connections");
  }

  /** Secrets of this connection that nothing names any more, and those that were never saved. */
  private void forget(Context request, EditScreen edit, String name) {
    String own = own(name);
    for (String kept : desk.accounts().vault().names()) {
      if (kept.startsWith(own) && !edit.secrets().contains(kept)) {
        desk.accounts().vault().remove(Visitor.of(request).actor(), kept);
      }
    }
  }

  private void browse(Context request) {
    String name = Sent.query(request, "name");
    String table = request.queryParam("table"); // which may begin or end with blanks
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
