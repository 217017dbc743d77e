/**
 * Reads the replication logs of databases through Debezium's embedded engine. Optional: found by
 * {@link java.util.ServiceLoader} where its jars are on the class path.
 */
@NullMarked
package dev.syncline.log;

import org.jspecify.annotations.NullMarked;
