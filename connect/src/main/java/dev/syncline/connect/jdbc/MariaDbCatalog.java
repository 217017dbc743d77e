package dev.syncline.connect.jdbc;

/** The questions to the catalog of MariaDB and MySQL. */
final class MariaDbCatalog {
  private MariaDbCatalog() {}

  private static final String OBJECTS =
      """
      SELECT t.TABLE_SCHEMA, t.TABLE_NAME,
             CASE WHEN t.TABLE_TYPE LIKE '%VIEW' THEN 'it is a view'
                  WHEN e.TRANSACTIONS IS NULL OR e.TRANSACTIONS <> 'YES'
                  THEN CONCAT('its storage engine ', t.ENGINE, ' has no transactions') END
      FROM information_schema.TABLES t
      LEFT JOIN information_schema.ENGINES e ON e.ENGINE = t.ENGINE
      WHERE t.TABLE_SCHEMA = DATABASE() AND t.TABLE_NAME NOT LIKE 'syncline\\_%'
        AND t.TABLE_TYPE <> 'SEQUENCE'
      """;

  /** In MariaDB, JSON is text that is checked by json_valid. */
  private static String columns(boolean mysql) {
    String json =
        mysql
            ? "false"
            : """
              c.DATA_TYPE = 'longtext' AND EXISTS (
                SELECT * FROM information_schema.CHECK_CONSTRAINTS k
                WHERE k.CONSTRAINT_SCHEMA = c.TABLE_SCHEMA AND k.TABLE_NAME = c.TABLE_NAME
                  AND k.CHECK_CLAUSE = CONCAT('json_valid(`', REPLACE(c.COLUMN_NAME, '`', '``'), '`)'))
              """;
    return """
        SELECT c.COLUMN_NAME, c.DATA_TYPE, c.COLUMN_TYPE, c.CHARACTER_MAXIMUM_LENGTH,
               c.NUMERIC_PRECISION, c.NUMERIC_SCALE, c.DATETIME_PRECISION, c.CHARACTER_SET_NAME,
               c.COLLATION_NAME, c.IS_NULLABLE = 'YES', c.COLUMN_DEFAULT, c.EXTRA,
        """
        + json
        + " AS is_json, "
        // MySQL writes a default that is no expression without quotes.
        + (mysql ? "c.EXTRA NOT LIKE '%DEFAULT\\\\_GENERATED%'" : "false")
        + """
         AS is_constant
        FROM information_schema.COLUMNS c
        WHERE c.TABLE_SCHEMA = ? AND c.TABLE_NAME = ?
        ORDER BY c.ORDINAL_POSITION
        """;
  }

  /** Keys of a part of a column, and of expressions, are no keys of columns. */
  private static final String KEYS =
      """
      SELECT s.INDEX_NAME, s.INDEX_NAME = 'PRIMARY',
             s.COLLATION_NAME IS NULL OR s.COLLATION_NAME LIKE '%\\_bin'
               OR s.COLLATION_NAME LIKE '%\\_cs' OR s.COLLATION_NAME = 'binary',
             s.COLUMN_NAME,
             coalesce(s.COLLATION_NAME <> 'binary' AND s.COLLATION_NAME NOT LIKE '%\\_nopad\\_%'
               AND s.COLLATION_NAME NOT LIKE '%\\_0900\\_%', false)
      FROM (SELECT s.INDEX_NAME, s.COLUMN_NAME, s.SEQ_IN_INDEX, c.COLLATION_NAME,
                   MAX(s.SUB_PART IS NOT NULL OR s.COLUMN_NAME IS NULL)
                     OVER (PARTITION BY s.INDEX_NAME) AS partly
            FROM information_schema.STATISTICS s
            LEFT JOIN information_schema.COLUMNS c
              ON c.TABLE_SCHEMA = s.TABLE_SCHEMA AND c.TABLE_NAME = s.TABLE_NAME
              AND c.COLUMN_NAME = s.COLUMN_NAME
            WHERE s.TABLE_SCHEMA = ? AND s.TABLE_NAME = ? AND s.NON_UNIQUE = 0) s
      WHERE partly = 0
      ORDER BY s.INDEX_NAME <> 'PRIMARY', s.INDEX_NAME, s.SEQ_IN_INDEX
      """;

  private static final String FOREIGN_KEYS =
      """
      SELECT k.CONSTRAINT_NAME, k.COLUMN_NAME, k.REFERENCED_TABLE_SCHEMA,
             k.REFERENCED_TABLE_NAME, k.REFERENCED_COLUMN_NAME, r.DELETE_RULE = 'CASCADE', false
      FROM information_schema.KEY_COLUMN_USAGE k
      JOIN information_schema.REFERENTIAL_CONSTRAINTS r
        ON r.CONSTRAINT_SCHEMA = k.CONSTRAINT_SCHEMA AND r.TABLE_NAME = k.TABLE_NAME
        AND r.CONSTRAINT_NAME = k.CONSTRAINT_NAME
      WHERE k.TABLE_SCHEMA = ? AND k.TABLE_NAME = ? AND k.REFERENCED_TABLE_NAME IS NOT NULL
      ORDER BY k.CONSTRAINT_NAME, k.ORDINAL_POSITION
      """;

  /**
   * Whether triggers could alter a row (whoever has not the right to make triggers does not see
   * them either), and whether LOAD DATA is allowed and numbers its rows without gaps.
   */
  static final String BULK_ROADS =
      """
      SELECT EXISTS (SELECT * FROM information_schema.TRIGGERS
                     WHERE EVENT_OBJECT_SCHEMA = ? AND EVENT_OBJECT_TABLE = ?)
        OR NOT (
          EXISTS (SELECT * FROM information_schema.USER_PRIVILEGES
                  WHERE PRIVILEGE_TYPE = 'TRIGGER' AND GRANTEE = me.grantee)
          OR EXISTS (SELECT * FROM information_schema.SCHEMA_PRIVILEGES
                     WHERE PRIVILEGE_TYPE = 'TRIGGER' AND GRANTEE = me.grantee
                       AND DATABASE() LIKE TABLE_SCHEMA)),
        @@local_infile AND @@innodb_autoinc_lock_mode < 2 AND @@auto_increment_increment = 1
      FROM (SELECT CONCAT("'", REPLACE(CURRENT_USER(), '@', "'@'"), "'") AS grantee) me
      """;

  /** Triggers first, which need the tables. */
  static final String MADE =
      """
      SELECT CONCAT('trigger ', TRIGGER_NAME, ' on ', EVENT_OBJECT_TABLE), 'TRIGGER', TRIGGER_NAME,
             1 AS place
      FROM information_schema.TRIGGERS
      WHERE TRIGGER_SCHEMA = ? AND TRIGGER_NAME LIKE 'syncline\\_%'
      UNION ALL
      SELECT CONCAT('table ', TABLE_NAME,
                    CASE TABLE_COMMENT WHEN '' THEN '' ELSE CONCAT(': ', TABLE_COMMENT) END),
             'TABLE', TABLE_NAME, 2
      FROM information_schema.TABLES
      WHERE TABLE_SCHEMA = ? AND TABLE_NAME LIKE 'syncline\\_%'
      ORDER BY 4, 3
      """;

  static CatalogQueries queries(boolean mysql) {
    return new CatalogQueries(OBJECTS, columns(mysql), KEYS, FOREIGN_KEYS);
  }
}
