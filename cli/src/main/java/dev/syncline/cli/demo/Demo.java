package dev.syncline.cli.demo;

import dev.syncline.project.text.Console;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.io.IOException;
import java.sql.SQLException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;

/**
 * The first look: two real databases with overlapping data that nobody kept in step, and the
 * product's own commands on them, as a person would type them. What it tells it holds against the
 * databases by SQL.
 */
public final class Demo {
  private static final Set<Integer> IN_STEP = Set.of(0);
  private static final Set<Integer> CHANGES = Set.of(3, 4, 5);
  private static final Set<Integer> LEFT_OVER = Set.of(4, 5);
  private static final Set<Integer> FINDINGS = Set.of(0, 3);

  private static final String ORDERS_IN_CRM =
      """
      SELECT o.number, concat_ws(' ', lower(trim(c.email)), o.status, o.total,
        (SELECT string_agg(l.product_sku || ' ' || l.quantity, ' ' ORDER BY l.line_no)
         FROM order_line l WHERE l.order_id = o.order_id))
      FROM "order" o JOIN customer c ON c.customer_id = o.customer_id""";
  private static final String ORDERS_IN_SHOP =
      """
      SELECT o.number, concat_ws(' ', lower(trim(c.email_address)), o.status, o.total,
        (SELECT group_concat(concat(p.sku, ' ', l.quantity) ORDER BY l.line_no SEPARATOR ' ')
         FROM order_lines l JOIN products p ON p.id = l.product_id WHERE l.order_id = o.id))
      FROM orders o JOIN customers c ON c.id = o.customer_id""";

  private final DemoFolder folder;
  private final long seed;
  private final Telling telling;
  private final BooleanSupplier ended;
  private final Commands commands;

  /** Somebody asked to stop. */
  private static final class Ended extends RuntimeException {
    private static final long serialVersionUID = 1L;
  }

  /** Runs the product's commands in the demo's folder. */
  public interface Commands {
    /** Runs a command and returns its exit code. */
    int run(String... args);
  }

  /**
   * A demo.
   *
   * @param folder where it leaves everything
   * @param seed of the generated store
   * @param paced whether a person reads along, and says when to go on
   * @param ended whether somebody asks to stop
   */
  public Demo(
      DemoFolder folder,
      long seed,
      Console console,
      boolean paced,
      BooleanSupplier ended,
      Commands commands) {
    this.folder = folder;
    this.ended = ended;
    this.seed = seed;
    this.telling = new Telling(console, paced, ended);
    this.commands = commands;
  }

  /**
   * Performs it.
   *
   * @param keepRunning whether the servers go on until somebody asks to stop
   * @return whether everything went as told
   */
  public boolean perform(boolean keepRunning) throws IOException, SQLException {
    chapter("Two systems that nobody kept in step");
    folder.before().ifPresent(telling::say);
    telling.say(
        "A small outdoor shop has a CRM in PostgreSQL and a web shop in MariaDB. Both know its"
            + " customers, products and orders: not the same ones, under other ids and partly other"
            + " names, and with the mistakes of three years.");
    telling.say(
        "Both servers start here, on loopback, just for you; the first time their programs are"
            + " unpacked as well. This takes some seconds.");
    try (DemoServers servers = folder.start();
        TwoSystems systems = new TwoSystems(servers, telling)) {
      stopIfAsked();
      Store store = Store.of(seed);
      systems.fill(store);
      stopIfAsked();
      inventory(systems);
      advise(systems, servers);
      configure();
      firstPlan(systems);
      firstRun(systems);
      if (telling.untrue().isEmpty()) {
        Day day = new Day(systems);
        work(day);
        secondRun(systems, day);
        resolve(day);
        prove(systems);
      }
      end();
      if (keepRunning) {
        telling.say(
            "The servers go on until Ctrl-C: " + servers.crmUrl() + " and " + servers.shopUrl());
        Lines.sleep(ended);
      }
    } catch (Ended e) {
      telling.say("Stopped on request, and the servers with it. The folder can be deleted.");
      return false;
    }
    return telling.untrue().isEmpty();
  }

  private void inventory(TwoSystems systems) throws SQLException {
    Table table =
        new Table()
            .left("crm, " + systems.product(Half.CRM))
            .right("rows")
            .left("   shop, " + systems.product(Half.SHOP))
            .right("rows");
    for (Entity entity : Entity.ALL) {
      table.row(
          Table.cell(entity.crm()),
          Table.number(systems.count(Half.CRM, entity)),
          Table.cell("   " + entity.shop()),
          Table.number(systems.count(Half.SHOP, entity)));
    }
    table.row(
        Table.cell("total", Style.FAINT),
        Table.number(systems.count(Half.CRM), Style.FAINT),
        Table.cell(""),
        Table.number(systems.count(Half.SHOP), Style.FAINT));
    telling.lines(telling.page().table(table, 2));
  }

  private void advise(TwoSystems systems, DemoServers servers) throws SQLException {
    chapter("What belongs together?");
    telling.say(
        "The match advisor pairs tables and columns by their names, words and values. For every key"
            + " that could tell records apart it counts, over all rows, what that key would link and"
            + " create. Generated ids are never proposed: 387 is somebody else in the shop.");
    long rows = systems.count(Half.CRM) + systems.count(Half.SHOP);
    command(
        IN_STEP,
        "init",
        "--name",
        "store",
        "--source",
        servers.crmUrl(),
        "--source-user",
        "postgres",
        "--target",
        servers.shopUrl(),
        "--target-user",
        "root");
    telling.claim(
        "not a row more or less in either system",
        systems.count(Half.CRM) + systems.count(Half.SHOP) == rows);
  }

