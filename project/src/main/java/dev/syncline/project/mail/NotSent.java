package dev.syncline.project.mail;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** Something could not be sent; the message says why. */
public final class NotSent extends Exception {
  private static final long serialVersionUID = 1L;

  private final boolean forGood;
  private final Duration notBefore;

  NotSent(String message, boolean forGood, @Nullable Throwable cause) {
    this(message, forGood, Duration.ZERO, cause);
  }

  NotSent(String message, boolean forGood, Duration notBefore, @Nullable Throwable cause) {
    super(message, cause);
    this.forGood = forGood;
    this.notBefore = notBefore;
  }

  /** That it is no use to try. */
  public static NotSent forGood(String message) {
    return new NotSent(message, true, null);
  }

  /** Whether it was refused for good, so that it is no use to try it again. */
  public boolean isForGood() {
    return forGood;
  }

  /** How long whoever refused it wants to be left alone; zero where nothing was said of that. */
  public Duration notBefore() {
    return notBefore;
  }
}
