package dev.syncline.connect.jdbc;

/** The questions to SQLite's catalog. */
final class SqliteCatalog {
  private SqliteCatalog() {}

  private static final String OBJECTS =
      """
      SELECT '', name, CASE type WHEN 'view' THEN 'it is a view' END
      FROM pragma_table_list
      WHERE schema = 'main' AND type IN ('table', 'view', 'virtual')
        AND name NOT LIKE 'sqlite\\_%' ESCAPE '\\' AND name NOT LIKE 'syncline\\_%' ESCAPE '\\'
      """;

  /** An INTEGER PRIMARY KEY is the row's own number, unless the table has no such numbers. */
  private static final String COLUMNS =
      """
      SELECT c.name, c.type, c."notnull", c.dflt_value,
             c.pk = 1 AND upper(c.type) = 'INTEGER' AND l.wr = 0 AND l.type = 'table'
               AND (SELECT count(*) FROM pragma_table_xinfo(?2) k WHERE k.pk > 0) = 1,
             c.hidden IN (2, 3)
      FROM pragma_table_xinfo(?2) c
      JOIN pragma_table_list l ON l.schema = 'main' AND l.name = ?2 AND ?1 = ''
      WHERE c.hidden <> 1
      ORDER BY c.cid
      """;

  /** Names of collations stand as they were written, in any case. */
  private static final String KEYS =
      """
      SELECT 'primary', true, coalesce(coll, '') <> 'NOCASE', name, coalesce(coll, '') = 'RTRIM'
      FROM (
        SELECT c.name, (SELECT upper(x.coll)
                        FROM pragma_index_list(?2) i JOIN pragma_index_xinfo(i.name) x
                        WHERE i.origin = 'pk' AND x.key AND x.cid = c.cid) AS coll
        FROM pragma_table_xinfo(?2) c WHERE c.pk > 0 AND ?1 = '' ORDER BY c.pk)
      UNION ALL
      SELECT * FROM (
        SELECT i.name, false, upper(x.coll) <> 'NOCASE', x.name, upper(x.coll) = 'RTRIM'
        FROM pragma_index_list(?2) i JOIN pragma_index_xinfo(i.name) x
        WHERE i."unique" AND NOT i.partial AND i.origin <> 'pk' AND x.key
          AND NOT EXISTS (SELECT * FROM pragma_index_xinfo(i.name) e WHERE e.key AND e.cid < 0)
        ORDER BY i.name, x.seqno)
      """;

  /** Names of parents may be written in any case. */
  private static final String FOREIGN_KEYS =
      """
      SELECT 'foreign key ' || f.id, f."from", '',
             coalesce((SELECT name FROM pragma_table_list
                       WHERE schema = 'main' AND name = f."table" COLLATE NOCASE), f."table"),
             coalesce((SELECT name FROM pragma_table_xinfo(f."table")
                       WHERE name = f."to" COLLATE NOCASE), f."to"),
             f.on_delete = 'CASCADE', true
      FROM pragma_foreign_key_list(?2) f
      WHERE ?1 = ''
      ORDER BY f.id, f.seq
      """;

  static CatalogQueries queries() {
    return new CatalogQueries(OBJECTS, COLUMNS, KEYS, FOREIGN_KEYS);
  }
}
