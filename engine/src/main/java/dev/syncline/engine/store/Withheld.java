package dev.syncline.engine.store;

import org.jspecify.annotations.Nullable;

/** Stands in the journal for a value that was there and that the journal does not hold. */
public enum Withheld {
  /** The configuration says that it is never journaled. */
  NEVER_JOURNALED("never journaled"),

  /** A person had it erased. */
  ERASED("erased");

  private final String words;

  Withheld(String words) {
    this.words = words;
  }

  /** Why it is not there, in words. */
  public String words() {
    return words;
  }

  /** What stands for a value: that there was none is no secret, and what stood for it stays. */
  @Nullable Object instead(@Nullable Object value) {
    return value == null || value instanceof Withheld ? value : this;
  }
}
