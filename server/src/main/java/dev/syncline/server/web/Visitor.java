package dev.syncline.server.web;

import dev.syncline.server.account.Access;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Permission;
import dev.syncline.server.account.Sessions;
import dev.syncline.server.account.Token;
import io.javalin.http.Context;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Who asks in a request.
 *
 * @param caller the user, perhaps by a token
 * @param session the id of the session; null with a token
 * @param address from which it is asked
 */
public record Visitor(Caller caller, @Nullable String session, String address) {
  private static final String ATTRIBUTE = "syncline.visitor";

  /** Who asks in a request that needs somebody. */
  public static Visitor of(Context request) {
    return Objects.requireNonNull(find(request), "a way that needs nobody has no visitor");
  }

  /** Who asks; null if nobody is known. */
  public static @Nullable Visitor find(Context request) {
    return request.attribute(ATTRIBUTE);
  }

  void in(Context request) {
    request.attribute(ATTRIBUTE, this);
  }

  /** The same for the audit log. */
  public Actor actor() {
    return Actor.of(caller, address);
  }

  /** The name of the user. */
  public String name() {
    String shown = caller.user().profile().displayName();
    return shown.isBlank() ? caller.user().name() : shown;
  }

  /**
   * The address of the person, who is told what became of a run; an empty one where it is not
   * known. A program with a token is no person.
   */
  public Optional<String> person() {
    String email = caller.user().profile().email();
    return session == null ? Optional.empty() : Optional.of(email == null ? "" : email);
  }

  /** Whether this may be done to a sync. */
  public boolean may(Permission permission, String sync) {
    return Access.may(caller, permission, Access.On.sync(sync));
  }

  /** Whether this may be done at all. */
  public boolean may(Permission permission) {
    return Access.somewhere(caller, permission);
  }

  /** Whether all syncs may be seen, also those that will be added. */
  public boolean maySeeAll() {
    Token token = caller.token();
    return may(Permission.SEE) && (token == null || token.syncs().all());
  }

  /** What forms of the session's pages send back; empty with a token. */
  public String formToken() {
    return session == null ? "" : Sessions.formToken(session);
  }
}
