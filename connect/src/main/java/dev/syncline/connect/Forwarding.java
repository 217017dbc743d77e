package dev.syncline.connect;

import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A system as another connector has it, every question handed on: for those who change some of
 * them. A default of the interface would say that the system behind it cannot do it.
 */
public abstract class Forwarding implements Connector {
  private final Connector connector;

  /** Hands on to a system. */
  protected Forwarding(Connector connector) {
    this.connector = connector;
  }

  /** The system behind it. */
  protected final Connector behind() {
    return connector;
  }

  @Override
  public String name() {
    return connector.name();
  }

  @Override
  public String product() {
    return connector.product();
  }

  @Override
  public Optional<Encryption> encryption() {
    return connector.encryption();
  }

  @Override
  public void retried(BooleanSupplier over) {
    connector.retried(over);
  }

  @Override
  public boolean assumed() {
    return connector.assumed();
  }

  @Override
  public int erase(String object, Collection<Key> keys, boolean perform) {
    return connector.erase(object, keys, perform);
  }

  @Override
  public List<String> objects() {
    return connector.objects();
  }

  @Override
  public ObjectSchema describe(String object) {
    return connector.describe(object);
  }

  @Override
  public long count(String object) {
    return connector.count(object);
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return connector.read(shape, order);
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    return connector.read(shape, order, narrowing);
  }

  @Override
  public String narrowed(String object, Narrowing narrowing) {
    return connector.narrowed(object, narrowing);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return connector.fetch(shape, keys);
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return connector.find(shape, columns, tuples, loose);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return connector.limits(shape);
  }

  @Override
  public Map<String, Object> defaults(Shape shape) {
    return connector.defaults(shape);
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    return connector.write(batch);
  }

  @Override
  public int writers() {
    return connector.writers();
  }

  @Override
  public Optional<Provisional> provisional() {
    return connector.provisional();
  }

  @Override
  public void transcribe(@Nullable Transcript listener) {
    connector.transcribe(listener);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    return connector.applied(store, batch, operations);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return connector.applied(store, batch, intents);
  }

  @Override
  public Set<String> unanswered(int sync) {
    return connector.unanswered(sync);
  }

  @Override
  public long latestBatch(String store, long known) {
    return connector.latestBatch(store, known);
  }

  @Override
  public void noted(String store, int sync, long known, Consumer<Noted> each) {
    connector.noted(store, sync, known, each);
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return connector.tracking();
  }

  @Override
  public Optional<ChangeTracking> log() {
    return connector.log();
  }

  @Override
  public Optional<Stamps> stamps() {
    return connector.stamps();
  }

  @Override
  public Optional<Checksums> checksums() {
    return connector.checksums();
  }

  @Override
  public Optional<SyncLog> syncLog() {
    return connector.syncLog();
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    return connector.missingRights(accesses, ledger);
  }

  @Override
  public void install() {
    connector.install();
  }

  @Override
  public void deliver() {
    connector.deliver();
  }

  @Override
  public List<String> footprint() {
    return connector.footprint();
  }

  @Override
  public void uninstall() {
    connector.uninstall();
  }

  @Override
  public Optional<String> owner(int sync) {
    return connector.owner(sync);
  }

  @Override
  public boolean keepsOwner() {
    return connector.keepsOwner();
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    return connector.claim(sync, store, adopt);
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    return connector.createStatements(name, model);
  }

  @Override
  public void execute(List<String> statements) {
    connector.execute(statements);
  }

  @Override
  public void close() {
    connector.close();
  }
}
