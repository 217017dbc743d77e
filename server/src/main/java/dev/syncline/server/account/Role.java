package dev.syncline.server.account;

import static dev.syncline.server.account.Permission.APPLY;
import static dev.syncline.server.account.Permission.APPROVE;
import static dev.syncline.server.account.Permission.OWN_ACCOUNT;
import static dev.syncline.server.account.Permission.PLAN;
import static dev.syncline.server.account.Permission.RESYNC;
import static dev.syncline.server.account.Permission.REVIEW;
import static dev.syncline.server.account.Permission.RUN;
import static dev.syncline.server.account.Permission.SCHEDULE;
import static dev.syncline.server.account.Permission.SEE;
import static dev.syncline.server.account.Permission.TEST;
import static dev.syncline.server.account.Permission.UNDO;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What a user is, from the one who may least to the one who may all. */
public enum Role {
  /** Looks on. */
  VIEWER(EnumSet.of(SEE, OWN_ACCOUNT)),
  /** Keeps syncs running. */
  OPERATOR(with(VIEWER, PLAN, RUN, SCHEDULE)),
  /** Decides what is written. */
  REVIEWER(with(OPERATOR, TEST, REVIEW, APPROVE, APPLY, UNDO, RESYNC)),
  /** Says what syncs are, and who may what. */
  ADMIN(EnumSet.allOf(Permission.class));

  private final Set<Permission> permissions;

  Role(Set<Permission> permissions) {
    this.permissions = permissions;
  }

  private static Set<Permission> with(Role less, Permission... more) {
    Set<Permission> all = EnumSet.copyOf(less.permissions);
    all.addAll(Set.of(more));
    return all;
  }

  boolean has(Permission permission) {
    return permissions.contains(permission);
  }

  /** The one of both that may less. */
  Role atMost(Role other) {
    return compareTo(other) <= 0 ? this : other;
  }

  /** Its name in the manual, in the store, and for programs, such as {@code viewer}. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** The role of this name, exactly as {@link #word} writes it. */
  public static Optional<Role> of(String word) {
    return Stream.of(values()).filter(role -> role.word().equals(word)).findFirst();
  }
}
