package dev.syncline.project.screen;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.Erasure;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is erased of a record: before it is done, or when it was.
 *
 * @param again the command that does it
 */
public record ErasureScreen(String task, Erasure erasure, boolean done, String again)
    implements Screen {

  @Override
  public void text(Page page) {
    if (erasure.isNothing()) {
      page.line("Nothing is remembered of the values of " + record() + ".");
    } else if (done) {
      page.good("Erased " + what() + " of " + record() + ".");
      page.flow("  ", Style.FAINT, BEYOND, 2);
    } else {
      meaning(page);
      page.blank();
      page.care("Nothing was erased.");
      Next.write(page, List.of(again));
    }
  }

  /** What it would mean. */
  public void meaning(Page page) {
    page.line(page.paint(Style.STRONG, record()));
    page.flow(
        "  ",
        Style.PLAIN,
        "The values in "
            + what()
            + " would be erased. That something was written under these keys, when and by which rule"
            + " stays; undo leaves it alone.",
        2);
    page.flow("  ", Style.PLAIN, BEYOND, 2);
  }

  private static final String BEYOND =
      "Not reached by this: the two systems, backups of the state store, saved plan files, and what"
          + " commands have shown before.";

  private String what() {
    List<String> parts = new ArrayList<>();
    if (erasure.entries() > 0) {
      parts.add(
          Words.count(erasure.entries(), "entry", "entries")
              + " of "
              + Words.count(erasure.runs().size(), "run"));
    }
    if (erasure.messages() > 0) {
      parts.add(Words.count(erasure.messages(), "reason") + " why it is due");
    }
    if (erasure.sent() > 0) {
      parts.add("what is remembered to have been sent");
    }
    if (erasure.logged() > 0) {
      parts.add(Words.count(erasure.logged(), "row") + " of the sync log");
    }
    return Words.list(parts);
  }

  private String record() {
    List<String> sides = new ArrayList<>();
    for (Side side : Side.values()) {
      if (!erasure.keys(side).isEmpty()) {
        sides.add(
            String.join(
                ", ", erasure.keys(side).stream().map(k -> Shown.safe(k.toString())).toList()));
      }
    }
    return task + " " + String.join(" ⇄ ", sides);
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "task", task,
        "sourceKeys", erasure.keys(Side.SOURCE).stream().map(Key::toString).toList(),
        "targetKeys", erasure.keys(Side.TARGET).stream().map(Key::toString).toList(),
        "entries", erasure.entries(),
        "runs", List.copyOf(erasure.runs()),
        "messages", erasure.messages(),
        "sent", erasure.sent(),
        "logged", erasure.logged(),
        "erased", done && !erasure.isNothing(),
        "exit", exit().number());
  }

  @Override
  public ExitCode exit() {
    return done || erasure.isNothing() ? ExitCode.IN_STEP : ExitCode.HELD;
  }
}
