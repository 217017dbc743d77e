package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.connect.WriteBatch;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.Engine;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.SchemaText;
import dev.syncline.engine.config.TaskCompiler;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * People in one row each on one side, and on the other spread over contacts, their addresses and a
 * row for each of their numbers, with users who edit all of them. An address refers to its contact,
 * or contacts refer to addresses, which some of them share then. What should come of it is worked
 * out here once more, slowly.
 */
final class PartWorld implements AutoCloseable {
  private static final List<String> WORDS = List.of("a", "b", "c");

  /** The slots of numbers that the sync keeps, and one that is nobody's business. */
  private static final List<Long> SLOTS = List.of(1L, 2L, 9L);

  private static final String CONFIGURATION =
      """
      version: 1
      connections:
        source: { type: sqlite, url: "jdbc:sqlite:a" }
        target: { type: sqlite, url: "jdbc:sqlite:b" }
      syncs:
        sim:
          id: 1
          source: source
          target: target
          guard: off
          capture: %s
          conflicts: %s
          tasks:
            - name: people
              id: 1
              source: %s
              target: %s
              parts:
                %s:
                  address: { object: addresses, %s }
                  first: { object: numbers, where: "slot = 1" }
                  second: { object: numbers, where: "slot = 2" }
              match: code
              fields:
                - code
                - name
      """;

  /** The columns of a person, and what they are called in a contact with its parts. */
  private static final Map<String, String> FIELDS =
      new TreeMap<>(
          Map.of(
              "street", "address.street",
              "city", "address.city",
              "phone1", "first.number",
              "phone2", "second.number"));

  private final SplittableRandom random;
  private final Path folder;
  private final Side split;

  /** Whether contacts refer to addresses. */
  private final boolean referring;

  private final MemoryDatabase plain = new MemoryDatabase();
  private final MemoryDatabase parted = new MemoryDatabase();
  private final MemoryLedger plainLedger = new MemoryLedger();
  private final MemoryLedger partedLedger = new MemoryLedger();
  private final CompiledSync compiled;
  private final Sync sync;
  private final UnaryOperator<Connector> partedAs;
  private StateStore store;
  private int named;

  /** What may go wrong next: after so many steps of a connector the process dies. */
  private int stepsToLive = Integer.MAX_VALUE;

  private final Faults faults =
      new Faults() {
        @Override
        public void at(String connection, Step step) {
          if (--stepsToLive == 0) {
            throw new Crash(step.toString());
          }
        }

        @Override
        public Fate fate(String connection, WriteBatch batch) {
          return Fate.APPLIED_AND_TOLD;
        }

        @Override
        public boolean sloppy(String connection) {
          return random.nextInt(3) == 0;
        }
      };

  /**
   * An empty world.
   *
   * @param partedAs what stands between the engine and the side whose records have parts
   */
  PartWorld(long seed, Path folder, UnaryOperator<Connector> partedAs) {
    this.random = new SplittableRandom(seed);
    this.folder = folder;
    this.partedAs = partedAs;
    this.split = random.nextBoolean() ? Side.SOURCE : Side.TARGET;
    add(
        plain,
        1,
        "people: id int generated key; code text(9) unique; name text(9) null;"
            + " street text(9) null; city text(9) null; phone1 text(9) null; phone2 text(9) null");
    this.referring = random.nextBoolean();
    String contact = "contacts: id int generated key; code text(9) unique; name text(9) null";
    String reference =
        "; address int"
            + (random.nextInt(3) == 0 ? "" : " null")
            + (random.nextInt(3) == 0 ? " unique" : "")
            + " -> addresses(id)";
    add(parted, 501, referring ? contact + reference : contact);
    String address = "; street text(9) null; city text(9) null default; remark text(9) null";
    if (referring) {
      add(parted, 701, "addresses: id int generated key" + address);
    } else if (random.nextBoolean()) {
      add(parted, 1, "addresses: contact int key -> contacts(id)" + address);
    } else {
      add(
          parted,
          701,
          "addresses: id int generated key; contact int unique -> contacts(id)" + address);
    }
    add(
        parted,
        901,
        "numbers: id int generated key; contact int -> contacts(id); slot int; number text(9)"
            + (random.nextBoolean() ? "; unique(contact, slot)" : ""));
    plainLedger.follow(plain);
    partedLedger.follow(parted);
    store = FastStores.open(folder.resolve("state.db"));
    StringBuilder text =
        new StringBuilder(
            CONFIGURATION.formatted(
                random.nextBoolean() ? "scan" : "triggers",
                random.nextBoolean() ? "merge" : "source-wins",
                split == Side.SOURCE ? "contacts" : "people",
                split == Side.SOURCE ? "people" : "contacts",
                split.word(),
                referring ? "from: address" : "key: contact"));
    FIELDS.forEach(
        (flat, part) ->
            text.append("          - ")
                .append(split == Side.SOURCE ? part + " <-> " + flat : flat + " <-> " + part)
                .append('\n'));
    LoadedConfiguration loaded =
        ConfigurationReader.read(folder, "syncline.yaml", text.toString(), Map.of());
    this.compiled =
        TaskCompiler.compile(
            loaded.configuration(),
            loaded.configuration().syncs().getFirst(),
            connector(Side.SOURCE),
            connector(Side.TARGET));
    if (compiled.hasErrors()) {
      throw new AssertionError(compiled.findings());
    }
    this.sync = EngineSync.of(compiled);
  }

