/**
 * Relational databases through JDBC. {@link dev.syncline.connect.jdbc.JdbcConnector} is the one
 * connector; what differs from database to database is its {@code Dialect}: a class of SQL texts
 * and of limits, beside a mapping of the database's types.
 *
 * <p>To read it: {@code Dialect}, then {@code Catalog} (what is there), {@code Selection} and
 * {@code Reads} (observing), {@code WritePath} and {@code Changes} (writing), {@code Failure} and
 * {@code Refusals} (what an error means).
 */
@NullMarked
package dev.syncline.connect.jdbc;

import org.jspecify.annotations.NullMarked;
