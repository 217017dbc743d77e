package dev.syncline.cli.demo;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * The first look: two real databases with overlapping data that nobody kept in step, and the
 * product's own commands on them. It checks by SQL that what it tells is true.
 */
public final class Demo {
  private static final String RULE = "─".repeat(96);

  private final Path folder;
  private final long seed;
  private final PrintStream out;
  private final boolean colour;
  private final Commands commands;
  private final List<String> untrue = new ArrayList<>();

  /** Runs one of the product's commands in the demo's folder and returns its exit code. */
  public interface Commands {
    /** Runs a command. */
    int run(String... args);
  }

  /**
   * A demo.
   *
   * @param folder where it leaves everything
   * @param seed of the generated store
   * @param colour whether headings may be coloured
   */
  public Demo(Path folder, long seed, PrintStream out, boolean colour, Commands commands) {
    this.folder = folder;
    this.seed = seed;
    this.out = out;
    this.colour = colour;
    this.commands = commands;
  }

  /**
   * Performs it.
   *
   * @return whether everything went as told
   */
  public boolean perform() throws IOException, SQLException {
    chapter("Two databases that nobody kept in step");
    tell("Starting a PostgreSQL and a MariaDB server of this demo's own, on loopback …");
    try (DemoServers servers = DemoServers.start(folder)) {
      servers.createDatabases();
      Store store = Store.of(seed);
      try (Connection crm = servers.crm();
          Connection shop = servers.shop()) {
        Filling.makeTables(Half.CRM, StoreDatabase.POSTGRESQL, crm);
        Filling.fill(store, Half.CRM, StoreDatabase.POSTGRESQL, crm);
        Filling.makeTables(Half.SHOP, StoreDatabase.MARIADB, shop);
        Filling.fill(store, Half.SHOP, StoreDatabase.MARIADB, shop);
        Files.writeString(
            folder.resolve("syncline.yaml"),
            DemoConfiguration.yaml(servers.crmUrl(), servers.shopUrl()));
        tell(
            "The CRM holds %,d records in %d tables, the shop %,d; about half of them are the same"
                .formatted(store.count(Half.CRM), Entity.ALL.size(), store.count(Half.SHOP)),
            "people, products and orders, under other ids, other names and with other mistakes.");
        walk(crm, shop);
      }
    }
    end();
    return untrue.isEmpty();
  }

  private void walk(Connection crm, Connection shop) throws SQLException {
    chapter("What could join them?");
    tell(
        "The match advisor reads both sides and counts, for every key that could tell records apart,",
        "how many would be linked and how many created. Nothing is written.");
    command(Set.of(0, 3), "init", "--advise");
    chapter("A configuration, checked against both");
    tell("The demo has written ./syncline.yaml as a person would. Does it fit the live schemas?");
    command(Set.of(0, 3), "check");
    chapter("What would happen?");
    tell("A plan decides everything and writes nothing.");
    int crmBefore = count(crm, "customer");
    command(Set.of(3, 4, 5), "plan", "--show", "2");
    claim("the plan wrote nothing", count(crm, "customer") == crmBefore);
    chapter("The first run");
    tell(
        "Records that belong together are linked, empty fields filled, different values settled by",
        "the rule, and what only one side has is created on the other, parents before children.");
    command(Set.of(4, 5), "run");
    claim(
        "every order of the CRM is in the shop, under its customer",
        sameOrders(crm, shop));
    chapter("What was not guessed");
    tell(
        "Two customers share an e-mail, some have none, a company's name is too long for the shop,",
        "and the shop refuses a negative payment. They are held with their reasons, and stay due.");
    command(Set.of(0, 3, 4, 5), "status", "--due");
    edits(crm, shop);
    settle(crm, shop);
    chapter("In step");
    tell("Nobody edits anything. The next run writes nothing.");
    command(Set.of(0), "run");
    chapter("The certificate");
    tell("Both sides are read whole and compared through links and mapping, trusting nothing kept.");
    command(Set.of(0), "verify");
    for (Entity entity : Entity.ALL) {
      claim(
          "both sides have as many " + entity.shop(),
          count(crm, '"' + entity.crm() + '"') == count(shop, entity.table(Half.SHOP)));
    }
  }

