package dev.syncline.connect.jdbc;

/** The questions to PostgreSQL's catalog. */
final class PostgresCatalog {
  private PostgresCatalog() {}

  private static final String OBJECTS =
      """
      SELECT n.nspname, c.relname,
             CASE WHEN c.relkind IN ('v', 'm') THEN 'it is a view'
                  WHEN c.relkind = 'f' THEN 'it is a foreign table' END
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE c.relkind IN ('r', 'p', 'v', 'm', 'f') AND NOT c.relispartition
        AND n.nspname NOT LIKE 'pg\\_%' AND n.nspname NOT IN ('information_schema', 'syncline')
        AND c.relpersistence <> 't'
        AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.classid = 'pg_class'::regclass
                        AND d.objid = c.oid AND d.deptype = 'e')
      """;

  /** A type behind domains is found by walking down to what they are made of. */
  private static final String TYPES =
      """
      JOIN LATERAL (
        WITH RECURSIVE down(typ, typmod) AS (
          SELECT a.atttypid, a.atttypmod
          UNION ALL
          SELECT y.typbasetype, y.typtypmod FROM down JOIN pg_type y ON y.oid = down.typ
          WHERE y.typtype = 'd')
        SELECT typ, typmod FROM down JOIN pg_type y ON y.oid = down.typ WHERE y.typtype <> 'd'
      ) b ON true
      JOIN pg_type t ON t.oid = b.typ
      LEFT JOIN pg_type et ON et.oid = t.typelem
      """;

  private static final String LABELS =
      """
      (SELECT array_agg(e.enumlabel ORDER BY e.enumsortorder)
       FROM pg_enum e WHERE e.enumtypid IN (t.oid, t.typelem))
      """;

