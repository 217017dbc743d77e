package dev.syncline.server.site;

import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.web.Refusal;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * What syncs join, as their systems describe it. A page does not wait for systems: it is drawn as
 * the configuration has it until they answered, and a while later they are asked anew.
 */
final class Pictures {
  private static final long FRESH = TimeUnit.MINUTES.toMillis(2);

  private final Asking asking;
  private final LongSupplier clock;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /**
   * @param millis when the systems were asked
   * @param screen what they said; nothing before that, and where they could not be asked
   */
  private record Asked(long millis, Optional<JoinedScreen> screen) {}

  Pictures(Asking asking, LongSupplier clock) {
    this.asking = asking;
    this.clock = clock;
  }

  /** What a sync joins, by what is known now. */
  JoinedScreen of(String sync) {
    JoinedScreen stored = asking.answer(JoinedScreen.class, "show", "sync", "--stored", "--", sync);
    Asked known = asked.get(sync);
    if (known == null || clock.getAsLong() - known.millis() > FRESH) {
      Optional<JoinedScreen> before = Optional.ofNullable(known).flatMap(Asked::screen);
      asked.put(sync, new Asked(clock.getAsLong(), before));
      Thread.ofVirtual().name("picture of " + sync).start(() -> ask(sync));
    }
    return Optional.ofNullable(known)
        .flatMap(Asked::screen)
        .filter(screen -> isOf(screen, stored))
        .map(
            screen ->
                new JoinedScreen(
                    stored.sync(),
                    stored.source(),
                    stored.target(),
                    stored.direction(),
                    screen.objects(),
                    stored.joins(),
                    true))
        .orElse(stored);
  }

  /** Whether the configuration still names the same objects. */
  private static boolean isOf(JoinedScreen known, JoinedScreen stored) {
    return known.source().equals(stored.source())
        && known.target().equals(stored.target())
        && known.joins().stream()
            .map(JoinedScreen.Join::objects)
            .toList()
            .equals(stored.joins().stream().map(JoinedScreen.Join::objects).toList());
  }

  private void ask(String sync) {
    try {
      Screen answer = asking.answer("show", "sync", "--", sync);
      if (answer instanceof JoinedScreen joined) {
        asked.put(sync, new Asked(clock.getAsLong(), Optional.of(joined)));
      }
    } catch (Refusal notNow) {
      // It stays as the configuration has it.
    }
  }
}
