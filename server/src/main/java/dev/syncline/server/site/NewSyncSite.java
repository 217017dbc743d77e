package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.advise.PairAdvice;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.project.Proposing;
import dev.syncline.project.edit.Place;
import dev.syncline.project.screen.ConnectionsScreen;
import dev.syncline.project.screen.ProposalScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SyncSettingsScreen;
import dev.syncline.project.text.Words;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.KeysPage;
import dev.syncline.server.page.NewSyncPage;
import dev.syncline.server.page.SyncPage;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A sync from nothing: two connections, their tables, their keys, the file that is written, and the
 * first plan.
 */
final class NewSyncSite {
  private static final Set<String> POLICIES = Set.of("merge", "source-wins", "target-wins", "hold");

  private final Desk desk;
  private final Saving saving;

  NewSyncSite(Desk desk) {
    this.desk = desk;
    this.saving = new Saving(desk);
  }

  void ways(RoutesConfig routes) {
    Need need = Need.of(Permission.CONNECTIONS); // it reads both systems, and changes the files
    routes.get("/new-sync", this::begin, need);
    routes.post("/new-sync/keys", this::count, need);
    routes.get("/new-sync/{id}", this::keys, need);
    routes.post("/new-sync/{id}/preview", this::preview, need);
    routes.post("/new-sync/save", this::save, need);
  }

  private Frame frame(Context request) {
    return desk.frame(Visitor.of(request), "New sync", Frame.Section.SYNCS);
  }

  private void begin(Context request) {
    List<String> names =
        desk.asking().answer(ConnectionsScreen.class, "connections", "list").connections().stream()
            .map(ConnectionsScreen.Line::name)
            .toList();
    String source = Sent.query(request, "source");
    String target = Sent.query(request, "target");
    String name = Sent.query(request, "name");
    List<String> problems = new ArrayList<>();
    if (!source.isEmpty() && source.equals(target)) {
      problems.add(
          "Source and target are the same connection. Choose another one for one of them.");
    }
    if (!source.isEmpty() && name.isEmpty()) {
      problems.add("It has no name. Name it, such as customers.");
    }
    if (!name.isEmpty()) {
      taken(name).ifPresent(problems::add);
    }
    Proposal outline = new Proposal(List.of(), List.of(), List.of(), List.of());
    if (!source.isEmpty() && problems.isEmpty()) {
      Screen answer =
          desk.asking().answer("propose", "--outline", "--name=" + name, "--", source, target);
      if (answer instanceof ProposalScreen found) {
        outline = found.proposal();
        if (outline.pairs().isEmpty()
            && outline.sourceAlone().isEmpty()
            && outline.targetAlone().isEmpty()) {
          problems.add("Neither of them holds a table that can be synchronized.");
        }
      } else {
        problems.addAll(Asking.problems(answer));
      }
    }
    desk.show(
        request,
        "newsync",
        new NewSyncPage(
            frame(request),
            names,
            name,
            source,
            target.isEmpty() && names.size() > 1 ? names.get(1) : target,
            Sent.query(request, "direction"),
            outline.pairs().stream()
                .map(p -> new NewSyncPage.Pair(p.source().name(), p.target().name(), why(p)))
                .toList(),
            outline.sourceAlone().stream().map(Proposal.Alone::object).toList(),
            outline.targetAlone().stream().map(Proposal.Alone::object).toList(),
            problems));
  }

  private static String why(PairAdvice pair) {
    return switch (pair.why()) {
      case NAME, GIVEN -> "";
      case SHORT_NAME -> "one name seems short for the other";
      case COLUMNS -> "other names, but the same columns";
    };
  }

  /** What is to be said where a sync has that name, which another would replace; else empty. */
  private Optional<String> taken(String name) {
    return desk.asking().answer("edit", "--sync=" + name) instanceof SyncSettingsScreen
        ? Optional.of("There is a sync " + name + " already. Choose another name.")
        : Optional.empty();
  }

