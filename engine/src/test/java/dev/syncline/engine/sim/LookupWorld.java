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
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.FastStores;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * People of a source and contacts of a target, whose countries, zones and agents are looked up, and
 * users who edit all of them. What should come of it is worked out here once more, slowly.
 */
final class LookupWorld implements AutoCloseable {
  private static final List<String> CODES = List.of("A", "B", "C");
  private static final List<String> LABELS = List.of("east", "west");

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
          tasks:
            - name: people
              id: 1
              source: people
              target: contacts
              match: code
              fields:
                - code
                - { to: country_id, lookup: countries.id, where: "code = country",
                    on-missing: %s }
                - { to: zone_id, lookup: zones.id, on-missing: null,
                    where: "label = (SELECT zone FROM countries WHERE code = country)" }
                - { to: agent, sql: "rep.name || ' of ' || rep.office.city" }
      """;

  private final SplittableRandom random;
  private final Path folder;
  final MemoryDatabase source = new MemoryDatabase();
  final MemoryDatabase target = new MemoryDatabase();
  private final MemoryLedger sourceLedger = new MemoryLedger();
  private final MemoryLedger targetLedger = new MemoryLedger();
  private final Sync sync;
  private final UnaryOperator<Connector> targetAs;
  private StateStore store;
  private int named;

  /** Whether countries that are missing are added. */
  private final boolean creates;

  private final String capture;

  /** How many records the last run looked at. */
  private long looked;

  /** The countries as users left them. */
  private List<Map<String, Object>> known = List.of();

  /** The people whom users added to the source. */
  private final Set<Key> born = new HashSet<>();

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
   * @param targetAs what stands between the engine and the target
   * @param capture how changes are found
   */
  LookupWorld(long seed, Path folder, UnaryOperator<Connector> targetAs, String capture) {
    this.random = new SplittableRandom(seed);
    this.creates = random.nextBoolean();
    this.capture = capture;
    this.folder = folder;
    this.targetAs = targetAs;
    add(source, 1, "offices: id int generated key; city text(9) null");
    add(source, 1, "reps: id int generated key; name text(9) null; office int null -> offices(id)");
    add(
        source,
        1,
        "people: id int generated key; code text(9) unique; country text(3) null;"
            + " rep int null -> reps(id)");
    add(target, 501, "zones: id int generated key; label text(9) null");
    add(target, 701, "countries: id int generated key; code text(3) null; zone text(9) null");
    add(
        target,
        1001,
        "contacts: id int generated key; code text(9) unique; country_id int null;"
            + " zone_id int null; agent text(30) null");
    sourceLedger.follow(source);
    targetLedger.follow(target);
    store = FastStores.open(folder.resolve("state.db"));
    LoadedConfiguration loaded =
        ConfigurationReader.read(
            folder,
            "syncline.yaml",
            CONFIGURATION.formatted(capture, creates ? "create" : "reject"),
            Map.of());
    CompiledSync compiled =
        TaskCompiler.compile(
            loaded.configuration(),
            loaded.configuration().syncs().getFirst(),
            connector("source", source, sourceLedger),
            connector("target", target, targetLedger));
    if (compiled.hasErrors()) {
      throw new AssertionError(compiled.findings());
    }
    this.sync = EngineSync.of(compiled);
  }

  private static void add(MemoryDatabase database, long first, String schema) {
    database.add(new MemoryTable(SchemaText.parse(schema), Map.of(), first));
  }

  private Connector connector(String name, MemoryDatabase database, MemoryLedger ledger) {
    return new MemoryConnector(name, database, ledger, faults);
  }

  private Engine engine() {
    return new Engine(
        store,
        new Ends(
            connector("source", source, sourceLedger),
            targetAs.apply(connector("target", target, targetLedger))),
        sync,
        () -> 1,
        folder,
        Progress.NONE,
        new Batching(2, 2, 500, false));
  }

  /** Runs; how much it wrote. */
  long run() {
    Tally tally = engine().run(RunOptions.ALL.approved(), item -> {}).tally();
    looked = tally.task(1).rows[0] + tally.task(1).rows[1];
    return tally.applied();
  }

  /** Whether the last run looked at something though nothing was marked or due. */
  boolean lookedInVain() {
    return capture.equals("triggers") && looked > 0 && !isAnyDue();
  }

  /** Runs, and dies on the way if it takes long enough. */
  void runAndDie() {
    stepsToLive = 1 + random.nextInt(40);
    try {
      run();
    } catch (Faults.Crash died) {
      store.close();
      store = FastStores.open(folder.resolve("state.db"));
      source.undoTo(0);
      target.undoTo(0);
    } finally {
      stepsToLive = Integer.MAX_VALUE;
    }
  }

  /** Users edit some rows of a side. */
  void edit(Side side, int times) {
    MemoryDatabase database = side == Side.SOURCE ? source : target;
    for (int i = 0; i < times; i++) {
      try {
        if (side == Side.SOURCE) {
          editSource();
        } else {
          editTarget();
        }
        database.commit();
      } catch (Violation refused) {
        database.undoTo(0);
      }
    }
    known = rows(target, "countries");
  }

  /** Countries that runs added though one of that code was there, or twice. */
  List<String> doubled() {
    Set<Object> codes = new HashSet<>();
    known.forEach(c -> codes.add(c.get("code")));
    List<String> doubled = new ArrayList<>();
    for (Map<String, Object> country : rows(target, "countries")) {
      if (!known.contains(country) && !codes.add(country.get("code"))) {
        doubled.add(country + " was added beside " + known);
      }
    }
    return doubled;
  }

  private void editSource() throws Violation {
    switch (random.nextInt(8)) {
      case 0 -> put(source, "offices", List.of("city"), text(LABELS));
      case 1, 2 -> put(source, "reps", List.of("name", "office"), text(LABELS), any("offices"));
      case 3 -> remove(source, "people");
      case 4, 5 -> {
        Object[] person = {"p" + named++, text(CODES), any("reps")};
        born.add(source.insert("people", List.of("code", "country", "rep"), person));
      }
      default -> change(source, "people", List.of("country", "rep"), text(CODES), any("reps"));
    }
  }

  private void editTarget() throws Violation {
    switch (random.nextInt(9)) {
      case 0 -> put(target, "zones", List.of("label"), text(LABELS));
      case 1 -> remove(target, random.nextInt(3) == 0 ? "zones" : "countries");
      case 2, 3, 4 -> put(target, "countries", List.of("code", "zone"), text(CODES), text(LABELS));
      case 5 -> remove(target, "contacts");
      case 6 ->
          target.insert(
              "contacts",
              List.of("code", "country_id"),
              new Object[] {"c" + named++, any("countries")});
      default -> change(target, "contacts", List.of("country_id"), any("countries"));
    }
  }

  private Object text(List<String> some) {
    int at = random.nextInt(some.size() + 1);
    return at == some.size() ? null : some.get(at);
  }

  private Object any(String table) {
    MemoryDatabase database = source.tables().containsKey(table) ? source : target;
    Key key = row(database, table);
    return key == null || random.nextInt(6) == 0 ? null : key.parts()[0];
  }

  private Key row(MemoryDatabase database, String table) {
    List<Key> keys = List.copyOf(database.table(table).rows().keySet());
    return keys.isEmpty() ? null : keys.get(random.nextInt(keys.size()));
  }

  private void put(MemoryDatabase database, String table, List<String> columns, Object... values)
      throws Violation {
    if (database.table(table).rows().size() < 4 && random.nextInt(2) == 0) {
      database.insert(table, columns, values);
    } else {
      change(database, table, columns, values);
    }
  }

  private void change(MemoryDatabase database, String table, List<String> columns, Object... values)
      throws Violation {
    Key key = row(database, table);
    int one = random.nextInt(columns.size());
    if (key != null) {
      database.update(table, key, columns.subList(one, one + 1), new Object[] {values[one]});
    }
  }

  private void remove(MemoryDatabase database, String table) throws Violation {
    Key key = row(database, table);
    if (key != null) {
      database.delete(table, key);
    }
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

  private static List<Map<String, Object>> with(
      MemoryDatabase database, String table, String column, Object value) {
    return rows(database, table).stream().filter(r -> value.equals(r.get(column))).toList();
  }

  /** What people's or contacts' countries are, by the code of the record. */
  Map<Object, Object> countries(Side side) {
    Map<Object, Object> countries = new TreeMap<>();
    rows(side == Side.SOURCE ? source : target, side == Side.SOURCE ? "people" : "contacts")
        .forEach(r -> countries.put(r.get("code"), Objects.toString(country(r))));
    return countries;
  }

  private static Object country(Map<String, Object> row) {
    return row.getOrDefault("country", row.get("country_id"));
  }

  /** Whether some record is left over. */
  boolean isAnyDue() {
    List<Object> due = new ArrayList<>();
    store.due(1, due::add);
    return !due.isEmpty();
  }

  /** What is not as it should be once nobody edits any more and two runs were made. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    List<Object> left = new ArrayList<>();
    store.due(
        1, d -> left.addAll(with(d.side() == Side.SOURCE ? source : target, d).stream().toList()));
    for (Map<String, Object> person : rows(source, "people")) {
      List<Map<String, Object>> contact = with(target, "contacts", "code", person.get("code"));
      boolean due = left.contains(person.get("code"));
      boolean inStep = !contact.isEmpty() && agree(person, contact.getFirst());
      if (!inStep && !due) {
        problems.add(person + " and " + contact + " differ, and are not due, beside " + places());
      }
      if (due && !isUnclear(person, contact)) {
        problems.add(person + " and " + contact + " are due for no reason");
      }
    }
    for (Map<String, Object> contact : rows(target, "contacts")) {
      if (with(source, "people", "code", contact.get("code")).isEmpty()
          && !left.contains(contact.get("code"))) {
        problems.add(contact + " is alone, and not due");
      }
    }
    return problems;
  }

  private List<Map<String, Object>> places() {
    List<Map<String, Object>> places = new ArrayList<>(rows(target, "countries"));
    places.addAll(rows(target, "zones"));
    return places;
  }

  private List<Object> with(MemoryDatabase database, Due due) {
    MemoryTable table = database.table(due.side() == Side.SOURCE ? "people" : "contacts");
    Object[] stored = table.get(due.key());
    return stored == null ? List.of() : List.of(row(table, stored).get("code"));
  }

  private boolean agree(Map<String, Object> person, Map<String, Object> contact) {
    Object id = contact.get("country_id");
    boolean country =
        id == null
            ? person.get("country") == null
            : with(target, "countries", "id", id).stream()
                .anyMatch(c -> Objects.equals(c.get("code"), person.get("country")));
    if (!country || isMadeOfContact(person)) {
      return country;
    }
    List<Object> zones = zones(person);
    return zones.size() < 2
        && Objects.equals(zones.isEmpty() ? null : zones.getFirst(), contact.get("zone_id"))
        && Objects.equals(agent(person), contact.get("agent"));
  }

  /** Of what does not flow back, a person who is made of a contact has nothing to say at first. */
  private boolean isMadeOfContact(Map<String, Object> person) {
    return !born.contains(Key.of(person.get("id")));
  }

  /** The ids of the zones that a person's country may be in; two where the country is unclear. */
  private List<Object> zones(Map<String, Object> person) {
    if (person.get("country") == null) {
      return List.of();
    }
    List<Map<String, Object>> countries = with(target, "countries", "code", person.get("country"));
    if (countries.size() > 1) {
      return List.of("unclear", "unclear");
    }
    Object zone = countries.isEmpty() ? null : countries.getFirst().get("zone");
    return zone == null
        ? List.of()
        : with(target, "zones", "label", zone).stream().map(z -> z.get("id")).toList();
  }

  private Object agent(Map<String, Object> person) {
    if (person.get("rep") == null) {
      return null;
    }
    Map<String, Object> rep = with(source, "reps", "id", person.get("rep")).getFirst();
    if (rep.get("name") == null || rep.get("office") == null) {
      return null;
    }
    Object city = with(source, "offices", "id", rep.get("office")).getFirst().get("city");
    return city == null ? null : rep.get("name") + " of " + city;
  }

  /** Whether something that is to be looked up for a record is not there, or there twice. */
  private boolean isUnclear(Map<String, Object> person, List<Map<String, Object>> contact) {
    Object country = person.get("country");
    boolean dangling =
        contact.stream()
            .map(c -> c.get("country_id"))
            .anyMatch(id -> id != null && with(target, "countries", "id", id).isEmpty());
    return dangling
        || country != null && isUnclear(with(target, "countries", "code", country).size())
        || zones(person).size() > 1;
  }

  private boolean isUnclear(int countries) {
    return creates ? countries > 1 : countries != 1;
  }

  @Override
  public void close() {
    store.close();
  }
}
