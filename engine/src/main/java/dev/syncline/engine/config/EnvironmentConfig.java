package dev.syncline.engine.config;

import java.util.Optional;

/**
 * One environment of an application, such as its test system: a database, and perhaps a tree of
 * files beside it.
 *
 * @param at where it is configured
 * @param name its name, by which screens call it
 * @param connection its database
 * @param files the connection of its files
 */
public record EnvironmentConfig(Position at, String name, Name connection, Optional<Name> files) {}
