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
import org.jspecify.annotations.Nullable;

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
    @Nullable WriteOutcome[] outcomes = new WriteOutcome[batch.writes().size()];
    Sender sender = new Sender(batch, outcomes);
    for (List<Item> chunk : outgoing.chunks(sound(batch, outcomes))) {
      sender.send(chunk);
    }
    List<WriteOutcome> all = new ArrayList<>(outcomes.length);
    for (WriteOutcome outcome : outcomes) {
      all.add(Objects.requireNonNull(outcome));
    }
    return all;
  }

  /** What can be sent; the rest gets its outcome. */
  private List<Item> sound(WriteBatch batch, @Nullable WriteOutcome[] outcomes) {
    Map<Shape, Shaped> shapes = new IdentityHashMap<>();
    Set<String> operations = new HashSet<>();
    List<Item> sound = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
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
        outcomes[i] = refused;
      }
    }
    return sound;
  }

  /** Sends the chunks of one batch, one after the other. */
  private final class Sender {
    private final WriteBatch batch;
    private final @Nullable WriteOutcome[] outcomes;
    private boolean sent;

    /** What came in the way; nothing further is sent then. */
    private @Nullable WriteOutcome stopped;

    Sender(WriteBatch batch, @Nullable WriteOutcome[] outcomes) {
      this.batch = batch;
      this.outcomes = outcomes;
    }

    void send(List<Item> chunk) {
      if (stopped != null) {
        set(chunk, stopped);
        return;
      }
      List<Item> left =
          chunk.getFirst().write instanceof Write.Insert ? unsent(chunk) : asSeen(chunk);
      if (!left.isEmpty()) {
        attempt(left);
      }
    }

    private void set(List<Item> items, WriteOutcome outcome) {
      items.forEach(i -> outcomes[i.index] = outcome);
    }

    /** Inserts that were surely not sent before. */
    private List<Item> unsent(List<Item> chunk) {
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
          outcomes[item.index] = new Applied(null, row);
        }
      }
      return left;
    }

    /** Updates and deletes whose records are what the decision saw, read just now. */
    private List<Item> asSeen(List<Item> chunk) {
      Shaped shaped = chunk.getFirst().shaped;
      var records =
          reads.records(shaped, chunk.stream().map(i -> Objects.requireNonNull(i.key())).toList());
      List<Item> left = new ArrayList<>();
      for (Item item : chunk) {
        var record = records.get(Objects.requireNonNull(item.key()));
        if (record == null) {
          outcomes[item.index] = new Stale(null);
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
          outcomes[item.index] = new Stale(row);
        }
      }
      return left;
    }

    private void attempt(List<Item> items) {
      if (stopped != null) {
        set(items, stopped);
        return;
      }
      Item first = items.getFirst();
      Requests requests =
          new Requests(
              Objects.requireNonNull(outgoing.call(first)),
              batch,
              description,
              first.write instanceof Write.Insert
                  && catalog.hasOperationField(first.shaped.object()));
      Answer answer;
      try {
        answer = conversation.tell(requests.of(items));
        sent = true;
      } catch (AnswerLost e) {
        sent = true;
        set(items, new WriteOutcome.Unknown(first.subject() + ": " + e.getMessage()));
        stopped = retry(first, "not sent, for the answer before it was lost");
        return;
      } catch (Unreached e) {
        if (!sent) {
          throw conversation.unreached("writing " + first.shaped.object(), e);
        }
        stopped = retry(first, "cannot be reached (" + e.getMessage() + ")");
        set(items, stopped);
        return;
      }
      if (Objects.requireNonNull(outgoing.call(first)).expects(answer.status())) {
        settle(items, requests, answer);
      } else {
        refused(items, answer);
      }
    }

    private WriteOutcome.Retry retry(Item item, String why) {
      return new WriteOutcome.Retry(
          item.shaped.object() + ": " + conversation.application() + " " + why,
          description.retry().first().length());
    }

    private void settle(List<Item> items, Requests requests, Answer answer) {
      try {
        requests.settle(items, answer, reads, outcomes);
      } catch (AnswerLost e) {
        set(items, new WriteOutcome.Unknown(items.getFirst().subject() + ": " + e.getMessage()));
        stopped = retry(items.getFirst(), "not sent, for the answer before it was lost");
      }
    }

    private void refused(List<Item> items, Answer answer) {
      var wait = conversation.wait(answer);
      if (wait != null) {
        stopped =
            new WriteOutcome.Retry(
                items.getFirst().shaped.object()
                    + ": "
                    + conversation.application()
                    + " asks to come back in "
                    + wait.toSeconds()
                    + " s",
                wait);
        set(items, stopped);
        return;
      }
      Errors.Refusal refusal = description.errors().in(answer.status(), answer.json()).getFirst();
      if (refusal.meaning() == Errors.Meaning.LOGIN) {
        throw conversation.refused("writing " + items.getFirst().shaped.object(), answer);
      }
      if (items.size() > 1) {
        int half = items.size() / 2;
        attempt(items.subList(0, half));
        attempt(items.subList(half, items.size()));
        return;
      }
      Item item = items.getFirst();
      outcomes[item.index] = Requests.outcome(item, refusal, conversation.application(), reads);
    }
  }
}
