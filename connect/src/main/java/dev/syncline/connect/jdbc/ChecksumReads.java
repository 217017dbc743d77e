package dev.syncline.connect.jdbc;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.jdbc.ChecksumQueries.Rendering;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** {@link Checksums} of a relational database. */
final class ChecksumReads implements Checksums {
  private final Sessions sessions;
  private final Dialect dialect;
  private final Catalog catalog;
  private final Reads reads;
  private final ChecksumQueries queries;

  ChecksumReads(
      Sessions sessions, Dialect dialect, Catalog catalog, Reads reads, ChecksumQueries queries) {
    this.sessions = sessions;
    this.dialect = dialect;
    this.catalog = catalog;
    this.reads = reads;
    this.queries = queries;
  }

  @Override
  public List<Way> ways() {
    return queries.ways();
  }

  @Override
  public Optional<String> obstacle(Digest digest) {
    Table table = catalog.table(digest.object());
    if (table.query() != null) {
      return Optional.of(table.shown() + " is a model, which would be asked more than once");
    }
    for (Field field : digest.fields()) {
      TableColumn column = table.column(field.column());
      if (queries.rendering(digest.way(), column, field) == null) {
        return Optional.of(
            column.name() + " (" + column.column().nativeType() + ") has no checksum there");
      }
    }
    return Optional.empty();
  }

  @Override
  public List<Sum> sums(Digest digest) {
    Table table = catalog.table(digest.object());
    Expressions expressions = new Expressions(table, digest);
    String query =
        "SELECT "
            + expressions.segment()
            + ", count(*), sum("
            + queries.digest(digest.way(), expressions.renderings)
            + "), max("
            + expressions.doubt()
            + ") FROM "
            + dialect.table(table.name())
            + " GROUP BY 1";
    try {
      return sessions.ask(connection -> sums(connection, query));
    } catch (SQLException e) {
      throw sessions.error("reading", table.name(), e);
    }
  }

  private List<Sum> sums(Connection connection, String query) throws SQLException {
    List<Sum> sums = new ArrayList<>();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement();
        ResultSet row = queries.ask(statement, query)) {
      while (row.next()) {
        // The whole sum; its low 64 bits are the same with signed digests and without a sign.
        long sum = row.getBigDecimal(3).toBigInteger().longValue();
        sums.add(new Sum(row.getInt(1), row.getLong(2), sum, row.getInt(4) != 0));
      }
    }
    connection.rollback();
    return sums;
  }

  @Override
  public RowStream rows(Shape shape, Digest digest, Collection<Integer> segments) {
    if (segments.isEmpty()) {
      return reads.stream(shape, "1 = 0");
    }
    Expressions expressions = new Expressions(catalog.table(digest.object()), digest);
    String list = segments.stream().map(String::valueOf).collect(Collectors.joining(", "));
    return reads.stream(shape, expressions.segment() + " IN (" + list + ")");
  }

  /** A digest in SQL. */
  private final class Expressions {
    private final Digest digest;
    private final List<String> renderings = new ArrayList<>();
    private final List<String> doubts = new ArrayList<>();
    private final boolean numbered;

    Expressions(Table table, Digest digest) {
      this.digest = digest;
      for (Field field : digest.fields()) {
        TableColumn column = table.column(field.column());
        Rendering rendering = queries.rendering(digest.way(), column, field);
        if (rendering == null) {
          throw new IllegalArgumentException("no checksum of " + column);
        }
        renderings.add(rendering.sql());
        if (rendering.doubt() != null) {
          doubts.add(rendering.doubt());
        }
        long limit = sessions.spec().bounds().valueBytes();
        String length = dialect.byteLength(column, dialect.quote(column.name()), limit);
        if (length != null) {
          doubts.add(length + " > " + limit);
        }
      }
      this.numbered =
          digest.key().size() == 1
              && digest.fields().get(digest.key().getFirst()).common() instanceof Type.Int;
    }

    String segment() {
      if (numbered) {
        String column = digest.fields().get(digest.key().getFirst()).column();
        return queries.segment(dialect.quote(column), digest.segments());
      }
      List<String> key = digest.key().stream().map(renderings::get).toList();
      return queries.segment(digest.way(), key, digest.segments());
    }

    String doubt() {
      return doubts.isEmpty()
          ? "0"
          : "CASE WHEN " + String.join(" OR ", doubts) + " THEN 1 ELSE 0 END";
    }
  }
}
