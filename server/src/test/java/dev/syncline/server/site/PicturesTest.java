package dev.syncline.server.site;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.BySide;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.Screen;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;

class PicturesTest {
  private static JoinedScreen joined(boolean asked) {
    return new JoinedScreen(
        "customers", "crm", "shop", "→", BySide.of(side -> List.of()), List.of(), asked);
  }

  /** What the page says once the systems have answered. */
  private static String note(Supplier<Screen> systems) throws InterruptedException {
    Commands commands =
        (caller, words) ->
            Arrays.asList(words).contains("--stored") ? joined(false) : systems.get();
    Pictures pictures = new Pictures(new Asking(commands, ZoneOffset.UTC), () -> 0);
    String first = pictures.of("customers").note();
    assertThat(first).contains("are being asked");
    String note = first;
    for (int i = 0; i < 500 && note.equals(first); i++) {
      Thread.sleep(10);
      note = pictures.of("customers").note();
    }
    return note;
  }

  @Test
  void whetherTheSystemsCouldBeAskedIsSaid() throws Exception {
    assertThat(note(() -> joined(true))).isEmpty();
    assertThat(
            note(
                () ->
                    new ErrorScreen(ExitCode.ERROR, "unreachable", "crm is not there", List.of())))
        .contains("could not be asked");
    assertThat(
            note(
                () -> {
                  throw new IllegalStateException("no answer at all");
                }))
        .contains("could not be asked");
  }
}
