package dev.syncline.server.page;

import gg.jte.ContentType;
import gg.jte.TemplateEngine;
import gg.jte.output.StringOutput;

/** Pages as HTML, from templates that were compiled with the program. */
public final class Templates {
  private final TemplateEngine engine =
      TemplateEngine.createPrecompiled(
          null, ContentType.Html, null, "dev.syncline.server.page.template");

  /**
   * Renders one.
   *
   * @param template its name, such as {@code syncs}
   * @param page what it shows
   */
  public String render(String template, Object page) {
    StringOutput html = new StringOutput();
    engine.render(template + ".jte", page, html);
    return html.toString();
  }
}