  /** What a person does about records that are held: looks, and mends them where they live. */
  private void settle(Connection crm, Connection shop) throws SQLException {
    chapter("A person settles what was held");
    tell("E-mails are given to those who had none or shared one, the long name is shortened, and the", "refund is booked as the shop wants it.");
    sql(
        crm, "crm ",
        "UPDATE customer c SET email = 'own.' || customer_id || '.' || c.email WHERE EXISTS (SELECT 1 FROM customer d"
            + " WHERE lower(trim(d.email)) = lower(trim(c.email)) AND d.customer_id < c.customer_id)");
    sql(crm, "crm ", "UPDATE customer SET email = 'crm' || customer_id || '@late.example' WHERE email IS NULL");
    sql(shop, "shop", "UPDATE customers SET email_address = concat('shop', id, '@late.example') WHERE email_address IS NULL");
    sql(crm, "crm ", "UPDATE customer SET company = 'Walking Club' WHERE length(company) > 60");
    sql(crm, "crm ", "UPDATE payment SET amount = 49.90 WHERE amount < 0");
    tell("The same run links, creates and completes them, with all that waited for them.");
    command(Set.of(0), "run");
  }

  private void edits(Connection crm, Connection shop) throws SQLException {
    chapter("Meanwhile, people work on both sides");
    String one = text(crm, "SELECT email FROM customer WHERE email LIKE 'm%' AND lower(trim(email)) = email ORDER BY email LIMIT 1");
    String two = text(crm, "SELECT email FROM customer WHERE email LIKE 'm%' AND lower(trim(email)) = email ORDER BY email LIMIT 1 OFFSET 1");
    sql(crm, "crm ", "UPDATE customer SET phone = '+49 30 1234' WHERE email = '" + one + "'");
    sql(shop, "shop", "UPDATE customers SET city = 'Graz 🏔' WHERE lower(trim(email_address)) = '" + one + "'");
    sql(crm, "crm ", "UPDATE customer SET credit_limit = 5000 WHERE email = '" + two + "'");
    sql(shop, "shop", "UPDATE customers SET credit_limit = 6000, notes = 'said by the shop' WHERE lower(trim(email_address)) = '" + two + "'");
    sql(shop, "shop", "DELETE FROM payments ORDER BY id LIMIT 1");
    sql(
        shop, "shop",
        "INSERT INTO orders (number, customer_id, status, placed, gift, total) SELECT 'SO-DEMO', id, 'new', now(), 0, 30.00 FROM customers WHERE lower(trim(email_address)) = '" + one + "'");
    sql(
        shop, "shop",
        "INSERT INTO order_items (order_id, position, product_id, quantity, unit_price) SELECT o.id, 1, p.id, 2, 15.00 FROM orders o, products p WHERE o.number = 'SO-DEMO' ORDER BY p.id LIMIT 1");
    tell(
        "One customer was edited on both sides in different fields: both edits stay. Another in the",
        "same field: the CRM's wins, by the rule in the file, and the shop's note still travels.");
    command(Set.of(3, 4, 5), "plan", "--show", "2");
    command(Set.of(4, 5), "run");
    claim(
        "both edits of one customer are on both sides",
        text(crm, "SELECT city || ' ' || phone FROM customer WHERE email = '" + one + "'").equals("Graz 🏔 +49 30 1234")
            && text(shop, "SELECT concat(city, ' ', phone) FROM customers WHERE lower(trim(email_address)) = '" + one + "'").equals("Graz 🏔 +49 30 1234"));
    claim(
        "the conflict was settled for the CRM, and the other field travelled",
        text(shop, "SELECT concat(round(credit_limit), ' ', notes) FROM customers WHERE lower(trim(email_address)) = '" + two + "'").equals("5000 said by the shop")
            && text(crm, "SELECT notes FROM customer WHERE email = '" + two + "'").equals("said by the shop"));
    claim(
        "the new order is in the CRM under its own key, with its line",
        text(crm, "SELECT count(*) FROM order_line l JOIN \"order\" o ON o.order_id = l.order_id WHERE o.number = 'SO-DEMO'").equals("1"));
  }

