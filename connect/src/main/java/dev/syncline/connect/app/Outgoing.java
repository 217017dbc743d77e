package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.KeyOf;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What of a batch can be sent, and what goes into one request. */
final class Outgoing {
  private final Conversation conversation;
  private final Description description;
  private final Values values;

  Outgoing(Conversation conversation, Description description, Values values) {
    this.conversation = conversation;
    this.description = description;
    this.values = values;
  }

  /** Refuses a batch that is to be taken back. */
  void checkRollback(WriteBatch batch) {
    if (batch.rollback()) {
      throw new ConnectorException(
          Kind.UNSUPPORTED,
          conversation.name()
              + ": "
              + conversation.application()
              + " has no transactions, so nothing can be tried and taken back. Use: plan",
          null);
    }
  }

  WriteOutcome notTogether(Write write) {
    return new Rejected(
        Cause.OTHER,
        write.shape().object()
            + ": rejected, because it only makes sense together with other writes (records that"
            + " refer to each other, or exchange unique values) and "
            + conversation.application()
            + " cannot write all or none. Change one of them there by hand.");
  }

  static String words(Column column, Misfit misfit) {
    return "field \"" + column.name() + "\": " + misfit.reason() + ".";
  }

  @Nullable Call call(Item item) {
    return description.records().of(item.shaped.object()).call(item.write);
  }

  /** Why a write cannot be sent; null where it can. */
  @Nullable Rejected unfit(Item item) {
    if (call(item) == null) {
      return new Rejected(
          Cause.DENIED,
          item.subject()
              + " rejected: the description of "
              + conversation.application()
              + " has no "
              + (item.write instanceof Write.Insert ? "create" : item.verb())
              + ". Add it, or sync one-way.");
    }
    for (int i = 0; i < item.values().length; i++) {
      Column column = item.shaped.column(item.columns().get(i));
      if (!column.writable()) {
        return new Rejected(
            Cause.DENIED,
            item.subject()
                + " rejected: "
                + conversation.application()
                + " itself computes field \""
                + column.name()
                + "\". Let its field go one way only (-> or <-).");
      }
      Object value = item.values()[i];
      Misfit misfit =
          value == null
              ? null
              : value instanceof KeyOf
                  ? Misfit.type("it refers to a record that is still to be made")
                  : values.misfit(column.type(), value);
      if (misfit != null) {
        return new Rejected(misfit.cause(), item.subject() + " rejected: " + words(column, misfit));
      }
    }
    return null;
  }

  /** Cuts writes where their kind changes, a request is full, or a record would be met twice. */
  List<List<Item>> chunks(List<Item> items) {
    List<List<Item>> chunks = new ArrayList<>();
    List<Item> chunk = new ArrayList<>();
    Set<Key> met = new HashSet<>();
    for (Item item : items) {
      Key key = item.key();
      boolean cut =
          !chunk.isEmpty()
              && (!item.isLike(chunk.getFirst())
                  || chunk.size() >= Objects.requireNonNull(call(item)).size()
                  || (key != null && met.contains(key)));
      if (cut) {
        chunks.add(chunk);
        chunk = new ArrayList<>();
        met.clear();
      }
      chunk.add(item);
      if (key != null) {
        met.add(key);
      }
    }
    if (!chunk.isEmpty()) {
      chunks.add(chunk);
    }
    return chunks;
  }
}
