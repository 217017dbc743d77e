package dev.syncline.connect.jdbc;

import java.sql.Driver;
import java.util.function.UnaryOperator;

/**
 * The drivers that connections are made with. They are not asked of DriverManager, which loads
 * every driver that some library brings, used or not.
 */
final class Drivers {
  private static volatile UnaryOperator<Driver> between = UnaryOperator.identity();

  private Drivers() {}

  /** Puts something between each driver and those who use it from now on, to see what is said. */
  static void through(UnaryOperator<Driver> observer) {
    between = observer;
  }

  /** A driver, as it is to be used. */
  static Driver of(Driver driver) {
    return between.apply(driver);
  }
}
