package dev.syncline.server.site;

import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Visitor;

/** What stands around a page that somebody looks at. */
final class Frames {
  private Frames() {}

  static Frame of(Visitor visitor, String title, Frame.Section section) {
    return new Frame(
        title, section, visitor.name(), visitor.caller().role().word(), visitor.formToken());
  }
}
