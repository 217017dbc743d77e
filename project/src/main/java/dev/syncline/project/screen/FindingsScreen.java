package dev.syncline.project.screen;

import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * What is to be said about a configuration.
 *
 * @param syncs how many syncs were checked
 * @param tasks how many tasks were checked
 * @param problems systems that could not be asked, with what to do
 * @param encryptions how what is said to each system is kept from others
 * @param captures how each sync finds out what changed
 */
public record FindingsScreen(
    List<Finding> findings,
    int syncs,
    int tasks,
    List<String> problems,
    List<EncryptionReport> encryptions,
    List<CaptureReport> captures)
    implements Screen {

  @Override
  public void text(Page page) {
    write(page, findings);
    for (String problem : problems) {
      page.flow(page.paint(Style.BAD, "error") + "    ", Style.PLAIN, Shown.safeLines(problem), 9);
    }
    List<EncryptionReport> worthSaying =
        encryptions.stream().filter(EncryptionReport::isWorthSaying).toList();
    if (!worthSaying.isEmpty()) {
      page.blank();
      page.line("How the systems are spoken to:");
      worthSaying.forEach(e -> e.write(page));
    }
    for (CaptureReport capture : captures) {
      page.blank();
      capture.write(page);
    }
    page.blank();
    long errors = count(Severity.ERROR) + problems.size();
    long warnings = count(Severity.WARNING);
    String checked =
        Words.count(syncs, "sync") + " with " + Words.count(tasks, "task") + " checked";
    if (errors > 0) {
      page.bad(
          Words.count(errors, "error")
              + (warnings > 0 ? " and " + Words.count(warnings, "warning") : "")
              + "; nothing runs until "
              + (errors == 1 ? "it is" : "they are")
              + " mended.");
    } else if (warnings > 0) {
      page.care(checked + ": " + Words.count(warnings, "warning") + ".");
    } else {
      page.good(checked + ": no errors.");
    }
  }

  /** Writes findings, one a paragraph: place, what, and what to do. */
  static void write(Page page, List<Finding> findings) {
    for (Finding f : findings) {
      page.line(
          page.paint(style(f.severity()), word(f.severity()))
              + " ".repeat(9 - word(f.severity()).length())
              + page.paint(Style.STRONG, Shown.safe(f.at().toString())));
      Page inner = page.indented(9);
      inner.flow("", Style.PLAIN, Shown.safe(f.message()), 0);
      if (!f.remedy().isEmpty()) {
        inner.flow("", Style.FAINT, Shown.safe(f.remedy()), 0);
      }
      page.add(inner);
    }
  }

  private static String word(Severity severity) {
    return switch (severity) {
      case ERROR -> "error";
      case WARNING -> "warning";
      case NOTE -> "note";
    };
  }

  private static Style style(Severity severity) {
    return switch (severity) {
      case ERROR -> Style.BAD;
      case WARNING -> Style.CARE;
      case NOTE -> Style.FAINT;
    };
  }

  private long count(Severity severity) {
    return findings.stream().filter(f -> f.severity() == severity).count();
  }

  static List<Object> json(List<Finding> findings) {
    List<Object> list = new ArrayList<>();
    for (Finding f : findings) {
      list.add(
          Json.map(
              "severity", Json.word(f.severity()),
              "file", f.file(),
              "line", f.line(),
              "column", f.column(),
              "message", f.message(),
              "remedy", f.remedy()));
    }
    return list;
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "syncs",
        syncs,
        "tasks",
        tasks,
        "findings",
        json(findings),
        "problems",
        problems,
        "connections",
        encryptions.stream().map(EncryptionReport::json).toList(),
        "capture",
        captures.stream().map(CaptureReport::json).toList(),
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    if (count(Severity.ERROR) > 0 || !problems.isEmpty()) {
      return ExitCode.ERROR;
    }
    return count(Severity.WARNING) > 0 ? ExitCode.DIFFERENCES : ExitCode.IN_STEP;
  }
}