  private static final String COLUMNS =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.typ, NULL),
             t.typname, t.typtype, b.typmod, NOT a.attnotnull, a.attidentity, a.attgenerated,
             pg_get_expr(d.adbin, d.adrelid),
             CASE WHEN a.attidentity <> ''
                  THEN quote_literal(pg_get_serial_sequence(
                         format('%%I.%%I', n.nspname, c.relname), a.attname)) || '::regclass'
                  ELSE substring(pg_get_expr(d.adbin, d.adrelid)
                                 from '^nextval\\((''.*''::regclass)\\)$') END,
             %s,
             et.typname, et.typtype, t.typcategory = 'A',
             CASE WHEN co.collname IS NULL THEN true
                  WHEN co.collname = 'default'
                  THEN coalesce(to_jsonb(db) ->> 'datlocprovider', 'c') = 'b'
                       OR (coalesce(to_jsonb(db) ->> 'datlocprovider', 'c') = 'c'
                           AND db.datcollate IN ('C', 'POSIX'))
                  ELSE co.collprovider = 'b' OR to_jsonb(co) ->> 'collcollate' IN ('C', 'POSIX') END
      FROM pg_attribute a
      JOIN pg_class c ON c.oid = a.attrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      %s
      LEFT JOIN pg_attrdef d ON d.adrelid = a.attrelid AND d.adnum = a.attnum
      LEFT JOIN pg_collation co ON co.oid = a.attcollation
      JOIN pg_database db ON db.datname = current_database()
      WHERE n.nspname = ? AND c.relname = ? AND a.attnum > 0 AND NOT a.attisdropped
      ORDER BY a.attnum
      """
          .formatted(LABELS, TYPES);

  /** The same of columns of a query: names, names of types, and modifiers are its parameters. */
  static final String QUERIED =
      """
      SELECT a.attname, format_type(a.atttypid, a.atttypmod), format_type(b.typ, NULL),
             t.typname, t.typtype, b.typmod, true, '', '', NULL, NULL,
             %s,
             et.typname, et.typtype, t.typcategory = 'A', false
      FROM (SELECT q.attname, to_regtype(q.typname)::oid AS atttypid, q.atttypmod, q.attnum
            FROM unnest(?::text[], ?::text[], ?::int[])
              WITH ORDINALITY AS q(attname, typname, atttypmod, attnum)) a
      %s
      ORDER BY a.attnum
      """
          .formatted(LABELS, TYPES);

  private static final String KEYS =
      """
      SELECT x.relname, i.indisprimary,
             NOT EXISTS (SELECT FROM unnest(i.indcollation) o JOIN pg_collation l ON l.oid = o
                         WHERE NOT coalesce((to_jsonb(l) ->> 'collisdeterministic')::bool, true))
             AND t.typname <> 'citext',
             a.attname, false
      FROM pg_index i
      JOIN pg_class c ON c.oid = i.indrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class x ON x.oid = i.indexrelid
      JOIN LATERAL generate_series(1, coalesce((to_jsonb(i) ->> 'indnkeyatts')::int, i.indnatts)) p ON true
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = i.indkey[p - 1]
      JOIN pg_type t ON t.oid = a.atttypid
      WHERE n.nspname = ? AND c.relname = ? AND i.indisunique AND i.indisvalid
        AND i.indpred IS NULL AND i.indexprs IS NULL
      ORDER BY i.indisprimary DESC, x.relname, p
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT k.conname, a.attname, rn.nspname, r.relname, ra.attname, k.confdeltype = 'c',
             k.condeferrable
      FROM pg_constraint k
      JOIN pg_class c ON c.oid = k.conrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      JOIN pg_class r ON r.oid = k.confrelid
      JOIN pg_namespace rn ON rn.oid = r.relnamespace
      JOIN LATERAL generate_subscripts(k.conkey, 1) p ON true
      JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum = k.conkey[p]
      JOIN pg_attribute ra ON ra.attrelid = r.oid AND ra.attnum = k.confkey[p]
      WHERE n.nspname = ? AND c.relname = ? AND k.contype = 'f' AND k.conparentid = 0
      ORDER BY k.conname, p
      """;

  /** Whether a trigger or a rule of the user's may change what an insert stores. */
  static final String ALTERING =
      """
      SELECT EXISTS (SELECT FROM pg_trigger t WHERE t.tgrelid = c.oid AND NOT t.tgisinternal
                     AND t.tgenabled <> 'D'
                     AND NOT EXISTS (SELECT FROM pg_proc f
                                     JOIN pg_namespace s ON s.oid = f.pronamespace
                                     WHERE f.oid = t.tgfoid AND s.nspname = 'syncline')),
             EXISTS (SELECT FROM pg_rewrite r WHERE r.ev_class = c.oid AND r.rulename <> '_RETURN')
             OR c.relrowsecurity OR c.relkind <> 'r'
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = ? AND c.relname = ?
      """;

  /** Triggers first, then what they need. */
  static final String MADE =
      """
      SELECT format('trigger %I on %I.%I', t.tgname, n.nspname, c.relname),
             format('DROP TRIGGER %I ON %I.%I', t.tgname, n.nspname, c.relname), 1 AS place
      FROM pg_trigger t
      JOIN pg_proc f ON f.oid = t.tgfoid
      JOIN pg_namespace s ON s.oid = f.pronamespace
      JOIN pg_class c ON c.oid = t.tgrelid
      JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE s.nspname = 'syncline' AND NOT t.tgisinternal
      UNION ALL
      SELECT format('function %I.%I', s.nspname, f.proname),
             format('DROP FUNCTION %I.%I()', s.nspname, f.proname), 2
      FROM pg_proc f JOIN pg_namespace s ON s.oid = f.pronamespace
      WHERE s.nspname = 'syncline'
      UNION ALL
      SELECT format('table %I.%I (%s rows)', n.nspname, c.relname,
                    (xpath('/row/c/text()', query_to_xml(
                      format('SELECT count(*) AS c FROM %I.%I', n.nspname, c.relname),
                      false, true, '')))[1]::text)
               || coalesce(': ' || obj_description(c.oid, 'pg_class'), ''),
             format('DROP TABLE %I.%I', n.nspname, c.relname), 3
      FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
      WHERE n.nspname = 'syncline' AND c.relkind = 'r'
      UNION ALL
      SELECT format('publication %I', pubname), format('DROP PUBLICATION %I', pubname), 0
      FROM pg_publication WHERE starts_with(pubname, 'syncline_')
      UNION ALL
      SELECT format('replication slot %I', slot_name),
             format('SELECT pg_drop_replication_slot(%L)', slot_name), 0
      FROM pg_replication_slots
      WHERE database = current_database() AND starts_with(slot_name, 'syncline_')
      UNION ALL
      SELECT format('schema %I', nspname), format('DROP SCHEMA %I', nspname), 4
      FROM pg_namespace WHERE nspname = 'syncline'
      ORDER BY 3, 1
      """;

  static CatalogQueries queries() {
    return new CatalogQueries(OBJECTS, COLUMNS, KEYS, FOREIGN_KEYS);
  }
}
