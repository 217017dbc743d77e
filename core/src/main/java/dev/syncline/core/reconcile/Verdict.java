package dev.syncline.core.reconcile;

import dev.syncline.core.Side;
import java.util.List;

/** What is done about a linked record, or about two records that were just matched. */
public sealed interface Verdict {

  /** Both sides hold it: field by field, in rule order. */
  record Fields(List<FieldVerdict> fields) implements Verdict {
    public Fields {
      fields = List.copyOf(fields);
    }
  }

  /** It was deleted on the other side and is deleted here too. */
  record Delete(Side on, String rule) implements Verdict {}

  /** It was deleted on the other side; its mapped fields are emptied here. */
  record ClearFields(Side on) implements Verdict {}

  /** It is gone on {@code on} and comes back there from the other side. */
  record Restore(Side on, String rule) implements Verdict {}

  /** It was deleted on {@code gone}; the other side keeps it, and the link remembers why. */
  record Keep(Side gone, String rule) implements Verdict {}

  /**
   * A side holds it out of the task's scope. Nothing happens to it; the link stays, and with it
   * what was agreed on, until both sides hold it within scope again.
   */
  record SetAside() implements Verdict {}

  /** It is gone on both sides, or nothing of it is left to this task: the link is forgotten. */
  record Unlink(String rule) implements Verdict {}

  /** One side deleted what the other edited, and a person has to decide. */
  record DeleteConflict(Side gone) implements Verdict {}

  /** A side could not be read: nothing happens, and it stays due. */
  record Unreadable(Side on) implements Verdict {}
}