  private static void add(MemoryDatabase database, long first, String schema) {
    Map<String, Object> defaults = schema.startsWith("addresses") ? Map.of("city", "a") : Map.of();
    database.add(new MemoryTable(SchemaText.parse(schema), Map.of(), defaults, first));
  }

  private Connector connector(Side side) {
    return side == split
        ? partedAs.apply(new MemoryConnector(side.word(), parted, partedLedger, faults))
        : new MemoryConnector(side.word(), plain, plainLedger, faults);
  }

  private Engine engine() {
    return new Engine(
        store,
        compiled.ends(connector(Side.SOURCE), connector(Side.TARGET)),
        sync,
        () -> 1,
        folder,
        Progress.NONE,
        new Batching(2, 2, 500, false));
  }

  /** Runs; how much it wrote. */
  long run() {
    return engine().run(RunOptions.ALL.approved(), item -> {}).tally().applied();
  }

  /** Runs, and dies on the way if it takes long enough. */
  void runAndDie() {
    stepsToLive = 1 + random.nextInt(60);
    try {
      run();
    } catch (Faults.Crash died) {
      store.close();
      store = FastStores.open(folder.resolve("state.db"));
      plain.undoTo(0);
      parted.undoTo(0);
    } finally {
      stepsToLive = Integer.MAX_VALUE;
    }
  }

  Side split() {
    return split;
  }

  /** Whether both sides are proved to be equal. */
  boolean isCertified() {
    return engine().verify(Set.of()).certifies();
  }

  /** Users edit some rows of a side. */
  void edit(Side side, int times) {
    MemoryDatabase database = side == split ? parted : plain;
    for (int i = 0; i < times; i++) {
      try {
        if (side == split) {
          editParted();
        } else {
          editPlain();
        }
        database.commit();
      } catch (Violation refused) {
        database.undoTo(0);
      }
    }
  }

  private void editPlain() throws Violation {
    switch (random.nextInt(9)) {
      case 0 -> remove(plain, "people");
      case 4 -> {
        Key person = row(plain, "people");
        if (person != null) {
          plain.update("people", person, List.of("street", "city"), new Object[] {null, null});
        }
      }
      case 1, 2, 3 ->
          plain.insert(
              "people",
              List.of("code", "name", "street", "city", "phone1", "phone2"),
              new Object[] {"p" + named++, word(), word(), word(), word(), word()});
      default ->
          change(
              plain, "people", List.of("name", "street", "city", "phone1", "phone2"), this::word);
    }
  }

