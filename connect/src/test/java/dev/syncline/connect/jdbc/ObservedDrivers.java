package dev.syncline.connect.jdbc;

import java.sql.Driver;
import java.util.function.UnaryOperator;

/** Lets tests of other modules stand between connections and their drivers. */
public final class ObservedDrivers {
  private ObservedDrivers() {}

  /** Puts something between each driver and those who use it from now on, to see what is said. */
  public static void through(UnaryOperator<Driver> observer) {
    Drivers.through(observer);
  }
}
