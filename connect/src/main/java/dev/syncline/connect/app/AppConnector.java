package dev.syncline.connect.app;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** An application behind an HTTP interface, as its description tells. */
public final class AppConnector implements Connector {
  private final Conversation conversation;
  private final String product;
  private final Catalog catalog;
  private final Reads reads;
  private final Found found;
  private final Ownership ownership;
  private final Writes writes;
  private final Making making;
  private final AppStamps stamps;
  private final Heard heard = new Heard();

  private AppConnector(ConnectionSpec spec, Description description, Conversation conversation) {
    Values values =
        new Values(description.records().exact(), spec.zone(), spec.bounds().valueBytes());
    this.conversation = conversation;
    this.catalog = new Catalog(conversation, description);
    this.reads = new Reads(conversation, description, values);
    this.found = new Found(conversation, description, catalog, reads);
    this.ownership = new Ownership(conversation, description, reads);
    this.writes =
        new Writes(conversation, description, catalog, reads, values, found, ownership, heard);
    this.making = new Making(conversation, description);
    this.stamps = new AppStamps(conversation, description, catalog, reads, spec.zone());
    this.product = product(conversation, description);
    catalog.objects(); // a wrong login, or a page that is no interface, shows here
  }

  static String product(Conversation conversation, Description description) {
    Description.Product product = description.product();
    if (product == null) {
      return description.application();
    }
    Answer answer =
        conversation.ask("asking for the version", Call.of(product.request()), Map.of());
    return (description.application() + " " + product.version().text(answer.json())).strip();
  }

  /**
   * Logs in and looks what is there.
   *
   * @param ledger a folder for what was sent to an application that cannot be read; null where none
   *     is to be written to
   * @throws ConnectorException when it cannot
   * @throws DescriptionException when the description is not understood
   */
  public static Connector open(ConnectionSpec spec, @Nullable Path ledger) {
    Description description =
        spec.type().equals(ConnectionSpec.ENDPOINT)
            ? DescriptionReader.endpoint(spec.description())
            : DescriptionReader.read(spec.description());
    if (!spec.url().matches("https?://[^/].*")) {
      throw new ConnectorException(
          Kind.UNREACHABLE,
          spec.name() + ": the url of an application begins with http:// or https://",
          null);
    }
    Conversation conversation = new Conversation(spec, description);
    boolean open = false;
    try {
      Connector connector =
          description.isEndpoint()
              ? EndpointConnector.open(spec, description, conversation, ledger)
              : new AppConnector(spec, description, conversation);
      open = true;
      return connector;
    } finally {
      if (!open) {
        conversation.close();
      }
    }
  }

  @Override
  public String name() {
    return conversation.name();
  }

  @Override
  public String product() {
    return product;
  }

  @Override
  public Optional<Encryption> encryption() {
    return Optional.of(conversation.encryption());
  }

  @Override
  public void retried(BooleanSupplier over) {
    conversation.retried(over);
  }

  @Override
  public List<String> objects() {
    return catalog.objects();
  }

  @Override
  public ObjectSchema describe(String object) {
    return catalog.describe(object);
  }

  @Override
  public long count(String object) {
    ObjectSchema schema = catalog.describe(object);
    return reads.count(schema.shape(schema.identity()));
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    return reads.all(shape);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return reads.fetch(shape, keys);
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return reads.find(shape, columns, tuples, loose);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return writes.limits(shape);
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    return writes.write(batch);
  }

  @Override
  public void transcribe(@Nullable Transcript listener) {
    conversation.transcribe(listener);
  }

  /** Without what the operations were to write, only an application's own trace can tell. */
  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    throw new UnsupportedOperationException("an application is asked by what was to be written");
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    intents.stream().filter(Intent::isInsert).forEach(i -> heard.add(store, i.operation()));
    return found.ofBatch(store, batch, intents);
  }

  @Override
  public Optional<Stamps> stamps() {
    return Optional.of(stamps);
  }

  @Override
  public void install() {
    ownership.install(catalog);
  }

  @Override
  public List<String> footprint() {
    return ownership.footprint(catalog);
  }

  @Override
  public void uninstall() {
    ownership.uninstall(catalog);
  }

  @Override
  public Optional<String> owner(int sync) {
    return ownership.of(catalog, sync);
  }

  @Override
  public boolean keepsOwner() {
    return ownership.isKept();
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    install();
    return ownership.claim(sync, store, adopt);
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    return making.statements(name, model);
  }

  @Override
  public void execute(List<String> statements) {
    making.execute(statements);
  }

  @Override
  public void close() {
    conversation.close();
  }
}
