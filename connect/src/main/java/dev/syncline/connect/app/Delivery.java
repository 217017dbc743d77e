package dev.syncline.connect.app;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Fence;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.connect.jdbc.Ledger;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The one write path of endpoints. A request is noted in the ledger before it is sent, and what it
 * wrote is kept there once it was answered. One whose answer did not come is sent again as it was,
 * under the same name, before anything else is sent: what it was to do is never decided anew while
 * nobody knows whether it was done.
 */
final class Delivery {
  private final Conversation conversation;
  private final Description description;
  private final Catalog catalog;
  private final Values values;
  private final Ledger ledger;
  private final Outgoing outgoing;
  private final Keeping keeping;
  private final Map<String, Shaped> shapes = new ConcurrentHashMap<>();
  private final Map<Integer, Long> tokens = new ConcurrentHashMap<>();

  Delivery(
      Conversation conversation,
      Description description,
      Catalog catalog,
      Values values,
      Ledger ledger) {
    this.conversation = conversation;
    this.description = description;
    this.catalog = catalog;
    this.values = values;
    this.ledger = ledger;
    this.outgoing = new Outgoing(conversation, description, values);
    this.keeping = new Keeping(conversation, description, ledger);
  }

  /** From now on a sync is written under a token. */
  void claimed(int sync, long token) {
    tokens.put(sync, token);
  }

  private Shaped whole(String object) {
    return shapes.computeIfAbsent(
        object,
        name -> {
          ObjectSchema schema = catalog.describe(name);
          return new Shaped(
              schema.shape(schema.columns().stream().map(c -> c.name()).toList()),
              description.records(),
              values,
              conversation.name());
        });
  }

  List<WriteOutcome> write(WriteBatch batch) {
    outgoing.checkRollback(batch);
    if (batch.writes().isEmpty()) {
      return List.of();
    }
    if (batch.together() && batch.writes().size() > 1) {
      return batch.writes().stream().map(outgoing::notTogether).toList();
    }
    String owner = ledger.rows().owner(batch.sync()).orElse(null);
    if (!batch.store().equals(owner)) {
      throw Fence.lost(conversation.name(), batch.sync(), batch.store(), owner);
    }
    claimed(batch.sync(), batch.token());
    settle(batch.sync());
    ToEndpoint sender = new ToEndpoint(batch);
    return sender.send(sound(batch, sender));
  }

  /** What can be sent; the rest gets its outcome. */
  private List<Item> sound(WriteBatch batch, Sender sender) {
    List<Item> sound = new ArrayList<>();
    for (int i = 0; i < batch.writes().size(); i++) {
      Write write = batch.writes().get(i);
      Shaped shaped = whole(write.shape().object());
      Key chosen =
          write instanceof Write.Insert insert
              ? Found.chosenKey(
                  description, shaped.shape(), batch.store(), write.operation(), insert.columns())
              : null;
      Item item = new Item(i, write, shaped, chosen);
      Rejected refused = outgoing.unfit(item);
      if (refused == null) {
        sound.add(item);
      } else {
        sender.set(item, refused);
      }
    }
    return sound;
  }

  // What was under way

  /** Settles whatever is under way of syncs that are written here. */
  void settle() {
    tokens.keySet().forEach(this::settle);
  }

  /**
   * Sends again what was sent without an answer, and keeps what it wrote.
   *
   * @throws ConnectorException if again no answer comes; nothing else can be sent then
   */
  private void settle(int sync) {
    for (Ledger.Note note : ledger.underWay(sync)) {
      Sending sending = Sending.of(note, this::whole, tokens);
      if (!isKept(sending)) {
        again(note.name(), sending);
      }
      ledger.forget(note.name());
    }
  }

  /** The operations of requests that were sent without an answer. */
  Set<String> unanswered(int sync) {
    Set<String> operations = new LinkedHashSet<>();
    for (Ledger.Note note : ledger.underWay(sync)) {
      Sending sending = Sending.of(note, this::whole, tokens);
      if (sending.answer() == null && !isKept(sending)) {
        sending.batch().writes().forEach(w -> operations.add(w.operation()));
      }
    }
    return operations;
  }

  /** Whether all was done but for forgetting the note. */
  private boolean isKept(Sending sending) {
    WriteBatch batch = sending.batch();
    List<String> operations = batch.writes().stream().map(Write::operation).toList();
    return !ledger.rows().applied(batch.store(), batch.id(), operations).isEmpty();
  }

  private void again(String name, Sending sending) {
    String object = sending.items().getFirst().shaped.object();
    String doing = "sending again to " + object + " what may have been sent before";
    Call call =
        Objects.requireNonNullElseGet(
            outgoing.call(sending.items().getFirst()), () -> Call.of("POST /"));
    Answer answer = sending.answer();
    try {
      if (answer == null) {
        answer = conversation.deliver(sending.request(), true);
      }
    } catch (AnswerLost e) {
      throw conversation.failed(
          Kind.UNREACHABLE,
          doing,
          e.getMessage()
              + ". Until it is answered nothing else is sent to it; an answer that means that nothing"
              + " was done belongs into retry.status of the description",
          e);
    } catch (Unreached e) {
      throw conversation.unreached(doing, e);
    }
    if (!call.expects(answer.status())) {
      if (conversation.wait(answer) != null) {
        throw conversation.refused(doing, answer);
      }
      return; // it was refused, so it was not done; its records are still due
    }
    try {
      keeping.keep(call, sending.batch(), sending.items(), answer);
    } catch (AnswerLost e) {
      ledger.note(sending.batch().sync(), sending.answered(answer).note(name));
      throw senseless(doing, e);
    }
  }

