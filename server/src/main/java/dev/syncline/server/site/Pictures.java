package dev.syncline.server.site;

import dev.syncline.project.screen.JoinedScreen;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * What syncs join, as their systems describe it. A page does not wait for systems: it is drawn as
 * the configuration has it until they answered, and a while later they are asked anew.
 */
final class Pictures {
  private static final String BEING_ASKED =
      "As the configuration says; the systems are being asked.";
  private static final String NOT_ASKED =
      "As the configuration says; the systems could not be asked, or the configuration has errors.";
  private static final Logger LOG = Logger.getLogger(Pictures.class.getName());
  private static final long FRESH = TimeUnit.MINUTES.toMillis(2);

  private final Asking asking;
  private final LongSupplier clock;
  private final Map<String, Asked> asked = new ConcurrentHashMap<>();

  /**
   * @param millis when the systems were asked
   * @param failed whether they could not be
   * @param screen what they said last; nothing before that
   */
  private record Asked(long millis, boolean failed, Optional<JoinedScreen> screen) {}

  /**
   * What a sync joins, by what is known now.
   *
   * @param note where not the systems say so; else empty
   */
  record Known(JoinedScreen screen, String note) {}

  Pictures(Asking asking, LongSupplier clock) {
    this.asking = asking;
    this.clock = clock;
  }

  /** What is known now; where it is old or nothing, the systems are asked meanwhile. */
  Known of(String sync) {
    JoinedScreen stored = asking.answer(JoinedScreen.class, "show", "sync", "--stored", "--", sync);
    Asked known = asked.get(sync);
    if (known == null || clock.getAsLong() - known.millis() > FRESH) {
      Optional<JoinedScreen> before = Optional.ofNullable(known).flatMap(Asked::screen);
      asked.put(sync, new Asked(clock.getAsLong(), false, before));
      Thread.ofVirtual().name("picture of " + sync).start(() -> ask(sync, before));
    }
    return Optional.ofNullable(known)
        .flatMap(Asked::screen)
        .filter(screen -> isOf(screen, stored))
        .map(
            screen ->
                new Known(
                    new JoinedScreen(
                        stored.sync(),
                        stored.source(),
                        stored.target(),
                        stored.direction(),
                        screen.objects(),
                        stored.joins(),
                        true),
                    ""))
        .orElseGet(
            () -> new Known(stored, known != null && known.failed() ? NOT_ASKED : BEING_ASKED));
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

  private void ask(String sync, Optional<JoinedScreen> before) {
    Optional<JoinedScreen> said = Optional.empty();
    try {
      if (asking.answer("show", "sync", "--", sync) instanceof JoinedScreen joined) {
        said = Optional.of(joined);
      }
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, e, () -> "the systems of " + sync + " could not be asked");
    }
    asked.put(sync, new Asked(clock.getAsLong(), said.isEmpty(), said.or(() -> before)));
  }
}
