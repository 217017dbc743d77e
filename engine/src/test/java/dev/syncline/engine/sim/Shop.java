package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldMeaning;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.Engine;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Batching;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.engine.sync.Sync;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * Two small shops, for tests a person can follow: people who may be managed by others, and their
 * orders. Ids are generated, from 1 on the source and from 1001 on the target, where phone numbers
 * are ASCII only.
 */
final class Shop implements AutoCloseable {
  static final int PEOPLE = 1;
  static final int ORDERS = 2;

  final MemoryDatabase source;
  final MemoryDatabase target;
  private final boolean enforced;
  final MemoryLedger sourceLedger = new MemoryLedger();
  final MemoryLedger targetLedger = new MemoryLedger();
  private final Path folder;
  StateStore store;
  Guard guard = Guard.OFF;

  /** Whether orders are the same only if they are of the same person, too. */
  boolean numbersPerPerson;

  Capturing capturing = Capturing.SCAN;

  /** Columns of people whose values are never journaled. */
  Set<String> neverJournaled = Set.of();

  /** Whether people's managers are not kept in step, so that their fields are columns only. */
  boolean unmanaged;

  /** What stands between the engine and the target. */
  UnaryOperator<Connector> targetAs = UnaryOperator.identity();

  private long now = 1_000_000;

  Shop(Path folder) {
    this(folder, true);
  }

  /**
   * Opens two empty shops.
   *
   * @param enforced whether the systems refuse references that lead nowhere
   */
  Shop(Path folder, boolean enforced) {
    this.folder = folder;
    this.enforced = enforced;
    this.source = database(1);
    this.target = database(1001);
    this.store = Stores.open(folder.resolve("state.db"));
    sourceLedger.follow(source);
    targetLedger.follow(target);
  }

  /** Goes on with a copy of the state store. */
  void reopen(Path copy) {
    store.close();
    store = Stores.open(copy);
  }

  /** Somebody drops the triggers of an object, and their marks with them. */
  void untrack(MemoryDatabase db, String object) {
    boolean onSource = db == source;
    String connection = onSource ? "source" : "target";
    (onSource ? sourceLedger : targetLedger).untrack(store.id() + "/" + connection, object);
  }

  private MemoryDatabase database(long firstId) {
    MemoryDatabase database = new MemoryDatabase();
    database.add(
        new MemoryTable(
            people(firstId == 1 ? "test" : Fit.ASCII), Map.of(), Map.of("points", 0L), firstId));
    database.add(new MemoryTable(orders(), Map.of(), firstId));
    return database;
  }

  private static Column column(String name, Type type, boolean nullable, Column.Origin origin) {
    return new Column(name, type, "test", nullable, origin);
  }

  private static final Type INT = new Type.Int(64, false);

  private ObjectSchema people(String nativePhone) {
    return new ObjectSchema(
        "people",
        List.of(
            column("id", INT, false, Column.Origin.GENERATED),
            column("email", Type.Text.UNBOUNDED, true, Column.Origin.GIVEN),
            column("name", Type.Text.UNBOUNDED, true, Column.Origin.GIVEN),
            new Column(
                "phone", new Type.Text(12, 0, false), nativePhone, true, Column.Origin.GIVEN),
            column("manager", INT, true, Column.Origin.GIVEN),
            MemoryStamps.DECLARED.get(0),
            MemoryStamps.DECLARED.get(1),
            column("points", INT, false, Column.Origin.DEFAULT),
            column("made", Type.Text.UNBOUNDED, true, Column.Origin.DEFAULT)),
        List.of("id"),
        List.of(),
        toPeople("manager"));
  }

  private ObjectSchema orders() {
    return new ObjectSchema(
        "orders",
        List.of(
            column("id", INT, false, Column.Origin.GENERATED),
            column("number", Type.Text.UNBOUNDED, false, Column.Origin.GIVEN),
            column("person", INT, false, Column.Origin.GIVEN),
            MemoryStamps.DECLARED.get(0),
            MemoryStamps.DECLARED.get(1)),
        List.of("id"),
        List.of(new ObjectSchema.UniqueKey("number", List.of("number"), MatchForm.EXACT)),
        toPeople("person"));
  }

  private List<ObjectSchema.ForeignKey> toPeople(String column) {
    return enforced
        ? List.of(
            new ObjectSchema.ForeignKey(
                column, List.of(column), "people", List.of("id"), false, false))
        : List.of();
  }

  Sync sync(Policies policies) {
    ObjectSchema here = people("test");
    ObjectSchema there = people(Fit.ASCII);
    ObjectSchema orders = orders();
    List<FieldRule> plain = List.of(column(1, "email"), column(2, "name"), column(3, "phone"));
    List<FieldRule> managed = new ArrayList<>(plain);
    managed.add(relation(4, "manager", true));
    Task first =
        new Task(
                7,
                PEOPLE,
                "people",
                here,
                there,
                here.shape(unmanaged ? names(here).subList(0, 4) : names(here)),
                there.shape(unmanaged ? names(there).subList(0, 4) : names(there)),
                unmanaged ? plain : managed,
                List.of(new Task.MatchField(0, MatchForm.EXACT)),
                Optional.empty(),
                Optional.empty(),
                policies)
            .withNeverJournaled(new BySide<>(neverJournaled, neverJournaled));
    Task second =
        new Task(
            7,
            ORDERS,
            "orders",
            orders,
            orders,
            orders.shape(names(orders)),
            orders.shape(names(orders)),
            List.of(column(1, "number"), relation(2, "person", false)),
            numbersPerPerson
                ? List.of(
                    new Task.MatchField(1, MatchForm.EXACT),
                    new Task.MatchField(0, MatchForm.EXACT))
                : List.of(new Task.MatchField(0, MatchForm.EXACT)),
            Optional.empty(),
            Optional.empty(),
            policies);
    return new Sync(7, "shop", List.of(first, second), guard, Sync.FirstSync.MATCH, true, "hash")
        .with(capturing);
  }

