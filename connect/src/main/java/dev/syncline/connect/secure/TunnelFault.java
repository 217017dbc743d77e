package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectorException.Kind;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** A tunnel could not be dug, or broke. */
final class TunnelFault extends IOException {
  private static final long serialVersionUID = 1L;

  private final transient Refusal refusal;

  /**
   * @param words what happened, with the next step to take
   */
  TunnelFault(Kind kind, String words, @Nullable Throwable cause) {
    super(words, cause);
    this.refusal = new Refusal(kind, words);
  }

  Refusal refusal() {
    return refusal;
  }
}
