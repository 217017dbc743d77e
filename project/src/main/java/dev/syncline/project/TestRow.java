package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Edited;
import dev.syncline.connect.Edited.Edit;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.Transcript;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.value.Type;
import dev.syncline.engine.PlanResult;
import dev.syncline.engine.RunResult;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.screen.TestedRow;
import dev.syncline.project.screen.TestedRow.As;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * One record, sent as it is or edited, as an ordinary run of that record would send it. What is
 * edited stands in for the record as the run reads it ({@link Edited}); everything else is the same
 * engine.
 */
public final class TestRow {
  private static final int SHOWN_KEYS = 5;
  private static final int MOST_LOTS = 1_000;

  private final OpenSync sync;
  private final Task task;
  private final Side from;
  private final ObjectSchema schema;

  /** The rows of a task, on the side from which they are sent. */
  public TestRow(OpenSync sync, Task task) {
    this.sync = sync;
    this.task = task;
    this.from = task.policies().direction().writes(Side.TARGET) ? Side.SOURCE : Side.TARGET;
    this.schema = task.schema(from);
  }

  /** The side to which it is sent. */
  public Side to() {
    return from.other();
  }

  // Which row

  /** The record of a key. */
  public Row byKey(String typed) {
    Key key = TypedKey.of(task, from, typed);
    return system().fetch(shape(), List.of(key)).stream()
        .findFirst()
        .orElseThrow(() -> CommandError.unknown("there is no record " + typed + where()));
  }

  /** The first record, in the order of keys. */
  public Row first() {
    try (RowStream rows = system().read(shape(), Order.KEY)) {
      Row row = rows.next();
      if (row == null) {
        throw CommandError.unknown("there is no record" + where());
      }
      return row;
    }
  }

  /** Any record of the first so many. */
  public Row any() {
    List<Row> some = new ArrayList<>();
    try (RowStream rows = system().read(shape(), Order.KEY)) {
      for (Row row = rows.next(); row != null && some.size() < MOST_LOTS; row = rows.next()) {
        some.add(row);
      }
    }
    if (some.isEmpty()) {
      throw CommandError.unknown("there is no record" + where());
    }
    return some.get(ThreadLocalRandom.current().nextInt(some.size()));
  }

  /** The only record whose column has a value. */
  public Row search(String columnAndValue) {
    Map.Entry<String, String> searched = pair("--search", columnAndValue);
    Column column = column(searched.getKey());
    Object value = TypedValue.parse(column.name(), searched.getValue(), column.type());
    if (value == null) {
      throw CommandError.usage("--search finds values; null is none");
    }
    List<Object[]> tuples = List.<Object[]>of(new Object[] {value});
    List<Row> found =
        system().find(shape(), List.of(column.name()), tuples, true).stream()
            .filter(row -> isLike(row.get(column.name()), value))
            .toList();
    if (found.isEmpty()) {
      throw CommandError.unknown("there is no record with that " + column.name() + where());
    }
    if (found.size() > 1) {
      String keys =
          found.stream().limit(SHOWN_KEYS).map(r -> "" + r.key()).collect(Collectors.joining("; "));
      throw CommandError.usage(
          found.size()
              + " records have that "
              + column.name()
              + where()
              + ". Name one by its key with --record: "
              + keys
              + (found.size() > SHOWN_KEYS ? " …" : ""));
    }
    return found.getFirst();
  }

  private static boolean isLike(@Nullable Object held, Object value) {
    return held instanceof String text && value instanceof String searched
        ? text.strip().equalsIgnoreCase(searched.strip())
        : Objects.equals(held, value);
  }

  private Connector system() {
    return sync.ends().on(from);
  }

  private Shape shape() {
    return schema.shape(schema.columns().stream().map(Column::name).toList());
  }

  private String where() {
    return " in " + schema.name() + " of " + system().name();
  }

  private Column column(String name) {
    return schema
        .column(name)
        .orElseThrow(
            () ->
                CommandError.usage(
                    schema.name()
                        + " has no column \""
                        + name
                        + "\""
                        + Nearest.hint(
                            name, schema.columns().stream().map(Column::name).toList())));
  }

  private static Map.Entry<String, String> pair(String option, String text) {
    int at = text.indexOf('=');
    if (at < 1) {
      throw CommandError.usage(option + " needs a column and a value, such as city=Oslo");
    }
    return Map.entry(text.substring(0, at).strip(), text.substring(at + 1).strip());
  }

  // What is made of it

  /**
   * The row as it is to be sent.
   *
   * @param as as what; null for what it is
   * @param values {@code column=value} each
   * @param types {@code column=type} each
   * @throws CommandError if it cannot be sent so
   */
  public TestedRow tested(
      Row row, @Nullable As as, List<String> values, List<String> types, boolean takenBack) {
    Key key = Objects.requireNonNull(row.key(), "a row that was found has a key");
    boolean linked = link(key).isPresent();
    As sent = as != null ? as : linked ? As.CHANGED : As.ADDED;
    requireSense(key, sent, linked, takenBack);
    if (!types.isEmpty() && !takenBack) {
      throw CommandError.usage(
          "--type tries another type, on which nothing can be agreed: it needs --rollback");
    }
    Map<String, String> texts = pairs("--set", values);
    Map<String, String> words = pairs("--type", types);
    List<TestedRow.Cell> cells = new ArrayList<>();
    for (Column column : schema.columns()) {
      cells.add(
          cell(
              row,
              column,
              texts.remove(column.name()),
              words.remove(column.name()),
              readOnly(column, linked || takenBack)));
    }
    return new TestedRow(sync.systems(), task, from, key, linked, sent, cells, takenBack);
  }