  private static boolean sameOrders(Connection crm, Connection shop) throws SQLException {
    String inCrm = text(crm, "SELECT count(*) FROM \"order\"");
    String inShop = text(shop, "SELECT count(*) FROM orders");
    // Orders of held customers wait for them, so the shop may lack those and only those.
    String waiting =
        text(
            crm,
            "SELECT count(*) FROM \"order\" o JOIN customer c ON c.customer_id = o.customer_id WHERE c.email IS NULL"
                + " OR c.company LIKE 'Llanfair%' OR lower(trim(c.email)) IN"
                + " (SELECT lower(trim(email)) FROM customer GROUP BY 1 HAVING count(*) > 1)");
    return Integer.parseInt(inShop) + Integer.parseInt(waiting) >= Integer.parseInt(inCrm);
  }

  // ---- the telling

  private void chapter(String title) {
    out.println();
    out.println(colour ? "\u001b[1;36m" + title + "\u001b[0m" : title);
    out.println(colour ? "\u001b[2m" + RULE + "\u001b[0m" : RULE);
  }

  private void tell(String... lines) {
    for (String line : lines) {
      out.println(line);
    }
  }

  private void command(Set<Integer> expected, String... args) {
    out.println();
    String line = "$ syncline " + String.join(" ", args);
    out.println(colour ? "\u001b[1m" + line + "\u001b[0m" : line);
    out.println();
    int exit = commands.run(args);
    claim("`syncline " + String.join(" ", args) + "` ended with " + exit, expected.contains(exit));
  }

  private void sql(Connection connection, String who, String statement) throws SQLException {
    String shown = statement.length() > 84 ? statement.substring(0, 83) + "…" : statement;
    out.println("  " + who + "> " + shown);
    try (var s = connection.createStatement()) {
      s.execute(statement);
    }
  }

  private void claim(String what, boolean holds) {
    if (!holds) {
      untrue.add(what);
      out.println("NOT AS TOLD: " + what);
    }
  }

  private void end() {
    chapter(untrue.isEmpty() ? "All of this was checked by SQL, and is so" : "Not everything went as told");
    untrue.forEach(u -> out.println("  ✗ " + u));
    tell(
        "Everything is in " + folder + ":",
        "  syncline.yaml   the configuration; edit it",
        "  .syncline/      the state store: links, journal, what is due",
        "  postgresql/     the CRM's database; mariadb/ the shop's",
        "",
        "Go on playing:  syncline demo --resume    starts the two servers again and waits; then, in",
        "                another terminal:  cd " + folder + "  and  syncline plan");
  }

  private static int count(Connection connection, String table) throws SQLException {
    return Integer.parseInt(text(connection, "SELECT count(*) FROM " + table));
  }

  private static String text(Connection connection, String query) throws SQLException {
    try (var s = connection.createStatement();
        ResultSet rows = s.executeQuery(query)) {
      return rows.next() ? String.valueOf(rows.getString(1)) : "";
    }
  }

  /** Starts a demo's servers again and waits until the process is ended. */
  public static void resume(Path folder, PrintStream out) throws IOException, InterruptedException {
    try (DemoServers servers = DemoServers.start(folder)) {
      out.println("The demo's databases are up:");
      out.println("  crm   " + servers.crmUrl() + "   user postgres, no password");
      out.println("  shop  " + servers.shopUrl() + "   user root, no password");
      out.println("In another terminal:  cd " + folder + "  and  syncline plan");
      out.println("They stop when this command is ended with Ctrl-C.");
      Thread.currentThread().join();
    }
  }
}
