package dev.syncline.cli.demo;

import dev.syncline.cli.text.Console;
import dev.syncline.cli.text.Page;
import java.io.IOException;
import java.sql.SQLException;
import java.util.function.BooleanSupplier;

/** The servers of a demo that was, running until somebody ends them. */
public final class Resumed {
  private static final long PATIENCE_MILLIS = 200;

  private Resumed() {}

  /** Starts them, says where they are, and waits. */
  public static void play(DemoFolder folder, Console console, BooleanSupplier ended)
      throws IOException, SQLException {
    try (DemoServers servers = folder.start()) {
      Page page = new Page(console.colours(console.terminalOut()), console.width());
      folder.describe(page, servers.crmUrl(), servers.shopUrl());
      console.out().print(page);
      console.out().flush();
      await(ended);
    }
  }

  /** Waits until somebody ends it. */
  public static void await(BooleanSupplier ended) {
    while (!ended.getAsBoolean()) {
      try {
        Thread.sleep(PATIENCE_MILLIS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        return;
      }
    }
  }
}
