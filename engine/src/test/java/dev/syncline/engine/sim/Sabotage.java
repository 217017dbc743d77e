package dev.syncline.engine.sim;

import static dev.syncline.core.laws.Seeds.pick;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.verify.Certificate;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;

/**
 * A certificate is given for what is in step and for nothing else: also not for a value, a row or a
 * reference that is changed behind Syncline's back when all is done.
 */
final class Sabotage {
  private static final int TRIES = 4;

  private final SimSchema schema;
  private final Map<Side, MemoryDatabase> databases;
  private final SimEngine engine;
  private final Chronicle chronicle;
  private final Links links;
  private final SplittableRandom random;

  Sabotage(
      SimSchema schema,
      Map<Side, MemoryDatabase> databases,
      SimEngine engine,
      Chronicle chronicle,
      Links links,
      SplittableRandom random) {
    this.schema = schema;
    this.databases = databases;
    this.engine = engine;
    this.chronicle = chronicle;
    this.links = links;
    this.random = random;
  }

  List<String> problems(Agreement agreement) {
    List<String> problems = new ArrayList<>();
    Certificate certificate = engine.verify();
    if (!agreement.agreesWith(certificate.certifies())) {
      problems.add(
          "verify "
              + (certificate.certifies() ? "certifies" : "does not certify")
              + " what is apart in "
              + agreement.apart()
              + "; it names "
              + certificate.tasks().stream().flatMap(t -> t.differences.stream()).toList());
    }
    for (int i = 0; i < TRIES && certificate.certifies(); i++) {
      String done = sabotage(agreement);
      if (done != null && engine.verify().certifies()) {
        problems.add("verify certifies although " + done);
      }
      for (MemoryDatabase database : databases.values()) {
        database.undoTo(0);
      }
    }
    return problems;
  }

  /** Changes something about a linked record that is in step; null when the database refuses. */
  private String sabotage(Agreement agreement) {
    SimTable table = pick(random, schema.tables());
    Side side = pick(random, List.of(Side.values()));
    List<Link> whole =
        links.byTask().get(table.task()).stream()
            .filter(l -> agreement.vouchesFor(table, l))
            .toList();
    if (whole.isEmpty()) {
      return null;
    }
    Link link = pick(random, whole);
    Key key = link.key(side);
    MemoryDatabase database = databases.get(side);
    try {
      if (random.nextInt(4) == 0) {
        database.delete(table.name(), key);
        return table.name() + " " + key + " was removed on the " + side.word();
      }
      List<String> columns = new ArrayList<>(List.of("uid"));
      table.values().forEach(v -> columns.add(v.name()));
      table.references().forEach(r -> columns.add(r.name()));
      table.made().stream()
          .filter(m -> !m.columns(side).isEmpty())
          .forEach(m -> columns.add(m.name()));
      return changed(table, side, link, pick(random, columns));
    } catch (Violation refused) {
      return null;
    }
  }

  private String changed(SimTable table, Side side, Link link, String field) throws Violation {
    MemoryDatabase database = databases.get(side);
    MemoryTable rows = database.table(table.name());
    Key key = link.key(side);
    SimMade made = table.made(field);
    String column = made == null ? field : pick(random, made.columns(side)).name();
    Object now = value(table, side, key, field);
    Object other = other(rows, column, stored(table, side, key, column));
    if (other == null) {
      return null;
    }
    database.update(table.name(), key, List.of(column), new Object[] {other});
    Object stored = value(table, side, key, field);
    Object there = value(table, side.other(), link.key(side.other()), field);
    Sameness sameness = new Sameness(schema, chronicle, links);
    boolean noticeable =
        !sameness.unchanged(table, field, side, now, stored)
            && !sameness.same(
                table,
                field,
                side == Side.SOURCE ? stored : there,
                side == Side.SOURCE ? there : stored);
    return noticeable && isInScope(table, side, key)
        ? field
            + " of "
            + table.name()
            + " "
            + key
            + " on the "
            + side.word()
            + " was changed from "
            + now
            + " to "
            + stored
        : null;
  }

  private boolean isInScope(SimTable table, Side side, Key key) {
    SimFilter filter = table.filters().on(side);
    return filter.kind() == SimFilter.Kind.NONE
        || filter.holds(
            Collections.singletonMap(filter.column(), stored(table, side, key, filter.column())));
  }

  /** What a row holds in a field. */
  private Object value(SimTable table, Side side, Key key, String field) {
    SimMade made = table.made(field);
    return made == null
        ? stored(table, side, key, field)
        : made.held(side, column -> stored(table, side, key, column));
  }

  private Object stored(SimTable table, Side side, Key key, String column) {
    MemoryTable rows = databases.get(side).table(table.name());
    return rows.values(rows.get(key), List.of(column)).getFirst();
  }

  /** A value that another row has in the column. */
  private Object other(MemoryTable rows, String column, Object now) {
    Set<Object> others = new LinkedHashSet<>();
    rows.rows().values().forEach(r -> others.add(rows.values(r, List.of(column)).getFirst()));
    others.remove(now);
    others.remove(null);
    return others.isEmpty() ? null : pick(random, List.copyOf(others));
  }
}
