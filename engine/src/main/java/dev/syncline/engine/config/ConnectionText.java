package dev.syncline.engine.config;

import java.util.Optional;

/**
 * A connection as it is to be written into a configuration.
 *
 * @param name its name
 * @param type what kind of system
 * @param url its JDBC URL
 * @param user the account
 * @param password what to write for the password: <code>${CRM_PASSWORD}</code>, never the password
 * @param application the application's name where that is the type; empty for a database
 * @param token what to write for the token, likewise
 */
public record ConnectionText(
    String name,
    ConnectionConfig.Type type,
    String url,
    Optional<String> user,
    Optional<String> password,
    String application,
    Optional<String> token) {

  /** A database. */
  public ConnectionText(
      String name,
      ConnectionConfig.Type type,
      String url,
      Optional<String> user,
      Optional<String> password) {
    this(name, type, url, user, password, "", Optional.empty());
  }

  /** The word for its type. */
  String word() {
    return application.isEmpty() ? type.word() : application;
  }
}