  private void editParted() throws Violation {
    switch (random.nextInt(12)) {
      case 0 -> removeContact();
      case 1, 2 -> {
        if (referring) {
          parted.insert(
              "contacts",
              List.of("code", "name", "address"),
              new Object[] {"c" + named++, word(), reference()});
        } else {
          parted.insert("contacts", List.of("code", "name"), new Object[] {"c" + named++, word()});
        }
      }
      case 3 -> change(parted, "contacts", List.of("name"), this::word);
      case 4, 5 -> {
        if (referring) {
          Object to = reference();
          change(parted, "contacts", List.of("address"), () -> to);
        } else {
          address(List.of("contact"), any("contacts"));
        }
      }
      case 6 -> change(parted, "addresses", List.of("street", "city", "remark"), this::word);
      case 7 -> remove(parted, "addresses");
      case 8, 9 ->
          parted.insert(
              "numbers",
              List.of("contact", "slot", "number"),
              new Object[] {any("contacts"), SLOTS.get(random.nextInt(3)), "n" + named++});
      case 10 -> remove(parted, "numbers");
      default -> {
        Key number = row(parted, "numbers");
        if (number != null) {
          int one = random.nextInt(3);
          Object[] values = {
            any("contacts"), SLOTS.get(random.nextInt(3)), WORDS.get(random.nextInt(3))
          };
          parted.update(
              "numbers",
              number,
              List.of("contact", "slot", "number").subList(one, one + 1),
              new Object[] {values[one]});
        }
      }
    }
  }

  private Key address(List<String> link, Object... linked) throws Violation {
    List<String> columns = new ArrayList<>(link);
    columns.addAll(List.of("street", "city", "remark"));
    List<Object> values = new ArrayList<>(List.of(linked));
    values.addAll(Arrays.asList(word(), word(), random.nextInt(3) == 0 ? "r" : null));
    return parted.insert("addresses", columns, values.toArray());
  }