  private Map<String, String> pairs(String option, List<String> texts) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String text : texts) {
      Map.Entry<String, String> pair = pair(option, text);
      column(pair.getKey());
      pairs.put(pair.getKey(), pair.getValue());
    }
    return pairs;
  }

  private TestedRow.Cell cell(
      Row row, Column column, @Nullable String text, @Nullable String word, String readOnly) {
    String name = column.name();
    if ((text != null || word != null) && !readOnly.isEmpty()) {
      throw CommandError.usage(name + " cannot be edited: " + readOnly);
    }
    Type type = word == null ? column.type() : TypedValue.type(name, word);
    Object value = row.get(name);
    Object sent =
        text != null
            ? TypedValue.parse(name, text, type)
            : word != null ? TypedValue.as(name, value, type) : value;
    return new TestedRow.Cell(
        name,
        word == null ? column.nativeType() : word,
        column.shown(value),
        sent,
        text != null || word != null,
        task.neverJournaled().on(from).contains(name),
        readOnly);
  }

  /** Why a column cannot be edited; empty where it can. */
  private String readOnly(Column column, boolean matchMayChange) {
    if (schema.identity().contains(column.name())) {
      return "it says which record this is";
    }
    if (sync.plain(from).describe(schema.name()).column(column.name()).isEmpty()) {
      return "it lies in another object, of which the record is made up";
    }
    boolean matches =
        task.match().stream()
            .flatMap(m -> task.fields().get(m.field()).columns(from).stream())
            .anyMatch(at -> task.shape(from).columns().get(at).name().equals(column.name()));
    return matches && !matchMayChange
        ? "its counterpart is looked for by it, and could be another record's; try it with --rollback"
        : "";
  }

  private Optional<Link> link(Key key) {
    return Optional.ofNullable(sync.store().links(task.id(), from, List.of(key)).get(key));
  }

  private void requireSense(Key key, As as, boolean linked, boolean takenBack) {
    String record = "record " + key + where();
    if (as != As.ADDED && !linked) {
      throw CommandError.usage(
          record + " is not linked, so that it can only be sent as added: --as added");
    }
    if (as == As.ADDED && linked && !takenBack) {
      throw CommandError.usage(
          record
              + " is linked: sent as added it could be there twice. Send it as changed, or try it"
              + " with --rollback");
    }
  }

  // Sending it

  /**
   * Decides what a run of this one record would write, and sends nothing. A record that is sent as
   * added although it is linked is forgotten for that, which is for what is taken back alone.
   */
  public PlanResult plan(TestedRow row, Progress progress, Consumer<PlanItem> sink) {
    if (row.as() == As.ADDED && row.takenBack()) {
      link(row.key()).ifPresent(this::unlink);
    }
    OpenSync over = row.isAsItIs() ? sync : edited(row);
    return over.plan(options(row), progress, sink);
  }

  private RunOptions options(TestedRow row) {
    return new RunOptions(false, false, false, Set.of(task.id()), Optional.of(row.key()), 0);
  }

  /**
   * Sends it as a run of this one record would.
   *
   * @param listener hears what is said to the system it is sent to
   */
  public RunResult send(
      TestedRow row, Progress progress, Consumer<PlanItem> sink, Transcript listener) {
    if (row.as() == As.ADDED) {
      link(row.key()).ifPresent(this::unlink);
    }
    OpenSync over = row.isAsItIs() ? sync : edited(row);
    RunOptions options = options(row);
    Connector written = over.plain(to());
    written.transcribe(listener);
    try {
      return over.run(row.takenBack() ? options.provisionally() : options, progress, sink);
    } finally {
      written.transcribe(null);
    }
  }

  /** In the copy of what is remembered alone: otherwise a linked row is not sent as added. */
  private void unlink(Link link) {
    try (StateStore.Change change = sync.store().begin()) {
      change.removeLinks(task.id(), List.of(link.source()));
      change.commit();
    }
  }

  private OpenSync edited(TestedRow row) {
    Map<String, @Nullable Object> values = new LinkedHashMap<>();
    Map<String, Column> columns = new LinkedHashMap<>();
    for (TestedRow.Cell cell : row.columns()) {
      if (cell.edited()) {
        values.put(cell.name(), cell.sent());
        Column column = column(cell.name());
        if (!cell.type().equals(column.nativeType())) {
          Type type = TypedValue.type(cell.name(), cell.type());
          columns.put(
              cell.name(),
              new Column(cell.name(), type, cell.type(), column.nullable(), column.origin()));
        }
      }
    }
    Connector there =
        new Edited(
            sync.plain(from),
            new Edit(schema.name(), row.key(), values, columns, row.as() == As.REMOVED));
    Connector here = row.takenBack() ? sync.plain(to()) : new DueFirst(sync.plain(to()), row.key());
    return from == Side.SOURCE ? sync.over(there, here) : sync.over(here, there);
  }

  /**
   * Makes the record due before anything is sent: what is sent is not what the record is, and the
   * next run is to put it right. What becomes due while a run is on stays so when it ends.
   */
  private final class DueFirst extends Forwarding {
    private final Key key;

    DueFirst(Connector connector, Key key) {
      super(connector);
      this.key = key;
    }

    /** With this a run begins. */
    @Override
    public long claim(int id, String store, boolean adopt) {
      try (StateStore.Change change = sync.store().begin()) {
        change.putDue(
            List.of(
                new Due(
                    task.id(),
                    from,
                    key,
                    Due.Reason.WAITING,
                    "test-row sent it otherwise than it is; the next run puts it right",
                    0,
                    sync.now(),
                    0)));
        change.commit();
      }
      return super.claim(id, store, adopt);
    }
  }
}
