package dev.syncline.engine.advise;

import dev.syncline.core.value.Notation;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.function.Consumer;

/**
 * How to look for advice.
 *
 * @param temporary where to put temporary files when an object is large
 * @param memoryBytes about how much memory to use for sorting
 * @param sourceZone zone of the source's timestamps without a zone
 * @param targetZone zone of the target's timestamps without a zone
 * @param notation how numbers, dates and times are written where they meet text
 * @param progress told what is being looked at, in words
 */
public record AdviceOptions(
    Path temporary,
    long memoryBytes,
    ZoneId sourceZone,
    ZoneId targetZone,
    Notation notation,
    Consumer<String> progress) {

  /** In UTC, with 128 MB, silently. */
  public static AdviceOptions of(Path temporary) {
    return new AdviceOptions(
        temporary, 128L << 20, ZoneOffset.UTC, ZoneOffset.UTC, Notation.INVARIANT, progress -> {});
  }
}
