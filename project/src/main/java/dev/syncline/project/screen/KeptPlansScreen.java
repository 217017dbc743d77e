package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;

import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.Message;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Table;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The plans that are kept for people to review, the latest first. */
public record KeptPlansScreen(List<Line> plans) implements Screen {
  public KeptPlansScreen {
    plans = List.copyOf(plans);
  }

  /**
   * A plan.
   *
   * @param created when it was made, in words
   * @param message the latest message of its being applied
   */
  public record Line(String sync, KeptPlan plan, String created, Optional<MessageWords> message) {
    /** How it stands, in words. */
    public String state() {
      return KeptPlansScreen.state(plan, message);
    }

    /** Whether a person has to do something with it. */
    public boolean waits() {
      return plan.waits(message.map(MessageWords::message));
    }
  }

  private static String state(KeptPlan plan, Optional<MessageWords> message) {
    Optional<Message.State> state = message.map(m -> m.message().state());
    if (state.filter(s -> s == Message.State.WAITING).isPresent()) {
      return "to be applied at " + message.orElseThrow().due();
    }
    if (state.filter(s -> s == Message.State.RUNNING).isPresent()) {
      return "being applied";
    }
    if (plan.run() > 0) {
      return "applied in run " + plan.run();
    }
    if (state.filter(s -> s == Message.State.FAILURE).isPresent()) {
      return "not applied: " + message.orElseThrow().message().text();
    }
    return plan.version() == 0 ? "waits for review" : "under review";
  }

  @Override
  public void text(Page page) {
    if (plans.isEmpty()) {
      page.good("No plan is kept.");
      return;
    }
    Table table = new Table().right("plan").left("sync").left("").left("made").left("").left("");
    for (Line line : plans) {
      table.row(
          cell(Long.toString(line.plan().id())),
          cell(line.sync()),
          cell(line.plan().way()),
          cell(line.created()),
          cell(line.plan().found()),
          cell(line.state()));
    }
    table.write(page);
  }

  /** Of one plan. */
  static Map<String, Object> json(
      String sync, KeptPlan plan, String created, Optional<MessageWords> message) {
    return Json.map(
        "plan", plan.id(),
        "sync", sync,
        "sha256", plan.hash(),
        "way", plan.way(),
        "from", plan.origin().isEmpty() ? null : plan.origin(),
        "created", Json.moment(plan.createdMillis()),
        "found", plan.found(),
        "version", plan.version(),
        "state", state(plan, message),
        "message", plan.message() == 0 ? null : plan.message(),
        "run", plan.run() == 0 ? null : plan.run());
  }

  @Override
  public Map<String, Object> json() {
    List<Object> list = new ArrayList<>();
    plans.forEach(p -> list.add(json(p.sync(), p.plan(), p.created(), p.message())));
    return Json.map("plans", list, "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return plans.stream().anyMatch(Line::waits) ? ExitCode.HELD : ExitCode.IN_STEP;
  }
}
