package dev.syncline.core;

import java.util.function.Function;

/** One thing for each side. */
public record BySide<T>(T source, T target) {

  /** Makes one for each side. */
  public static <T> BySide<T> of(Function<Side, T> make) {
    return new BySide<>(make.apply(Side.SOURCE), make.apply(Side.TARGET));
  }

  /** The one of a side. */
  public T on(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
