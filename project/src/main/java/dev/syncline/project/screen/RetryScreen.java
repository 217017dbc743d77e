package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Words;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * A run, and what became of the records that were due before it.
 *
 * @param before what was due
 */
public record RetryScreen(RunScreen run, List<Due> before) implements Screen {

  private record Who(int task, Side side, Key key) {
    static Who of(Due due) {
      return new Who(due.task(), due.side(), due.key());
    }
  }

  private long still() {
    Set<Who> now = new HashSet<>();
    run.result().due().forEach(d -> now.add(Who.of(d)));
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
                + Words.number(before.size() - still())
                + " finished, "
                + Words.number(still())
                + " still due.");
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = run.json();
    json.put(
        "retried",
        Json.map("due", before.size(), "finished", before.size() - still(), "stillDue", still()));
    return json;
  }

  @Override
  public ExitCode exit() {
    return run.exit();
  }
}