  private ConnectorException senseless(String doing, AnswerLost e) {
    return conversation.failed(
        Kind.FAILED,
        doing,
        "it was done, but "
            + e.getMessage()
            + ". Correct \"rows\" or \"key-in\" in the description; the answer is kept and read again",
        e);
  }

  /** Reads the ledger, and notes each request there before it is sent. */
  private final class ToEndpoint extends Sender {
    private final WriteBatch batch;

    ToEndpoint(WriteBatch batch) {
      super(conversation, description, outgoing, batch);
      this.batch = batch;
    }

    /** Nor may another record have been sent under the same key. */
    @Override
    List<Item> unsent(List<Item> chunk) {
      var before =
          ledger
              .rows()
              .applied(
                  batch.store(), batch.id(), chunk.stream().map(i -> i.write.operation()).toList());
      Set<Key> keys = new HashSet<>();
      before.values().forEach(a -> keys.add(a.written()));
      chunk.stream().map(Item::keyAfter).filter(k -> k != null).forEach(keys::add);
      Map<Key, Row> rows = rows(chunk.getFirst().shaped, keys);
      Set<Key> taken = new HashSet<>(rows.keySet());
      List<Item> left = new ArrayList<>();
      for (Item item : chunk) {
        var noted = before.get(item.write.operation());
        Row row = noted == null ? null : rows.get(noted.written());
        Key key = item.keyAfter();
        if (row != null) {
          set(item, new Applied(null, row.in(item.write.shape())));
        } else if (key != null && !taken.add(key)) {
          set(
              item,
              new Rejected(
                  Cause.UNIQUE,
                  item.subject()
                      + " rejected: another record was sent to "
                      + conversation.application()
                      + " under the key "
                      + key
                      + ". Give each its own."));
        } else {
          left.add(item);
        }
      }
      return left;
    }

    @Override
    List<Item> asSeen(List<Item> chunk) {
      List<Key> keys = chunk.stream().map(i -> Objects.requireNonNull(i.key())).toList();
      Map<Key, Row> rows = rows(chunk.getFirst().shaped, keys);
      List<Item> left = new ArrayList<>();
      for (Item item : chunk) {
        Row row = rows.get(Objects.requireNonNull(item.key()));
        Row seen = row == null ? null : row.in(item.write.shape());
        boolean asSeen =
            switch (item.write) {
              case Write.Insert i -> true;
              case Write.Update u -> seen != null && u.asSeen().test(seen);
              case Write.Delete d -> seen != null && d.asSeen().test(seen);
            };
        if (asSeen) {
          item.before = row;
          left.add(item);
        } else {
          set(item, new Stale(seen));
        }
      }
      return left;
    }

    private Map<Key, Row> rows(Shaped shaped, Collection<Key> keys) {
      Map<Key, Row> rows = new HashMap<>();
      if (!keys.isEmpty()) {
        ledger
            .rows()
            .fetch(shaped.shape(), keys)
            .forEach(r -> rows.put(Objects.requireNonNull(r.key()), r));
      }
      return rows;
    }

    @Override
    Request request(Call call, List<Item> items) {
      Requests requests = new Requests(call, batch, description, false);
      Sending sending = new Sending(batch, requests.of(items), items, null);
      String name = requests.name(items);
      return new Request() {
        @Override
        public Answer send() throws AnswerLost, Unreached {
          ledger.note(batch.sync(), sending.note(name));
          return conversation.deliver(sending.request(), false);
        }

        @Override
        public void settle(Answer answer) throws AnswerLost {
          List<WriteOutcome> kept = keep(call, sending.answered(answer), answer, name);
          for (int i = 0; i < kept.size(); i++) {
            set(items.get(i), kept.get(i));
          }
          ledger.forget(name);
        }

        @Override
        public void drop() {
          ledger.forget(name);
        }
      };
    }

    private List<WriteOutcome> keep(Call call, Sending sending, Answer answer, String name)
        throws AnswerLost {
      try {
        return keeping.keep(call, batch, sending.items(), answer);
      } catch (AnswerLost e) {
        ledger.note(batch.sync(), sending.note(name));
        throw e;
      } catch (ConnectorException e) {
        // It was sent: whatever keeps it from being remembered, it is not to be decided anew.
        throw new AnswerLost(String.valueOf(e.getMessage()), e);
      }
    }

    @Override
    WriteOutcome refused(Item item, Errors.Refusal refusal, Answer answer) {
      return Requests.rejected(
          item, refusal, conversation.words(answer), conversation.application());
    }
  }
}
