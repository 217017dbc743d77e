package dev.syncline.connect.parts;

import dev.syncline.connect.Access;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.ReadAhead;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.ObjectSchema.ForeignKey;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A system in which some records are spread over several objects, and are one to whoever asks: its
 * rows come with their parts, some at a time, and what is written to one is written to all the rows
 * it consists of, in one transaction.
 *
 * <p>The system behind must be one that can write {@link WriteBatch#together}.
 */
public final class PartConnector extends Forwarding {
  /** Rows whose parts are looked up together. */
  private static final int TOGETHER = 1_000;

  private final Map<String, Whole> wholes;

  private PartConnector(Connector connector, Map<String, Whole> wholes) {
    super(connector);
    this.wholes = wholes;
  }

  /** The same system, some of whose objects have parts. */
  public static Connector of(Connector connector, Collection<Whole> wholes) {
    return wholes.isEmpty()
        ? connector
        : new PartConnector(
            connector,
            wholes.stream().collect(Collectors.toMap(w -> w.root().name(), whole -> whole)));
  }

  /** What is read of a shape; nothing where it reads no part. */
  private Optional<Cut> cut(Shape shape) {
    return Optional.ofNullable(wholes.get(shape.object()))
        .map(whole -> Cut.forReading(whole, shape))
        .filter(cut -> !cut.isRoot());
  }

  /** Records of rows of the root. */
  static List<Row> complete(Connector system, Cut cut, List<Row> roots) {
    List<Row> records = new ArrayList<>(roots.size());
    for (int from = 0; from < roots.size(); from += TOGETHER) {
      List<Row> some = roots.subList(from, Math.min(roots.size(), from + TOGETHER));
      List<PartRows> parts =
          cut.pieces().stream().map(p -> PartRows.of(system, p.part(), p.shape(), some)).toList();
      some.forEach(
          root -> records.add(cut.row(root, parts.stream().map(p -> p.of(root)).toList())));
    }
    return records;
  }

  @Override
  public ObjectSchema describe(String object) {
    ObjectSchema schema = super.describe(object);
    Whole whole = wholes.get(schema.name());
    return whole == null ? leftToUs(schema) : whole.schema();
  }

  /** Rows of parts go by writes of their record, and never by a cascade that no plan would show. */
  private ObjectSchema leftToUs(ObjectSchema schema) {
    Set<List<String>> links = new LinkedHashSet<>();
    for (Whole whole : wholes.values()) {
      whole.parts().stream()
          .filter(p -> !p.isHeldByRoot() && p.object().name().equals(schema.name()))
          .forEach(p -> links.add(p.linked()));
    }
    if (links.isEmpty()) {
      return schema;
    }
    return new ObjectSchema(
        schema.name(),
        schema.columns(),
        schema.primaryKey(),
        schema.uniqueKeys(),
        schema.foreignKeys().stream()
            .map(
                k ->
                    links.contains(k.columns()) && wholes.containsKey(k.references())
                        ? new ForeignKey(
                            k.name(),
                            k.columns(),
                            k.references(),
                            k.referencedColumns(),
                            false,
                            k.deferrable())
                        : k)
            .toList());
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    Cut cut = cut(shape).orElse(null);
    return cut == null
        ? super.read(shape, order)
        : new ReadAhead(
            super.read(cut.root(), order), TOGETHER, rows -> complete(behind(), cut, rows));
  }

  /** What a narrowing says may be of parts: whoever reads evaluates it. */
  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return wholes.containsKey(shape.object())
        ? read(shape, order)
        : super.read(shape, order, narrowing);
  }

  @Override
  public String narrowed(String object, Narrowing narrowing) {
    return wholes.containsKey(object) ? "" : super.narrowed(object, narrowing);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    Cut cut = cut(shape).orElse(null);
    return cut == null
        ? super.fetch(shape, keys)
        : complete(behind(), cut, super.fetch(cut.root(), keys));
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    Whole whole = wholes.get(shape.object());
    if (whole == null) {
      return super.find(shape, columns, tuples, loose);
    }
    Cut cut = Cut.forReading(whole, shape);
    List<Integer> ofRoot = positions(columns, c -> whole.root().column(c).isPresent());
    List<Row> roots;
    if (!ofRoot.isEmpty()) {
      roots = super.find(cut.root(), some(columns, ofRoot), tuples(tuples, ofRoot), loose);
    } else {
      Part part =
          whole.parts().stream()
              .filter(p -> columns.stream().anyMatch(c -> p.called(c).isPresent()))
              .findFirst()
              .orElseThrow();
      List<Integer> ofPart = positions(columns, c -> part.called(c).isPresent());
      List<String> own = some(columns, ofPart).stream().map(c -> Cut.own(part, c)).toList();
      List<Row> rows = super.find(part.with(own), own, tuples(tuples, ofPart), loose);
      roots =
          part.isHeldByRoot()
              ? Referrers.of(behind(), part, cut.root(), keys(rows))
              : super.fetch(cut.root(), owners(part, rows));
    }
    return cut.isRoot() ? roots : complete(behind(), cut, roots);
  }

  private static List<Key> keys(List<Row> rows) {
    return rows.stream().map(Row::key).filter(Objects::nonNull).toList();
  }

  /** The root's keys to which rows of a part say that they belong. */
  private static Set<Key> owners(Part part, List<Row> rows) {
    Set<Key> owners = new LinkedHashSet<>();
    for (Row row : rows) {
      Key owner =
          part.isSlot(row) ? owner(part, part.linked().stream().map(row::get).toArray()) : null;
      if (owner != null) {
        owners.add(owner);
      }
    }
    return owners;
  }

  /** The root's key of what a part's columns hold; null where no root can have it. */
  static @Nullable Key owner(Part part, @Nullable Object[] held) {
    Object[] key = Referrers.carried(part, Side.TARGET, held);
    return key == null ? null : Key.of(key);
  }

  private interface Choice {
    boolean takes(String column);
  }

  private static List<Integer> positions(List<String> columns, Choice choice) {
    List<Integer> positions = new ArrayList<>();
    for (int i = 0; i < columns.size(); i++) {
      if (choice.takes(columns.get(i))) {
        positions.add(i);
      }
    }
    return positions;
  }

  private static List<String> some(List<String> columns, List<Integer> positions) {
    return positions.stream().map(columns::get).toList();
  }

  private static List<Object[]> tuples(List<Object[]> tuples, List<Integer> positions) {
    return tuples.stream().map(t -> positions.stream().map(i -> t[i]).toArray()).toList();
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    Cut cut = cut(shape).orElse(null);
    if (cut == null) {
      return super.limits(shape);
    }
    ColumnLimits root = super.limits(cut.root());
    List<ColumnLimits> parts = cut.pieces().stream().map(p -> super.limits(p.shape())).toList();
    return (column, value) -> {
      int piece = cut.pieceAt(column);
      return (piece < 0 ? root : parts.get(piece)).misfit(cut.positionAt(column), value);
    };
  }

  /** Also of parts, as far as there is a row of them. */
  @Override
  public Map<String, Object> defaults(Shape shape) {
    Cut cut = cut(shape).orElse(null);
    if (cut == null) {
      return super.defaults(shape);
    }
    Map<String, Object> defaults = new HashMap<>(super.defaults(cut.root()));
    for (Cut.Piece piece : cut.pieces()) {
      super.defaults(piece.shape())
          .forEach((column, value) -> defaults.put(piece.part().calls(column), value));
    }
    return defaults;
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    boolean spread = batch.writes().stream().anyMatch(w -> wholes.containsKey(w.shape().object()));
    return spread ? new PartWrites(behind(), wholes, batch).outcomes() : super.write(batch);
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return super.tracking().map(roots -> new PartTracking(behind(), roots, wholes));
  }

  @Override
  public Optional<ChangeTracking> log() {
    return super.log().map(roots -> new PartTracking(behind(), roots, wholes));
  }

  @Override
  public Optional<Stamps> stamps() {
    return super.stamps().map(stamps -> new RootStamps(stamps, wholes.keySet()));
  }

  /** Not of records with parts, of which no single object can be summed up. */
  @Override
  public Optional<Checksums> checksums() {
    return super.checksums().map(sums -> new RootChecksums(sums, wholes.keySet()));
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    List<Access> all = new ArrayList<>();
    Map<String, String> rootOf = new HashMap<>();
    for (Access access : accesses) {
      Whole whole = wholes.get(access.object());
      if (whole == null) {
        all.add(access);
        continue;
      }
      all.add(ofRoot(whole, access));
      for (Part part : whole.parts()) {
        rootOf.put(part.object().name(), access.object());
        all.add(ofPart(part, access));
      }
    }
    return super.missingRights(all, ledger).stream()
        .map(
            r ->
                new MissingRight(
                    rootOf.getOrDefault(r.object(), r.object()),
                    r.reading(),
                    r.message(),
                    r.remedy()))
        .toList();
  }

  private static Access ofRoot(Whole whole, Access access) {
    return new Access(
        access.object(),
        ofRoot(whole, access.reads()),
        ofRoot(whole, access.inserts()),
        ofRoot(whole, access.updates()),
        access.deletes());
  }

  /** Columns of the root, with those that refer to a part of which there are columns. */
  private static List<String> ofRoot(Whole whole, List<String> columns) {
    Set<String> all =
        new LinkedHashSet<>(
            some(columns, positions(columns, c -> whole.root().column(c).isPresent())));
    whole.parts().stream()
        .filter(p -> columns.stream().anyMatch(c -> p.called(c).isPresent()))
        .forEach(p -> all.addAll(p.referring()));
    return List.copyOf(all);
  }

  /** A part's row is added, changed and removed as its columns are filled and cleared. */
  private static Access ofPart(Part part, Access access) {
    Map<String, Boolean> written = new LinkedHashMap<>();
    for (List<String> some : List.of(access.inserts(), access.updates())) {
      some.stream()
          .filter(c -> part.called(c).isPresent())
          .forEach(c -> written.put(Cut.own(part, c), true));
    }
    List<String> columns = List.copyOf(written.keySet());
    boolean reads = access.reads().stream().anyMatch(c -> part.called(c).isPresent());
    List<String> whole = part.object().columns().stream().map(Column::name).toList();
    List<String> added = new ArrayList<>(columns);
    part.fixed().forEach(added::add);
    return new Access(
        part.object().name(),
        reads || !columns.isEmpty() ? whole : List.of(),
        columns.isEmpty() ? List.of() : added,
        columns,
        access.deletes() || !columns.isEmpty());
  }
}
