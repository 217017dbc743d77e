package dev.syncline.project.screen;

import dev.syncline.expression.InvalidExpression;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.List;
import java.util.Map;

/** Why a text is no expression: the text, and carets under what is wrong in it. */
public record ExpressionErrorScreen(InvalidExpression why) implements Screen {

  @Override
  public void text(Page page) {
    page.flow(
        page.paint(Style.BAD, "syncline:") + " ",
        Style.PLAIN,
        Shown.safe(why.place() + ": " + why.reason()),
        2);
    List<String> lines = why.pointed().lines().toList();
    if (!lines.getFirst().isBlank()) {
      lines.forEach(line -> page.line("  " + Shown.safe(line)));
    }
  }

  @Override
  public Map<String, Object> json() {
    return Json.map(
        "error",
        Json.map(
            "kind",
            "expression",
            "message",
            why.reason(),
            "line",
            why.place().line(),
            "column",
            why.place().column()),
        "exit",
        exit().number());
  }

  @Override
  public ExitCode exit() {
    return ExitCode.USAGE;
  }
}