  private void count(Context request) {
    List<String> words =
        new ArrayList<>(List.of("propose", "--name=" + Sent.stripped(request, "name")));
    String direction = Sent.stripped(request, "direction");
    words.add("--direction=" + (direction.isEmpty() ? "two-way" : direction));
    List<String> pairs = request.formParams("pair").stream().filter(p -> !p.isEmpty()).toList();
    if (pairs.isEmpty()) {
      throw new Refusal(400, "usage", "No tables are ticked. Go back and tick those to be kept.");
    }
    pairs.forEach(pair -> words.add("--pair=" + pair));
    words.addAll(List.of("--", Sent.stripped(request, "source"), Sent.stripped(request, "target")));
    Visitor visitor = Visitor.of(request);
    Job job =
        desk.jobs()
            .begin(
                new Job.Order("", words, visitor.name(), desk.zone()),
                visitor.actor(),
                Event.about(Event.Action.CONNECTION_USED, Sent.stripped(request, "source"))
                    .detail("propose"));
    request.redirect("/new-sync/" + job.id());
  }

  private Job job(Context request) {
    return desk.jobs()
        .job(request.pathParamAsClass("id", Long.class).getOrDefault(0L))
        .filter(job -> job.order().words().getFirst().equals("propose"))
        .orElseThrow(
            () -> new Refusal(404, "job", "That proposal was too long ago. Begin it anew."));
  }

  private void keys(Context request) {
    Job job = job(request);
    Screen answer = job.answer().orElse(null);
    List<String> words = job.order().words();
    String name = words.get(1).substring("--name=".length());
    List<KeysPage.Task> tasks = new ArrayList<>();
    List<String> problems = new ArrayList<>();
    if (answer instanceof ProposalScreen proposed) {
      for (PairAdvice pair : proposed.proposal().pairs()) {
        tasks.add(task("key" + tasks.size(), pair, proposed));
      }
    } else if (answer != null) {
      problems.addAll(Asking.problems(answer));
    }
    desk.show(
        request,
        "keys",
        new KeysPage(
            frame(request),
            job.id(),
            name,
            words.get(words.size() - 2),
            words.getLast(),
            answer instanceof ProposalScreen p ? p.systems().arrow().split(" ", 3)[1] : "⇄",
            job.isOver() ? "" : "/jobs/" + job.id() + "/events",
            Standing.words(job),
            tasks,
            answer instanceof ProposalScreen p ? leftOut(p) : List.of(),
            problems));
  }

  /** What was ticked and has no key in its own system. */
  private static List<KeysPage.LeftOut> leftOut(ProposalScreen proposed) {
    List<KeysPage.LeftOut> left = new ArrayList<>();
    Proposal proposal = proposed.proposal();
    proposal.keyless().forEach(k -> left.add(new KeysPage.LeftOut(k.name(), k.reason())));
    for (Side side : Side.values()) {
      (side == Side.SOURCE ? proposal.sourceAlone() : proposal.targetAlone())
          .forEach(
              a ->
                  left.add(
                      new KeysPage.LeftOut(
                          a.object() + " of " + proposed.systems().name(side), a.reason())));
    }
    return left;
  }

  /** What becomes of two tables of which nothing tells the records apart. */
  private static KeysPage.Keyless keyless(PairAdvice pair, ProposalScreen proposed) {
    return proposed.proposal().keeps(pair, proposed.systems().direction())
        ? new KeysPage.Keyless(
            true,
            "Copy all of them",
            "Nothing that both have tells their records apart. One side is empty yet, so all are"
                + " created there, and stay linked.")
        : new KeysPage.Keyless(
            false,
            "Write them as a comment",
            "Nothing that both have tells their records apart. Add \"match\" with columns that do to"
                + " the file by hand; or give both a unique key, and begin anew.");
  }

  private static KeysPage.Task task(String id, PairAdvice pair, ProposalScreen proposed) {
    List<KeysPage.Key> keys = new ArrayList<>();
    for (KeyAdvice key : pair.keys()) {
      keys.add(key(keys.size(), key, pair, proposed));
    }
    List<String> columns = new ArrayList<>();
    pair.columns().forEach(c -> columns.add(both(c.source(), c.target())));
    pair.relations()
        .forEach(
            r -> columns.add(both(String.join(", ", r.source()), String.join(", ", r.target()))));
    return new KeysPage.Task(
        id,
        pair.source().name(),
        pair.target().name(),
        Words.number(pair.rows().source()) + " and " + Words.count(pair.rows().target(), "row"),
        keys,
        keyless(pair, proposed),
        columns,
        left(pair, proposed));
  }

  private static String left(PairAdvice pair, ProposalScreen proposed) {
    List<String> left = new ArrayList<>();
    for (Side side : Side.values()) {
      List<String> names =
          pair.leftOut(side, proposed.systems().direction()).stream()
              .filter(c -> c.origin() != Origin.GENERATED && c.origin() != Origin.COMPUTED)
              .map(Column::name)
              .toList();
      if (!names.isEmpty()) {
        left.add(
            "Without a counterpart in "
                + proposed.systems().name(side)
                + ": "
                + String.join(", ", names)
                + ".");
      }
    }
    return String.join(" ", left);
  }

