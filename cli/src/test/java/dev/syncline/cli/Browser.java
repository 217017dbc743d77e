package dev.syncline.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A real Chromium. Where none is there, Debian's is installed if that may be done without asking;
 * else tests that need it are skipped, except where {@code SYNCLINE_TEST_CHROMIUM=required}. Pages
 * that load anything from elsewhere, or write errors to the console, fail the test.
 */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private static final String WIDER =
      """
      () => {
        const width = document.documentElement.scrollWidth;
        const out = [...document.querySelectorAll("main *")]
          .filter((e) => e.getBoundingClientRect().right > innerWidth && !e.closest(".picture, .wide"))
          .map((e) => e.outerHTML.slice(0, 160));
        return width <= innerWidth ? [] : ["it is " + width + " px wide", ...out.slice(0, 5)];
      }
      """;

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;
  private final BrowserContext context;
  private final List<String> complaints = new ArrayList<>();
  final Page page;

  private Browser(Playwright playwright, com.microsoft.playwright.Browser chromium) {
    this.playwright = playwright;
    this.chromium = chromium;
    this.context = chromium.newContext();
    this.page = context.newPage();
    page.onConsoleMessage(
        message -> {
          if (message.type().equals("error")) {
            complaints.add(message.text());
          }
        });
    page.onPageError(complaints::add);
  }

  static Browser open() {
    boolean required = "required".equals(System.getenv("SYNCLINE_TEST_CHROMIUM"));
    assumeTrue(isThere() || required, "no Chromium: apt-get install chromium");
    Playwright playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    return new Browser(
        playwright,
        playwright
            .chromium()
            .launch(
                new BrowserType.LaunchOptions()
                    .setExecutablePath(CHROMIUM)
                    .setArgs(List.of("--no-sandbox", "--disable-gpu"))));
  }

  /** Of several test JVMs one installs it, and the others wait. */
  private static boolean isThere() {
    Path apt = Path.of("/usr/bin/apt-get");
    if (Files.isExecutable(CHROMIUM)
        || !Files.isExecutable(apt)
        || !Files.isWritable(CHROMIUM.getParent())) {
      return Files.isExecutable(CHROMIUM);
    }
    Path lock = Path.of(System.getProperty("java.io.tmpdir"), "syncline-test-chromium.lock");
    try (FileChannel file =
            FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock mine = file.lock()) {
      if (mine.isValid() && !Files.isExecutable(CHROMIUM)) {
        new ProcessBuilder(
                apt.toString(), "install", "-q", "-y", "--no-install-recommends", "chromium")
            .inheritIO()
            .start()
            .waitFor();
      }
    } catch (IOException e) {
      return false;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Files.isExecutable(CHROMIUM);
  }

  /**
   * Takes pictures of the page as it is: light, dark, and as wide as a phone. Whatever is worth a
   * picture hinders nobody.
   */
  void picture(String name) {
    Path folder = Path.of("target", "screenshots");
    for (ColorScheme scheme : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
      page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(scheme));
      page.setViewportSize(1280, 860);
      take(folder.resolve(name + (scheme == ColorScheme.DARK ? "-dark" : "") + ".png"));
    }
    page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
    page.setViewportSize(375, 812);
    take(folder.resolve(name + "-phone.png"));
    assertThat(wider()).as("the page is no wider than the phone").isEmpty();
    page.setViewportSize(1280, 860);
    assertThat(Axe.violations(page)).as("what hinders people on " + name).isEmpty();
  }

  /** What makes the page wider than its window; nothing where it is not. */
  List<String> wider() {
    return ((List<?>) page.evaluate(WIDER)).stream().map(String::valueOf).toList();
  }

  private void take(Path file) {
    page.screenshot(new Page.ScreenshotOptions().setPath(file).setFullPage(true));
  }

  /** Gives it a cookie of a server. */
  void cookie(String name, String value, String url) {
    context.addCookies(List.of(new Cookie(name, value).setUrl(url)));
  }

  /** What the page complained about so far. */
  List<String> complaints() {
    return complaints;
  }

  @Override
  public void close() {
    context.close();
    chromium.close();
    playwright.close();
  }
}
