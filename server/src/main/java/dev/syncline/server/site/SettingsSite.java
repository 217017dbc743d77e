package dev.syncline.server.site;

import io.javalin.config.RoutesConfig;

/** The pages of the settings: one's own account, users, tokens, the audit log, the server. */
final class SettingsSite {
  private final AccountSite account;
  private final TokenSite tokens;
  private final UserSite users;
  private final AuditSite audit;
  private final ServerSite server;

  SettingsSite(Desk desk) {
    this.account = new AccountSite(desk);
    this.tokens = new TokenSite(desk);
    this.users = new UserSite(desk);
    this.audit = new AuditSite(desk);
    this.server = new ServerSite(desk);
  }

  void ways(RoutesConfig routes) {
    account.ways(routes);
    tokens.ways(routes);
    users.ways(routes);
    audit.ways(routes);
    server.ways(routes);
  }
}
