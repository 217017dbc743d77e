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
 */
public record ConnectionText(
    String name,
    ConnectionConfig.Type type,
    String url,
    Optional<String> user,
    Optional<String> password) {}
