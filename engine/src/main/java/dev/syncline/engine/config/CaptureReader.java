package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Stamping;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.Optional;

/**
 * Reads {@code capture}, {@code sweep}, {@code overlap}, {@code key-sweep} and {@code log-keep}.
 */
final class CaptureReader {
  private static final Duration SWEEP = Duration.ofHours(24);
  private static final String EVERY = "every ";

  private final Findings findings;

  CaptureReader(Findings findings) {
    this.findings = findings;
  }

  Capturing read(Block sync) {
    Map<Side, Method> methods = new EnumMap<>(Side.class);
    if (sync.node("capture").orElse(null) instanceof Mapping mapping) {
      Block sides = new Block(mapping, "capture of " + sync.place(), Vocabulary.CAPTURE, findings);
      for (Side side : Side.values()) {
        method(sides, side.word()).ifPresent(method -> methods.put(side, method));
      }
    } else {
      method(sync, "capture")
          .ifPresent(
              method -> {
                for (Side side : Side.values()) {
                  methods.put(side, method);
                }
              });
    }
    Duration sweep = sync.amount("sweep", CaptureReader::every, "every 24h").orElse(SWEEP);
    Duration overlap =
        sync.amount("overlap", Amounts::duration, "10m").orElse(Stamping.DEFAULT_OVERLAP);
    Duration keys =
        sync.amount("key-sweep", CaptureReader::everyOrAlways, "every run or every 1h")
            .orElse(Duration.ZERO);
    long keep = sync.amount("log-keep", Amounts::size, "2GB").orElse(Capturing.LOG_KEEP);
    return new Capturing(methods, sweep.toMillis())
        .with(new Stamping(overlap, keys.toMillis(), Map.of()))
        .keeping(keep);
  }

  private Optional<Method> method(Block block, String key) {
    return block.word(key, Method.class);
  }

  private static Optional<Duration> everyOrAlways(String text) {
    return text.equals("every run") ? Optional.of(Duration.ZERO) : every(text);
  }

  private static Optional<Duration> every(String text) {
    return text.startsWith(EVERY)
        ? Amounts.duration(text.substring(EVERY.length()).strip())
            .filter(duration -> !duration.isZero())
        : Optional.empty();
  }
}
