package dev.syncline.project.screen;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Map;

/**
 * Which files were formatted, or would be.
 *
 * @param check whether nothing was written
 */
public record FmtScreen(List<Looked> files, boolean check) implements Screen {
  public FmtScreen {
    files = List.copyOf(files);
  }

  /** What became of a file. */
  public enum Outcome {
    /** It was formatted already. */
    SAME,
    /** It is formatted now, or would be. */
    CHANGED,
    /** It is left as it is, though nothing is wrong with it. */
    LEFT,
    /** It is no YAML. */
    MALFORMED
  }

  /**
   * A file.
   *
   * @param line where the first change is, from 1; 0 where there is none
   * @param findings why it was left as it is
   */
  public record Looked(String file, Outcome outcome, int line, List<Finding> findings) {
    public Looked {
      findings = List.copyOf(findings);
    }
  }

  private long count(Outcome outcome) {
    return files.stream().filter(f -> f.outcome() == outcome).count();
  }

  @Override
  public void text(Page page) {
    FindingsScreen.write(page, files.stream().flatMap(f -> f.findings().stream()).toList());
    for (Looked f : files) {
      if (f.outcome() == Outcome.CHANGED) {
        page.line(
            (check ? page.paint(Style.CARE, "would change") : page.paint(Style.GOOD, "formatted"))
                + "  "
                + Shown.safe(f.file())
                + page.paint(Style.FAINT, "  from line " + f.line()));
      }
    }
    String same = Words.count(count(Outcome.SAME), "file");
    if (exit() == ExitCode.IN_STEP) {
      page.good(
          count(Outcome.CHANGED) == 0
              ? same + " looked at: nothing to format."
              : Words.count(count(Outcome.CHANGED), "file")
                  + " formatted"
                  + (count(Outcome.SAME) > 0 ? ", " + count(Outcome.SAME) + " so already" : "")
                  + ". Nothing else is said than before.");
    } else if (check && count(Outcome.CHANGED) > 0) {
      page.care(
          Words.count(count(Outcome.CHANGED), "file")
              + " to be formatted; do it with: syncline fmt");
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "check",
        check,
        "files",
        files.stream()
            .map(
                f ->
                    Json.map(
                        "file",
                        f.file(),
                        "outcome",
                        Json.word(f.outcome()),
                        "line",
                        f.line(),
                        "findings",
                        FindingsScreen.json(f.findings())))
            .toList(),
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    if (count(Outcome.MALFORMED) > 0) {
      return ExitCode.ERROR;
    }
    return count(Outcome.LEFT) > 0 || check && count(Outcome.CHANGED) > 0
        ? ExitCode.DIFFERENCES
        : ExitCode.IN_STEP;
  }
}
