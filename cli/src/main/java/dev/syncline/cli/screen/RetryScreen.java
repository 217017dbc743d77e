package dev.syncline.cli.screen;

import dev.syncline.cli.text.Page;
import dev.syncline.cli.text.Words;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run, and what became of the records that were due before it.
 *
 * @param before what was due
 * @param after what is due now, also of what the run did not look at
 */
public record RetryScreen(RunScreen run, List<Due> before, List<Due> after) implements Screen {

  private record Who(int task, Side side, Key key) {
    static Who of(Due due) {
      return new Who(due.task(), due.side(), due.key());
    }
  }

  /** Those that are due still, and were looked at. */
  private long still() {
    return among(run.result().due());
  }

  private long finished() {
    return before.size() - among(after);
  }

  private long leftAlone() {
    return before.size() - finished() - still();
  }

  private long among(List<Due> some) {
    Set<Who> now = new HashSet<>();
    some.forEach(d -> now.add(Who.of(d)));
    return before.stream().filter(d -> now.contains(Who.of(d))).count();
  }

  @Override
  public void text(Page page) {
    run.text(page);
    page.line(
        before.isEmpty()
            ? "Nothing was due before."
            : Words.count(before.size(), "record")
                + (before.size() == 1 ? " was" : " were")
                + " due before: "
                + Words.number(finished())
                + " finished, "
                + Words.number(still())
                + " still due"
                + (leftAlone() == 0 ? "." : ", " + Words.number(leftAlone()) + " not looked at."));
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = run.json();
    json.put(
        "retried",
        Json.map(
            "due", before.size(),
            "finished", finished(),
            "stillDue", still(),
            "notLookedAt", leftAlone()));
    return json;
  }

  @Override
  public ExitCode exit() {
    return run.exit();
  }
}
