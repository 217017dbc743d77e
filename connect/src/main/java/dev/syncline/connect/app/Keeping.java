package dev.syncline.connect.app;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.jdbc.Ledger;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** Finds in an endpoint's answer what was taken, and keeps that in the ledger. */
final class Keeping {
  private final Conversation conversation;
  private final Description description;
  private final Ledger ledger;

  Keeping(Conversation conversation, Description description, Ledger ledger) {
    this.conversation = conversation;
    this.description = description;
    this.ledger = ledger;
  }

  /**
   * Keeps in the ledger what a request wrote, by its answer.
   *
   * @return an outcome for each item, in their order
   * @throws AnswerLost if the answer does not say what has to be known
   */
  List<WriteOutcome> keep(Call call, WriteBatch batch, List<Item> items, Answer answer) {
    List<JsonNode> rows =
        call.rows() == null ? List.of() : Requests.rows(call.rows().in(answer.json()));
    Map<Integer, JsonNode> refused = call.refused(answer.json(), rows, items.size());
    boolean all = rows.size() == items.size();
    @Nullable WriteOutcome[] outcomes = new WriteOutcome[items.size()];
    List<Integer> done = new ArrayList<>();
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < outcomes.length; i++) {
      JsonNode said = refused.get(i);
      if (said == null) {
        int at = all ? i : done.size();
        writes.add(keyed(call, items.get(i), at < rows.size() ? rows.get(at) : null, answer));
        done.add(i);
      } else {
        Errors.Refusal refusal = description.errors().each(said);
        outcomes[i] =
            Requests.rejected(
                items.get(i),
                refusal,
                conversation.words(refusal, said),
                conversation.application());
      }
    }
    List<WriteOutcome> kept =
        writes.isEmpty()
            ? List.of()
            : ledger
                .rows()
                .write(
                    new WriteBatch(
                        batch.id(),
                        batch.store(),
                        batch.sync(),
                        batch.task(),
                        batch.token(),
                        false,
                        false,
                        writes));
    for (int i = 0; i < kept.size(); i++) {
      outcomes[done.get(i)] = kept.get(i);
    }
    return List.of(outcomes);
  }

  /** A new record goes into the ledger under the key that it has there. */
  private static Write keyed(Call call, Item item, @Nullable JsonNode row, Answer answer) {
    String name = item.shaped.key().name();
    if (!(item.write instanceof Write.Insert insert) || insert.columns().contains(name)) {
      return item.write;
    }
    Key key = item.keyAfter();
    if (key == null) {
      String told =
          call.keyIn() != null
              ? Requests.keyIn(call, row, answer)
              : row == null ? "" : row.path(name).asString("");
      key = told.isEmpty() ? null : item.shaped.keyOf(told);
    }
    if (key == null) {
      throw new AnswerLost("the answer does not say which key the record has");
    }
    List<String> columns = new ArrayList<>(insert.columns());
    List<@Nullable Object> given = new ArrayList<>(Arrays.asList(insert.values()));
    columns.add(name);
    given.add(key.parts()[0]);
    return new Write.Insert(
        insert.operation(), insert.shape(), columns, given.toArray(), insert.note());
  }
}