  /** A new address, one that somebody may have, or none. */
  private Object reference() throws Violation {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> any("addresses");
      default -> address(List.of()).parts()[0];
    };
  }

  /** A contact goes with all that hangs on it, but for its address if it refers to that. */
  private void removeContact() throws Violation {
    Key key = row(parted, "contacts");
    if (key == null) {
      return;
    }
    for (String part : referring ? List.of("numbers") : List.of("addresses", "numbers")) {
      for (Key row : List.copyOf(parted.table(part).rows().keySet())) {
        if (key.parts()[0].equals(row(parted.table(part), row).get("contact"))) {
          parted.delete(part, row);
        }
      }
    }
    parted.delete("contacts", key);
  }

  private Object word() {
    int at = random.nextInt(WORDS.size() + 1);
    return at == WORDS.size() ? null : WORDS.get(at);
  }

  private Object any(String table) {
    Key key = row(parted, table);
    return key == null ? -1L : key.parts()[0];
  }

  private Key row(MemoryDatabase database, String table) {
    List<Key> keys = List.copyOf(database.table(table).rows().keySet());
    return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
  }

  private interface Values {
    Object next();
  }

  private void change(MemoryDatabase database, String table, List<String> columns, Values values)
      throws Violation {
    Key key = row(database, table);
    int one = random.nextInt(columns.size());
    if (key != null) {
      database.update(table, key, columns.subList(one, one + 1), new Object[] {values.next()});
    }
  }

  private void remove(MemoryDatabase database, String table) throws Violation {
    Key key = row(database, table);
    if (key != null) {
      database.delete(table, key);
    }
  }

  private static Map<String, Object> row(MemoryTable table, Key key) {
    return row(table, table.get(key));
  }

  /** A row by its columns' names. */
  private static Map<String, Object> row(MemoryTable table, Object[] stored) {
    Map<String, Object> row = new TreeMap<>();
    for (int i = 0; i < stored.length; i++) {
      row.put(table.whole().columns().get(i).name(), stored[i]);
    }
    return row;
  }

  private static List<Map<String, Object>> rows(MemoryDatabase database, String name) {
    MemoryTable table = database.table(name);
    return table.rows().values().stream().map(stored -> row(table, stored)).toList();
  }

  /** The records of a side by code, as one row each; of a part that is there twice "several". */
  Map<Object, Map<String, Object>> records(Side side) {
    Map<Object, Map<String, Object>> records = new TreeMap<>();
    if (side != split) {
      for (Map<String, Object> person : rows(plain, "people")) {
        person.remove("id");
        records.put(person.get("code"), person);
      }
      return records;
    }
    for (Map<String, Object> contact : rows(parted, "contacts")) {
      Object id = contact.remove("id");
      Object address = referring ? contact.remove("address") : id;
      contact.put("street", one("addresses", address, null, "street"));
      contact.put("city", one("addresses", address, null, "city"));
      contact.put("phone1", one("numbers", id, 1L, "number"));
      contact.put("phone2", one("numbers", id, 2L, "number"));
      records.put(contact.get("code"), contact);
    }
    return records;
  }

  private Object one(String table, Object linked, Object slot, String column) {
    String link = referring && table.equals("addresses") ? "id" : "contact";
    List<Map<String, Object>> fit =
        rows(parted, table).stream()
            .filter(r -> r.get(link).equals(linked))
            .filter(r -> slot == null || r.get("slot").equals(slot))
            .toList();
    return fit.isEmpty() ? null : fit.size() > 1 ? "several" : fit.getFirst().get(column);
  }

  /**
   * What no run may touch while only a side is edited: remarks, and numbers of the slot that nobody
   * keeps, of contacts that are there still; and addresses to which no contact refers.
   */
  List<Object> others(Side edited) {
    List<Object> others = new ArrayList<>();
    Set<Object> people = records(edited).keySet();
    Set<Object> stay = new HashSet<>();
    rows(parted, "contacts").stream()
        .filter(c -> people.contains(c.get("code")))
        .forEach(c -> stay.add(c.get("id")));
    for (Map<String, Object> address : rows(parted, "addresses")) {
      List<Object> users = users(address);
      if (address.get("remark") != null
          && (users.isEmpty() || users.stream().anyMatch(stay::contains))) {
        others.add((referring ? address.get("id") : users) + " " + address.get("remark"));
      }
    }
    rows(parted, "numbers").stream().filter(n -> n.get("slot").equals(9L)).forEach(others::add);
    return others;
  }

  /** The contacts that have an address. */
  private List<Object> users(Map<String, Object> address) {
    return referring
        ? rows(parted, "contacts").stream()
            .filter(c -> address.get("id").equals(c.get("address")))
            .map(c -> c.get("id"))
            .toList()
        : List.of(address.get("contact"));
  }

  /** Whether a contact has an address that others have, too. */
  private boolean isShared(Object code) {
    return referring
        && rows(parted, "addresses").stream()
            .map(this::users)
            .filter(users -> users.size() > 1)
            .anyMatch(
                users ->
                    rows(parted, "contacts").stream()
                        .anyMatch(c -> users.contains(c.get("id")) && code.equals(c.get("code"))));
  }

  /** What is not as it should be once nobody edits any more and two runs were made. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<Object> due = new HashSet<>();
    store.due(
        1,
        d -> {
          MemoryTable table = d.side() == split ? parted.table("contacts") : plain.table("people");
          if (table.get(d.key()) != null) {
            due.add(row(table, d.key()).get("code"));
          }
        });
    Map<Object, Map<String, Object>> here = records(split);
    Map<Object, Map<String, Object>> there = records(split.other());
    Set<Object> codes = new HashSet<>(here.keySet());
    codes.addAll(there.keySet());
    for (Object code : codes) {
      boolean unclear =
          here.containsKey(code) && here.get(code).containsValue("several")
              || isShared(code)
              || !there.containsKey(code) && isKept(here.get(code));
      boolean left = due.contains(code) || unclear && isAnyDue();
      if (!Objects.equals(here.get(code), there.get(code)) && !left) {
        problems.add(here.get(code) + " and " + there.get(code) + " differ, and are not due");
      }
      if (due.contains(code) && !unclear) {
        problems.add(here.get(code) + " and " + there.get(code) + " are due for no reason");
      }
    }
    return problems;
  }

  /** Whether a contact has a number of a slot that nobody keeps, so that it cannot be deleted. */
  private boolean isKept(Map<String, Object> contact) {
    return contact != null
        && rows(parted, "contacts").stream()
            .filter(c -> c.get("code").equals(contact.get("code")))
            .anyMatch(
                c ->
                    rows(parted, "numbers").stream()
                        .anyMatch(
                            n -> n.get("contact").equals(c.get("id")) && n.get("slot").equals(9L)));
  }

  boolean isAnyDue() {
    List<Object> due = new ArrayList<>();
    store.due(1, due::add);
    return !due.isEmpty();
  }

  @Override
  public void close() {
    store.close();
  }
}
