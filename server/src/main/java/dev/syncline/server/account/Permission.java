package dev.syncline.server.account;

import static dev.syncline.server.account.Permission.Reach.PERSON;
import static dev.syncline.server.account.Permission.Reach.SERVER;
import static dev.syncline.server.account.Permission.Reach.SYNC;

import java.util.Locale;

/** One thing that may be allowed. Whatever pages and programs can do needs exactly one of these. */
public enum Permission {
  /** Read all about a sync: its state, runs, plans, reviews, due records, journal and messages. */
  SEE(SYNC),
  /** Compare, and write nothing: plan, check, verify, preview. */
  PLAN(SYNC),
  /** Begin a run or a sequence, cancel one, retry what was refused, stop and start a sync. */
  RUN(SYNC),
  /** Change when a sync runs, and whom it tells. */
  SCHEDULE(SYNC),
  /** Try writes: a test import, one row by itself. */
  TEST(SYNC),
  /** Select what a plan writes, settle conflicts and held records, release pins. */
  REVIEW(SYNC),
  /** Let pass what a guard halted. */
  APPROVE(SYNC),
  /** Apply a plan that was reviewed, now or at a time, and cancel that. */
  APPLY(SYNC),
  /** Take back what a run did. */
  UNDO(SYNC),
  /** Send everything once more, or take everything for sent. */
  RESYNC(SYNC),
  /** Make, change and remove a sync's configuration, with a preview on real rows. */
  EDIT(SYNC),
  /** Erase one person's values from what is remembered. */
  ERASE(SYNC),
  /** Add, change, test and browse connections. */
  CONNECTIONS(SERVER),
  /** Add, change, disable and remove users, and give them links to set a password. */
  USERS(SERVER),
  /** See and revoke the tokens of others. */
  TOKENS(SERVER),
  /** Read the audit log. */
  AUDIT(SERVER),
  /** Change mail, retention, keys and all else that is the server's. */
  SETTINGS(SERVER),
  /** Change one's own password, sessions and tokens. */
  OWN_ACCOUNT(PERSON);

  /** What a permission is about. */
  public enum Reach {
    /** One sync: a token may be limited to some. */
    SYNC,
    /** The server as a whole: nothing for a token that is limited to some syncs. */
    SERVER,
    /** A person: nothing for any token. */
    PERSON
  }

  private final Reach reach;

  Permission(Reach reach) {
    this.reach = reach;
  }

  /** What it is about. */
  public Reach reach() {
    return reach;
  }

  /** Its name in the manual, such as {@code own account}. */
  public String words() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
