package dev.syncline.engine.config;

/** A name of something, as the user writes it, and where. */
public record Name(Position at, String text) {
  @Override
  public String toString() {
    return text;
  }
}
