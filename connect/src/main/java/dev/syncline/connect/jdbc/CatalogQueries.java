package dev.syncline.connect.jdbc;

/**
 * How a system is asked what there is in it. All but the first have the parameters schema and
 * table.
 *
 * @param objects rows of schema, name, and why it is read-only or null; Syncline's own tables left
 *     out
 * @param columns columns in declared order, for {@link Dialect#column}
 * @param keys rows of constraint name, whether it is the primary key, whether it tells upper from
 *     lower case, a column, and whether it overlooks spaces at a text's end; in key order, without
 *     partial keys and keys of expressions
 * @param foreignKeys rows of constraint name, column, referenced schema, referenced table,
 *     referenced column (null: the primary key's at the same place), whether it cascades deletes,
 *     whether it is deferrable
 */
record CatalogQueries(String objects, String columns, String keys, String foreignKeys) {}