  private static String both(String source, String target) {
    return source.equals(target) ? source : source + " = " + target;
  }

  private static KeysPage.Key key(
      int index, KeyAdvice key, PairAdvice pair, ProposalScreen proposed) {
    List<SyncPage.Fact> figures = new ArrayList<>();
    figures.add(new SyncPage.Fact("linked", Words.number(key.links())));
    figures.add(
        new SyncPage.Fact(
            "only in " + proposed.systems().name(Side.SOURCE),
            Words.number(key.createsInTarget())));
    figures.add(
        new SyncPage.Fact(
            "only in " + proposed.systems().name(Side.TARGET),
            Words.number(key.createsInSource())));
    List<String> doubts = new ArrayList<>();
    if (!key.isOf(pair.columns())) {
      doubts.add(
          "Nothing but that both keep them unique says that these columns are the same, and they"
              + " are kept the same then.");
    }
    for (Side side : Side.values()) {
      if (!key.figures(side).unique()) {
        doubts.add(
            Words.count(key.figures(side).repeated(), "value")
                + " stand"
                + (key.figures(side).repeated() == 1 ? "s" : "")
                + " in "
                + proposed.systems().name(side)
                + " more than once: such records are held.");
      }
      if (key.figures(side).nulls() > 0) {
        doubts.add(
            Words.count(key.figures(side).nulls(), "row")
                + " of "
                + proposed.systems().name(side)
                + " ha"
                + (key.figures(side).nulls() == 1 ? "s" : "ve")
                + " none, and match nothing.");
      }
    }
    return new KeysPage.Key(
        index,
        String.join(
            ", ",
            key.parts().stream()
                .map(p -> both(String.join(", ", p.source()), String.join(", ", p.target())))
                .toList()),
        pair.chosen().filter(key::equals).isPresent(),
        doubts.isEmpty(),
        figures,
        doubts);
  }

  private void preview(Context request) {
    Job job = job(request);
    if (!(job.answer().orElse(null) instanceof ProposalScreen proposed)) {
      throw new Refusal(409, "job", "The figures are not counted yet.");
    }
    List<PairAdvice> pairs = new ArrayList<>();
    int at = 0;
    for (PairAdvice pair : proposed.proposal().pairs()) {
      String chosen = Sent.stripped(request, "key" + at++);
      if (chosen.isEmpty()) {
        throw new Refusal(
            400,
            "usage",
            "It is not said by which unique key "
                + both(pair.source().name(), pair.target().name())
                + " belong together. Go back and choose one, or leave these two out.");
      }
      int key = chosen.matches("\\d{1,4}") ? Integer.parseInt(chosen) : -1;
      if (key >= 0 && key < pair.keys().size()) {
        pairs.add(pair.by(pair.keys().get(key)));
      } else if (chosen.equals("none") && pair.keys().isEmpty()) {
        pairs.add(pair);
      }
    }
    if (pairs.isEmpty()) {
      throw new Refusal(
          400, "usage", "All tables are left out. Go back and choose a unique key for some.");
    }
    Map<String, Object> more = new LinkedHashMap<>();
    String policy = Sent.stripped(request, "conflicts");
    if (POLICIES.contains(policy) && !policy.equals("merge")) {
      more.put("conflicts", policy);
    }
    String name = proposed.systems().sync();
    Optional<String> taken = taken(name);
    if (taken.isPresent()) {
      throw new Refusal(409, "configuration", taken.get());
    }
    String yaml =
        Proposing.yaml(proposed, new Proposal(pairs, List.of(), List.of(), List.of()), more);
    String patch =
        Json.text(
            List.of(Map.of("op", "add", "path", Place.of("syncs", name).toString(), "yaml", yaml)));
    saving.show(
        request,
        new Saving.Step(frame(request), "Save " + name, "/new-sync/" + job.id(), "/new-sync/save"),
        saving.required(patch),
        Map.of("name", name, "patch", patch),
        List.of());
  }

  /** Saves it, and begins its first plan. */
  private void save(Context request) {
    String name = Sent.stripped(request, "name");
    saving.save(request, Event.sync(Event.Action.EDIT, name), Sent.text(request, "patch"));
    desk.begin(request, name, List.of("plan", "--", name));
  }
}
