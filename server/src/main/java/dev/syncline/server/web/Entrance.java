package dev.syncline.server.web;

import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Secret;
import dev.syncline.server.account.User;
import io.javalin.config.Key;
import io.javalin.http.Context;
import java.util.Optional;

/** Lets people in who were found to be who they say, each time with a new session. */
public final class Entrance {
  static final Key<Entrance> KEY = new Key<>("syncline.entrance");

  private final Accounts accounts;
  private final Cookies cookies;

  Entrance(Accounts accounts, Cookies cookies) {
    this.accounts = accounts;
    this.cookies = cookies;
  }

  /** That of the server which answers this request. */
  public static Entrance of(Context request) {
    return request.appData(KEY);
  }

  /** Begins a session of a user, which the browser has from this answer on. */
  public void begin(Context request, User user) {
    String agent = Optional.ofNullable(request.userAgent()).orElse("");
    Secret session = accounts.sessions().begin(user, cookies.address(request), agent);
    cookies.begin(request, session.text());
  }
}
