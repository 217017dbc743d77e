package dev.syncline.engine.config;

import dev.syncline.engine.store.PostgresAddress;
import java.util.Optional;

/**
 * That the state is kept in a database, and where.
 *
 * @param address nothing where that is said, but not in a way that can be understood: state that is
 *     elsewhere must not be taken for none
 */
public record StateConfig(Position at, Optional<PostgresAddress> address) {}
