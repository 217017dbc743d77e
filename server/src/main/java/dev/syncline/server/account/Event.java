package dev.syncline.server.account;

import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What was done, for the audit log. Nothing of it may be a secret or a value of a record.
 *
 * @param about what it was done to where that is no sync: a user, a token, a connection, a secret
 * @param sync the sync's name, or null
 * @param record the record's key, or null
 * @param detail in words of the program's own, such as {@code role viewer → admin}, or null
 */
public record Event(
    Action action,
    @Nullable String about,
    @Nullable String sync,
    @Nullable String record,
    Outcome outcome,
    @Nullable String detail) {

  /** What may be done. */
  public enum Action {
    LOGIN,
    LOGOUT,
    FIRST_ADMINISTRATOR,
    LINK_MADE,
    PASSWORD_CHANGED,
    SESSIONS_ENDED,
    USER_ADDED,
    USER_CHANGED,
    USER_REMOVED,
    TOKEN_MADE,
    TOKEN_REVOKED,
    SECRET_STORED,
    SECRET_REMOVED,
    KEY_CHANGED,
    AUDIT_FORGOTTEN,
    PLAN,
    RUN,
    CANCEL,
    STOP,
    START,
    SCHEDULE,
    TEST,
    REVIEW,
    APPROVE,
    APPLY,
    UNDO,
    RESYNC,
    EDIT,
    ERASE,
    CONNECTION_CHANGED,
    CONNECTION_USED,
    SETTINGS_CHANGED,
    REQUEST;

    /** Its name in the store and for programs, such as {@code user added}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /** What became of it. */
  public enum Outcome {
    /** It was asked for, and what becomes of it is another line. */
    BEGUN,
    DONE,
    /** It was not allowed. */
    REFUSED,
    /** It was tried and could not be done. */
    FAILED;

    /** Its name in the store and for programs. */
    public String word() {
      return name().toLowerCase(Locale.ROOT);
    }
  }

  /** Something that was done to a user, a token, a connection or a secret; null for the server. */
  public static Event about(Action action, @Nullable String about) {
    return new Event(action, about, null, null, Outcome.DONE, null);
  }

  /** Something that was done to a sync; to none in particular if the name is empty. */
  public static Event sync(Action action, String sync) {
    return new Event(action, null, sync.isEmpty() ? null : sync, null, Outcome.DONE, null);
  }

  /** The same, done to one record. */
  public Event record(String key) {
    return new Event(action, about, sync, key, outcome, detail);
  }

  /** The same with another outcome. */
  public Event with(Outcome other) {
    return new Event(action, about, sync, record, other, detail);
  }

  /** The same with a detail. */
  public Event detail(String words) {
    return new Event(action, about, sync, record, outcome, words);
  }
}