  private void configure() throws IOException {
    chapter("The configuration is a text file");
    telling.say(
        "It took one command. Two lines are changed by hand: 24 more e-mails are the same but for"
            + " capitals and spaces, as the advisor says, and the shop writes down local time.");
    Editor editor = new Editor(folder.configuration(), telling);
    editor.add("type: mariadb", "time-zone: Europe/Berlin");
    editor.replace(
        "email <-> email_address",
        "{ key: email <-> email_address, form: trimmed-case-insensitive }");
    command(FINDINGS, "check", "--schema-only");
  }

  private void firstPlan(TwoSystems systems) throws SQLException {
    chapter("What would happen?");
    telling.say(
        "A plan decides everything and writes nothing. Here it shows one record of each kind.");
    long rows = systems.count(Half.CRM) + systems.count(Half.SHOP);
    command(CHANGES, "plan", "--show", "1");
    telling.claim(
        "still not a row more or less in either system",
        systems.count(Half.CRM) + systems.count(Half.SHOP) == rows);
  }

  private void firstRun(TwoSystems systems) throws SQLException {
    chapter("The first run");
    telling.say(
        "Records that belong together are linked, empty fields filled, and different values settled"
            + " by the rule: the source wins. What only one side has is created on the other, parents"
            + " before children, every reference translated.");
    command(LEFT_OVER, "start", "--show", "0");
    TreeMap<String, String> inCrm = systems.pairs(Half.CRM, ORDERS_IN_CRM);
    TreeMap<String, String> inShop = systems.pairs(Half.SHOP, ORDERS_IN_SHOP);
    inCrm.keySet().retainAll(inShop.keySet());
    inShop.keySet().retainAll(inCrm.keySet());
    telling.claim(
        Words.number(inCrm.size())
            + " orders are in both, each with the same customer, status and lines",
        !inCrm.isEmpty() && inCrm.equals(inShop));
    chapter("What was not guessed");
    telling.say(
        "Some people share an e-mail, some have none, a company's name is too long for the shop, and"
            + " the shop refuses a negative payment. They are left as they were, with what hangs on"
            + " them. Nothing is skipped: they stay due until they are settled.");
    command(Set.of(0, 3, 4, 5), "status", "--due", "--show", "1");
  }

  private void work(Day day) throws SQLException, IOException {
    chapter("People go on working");
    telling.say(
        day.customer()
            + " is edited on both sides, and so is the price of a product. One order goes,"
            + " another comes.");
    day.edits();
    telling.say("Somebody reads the list above, and settles it where the records live.");
    day.settle();
    telling.say("And from now on two prices for one product are a matter for a person.");
    new Editor(folder.configuration(), telling).add("target: products", "winner: hold");
  }

  private void secondRun(TwoSystems systems, Day day) throws SQLException {
    chapter("The second run");
    telling.say("Only what changed moves, and the plan says so field by field, before and after.");
    command(CHANGES, "plan", "--show", "1");
    command(LEFT_OVER, "run", "--show", "1");
    telling.claim("both edits of " + day.customer() + " are on both sides", day.merged());
    telling.claim(
        "order " + day.goneOrder() + " and its lines are gone on both sides", day.deleted());
    telling.claim(
        "order SO-DEMO is in the CRM with its two lines, under a key of the CRM's own",
        day.created());
    telling.claim("nobody in the shop became somebody else", day.samePeople());
    telling.claim(
        "both systems hold as many records: " + Words.number(systems.count(Half.CRM)),
        systems.count(Half.CRM) == systems.count(Half.SHOP));
  }

  private void resolve(Day day) throws SQLException {
    chapter("A conflict for a person");
    telling.say(
        "The price was changed on both sides, and the rule says to wait. The shop is right, say.");
    command(Set.of(4), "conflicts", "list");
    command(IN_STEP, "conflicts", "resolve", day.product(), "--target");
    command(IN_STEP, "run");
    telling.claim("the shop's price is on both sides", day.resolved());
  }

  private void prove(TwoSystems systems) throws SQLException {
    chapter("Proof");
    telling.say(
        "Nobody edits anything, so a run writes nothing. Then the certificate: both sides are read"
            + " whole and compared through links and mapping, trusting nothing that was kept.");
    command(IN_STEP, "run");
    command(IN_STEP, "verify");
    telling.claim(
        "all orders are the same on both sides, with customer, status, total and lines",
        systems.pairs(Half.CRM, ORDERS_IN_CRM).equals(systems.pairs(Half.SHOP, ORDERS_IN_SHOP)));
  }

  private void end() {
    chapter(telling.untrue().isEmpty() ? "Yours to play with" : "Not everything went as told");
    Page page = telling.page();
    telling.untrue().forEach(u -> page.line(page.paint(Style.BAD, "✗ ") + u));
    folder.describe(page, telling.checked());
    telling.lines(page);
  }

  private void chapter(String title) {
    telling.pause();
    stopIfAsked();
    telling.chapter(title);
  }

  private void stopIfAsked() {
    if (ended.getAsBoolean()) {
      throw new Ended();
    }
  }

  private void command(Set<Integer> expected, String... args) {
    stopIfAsked();
    telling.command("syncline " + String.join(" ", args));
    int exit = commands.run(args);
    telling.expect(
        "syncline " + args[0] + " ends with exit code " + expected + "; it was " + exit,
        expected.contains(exit));
  }
}
