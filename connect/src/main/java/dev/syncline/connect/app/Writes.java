package dev.syncline.connect.app;

import dev.syncline.connect.Intent;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;

/**
 * The one write path of applications. There are no transactions: records are read just before they
 * are changed or removed and compared in Java, and a request carries at most as many as the
 * application takes. What was refused together is sent again in halves until it stands alone.
 */
final class Writes {
  private final Conversation conversation;
  private final Description description;
  private final Catalog catalog;
  private final Reads reads;
  private final Values values;
  private final Found found;
  private final Ownership ownership;
  private final Heard heard;
  private final Outgoing outgoing;

  Writes(
      Conversation conversation,
      Description description,
      Catalog catalog,
      Reads reads,
      Values values,
      Found found,
      Ownership ownership,
      Heard heard) {
    this.conversation = conversation;
    this.description = description;
    this.catalog = catalog;
    this.reads = reads;
    this.values = values;
    this.found = found;
    this.ownership = ownership;
    this.heard = heard;
    this.outgoing = new Outgoing(conversation, description, values);
  }

  /** The same check of single values that {@link #write} begins with. */
  ColumnLimits limits(Shape shape) {
    return (at, value) -> {
      Column column = shape.columns().get(at);
      Misfit misfit = values.misfit(column.type(), value);
      return misfit == null
          ? null
          : conversation.name() + " cannot hold it: " + Outgoing.words(column, misfit);
    };
  }

  List<WriteOutcome> write(WriteBatch batch) {
    outgoing.checkRollback(batch);
    if (batch.writes().isEmpty()) {
      return List.of();
    }
    if (batch.together() && batch.writes().size() > 1) {
      return batch.writes().stream().map(outgoing::notTogether).toList();
    }
    ownership.fence(batch);
    ToApplication sender = new ToApplication(batch);
    return sender.send(sound(batch, sender));
  }

  /** What can be sent; the rest gets its outcome. */
  private List<Item> sound(WriteBatch batch, Sender sender) {
    Map<Shape, Shaped> shapes = new IdentityHashMap<>();
    Set<String> operations = new HashSet<>();
    List<Item> sound = new ArrayList<>();
    for (int i = 0; i < batch.writes().size(); i++) {
      Write write = batch.writes().get(i);
      if (!operations.add(write.operation())) {
        throw new IllegalArgumentException("operation " + write.operation() + " twice in a batch");
      }
      Shaped shaped = shapes.computeIfAbsent(write.shape(), reads::shaped);
      Key chosen =
          write instanceof Write.Insert insert
              ? found.chosenKey(write.shape(), batch.store(), write.operation(), insert.columns())
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

  /** Reads records just before they are written. */
  private final class ToApplication extends Sender {
    private final WriteBatch batch;

    ToApplication(WriteBatch batch) {
      super(conversation, description, outgoing, batch);
      this.batch = batch;
    }

    @Override
    List<Item> unsent(List<Item> chunk) {
      List<Intent> doubtful =
          chunk.stream()
              .filter(i -> heard.of(batch.store(), i.write.operation()))
              .map(
                  i ->
                      new Intent(
                          i.write.operation(), i.write.shape(), null, i.columns(), i.values()))
              .toList();
      chunk.forEach(i -> heard.add(batch.store(), i.write.operation()));
      if (doubtful.isEmpty()) {
        return chunk;
      }
      Map<String, Key> keys = found.inserted(batch.store(), doubtful);
      Shaped shaped = chunk.getFirst().shaped;
      Map<Key, Row> rows = new HashMap<>();
      reads
          .records(shaped, keys.values())
          .forEach((key, record) -> rows.put(key, shaped.row(record)));
      List<Item> left = new ArrayList<>();
      for (Item item : chunk) {
        Key key = keys.get(item.write.operation());
        Row row = key == null ? null : rows.get(key);
        if (row == null) {
          left.add(item);
        } else {
          set(item, new Applied(null, row));
        }
      }
      return left;
    }

    @Override
    List<Item> asSeen(List<Item> chunk) {
      Shaped shaped = chunk.getFirst().shaped;
      var records =
          reads.records(shaped, chunk.stream().map(i -> Objects.requireNonNull(i.key())).toList());
      List<Item> left = new ArrayList<>();
      for (Item item : chunk) {
        var record = records.get(Objects.requireNonNull(item.key()));
        if (record == null) {
          set(item, new Stale(null));
          continue;
        }
        Row row = shaped.row(record);
        boolean asSeen =
            switch (item.write) {
              case Write.Insert i -> true;
              case Write.Update u -> u.asSeen().test(row);
              case Write.Delete d -> d.asSeen().test(row);
            };
        if (asSeen) {
          item.before = row;
          item.version = shaped.version(record);
          left.add(item);
        } else {
          set(item, new Stale(row));
        }
      }
      return left;
    }

    @Override
    Request request(Call call, List<Item> items) {
      Item first = items.getFirst();
      boolean marked =
          first.write instanceof Write.Insert && catalog.hasOperationField(first.shaped.object());
      Requests requests = new Requests(call, batch, description, marked);
      return new Request() {
        @Override
        public Answer send() throws AnswerLost, Unreached {
          return conversation.tell(requests.of(items));
        }

        @Override
        public void settle(Answer answer) throws AnswerLost {
          requests.settle(items, answer, reads, ToApplication.this);
        }

        @Override
        public void drop() {}
      };
    }

    @Override
    WriteOutcome refused(Item item, Errors.Refusal refusal, Answer answer) {
      return Requests.outcome(item, refusal, conversation.application(), reads);
    }
  }
}
