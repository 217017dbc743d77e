package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import java.util.List;

/** Commands to go on with, at the end of a screen. */
final class Next {
  private Next() {}

  static void write(Page page, List<String> commands) {
    String before = "Next:  ";
    for (String command : commands) {
      page.line(page.paint(Style.FAINT, before) + page.paint(Style.COMMAND, command));
      before = "       ";
    }
  }
}
