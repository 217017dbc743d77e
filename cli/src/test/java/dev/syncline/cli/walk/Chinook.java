package dev.syncline.cli.walk;

import dev.syncline.cli.walk.Table.Column;
import dev.syncline.cli.walk.Table.Kind;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * The eleven tables of the Chinook sample database, which has them in two spellings: {@code
 * InvoiceLine.InvoiceLineId} in SQLite and MariaDB, {@code invoice_line.invoice_line_id} in
 * PostgreSQL.
 */
enum Chinook {
  ARTIST("Artist", "ArtistId", "Name", "Name"),
  GENRE("Genre", "GenreId", "Name", "Name"),
  MEDIA_TYPE("MediaType", "MediaTypeId", "Name", "Name"),
  EMPLOYEE(
      "Employee",
      "EmployeeId",
      "Email",
      "LastName FirstName Title ReportsTo>Employee BirthDate@ HireDate@ Address City State Country"
          + " PostalCode Phone Fax Email"),
  CUSTOMER(
      "Customer",
      "CustomerId",
      "Email",
      "FirstName LastName Company Address City State Country PostalCode Phone Fax Email"
          + " SupportRepId>Employee"),
  ALBUM("Album", "AlbumId", "Title ArtistId", "Title ArtistId>Artist"),
  // An album may hold two songs of one name; their lengths tell them apart.
  TRACK(
      "Track",
      "TrackId",
      "Name AlbumId Milliseconds",
      "Name AlbumId>Album MediaTypeId>MediaType GenreId>Genre Composer Milliseconds# Bytes#"
          + " UnitPrice#"),
  INVOICE(
      "Invoice",
      "InvoiceId",
      "CustomerId InvoiceDate",
      "CustomerId>Customer InvoiceDate@ BillingAddress BillingCity BillingState BillingCountry"
          + " BillingPostalCode Total#"),
  INVOICE_LINE(
      "InvoiceLine",
      "InvoiceLineId",
      "InvoiceId TrackId",
      "InvoiceId>Invoice TrackId>Track UnitPrice# Quantity#"),
  PLAYLIST("Playlist", "PlaylistId", "Name", "Name"),
  PLAYLIST_TRACK("PlaylistTrack", "", "PlaylistId TrackId", "PlaylistId>Playlist TrackId>Track");

  private final String table;
  private final String id;
  private final List<String> key;
  private final List<Column> columns;

  /**
   * @param key what people know a record by
   * @param columns {@code >} leads to the table referred to, {@code @} marks times, {@code #}
   *     numbers
   */
  Chinook(String table, String id, String key, String columns) {
    this.table = table;
    this.id = id;
    this.key = List.of(key.split(" "));
    this.columns = new ArrayList<>();
    for (String column : columns.split(" ")) {
      String name = column.replaceAll("[>@#].*", "");
      @Nullable String parent =
          column.contains(">") ? column.substring(column.indexOf('>') + 1) : null;
      Kind kind =
          parent != null
              ? Kind.REFERENCE
              : column.endsWith("@") ? Kind.TIME : column.endsWith("#") ? Kind.NUMBER : Kind.TEXT;
      this.columns.add(new Column(name, name, kind, parent));
    }
  }

  String table(ChinookDatabase database) {
    return database.spelled(table);
  }

  /** The generated key's column; empty where there is none. */
  String id() {
    return id;
  }

  List<Column> columns() {
    return columns;
  }

  /** As {@link Picture} reads it. */
  Table in(ChinookDatabase database) {
    return new Table(
        table,
        database.quoted(database.spelled(table)),
        id.isEmpty() ? "" : database.quoted(database.spelled(id)),
        columns.stream()
            .map(
                c ->
                    new Column(
                        c.name(),
                        database.quoted(database.spelled(c.name())),
                        c.kind(),
                        c.refersTo()))
            .toList(),
        key);
  }

  static List<Table> all(ChinookDatabase database) {
    return List.of(values()).stream().map(c -> c.in(database)).toList();
  }

  /** The sync of all eleven tables; fields are left to the product, since names agree. */
  static String yaml(ChinookDatabase source, ChinookDatabase target, String firstSync) {
    StringBuilder yaml =
        new StringBuilder(
            """
            syncs:
              chinook:
                id: 1
                source: source
                target: target
                guard: off
                first-sync: %s
                tasks:
            """
                .formatted(firstSync));
    for (Chinook c : values()) {
      yaml.append("      - name: ")
          .append(c.name().toLowerCase(Locale.ROOT).replace('_', '-'))
          .append("s\n");
      yaml.append("        id: ").append(c.ordinal() + 1).append('\n');
      yaml.append("        source: ").append(c.table(source)).append('\n');
      yaml.append("        target: ").append(c.table(target)).append('\n');
      yaml.append("        match:\n");
      for (String part : c.key) {
        yaml.append("          - ")
            .append(source.spelled(part))
            .append(" <-> ")
            .append(target.spelled(part))
            .append('\n');
      }
    }
    return yaml.toString();
  }
}
