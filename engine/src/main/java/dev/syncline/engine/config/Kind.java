package dev.syncline.engine.config;

import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Mode;

/**
 * What a sync in one direction sends, and how; a task may say otherwise than its sync.
 *
 * @param type what a row stands for
 * @param mode which operations are made of it
 * @param nulls whether a null of the side that is read is written to the other
 */
public record Kind(Type type, Mode mode, Nulls nulls) {
  /** What holds where neither sync nor task says anything. */
  static final Kind DEFAULT = new Kind(Type.OBJECT, Mode.UPSERT, Nulls.SEND);

  /** One side is made like the other. */
  static final Kind MIRROR = new Kind(Type.OBJECT, Mode.MIRROR, Nulls.SEND);

  /** What a row of the side that is read stands for. */
  public enum Type {
    /** A record that is kept up to date. */
    OBJECT,
    /** Something that happened: written once, whatever becomes of the row. */
    EVENT,
    /** A member of a list: added when the row comes, removed when it leaves. */
    LIST
  }

  /** What becomes of a null. */
  public enum Nulls {
    /** It is written like any other value. */
    SEND,
    /** It overwrites nothing, and new records get their column's default. */
    SKIP
  }

  /** Whether a null is left out. */
  boolean skipsNulls() {
    return nulls == Nulls.SKIP;
  }

  /** What the type and the mode leave to be said about deletes, where nothing is said. */
  Settlement defaults(Settlement inherited) {
    boolean list = type == Type.LIST;
    boolean deletes = mode == Mode.UPSERT || mode == Mode.MIRROR;
    return inherited.with(
        deletes ? Deletes.PROPAGATE : Deletes.KEEP,
        list ? DeleteConflicts.DELETE_WINS : inherited.deleteConflicts());
  }
}
