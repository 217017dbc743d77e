package dev.syncline.cli.demo;

import dev.syncline.cli.text.Console;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Set;

public final class Demo {
  public interface Commands {
    int run(String... args);
  }

  private final Path folder;
  private final long seed;
  private final Commands commands;
  private final Telling telling;

  public Demo(Path folder, long seed, Console console, boolean paced, Commands commands) {
    this.folder = folder;
    this.seed = seed;
    this.commands = commands;
    this.telling = new Telling(console, paced);
  }

  public boolean perform() throws IOException, SQLException {
    telling.chapter("Two systems that nobody kept in step");
    try (DemoServers servers = DemoServers.start(folder)) {
      Store store = Store.of(seed);
      try (Connection crm = servers.crm();
          Connection shop = servers.shop()) {
        Filling.makeTables(Half.CRM, StoreDatabase.POSTGRESQL, crm);
        Filling.fill(store, Half.CRM, StoreDatabase.POSTGRESQL, crm);
        Filling.makeTables(Half.SHOP, StoreDatabase.MARIADB, shop);
        Filling.fill(store, Half.SHOP, StoreDatabase.MARIADB, shop);
        command(Set.of(0), "init", "--source", servers.crmUrl(), "--source-user", "postgres", "--source-name", "crm", "--target", servers.shopUrl(), "--target-user", "root", "--target-name", "shop", "--name", "store");
        command(Set.of(0, 3), "check");
        System.out.println("UP");
        try { Thread.sleep(Long.getLong("wait", 0)); } catch (InterruptedException e) {}
      }
    }
    return telling.untrue().isEmpty();
  }

  private void command(Set<Integer> expected, String... args) {
    telling.command("syncline " + String.join(" ", args));
    int exit = commands.run(args);
    telling.expect("syncline " + args[0] + " ended with " + exit, expected.contains(exit));
  }
  public static void resume(Path folder, java.io.PrintStream out) {}
}
