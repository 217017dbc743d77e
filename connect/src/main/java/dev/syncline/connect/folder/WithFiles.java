package dev.syncline.connect.folder;

import dev.syncline.connect.Access;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.Intent;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

/**
 * A database with the files that lie beside it, as one system: every question goes to the one that
 * has the object. The database alone tells who owns a sync, and no capture is offered, since a
 * folder has none.
 */
public final class WithFiles extends Forwarding {
  /** Stands before the names of folders. */
  public static final String PREFIX = "files:";

  private final Connector files;

  /**
   * Both as one.
   *
   * @param files a folder whose objects have the {@link #PREFIX}
   */
  public WithFiles(Connector database, Connector files) {
    super(database);
    this.files = files;
  }

  private static boolean isFolder(String object) {
    return object.startsWith(PREFIX);
  }

  private Connector of(String object) {
    return isFolder(object) ? files : behind();
  }

  private Connector of(Shape shape) {
    return of(shape.object());
  }

  @Override
  public String product() {
    return behind().product() + " with " + files.product();
  }

  @Override
  public void retried(BooleanSupplier over) {
    behind().retried(over);
    files.retried(over);
  }

  @Override
  public List<String> objects() {
    return Stream.concat(behind().objects().stream(), files.objects().stream()).toList();
  }

  @Override
  public ObjectSchema describe(String object) {
    return of(object).describe(object);
  }

  @Override
  public long count(String object) {
    return of(object).count(object);
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return of(shape).read(shape, order);
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return of(shape).read(shape, order, narrowing);
  }

  @Override
  public String narrowed(String object, Narrowing narrowing) {
    return of(object).narrowed(object, narrowing);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return of(shape).fetch(shape, keys);
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return of(shape).find(shape, columns, tuples, loose);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return of(shape).limits(shape);
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    return of(shape).defaults(shape);
  }

  /** A batch is of one task, and so of one of them. */
  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    return batch.writes().isEmpty()
        ? List.of()
        : of(batch.writes().getFirst().shape()).write(batch);
  }

  /** That of the database; to files, which know none, nothing is sent while it is on. */
  @Override
  public Optional<Provisional> provisional() {
    return behind()
        .provisional()
        .flatMap(rows -> files.provisional().map(tree -> new OfBoth(rows, tree)));
  }

  private record OfBoth(Provisional rows, Provisional tree) implements Provisional {
    @Override
    public void begin() {
      rows.begin();
      tree.begin();
    }

    @Override
    public Optional<String> untried(String object) {
      return (isFolder(object) ? tree : rows).untried(object);
    }

    @Override
    public void close() {
      tree.close();
      rows.close();
    }
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return intents.isEmpty()
        ? Map.of()
        : of(intents.getFirst().shape()).applied(store, batch, intents);
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return Optional.empty();
  }

  @Override
  public Optional<ChangeTracking> log() {
    return Optional.empty();
  }

  @Override
  public Optional<Stamps> stamps() {
    return Optional.empty();
  }

  /** None: sums are asked for without regard to which of the two has the object. */
  @Override
  public Optional<Checksums> checksums() {
    return Optional.empty();
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    List<MissingRight> missing = new ArrayList<>();
    missing.addAll(
        behind()
            .missingRights(accesses.stream().filter(a -> !isFolder(a.object())).toList(), ledger));
    missing.addAll(
        files.missingRights(accesses.stream().filter(a -> isFolder(a.object())).toList(), ledger));
    return missing;
  }

  @Override
  public void install() {
    behind().install();
    files.install();
  }

  @Override
  public List<String> footprint() {
    return Stream.concat(behind().footprint().stream(), files.footprint().stream()).toList();
  }

  @Override
  public void uninstall() {
    behind().uninstall();
    files.uninstall();
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    files.claim(sync, store, adopt);
    return behind().claim(sync, store, adopt);
  }

  @Override
  public void close() {
    try {
      behind().close();
    } finally {
      files.close();
    }
  }
}