  private static List<String> names(ObjectSchema schema) {
    return schema.columns().stream()
        .filter(column -> column.origin() != Column.Origin.COMPUTED)
        .filter(column -> column.origin() != Column.Origin.DEFAULT)
        .map(Column::name)
        .toList();
  }

  private static FieldRule column(int at, String name) {
    Type type = at == 3 ? new Type.Text(12, 0, false) : Type.Text.UNBOUNDED;
    return new ColumnRule(
        name,
        Flow.BOTH,
        at,
        at,
        TypePair.of(type, type, ZoneOffset.UTC).orElseThrow(),
        FieldMeaning.of("column " + name));
  }

  private static FieldRule relation(int at, String name, boolean nullable) {
    return new RelationRule(
        name,
        Flow.BOTH,
        PEOPLE,
        "people",
        List.of(at),
        List.of(at),
        nullable,
        nullable,
        MissingParent.HOLD,
        FieldMeaning.of("relation " + name));
  }

  /** The time, which passes. */
  long later() {
    return now += 1000;
  }

  /** Somebody sets the clock of the machine that runs the sync. */
  void turnClock(long millis) {
    now += millis;
  }

  /** Somebody drops the triggers of a side; the marks stay. */
  void dropTriggers(Side side) {
    (side == Side.SOURCE ? sourceLedger : targetLedger).silence();
  }

  /** Somebody drops the marks of the source, and the triggers with them. */
  void dropMarks() {
    sourceLedger.untrackAll();
  }

  long person(MemoryDatabase db, String email, String name, String phone, Long manager) {
    return insert(
        db,
        "people",
        List.of("email", "name", "phone", "manager"),
        new Object[] {email, name, phone, manager});
  }

  /** The id of the one person with an e-mail address. */
  static long only(MemoryDatabase db, String email) {
    return db.table("people").rows().values().stream()
        .filter(row -> email.equals(row[1]))
        .map(row -> (Long) row[0])
        .reduce((one, two) -> Long.valueOf(-1))
        .orElseThrow();
  }

  long order(MemoryDatabase db, String number, long person) {
    return insert(db, "orders", List.of("number", "person"), new Object[] {number, person});
  }

  private static long insert(
      MemoryDatabase db, String table, List<String> columns, Object[] values) {
    try {
      Key key = db.insert(table, columns, values);
      db.commit();
      return (Long) key.parts()[0];
    } catch (Violation e) {
      throw new AssertionError(e);
    }
  }

  void set(MemoryDatabase db, String table, long id, String column, Object value) {
    try {
      db.update(table, Key.of(id), List.of(column), new Object[] {value});
      db.commit();
    } catch (Violation e) {
      throw new AssertionError(e);
    }
  }

  void delete(MemoryDatabase db, String table, long id) {
    try {
      db.delete(table, Key.of(id));
      db.commit();
    } catch (Violation e) {
      throw new AssertionError(e);
    }
  }

  /** People as {@code email name phone manager's-email}, by e-mail. */
  static Map<String, String> people(MemoryDatabase db) {
    Map<String, String> people = new TreeMap<>();
    Map<Object, Object> emails = new TreeMap<>();
    db.table("people").rows().values().forEach(r -> emails.put((Long) r[0], r[1]));
    db.table("people")
        .rows()
        .values()
        .forEach(
            r ->
                people.merge(
                    String.valueOf(r[1]),
                    r[2] + " " + r[3] + " " + (r[4] == null ? "-" : emails.get(r[4])),
                    (a, b) -> a + " + " + b));
    return people;
  }

  /** Orders as {@code person's-email}, by number. */
  static Map<String, String> orders(MemoryDatabase db) {
    Map<String, String> orders = new TreeMap<>();
    db.table("orders")
        .rows()
        .values()
        .forEach(
            r ->
                orders.put(
                    (String) r[1],
                    Optional.ofNullable(db.table("people").get(Key.of((Long) r[2])))
                        .map(person -> String.valueOf(person[1]))
                        .orElse("nobody")));
    return orders;
  }

  Engine engine(Policies policies) {
    return engine(policies, Faults.NONE);
  }

  Engine engine(Policies policies, Faults faults) {
    return engine(policies, faults, Progress.NONE);
  }

  Engine engine(Policies policies, Progress progress) {
    return engine(policies, Faults.NONE, progress);
  }

  Engine engine(Policies policies, Faults faults, Batching batching) {
    return engine(policies, faults, Progress.NONE, batching);
  }

  private Engine engine(Policies policies, Faults faults, Progress progress) {
    return engine(policies, faults, progress, new Batching(2, 2, 500, false));
  }

  private Engine engine(Policies policies, Faults faults, Progress progress, Batching batching) {
    Ends ends =
        new Ends(
            new MemoryConnector("source", source, sourceLedger, faults),
            targetAs.apply(new MemoryConnector("target", target, targetLedger, faults)));
    return new Engine(store, ends, sync(policies), () -> now += 1000, folder, progress, batching);
  }

  RunResult run(Policies policies) {
    return engine(policies).run(RunOptions.ALL, item -> {});
  }

  List<String> plan(Policies policies) {
    List<String> lines = new ArrayList<>();
    engine(policies).plan(RunOptions.ALL, item -> lines.add(item.toString()));
    return lines;
  }

  @Override
  public void close() {
    store.close();
  }
}
