package dev.syncline.engine.config;

/** A value that is never printed. */
public final class Secret {
  private final String value;

  /** Wraps a value. */
  public Secret(String value) {
    this.value = value;
  }

  /** The value itself, for the system that asks for it and nobody else. */
  public String reveal() {
    return value;
  }

  @Override
  public String toString() {
    return "***";
  }
}
