package dev.syncline.connect.app;

import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Sends the writes of one batch, one request after the other. What was refused together is sent
 * again in halves until it stands alone; when the system asks to come back later, cannot be reached
 * any more, or leaves an answer out, nothing further is sent.
 */
abstract class Sender {
  private final Conversation conversation;
  private final Description description;
  private final Outgoing outgoing;
  private final @Nullable WriteOutcome[] outcomes;
  private boolean sent;

  /** What came in the way; nothing further is sent then. */
  private WriteOutcome.@Nullable Retry stopped;

  Sender(Conversation conversation, Description description, Outgoing outgoing, WriteBatch batch) {
    this.conversation = conversation;
    this.description = description;
    this.outgoing = outgoing;
    this.outcomes = new WriteOutcome[batch.writes().size()];
  }

  /** One request for some writes. */
  interface Request {
    Answer send() throws AnswerLost, Unreached;

    /**
     * It was answered as expected: tells what became of each write.
     *
     * @throws AnswerLost if the answer does not say so
     */
    void settle(Answer answer) throws AnswerLost;

    /** Nothing was done. */
    void drop();
  }

  /** Inserts that were surely not sent before; the others get their outcomes. */
  abstract List<Item> unsent(List<Item> chunk);

  /** Updates and deletes whose records are what the decision saw; the others get their outcomes. */
  abstract List<Item> asSeen(List<Item> chunk);

  abstract Request request(Call call, List<Item> items);

  /** What became of a write that was refused by itself. */
  abstract WriteOutcome refused(Item item, Errors.Refusal refusal, Answer answer);

  /** Tells what became of a write. */
  final void set(Item item, WriteOutcome outcome) {
    outcomes[item.index] = outcome;
  }

  private void set(List<Item> items, WriteOutcome outcome) {
    items.forEach(item -> set(item, outcome));
  }

  /** Sends what of the batch can be sent, and gives the outcomes of all of it. */
  final List<WriteOutcome> send(List<Item> sound) {
    Duration left = conversation.silence();
    if (left != null && !sound.isEmpty()) {
      stopped = later(sound.getFirst(), left).unsent();
    }
    for (List<Item> chunk : outgoing.chunks(sound)) {
      sendOne(chunk);
    }
    List<WriteOutcome> all = new ArrayList<>(outcomes.length);
    for (WriteOutcome outcome : outcomes) {
      all.add(Objects.requireNonNull(outcome));
    }
    return all;
  }

  private void sendOne(List<Item> chunk) {
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

  private void attempt(List<Item> items) {
    if (stopped != null) {
      set(items, stopped);
      return;
    }
    Item first = items.getFirst();
    Call call = Objects.requireNonNull(outgoing.call(first));
    Request request = request(call, items);
    try {
      Answer answer = request.send();
      sent = true;
      if (call.expects(answer.status())) {
        request.settle(answer);
      } else {
        request.drop();
        refused(items, answer);
      }
    } catch (AnswerLost e) {
      sent = true;
      set(items, new WriteOutcome.Unknown(first.subject() + ": " + e.getMessage()));
      stopped = retry(first, "not sent, for the answer before it was lost").unsent();
    } catch (Unreached e) {
      request.drop();
      if (!sent) {
        throw conversation.unreached("writing " + first.shaped.object(), e);
      }
      stopped = retry(first, "cannot be reached (" + e.getMessage() + ")").unsent();
      set(items, stopped);
    }
  }

  private WriteOutcome.Retry retry(Item item, String why) {
    return new WriteOutcome.Retry(
        item.shaped.object() + ": " + conversation.application() + " " + why,
        description.retry().first().length());
  }

  private WriteOutcome.Retry later(Item item, Duration wait) {
    return new WriteOutcome.Retry(
        item.shaped.object()
            + ": "
            + conversation.application()
            + " asks to come back in "
            + wait.toSeconds()
            + " s",
        wait);
  }

  private void refused(List<Item> items, Answer answer) {
    Item first = items.getFirst();
    Duration wait = conversation.wait(answer);
    if (wait != null) {
      conversation.keepSilent(wait);
      WriteOutcome.Retry later = later(first, wait);
      set(items, later);
      stopped = later.unsent();
      return;
    }
    Errors.Refusal refusal = description.errors().in(answer.status(), answer.json()).getFirst();
    if (refusal.meaning() == Errors.Meaning.LOGIN) {
      throw conversation.refused("writing " + first.shaped.object(), answer);
    }
    if (items.size() > 1) {
      int half = items.size() / 2;
      attempt(items.subList(0, half));
      attempt(items.subList(half, items.size()));
    } else {
      set(first, refused(first, refusal, answer));
    }
  }
}
