package dev.syncline.server.site;

import dev.syncline.engine.review.Group;
import dev.syncline.project.screen.KeptPlanScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.RunScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.TestScreen;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.PlansPart;
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
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** The page of a plan that is kept: people look at it, select, try and apply it. */
final class ReviewSite {
  private static final String PLAN = "/syncs/{sync}/plans/{plan}";
  private static final int SHOWN = 50;

  private final Desk desk;

  ReviewSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get(PLAN, this::show, Need.of(Permission.SEE));
    routes.post(PLAN + "/select", this::select, Need.of(Permission.REVIEW));
    routes.post(PLAN + "/drop", this::drop, Need.of(Permission.REVIEW));
    routes.post(PLAN + "/test", this::test, Need.of(Permission.TEST));
    routes.post(PLAN + "/apply", this::apply, Need.of(Permission.APPLY));
    routes.post(PLAN + "/cancel", this::cancel, Need.of(Permission.APPLY));
    routes.post(PLAN + "/undo", this::undo, Need.of(Permission.UNDO));
  }

  static String path(String sync, long plan) {
    return Links.sync(sync, "plans", Long.toString(plan));
  }

  /** Where somebody goes on who has followed a job to its end; nothing if not to a review. */
  static Optional<String> after(Job job) {
    List<String> words = job.order().words();
    Screen answer = job.answer().orElse(null);
    if (answer instanceof Screens several && several.all().size() == 1) {
      answer = several.all().getFirst();
    }
    return switch (answer) {
      case KeptPlanScreen made -> Optional.of(path(made.systems().sync(), made.plan().id()));
      case RunScreen run when words.getFirst().equals("plans") -> of(job);
      case TestScreen test when words.getFirst().equals("plans") -> of(job);
      case null, default -> Optional.empty();
    };
  }

  private static Optional<String> of(Job job) {
    return Optional.of(path(job.order().sync(), Long.parseLong(job.order().words().getLast())));
  }

  /** The plans of a sync, as they stand on its page. */
  static PlansPart part(Desk desk, String sync) {
    KeptPlansScreen kept = desk.asking().answer(KeptPlansScreen.class, "plans", "list", "--", sync);
    return new PlansPart(
        kept.plans().stream()
            .map(
                line ->
                    new PlansPart.Line(
                        line.plan().id(),
                        path(sync, line.plan().id()),
                        line.plan().way(),
                        line.created(),
                        line.plan().found(),
                        line.state(),
                        line.waits() ? "care" : line.plan().run() > 0 ? "good" : ""))
            .toList());
  }

  private KeptPlanScreen screen(Context request, List<String> options) {
    List<String> words = new ArrayList<>(List.of("plans", "show"));
    words.addAll(options);
    ended(request, words);
    if (options.stream().anyMatch(o -> o.startsWith("--where="))) {
      desk.admission().require(Visitor.of(request), request.pathParam("sync"), words);
    }
    return desk.asking().answer(KeptPlanScreen.class, words.toArray(String[]::new));
  }

  private static String number(Context request) {
    String number = request.pathParam("plan");
    if (!number.matches("\\d{1,18}")) {
      throw new Refusal(404, "plan", "There is no plan " + number + ".");
    }
    return number;
  }

  private void show(Context request) {
    show(request, "");
  }

  /**
   * Shows the plan.
   *
   * @param refusal why what was asked for was not done; empty for nothing
   */
  private void show(Context request, String refusal) {
    Asked asked = Asked.of(name -> Sent.query(request, name));
    String problem = "";
    KeptPlanScreen screen;
    try {
      screen = screen(request, shown(asked));
    } catch (Refusal e) {
      if (asked.where().isBlank() || e.status() == 403) {
        throw e;
      }
      problem = String.valueOf(e.getMessage());
      asked = new Asked(asked.group(), asked.task(), asked.find(), "", 1);
      screen = screen(request, shown(asked));
    }
    desk.show(
        request,
        "review",
        new ReviewView(desk, screen, asked).page(Visitor.of(request), problem, refusal));
  }

  private static List<String> shown(Asked asked) {
    List<String> words = asked.words();
    words.add("--offset=" + (asked.page() - 1) * SHOWN);
    words.add("--show=" + SHOWN);
    return words;
  }

  /** A command about the plan, only if it is as it was seen. */
  private static List<String> seen(Context request, String... command) {
    List<String> words = new ArrayList<>(List.of(command));
    words.add("--sha256=" + Sent.text(request, "sha256"));
    words.add("--if-version=" + Sent.text(request, "version"));
    return words;
  }

  private static List<String> ended(Context request, List<String> words) {
    words.addAll(List.of("--", request.pathParam("sync"), number(request)));
    return words;
  }

  private void select(Context request) {
    Asked asked = Asked.of(name -> Sent.text(request, name));
    KeptPlanScreen after = null;
    long version =
        Sent.text(request, "version").matches("\\d{1,18}")
            ? Long.parseLong(Sent.text(request, "version"))
            : -1;
    for (List<String> order : orders(request, asked)) {
      List<String> words = new ArrayList<>(List.of("plans", "select"));
      words.addAll(order);
      words.add("--sha256=" + Sent.text(request, "sha256"));
      words.add("--if-version=" + version);
      after =
          desk.change(
              request,
              KeptPlanScreen.class,
              request.pathParam("sync"),
              Event.sync(Event.Action.REVIEW, request.pathParam("sync"))
                  .detail("plan " + number(request)),
              ended(request, words));
      version = after.plan().version();
    }
    if (Objects.requireNonNullElse(request.header("Accept"), "").contains("application/json")) {
      request.contentType("application/json").result(Json.text(told(request, after)));
    } else {
      request.redirect(
          Sent.path(
              path(request.pathParam("sync"), Long.parseLong(number(request))), asked.options()));
    }
  }

  /** What is selected after a change, for the page to show without being loaded anew. */
  private Map<String, Object> told(Context request, @Nullable KeptPlanScreen after) {
    if (after == null) {
      throw new Refusal(400, "usage", "nothing was said that is to be selected");
    }
    String shown = Sent.text(request, "shown");
    Map<String, String> foreseen = new LinkedHashMap<>();
    if (!shown.isEmpty()) {
      screen(request, List.of("--write=" + shown, "--show=" + SHOWN))
          .lines()
          .forEach(line -> foreseen.put(Integer.toString(line.number()), line.foreseen()));
    }
    Map<String, Object> counts = new LinkedHashMap<>();
    counts.put("", Map.of("all", after.all().all(), "taken", after.all().taken()));
    for (Group group : Group.values()) {
      counts.put(
          group.name().toLowerCase(Locale.ROOT),
          Map.of("all", after.count(group).all(), "taken", after.count(group).taken()));
    }
    return Map.of(
        "version", after.plan().version(),
        "counts", counts,
        "deleted", after.count(Group.DELETED).taken(),
        "foreseen", foreseen,
        "blocked", ReviewView.blocked(after));
  }

  /** What a form says of the selection, as options of the command. */
  private List<List<String>> orders(Context request, Asked asked) {
    String what = Sent.text(request, "do");
    List<String> writes = request.formParams("write");
    return switch (what) {
      case "take", "leave" -> {
        List<String> order = new ArrayList<>(List.of("--" + what));
        if (writes.isEmpty()) {
          List<String> filter = asked.words();
          order.addAll(filter.isEmpty() ? List.of("--all") : filter);
        } else {
          order.add("--write=" + String.join(",", writes));
        }
        yield List.of(order);
      }
      case "fields" -> List.of(fields(String.join(",", writes), request.formParams("field")));
      case "page" -> page(request, asked, writes);
      default -> throw new Refusal(400, "usage", "that is nothing that could be done: " + what);
    };
  }

  private static List<String> fields(String write, List<String> fields) {
    return List.of(
        "--write=" + write, "--fields=" + (fields.isEmpty() ? "0" : String.join(",", fields)));
  }

  /** What a page whose boxes were ticked without JavaScript changes. */
  private List<List<String>> page(Context request, Asked asked, List<String> ticked) {
    List<List<String>> orders = new ArrayList<>();
    List<String> take = new ArrayList<>();
    List<String> leave = new ArrayList<>();
    for (KeptPlanScreen.Line line : screen(request, shown(asked)).lines()) {
      String number = Integer.toString(line.number());
      boolean wanted = ticked.contains(number);
      boolean byField =
          line.fields().stream().anyMatch(f -> f.number() > 0)
              && Sent.text(request, "by").equals("field");
      if (byField && wanted) {
        List<String> fields = request.formParams("field." + number);
        TreeSet<Integer> now = new TreeSet<>();
        line.fields().forEach(f -> now.add(f.number()));
        now.removeAll(line.left());
        TreeSet<Integer> then = new TreeSet<>();
        fields.stream()
            .filter(f -> f.matches("\\d{1,5}"))
            .forEach(f -> then.add(Integer.valueOf(f)));
        if (!now.equals(then) || !line.taken()) {
          orders.add(fields(number, fields));
        }
      } else if (wanted != line.taken()) {
        (wanted ? take : leave).add(number);
      }
    }
    if (!take.isEmpty()) {
      orders.add(List.of("--take", "--write=" + String.join(",", take)));
    }
    if (!leave.isEmpty()) {
      orders.add(List.of("--leave", "--write=" + String.join(",", leave)));
    }
    return orders;
  }

  private void drop(Context request) {
    String sync = request.pathParam("sync");
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.REVIEW, sync).detail("forgot plan " + number(request)),
        ended(request, new ArrayList<>(List.of("plans", "drop"))));
    request.redirect(Links.sync(sync));
  }

  private void test(Context request) {
    desk.begin(request, request.pathParam("sync"), ended(request, seen(request, "plans", "test")));
  }

  private void apply(Context request) {
    String sync = request.pathParam("sync");
    List<String> words = seen(request, "plans", "apply");
    if (Sent.text(request, "approve").equals("yes")) {
      words.add("--approve");
    }
    if (!Sent.text(request, "when").equals("later")) {
      desk.begin(request, sync, ended(request, words));
      return;
    }
    Desk.answer(request, () -> later(request, sync, words), refusal -> show(request, refusal));
  }

  private void later(Context request, String sync, List<String> words) {
    if (Sent.text(request, "at").isBlank()) {
      throw new Refusal(400, "usage", "Say when it is to be applied: a day and a time.");
    }
    words.add("--at=" + Sent.text(request, "at"));
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.APPLY, sync)
            .detail("plan " + number(request) + " at " + Sent.text(request, "at")),
        ended(request, words));
    request.redirect(path(sync, Long.parseLong(number(request))));
  }

  private void cancel(Context request) {
    String sync = request.pathParam("sync");
    desk.change(
        request,
        Notice.class,
        sync,
        Event.sync(Event.Action.CANCEL, sync).detail("plan " + number(request)),
        ended(request, new ArrayList<>(List.of("plans", "cancel"))));
    request.redirect(path(sync, Long.parseLong(number(request))));
  }

  /** Shows what taking it back would write, and what not; a person confirms that. */
  private void undo(Context request) {
    KeptPlanScreen shown = screen(request, List.of("--show=0"));
    if (shown.plan().run() == 0) {
      throw new Refusal(
          409, "plan", "This plan was not applied, so that there is nothing to undo.");
    }
    desk.begin(
        request,
        request.pathParam("sync"),
        List.of("undo", "--show=100", "--", Long.toString(shown.plan().run())));
  }
}
