package dev.syncline.core.plan;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.model.Key;

/** Translates foreign keys from one side to the other through the links of the parent's task. */
@FunctionalInterface
public interface References {

  /** What the parent that {@code from} calls {@code key} is on the other side. */
  Parent translate(RelationRule rule, Side from, Key key);

  /** A parent seen from the other side. */
  sealed interface Parent {
    /** It is there, under this key. */
    record Linked(Key other) implements Parent {}

    /** It is not there yet, and is to be created; its key is not known yet. */
    record Planned() implements Parent {}

    /** It is not there, and is itself held. */
    record Held() implements Parent {}

    /** It has no counterpart, and none is planned. */
    record Missing() implements Parent {}

    /** It is not even on the side that refers to it. */
    record Gone() implements Parent {}
  }
}
