package dev.syncline.connect.app;

import dev.syncline.connect.Access;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.jdbc.Ledger;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * An application that cannot be read: it is read from the {@link Ledger} of what it was sent. What
 * it made of that nobody sees, so everything that is read here is assumed.
 */
final class EndpointConnector extends Forwarding {
  private final Conversation conversation;
  private final Description description;
  private final Ledger ledger;
  private final Catalog catalog;
  private final Values values;
  private final Delivery delivery;
  private final String product;

  private EndpointConnector(
      ConnectionSpec spec, Description description, Conversation conversation, Ledger ledger) {
    super(ledger.rows());
    this.conversation = conversation;
    this.description = description;
    this.ledger = ledger;
    this.catalog = new Catalog(conversation, description);
    this.values =
        new Values(description.records().exact(), spec.zone(), spec.bounds().valueBytes());
    this.delivery = new Delivery(conversation, description, catalog, values, ledger);
    this.product = AppConnector.product(conversation, description);
    catalog.objects().forEach(o -> ledger.keep(catalog.describe(o)));
  }

  /**
   * Opens the ledger of an endpoint.
   *
   * @param folder where it is; null where nothing is to be sent
   */
  static Connector open(
      ConnectionSpec spec,
      Description description,
      Conversation conversation,
      @Nullable Path folder) {
    if (folder == null) {
      throw new ConnectorException(
          Kind.UNSUPPORTED,
          spec.name()
              + ": "
              + description.application()
              + " cannot be read (read: none), so what it is sent has to be remembered. Name it in a"
              + " configuration, and use it as the target of a sync.",
          null);
    }
    Ledger ledger = Ledger.open(spec.name(), folder, spec.bounds().valueBytes());
    boolean open = false;
    try {
      Connector connector = new EndpointConnector(spec, description, conversation, ledger);
      open = true;
      return connector;
    } finally {
      if (!open) {
        ledger.close();
      }
    }
  }

  @Override
  public String product() {
    return product;
  }

  @Override
  public boolean assumed() {
    return true;
  }

  /** The ledger could be taken back, and what was sent could not. */
  @Override
  public Optional<Provisional> provisional() {
    return Optional.empty();
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
  public void transcribe(@Nullable Transcript listener) {
    conversation.transcribe(listener);
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
  public ColumnLimits limits(Shape shape) {
    return (at, value) -> {
      Column column = shape.columns().get(at);
      Misfit misfit = values.misfit(column.type(), value);
      return misfit == null ? null : name() + " cannot hold it: " + Outgoing.words(column, misfit);
    };
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    return delivery.write(batch);
  }

  /** What became of requests whose answer did not come is found out by sending them again. */
  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    delivery.settle();
    return super.applied(store, batch, operations);
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    return applied(
        store, batch, (Collection<String>) intents.stream().map(Intent::operation).toList());
  }

  @Override
  public Set<String> unanswered(int sync) {
    return delivery.unanswered(sync);
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    long token = super.claim(sync, store, adopt);
    delivery.claimed(sync, token);
    return token;
  }

  @Override
  public Optional<SyncLog> syncLog() {
    return Optional.empty();
  }

  /** Nobody but Syncline knows when it wrote. */
  @Override
  public Optional<Stamps> stamps() {
    return Optional.empty();
  }

  /** What the description has no request for. */
  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean writes) {
    List<MissingRight> missing = new ArrayList<>();
    for (Access access : accesses) {
      Description.Writing writing = description.records().of(access.object());
      if (!access.inserts().isEmpty() && writing.create() == null) {
        missing.add(
            without(
                access.object(),
                "create",
                "new records are not sent",
                "Add it, or turn \"create\" off."));
      }
      if (!access.updates().isEmpty() && writing.update() == null) {
        missing.add(without(access.object(), "update", "changed records are not sent", "Add it."));
      }
      if (access.deletes() && writing.delete() == null) {
        missing.add(
            without(
                access.object(),
                "delete",
                "removed records are not sent",
                "Add it, or write deletes: keep."));
      }
    }
    return missing;
  }

  private static MissingRight without(String object, String what, String then, String remedy) {
    return new MissingRight(
        object,
        false,
        "the description has no " + what + " for " + object + ", so " + then,
        remedy);
  }

  @Override
  public int erase(String object, Collection<Key> keys, boolean perform) {
    return ledger.erase(catalog.describe(object), keys, perform);
  }

  /** Nothing is made in the endpoint; the ledger is a part of the state store. */
  @Override
  public List<String> footprint() {
    return List.of();
  }

  @Override
  public void uninstall() {}

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    throw new ConnectorException(
        Kind.UNSUPPORTED,
        name()
            + ": "
            + description.application()
            + " cannot be told to make an object. Declare "
            + name
            + " in its description.",
        null);
  }

  @Override
  public void close() {
    conversation.close();
    ledger.close();
  }
}
