package dev.syncline.engine.sim;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ChangeTracking.Span;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.engine.store.JournalEntry;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Sync;
import dev.syncline.engine.verify.Certificate;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/**
 * Faults as an engine could have them, planted to see that the simulation notices: around the
 * connectors and the store through which it does everything.
 */
enum PlantedFault {
  NONE,

  /** It empties fields that nothing was decided about. */
  EMPTIES_FIELDS("lost the user's") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return writing(real, w -> w instanceof Write.Update u ? emptied(u) : w);
    }
  },

  /** It removes what it should change. */
  REMOVES_INSTEAD("was removed with the user's") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "write",
          (arguments, go) -> {
            WriteBatch batch = (WriteBatch) arguments[0];
            List<?> outcomes =
                (List<?>)
                    go.with(of(batch, batch.writes().stream().map(PlantedFault::removed).toList()));
            return outcomes.stream()
                .map(
                    o ->
                        o instanceof WriteOutcome.Applied a && a.after() == null
                            ? new WriteOutcome.Applied(a.before(), a.before())
                            : o)
                .toList();
          });
    }
  },

  /** It writes columns that it was not asked to. */
  WRITES_MORE_COLUMNS("the unmapped column note") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return writing(real, w -> w instanceof Write.Update u ? noted(u) : w);
    }
  },

  /** It takes writes for done that it never sends. */
  SKIPS_UPDATES(" of the source is ", "of the target it is") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "write",
          (arguments, go) -> {
            WriteBatch batch = (WriteBatch) arguments[0];
            List<Write.Update> updates = updates(batch);
            return updates.size() < batch.writes().size() || updates.size() > 1
                ? go.with(arguments)
                : List.of(pretended(real, updates.getFirst()));
          });
    }
  },

  /** It sends creates twice. */
  CREATES_TWICE(" times: [") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "write",
          (arguments, go) -> {
            WriteBatch batch = (WriteBatch) arguments[0];
            Object outcomes = go.with(arguments);
            if (!batch.together()) {
              go.with(of(batch, batch.writes().stream().map(PlantedFault::again).toList()));
            }
            return outcomes;
          });
    }
  },

  /** It removes rows that no plan named. */
  REMOVES_MORE("no user removed its counterpart", "a saved plan did what it does not say") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "write",
          (arguments, go) -> {
            Object outcomes = go.with(arguments);
            WriteBatch batch = (WriteBatch) arguments[0];
            String table = batch.writes().getFirst().shape().object();
            unasked(database, () -> database.delete(table, firstKey(database, table)));
            return outcomes;
          });
    }
  },

  /** It writes while it reads, so that also a plan does. */
  WRITES_WHILE_IT_READS("a plan changed") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "read",
          (arguments, go) -> {
            unasked(
                database,
                () ->
                    database.update(
                        "t0",
                        firstKey(database, "t0"),
                        List.of("note"),
                        new Object[] {"read " + database.table("t0").draw()}));
            return go.with(arguments);
          });
    }
  },

  /** It overlooks some rows of either side. */
  OVERLOOKS_ROWS("has no counterpart, and nothing says why", "have one uid and no link") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "read",
          (arguments, go) -> seeing((Connector.RowStream) go.with(arguments)));
    }
  },

  /** Its cursor over timestamps leaves out what bears its own moment, or an earlier one. */
  READS_BEYOND_ITS_CURSOR("has no counterpart, and nothing says why") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return part(
          real,
          "stamps",
          Stamps.class,
          "since",
          (asked, go) -> go.with(asked[0], asked[1], beyond(asked[2])));
    }
  },

  /** It does not ask how long transactions have been open. */
  OVERLOOKS_OPEN_TRANSACTIONS("has no counterpart, and nothing says why") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return part(
          real,
          "stamps",
          Stamps.class,
          "clock",
          (asked, go) -> new Stamps.Clock(((Stamps.Clock) go.with(asked)).now(), Duration.ZERO));
    }
  },

  /** Its cursor over marks leaves out those that come late, with lower numbers than it forgot. */
  READS_MARKS_BEYOND_ITS_CURSOR("has no counterpart, and nothing says why") {
    private final Map<MemoryDatabase, Map<Object, Long>> cursors = new WeakHashMap<>();

    @Override
    Connector over(Connector real, MemoryDatabase database) {
      Map<Object, Long> cursor = cursors.computeIfAbsent(database, d -> new HashMap<>());
      Connector moving =
          part(
              real,
              "tracking",
              ChangeTracking.class,
              "forget",
              (asked, go) -> {
                ((Collection<?>) asked[2])
                    .forEach(s -> cursor.merge(asked[1], ((Span) s).to(), Long::max));
                return go.with(asked);
              });
      return part(
          moving,
          "tracking",
          ChangeTracking.class,
          "marks",
          (asked, go) ->
              go.with(asked[0], asked[1], beyond(asked[2], cursor.getOrDefault(asked[1], 0L))));
    }
  },

  /** It does not wait until the log is read. */
  TRUSTS_A_LOG_THAT_LAGS("has no counterpart, and nothing says why") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.LOGGED;
    }

    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return part(real, "log", ChangeTracking.class, "catchUp", (asked, go) -> true);
    }
  },

  /** It takes a log that was purged for one that tells of no change. */
  OVERLOOKS_GAPS_IN_LOGS("has no counterpart, and nothing says why") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.LOGGED;
    }

    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return part(
          real,
          "log",
          ChangeTracking.class,
          "marks",
          (asked, go) -> go.with(asked[0], asked[1], named(asked[2])));
    }
  },

  /** It does not look whether a unique key is taken. */
  LOOKS_UP_NOTHING("had already") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(Connector.class, real, "find", (arguments, go) -> List.of());
    }
  },

  /** It does not see that all but the first column changed that a formula reads. */
  OVERLOOKS_WHAT_FORMULAS_READ("of the source is [", "of the target it is [") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.MADE;
    }

    @Override
    Sync over(Sync real) {
      return FaultyFormulas.seeingTheFirst(real);
    }
  },

  /** It carries what a formula reads instead of what it makes. */
  CARRIES_WHAT_FORMULAS_READ("of the source is [", "of the target it is [", "m0 of t") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.MADE;
    }

    @Override
    Sync over(Sync real) {
      return FaultyFormulas.raw(real);
    }
  },

  /** It takes it for null that a formula has no value. */
  EMPTIES_WHAT_HAS_NO_VALUE("of the target it is null", "of the source is null") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.MADE;
    }

    @Override
    Sync over(Sync real) {
      return FaultyFormulas.neverWithout(real);
    }
  },

  /** It takes what filters hide for absent. */
  TAKES_WHAT_FILTERS_HIDE_FOR_ABSENT("no user removed its counterpart") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.FILTERED;
    }

    @Override
    Connector over(Connector real, MemoryDatabase database) {
      Connector fetching =
          instead(
              Connector.class,
              real,
              "fetch",
              (arguments, go) -> FaultyFilters.within((List<?>) go.with(arguments)));
      return instead(
          Connector.class,
          fetching,
          "read",
          (arguments, go) -> FaultyFilters.within((Connector.RowStream) go.with(arguments)));
    }
  },

  /** It creates what the other side's filter hides. */
  CREATES_WHAT_FILTERS_HIDE("is outside the filter and was created") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.FILTERED;
    }

    @Override
    Sync over(Sync real) {
      return FaultyFilters.afterwards(real);
    }
  },

  /** It unlinks what leaves the scope, so that it is a new record when it comes back. */
  UNLINKS_WHAT_FILTERS_HIDE(" times: [") {
    @Override
    Simulation.Kind kind() {
      return Simulation.Kind.FILTERED;
    }

    @Override
    StateStore over(StateStore real) {
      return changing(
          real,
          change ->
              instead(
                  StateStore.Change.class,
                  change,
                  "putLinks",
                  (arguments, go) ->
                      go.with(
                          arguments[0],
                          FaultyFilters.unlinked(
                              change, (int) arguments[0], (Iterable<?>) arguments[1]))));
    }
  },

  /** It refuses without a word. */
  SAYS_NO_REASON("due without a reason") {
    @Override
    Connector over(Connector real, MemoryDatabase database) {
      return instead(
          Connector.class,
          real,
          "write",
          (arguments, go) ->
              ((WriteBatch) arguments[0])
                  .writes().stream()
                      .map(w -> new WriteOutcome.Rejected(WriteOutcome.Cause.OTHER, ""))
                      .toList());
    }
  },

  /** It forgets what it linked. */
  FORGETS_LINKS("that were matched before", "does not come to rest") {
    @Override
    StateStore over(StateStore real) {
      return changing(
          real,
          c ->
              instead(
                  StateStore.Change.class,
                  instead(StateStore.Change.class, c, "putLinks", (arguments, go) -> null),
                  "addLinks",
                  (arguments, go) -> null));
    }
  },

  /** It links records with the counterparts of others. */
  LINKS_CROSSWISE("never had anything in common") {
    @Override
    StateStore over(StateStore real) {
      return changing(
          real,
          c ->
              instead(
                  StateStore.Change.class,
                  c,
                  "addLinks",
                  (arguments, go) -> go.with(arguments[0], crossed((Iterable<?>) arguments[1]))));
    }
  },

  /** It writes and does not say so in its journal. */
  KEEPS_NO_JOURNAL("the journal does not know") {
    @Override
    StateStore over(StateStore real) {
      return changing(
          real,
          c ->
              instead(
                  StateStore.Change.class,
                  c,
                  "closeBatch",
                  (arguments, go) ->
                      go.with(arguments[0], unknown((List<?>) arguments[1]), arguments[2])));
    }
  },

  /** Its certificate is always given. */
  CERTIFIES_ALL("verify certifies although", "verify certifies what is apart") {
    @Override
    Certificate over(Certificate real) {
      return new Certificate();
    }
  },

  /** Its certificate is never given. */
  CERTIFIES_NOTHING("verify does not certify") {
    @Override
    Certificate over(Certificate real) {
      real.tasks().forEach(t -> t.different++);
      return real;
    }
  };

  /** Parts of what the simulation says of it. */
  private final List<String> signs;

  PlantedFault(String... signs) {
    this.signs = List.of(signs);
  }

  List<String> signs() {
    return signs;
  }

  /** The histories in which it shows. */
  Simulation.Kind kind() {
    return Simulation.Kind.PLAIN;
  }

  /** A sync with the fault. */
  Sync over(Sync real) {
    return real;
  }

  /** A connector with the fault. */
  Connector over(Connector real, MemoryDatabase database) {
    return real;
  }

  /** A store with the fault. */
  StateStore over(StateStore real) {
    return real;
  }

  /** A certificate with the fault. */
  Certificate over(Certificate real) {
    return real;
  }

  /** What was called instead of what should have been. */
  private interface Instead {
    Object call(Object[] arguments, Go go);
  }

  /** Calls what should have been called. */
  private interface Go {
    Object with(Object... arguments);
  }

  /** Something that does as it should but for one of its methods. */
  private static <T> T instead(Class<T> type, T real, String name, Instead instead) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> {
              Go go =
                  given -> {
                    try {
                      return method.invoke(real, given);
                    } catch (InvocationTargetException e) {
                      throw sneaky(e.getCause());
                    } catch (IllegalAccessException e) {
                      throw new AssertionError(e);
                    }
                  };
              return method.getName().equals(name)
                  ? instead.call(arguments, go)
                  : go.with(arguments);
            }));
  }

  /** A connector of which one part does as it should but for one of its methods. */
  private static <T> Connector part(
      Connector real, String part, Class<T> type, String name, Instead instead) {
    return instead(
        Connector.class,
        real,
        part,
        (none, go) ->
            ((Optional<?>) go.with()).map(p -> instead(type, type.cast(p), name, instead)));
  }

  @SuppressWarnings("unchecked")
  private static Predicate<Mark> beyond(Object next, long number) {
    return mark -> mark.number() <= number || ((Predicate<Mark>) next).test(mark);
  }

  /** Takes marks of whole tables for such that name no row there is. */
  @SuppressWarnings("unchecked")
  private static Predicate<Mark> named(Object next) {
    return mark ->
        ((Predicate<Mark>) next)
            .test(mark.whole() ? new Mark(mark.number(), null, Key.of(-1L), null) : mark);
  }

  private static Object beyond(Object from) {
    return from == null ? null : ((Instant) from).plus(SimSchema.OVERLAP).plusNanos(1);
  }

  private static RuntimeException sneaky(Throwable thrown) {
    if (thrown instanceof Error e) {
      throw e;
    }
    return (RuntimeException) thrown;
  }

  private static StateStore changing(StateStore real, UnaryOperator<StateStore.Change> fault) {
    return instead(
        StateStore.class,
        real,
        "begin",
        (arguments, go) -> fault.apply((StateStore.Change) go.with(arguments)));
  }

  private static Connector writing(Connector real, UnaryOperator<Write> fault) {
    return instead(
        Connector.class,
        real,
        "write",
        (arguments, go) -> {
          WriteBatch batch = (WriteBatch) arguments[0];
          return go.with(of(batch, batch.writes().stream().map(fault).toList()));
        });
  }

  private static WriteBatch of(WriteBatch batch, List<Write> writes) {
    return new WriteBatch(
        batch.id(),
        batch.store(),
        batch.sync(),
        batch.task(),
        batch.token(),
        batch.rollback(),
        batch.together(),
        writes);
  }

  private static Write removed(Write write) {
    return write instanceof Write.Update u
        ? new Write.Delete(u.operation(), u.shape(), u.key(), row -> true, u.note())
        : write;
  }

  private static Write noted(Write.Update u) {
    return and(u, List.of("note"), "more");
  }

  private static Write emptied(Write.Update u) {
    List<String> others =
        u.shape().columns().stream()
            .map(Column::name)
            .filter(name -> name.startsWith("v") && !u.columns().contains(name))
            .toList();
    return and(u, others, null);
  }

  private static Write and(Write.Update u, List<String> more, Object value) {
    List<String> columns = new ArrayList<>(u.columns());
    columns.addAll(more);
    Object[] values = Arrays.copyOf(u.values(), columns.size());
    Arrays.fill(values, u.values().length, values.length, value);
    return new Write.Update(
        u.operation(), u.shape(), u.key(), columns, values, u.asSeen(), u.note());
  }

  private static Write again(Write write) {
    return write instanceof Write.Insert i
        ? new Write.Insert(i.operation() + " again", i.shape(), i.columns(), i.values(), i.note())
        : write;
  }

  private static List<Write.Update> updates(WriteBatch batch) {
    return batch.writes().stream()
        .filter(Write.Update.class::isInstance)
        .map(Write.Update.class::cast)
        .toList();
  }

  private static WriteOutcome pretended(Connector real, Write.Update update) {
    List<Row> rows = real.fetch(update.shape(), List.of(update.key()));
    if (rows.isEmpty()) {
      return new WriteOutcome.Stale(null);
    }
    Object[] values = rows.getFirst().values().clone();
    for (int i = 0; i < update.columns().size(); i++) {
      values[update.shape().indexOf(update.columns().get(i))] = update.values()[i];
    }
    return new WriteOutcome.Applied(rows.getFirst(), new Row(update.shape(), values));
  }

  private interface Deed {
    void run() throws Violation;
  }

  private static void unasked(MemoryDatabase database, Deed deed) {
    synchronized (database) {
      int mark = database.mark();
      database.by("unasked operation");
      try {
        deed.run();
        database.commit();
      } catch (Violation refused) {
        database.undoTo(mark);
      } finally {
        database.by(MemoryDatabase.USER);
      }
    }
  }

  private static Key firstKey(MemoryDatabase database, String table) throws Violation {
    if (database.table(table).rows().isEmpty()) {
      throw new Violation(WriteOutcome.Cause.OTHER, "no rows");
    }
    return database.table(table).rows().firstKey();
  }

  private static Connector.RowStream seeing(Connector.RowStream real) {
    return new Connector.RowStream() {
      @Override
      public Row next() {
        Row row = real.next();
        while (row != null && String.valueOf(row.key()).endsWith("1")) {
          row = real.next();
        }
        return row;
      }

      @Override
      public void close() {
        real.close();
      }
    };
  }

  private static List<Link> crossed(Iterable<?> given) {
    List<Link> links = new ArrayList<>();
    given.forEach(l -> links.add((Link) l));
    if (links.size() > 1) {
      Link one = links.get(0);
      Link other = links.get(1);
      links.set(0, with(one, other.target()));
      links.set(1, with(other, one.target()));
    }
    return links;
  }

  private static Link with(Link link, Key target) {
    return new Link(link.source(), target, link.base(), link.revision(), link.incarnation());
  }

  private static List<JournalEntry> unknown(List<?> entries) {
    List<JournalEntry> changed = new ArrayList<>();
    for (Object entry : entries) {
      JournalEntry e = (JournalEntry) entry;
      changed.add(
          new JournalEntry(
              e.operation(),
              e.kind(),
              e.source(),
              e.target(),
              e.columns(),
              e.before(),
              e.after(),
              "unknown",
              e.detail()));
    }
    return changed;
  }
}
