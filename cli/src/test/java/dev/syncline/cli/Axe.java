package dev.syncline.cli;

import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.ColorScheme;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The accessibility checker axe: what hinders people on a page, in both colour schemes. */
final class Axe {
  private static final String SCRIPT = script();

  private static final String CHECK =
      """
      async () => {
        const found = await axe.run(document, {
          runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
        });
        return found.violations.map((v) =>
          v.id + ": " + v.help + "\\n" + v.nodes.map((n) => "    " + n.html + "\\n      " + n.failureSummary).join("\\n"));
      }
      """;

  private Axe() {}

  private static String script() {
    try (InputStream in = Axe.class.getResourceAsStream("/axe.min.js")) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What is wrong with the page as it is now, a text each; it is light afterwards. */
  static List<String> violations(Page page) {
    page.evaluate(SCRIPT);
    List<String> violations = new ArrayList<>();
    for (ColorScheme scheme : List.of(ColorScheme.DARK, ColorScheme.LIGHT)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      ((List<?>) page.evaluate(CHECK)).forEach(v -> violations.add(scheme + " " + v));
    }
    return violations;
  }
}
