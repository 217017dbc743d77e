package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A day's work on both sides of a Chinook that agrees, and what has to come of it. */
final class ChinookEdits {
  private static final String TRACK = "[Name] = ? AND [Milliseconds] = ?";

  private final ChinookSide source;
  private final ChinookSide target;
  private final Picture before;

  /** Records that both sides have, by natural key. */
  private final List<String> customers;

  private final List<Map.Entry<String, Map<String, String>>> tracks;
  private final List<Map.Entry<String, Map<String, String>>> invoices;
  private final List<String> idle;

  ChinookEdits(ChinookSide source, ChinookSide target) throws SQLException {
    this.source = source;
    this.target = target;
    this.before = source.picture();
    this.customers = List.copyOf(before.single("Customer").keySet());
    this.tracks = List.copyOf(before.single("Track").entrySet());
    this.invoices = List.copyOf(before.single("Invoice").entrySet());
    TreeMap<String, Map<String, String>> artists = new TreeMap<>(before.single("Artist"));
    before.single("Album").values().forEach(a -> artists.remove(a.get("ArtistId")));
    this.idle = List.copyOf(artists.keySet());
  }

  void make() throws SQLException {
    // Different fields of one record, the same field, and the same value on both sides.
    source.edit("UPDATE [Customer] SET [City] = 'Łódź' WHERE [Email] = ?", customers.get(0));
    target.edit("UPDATE [Customer] SET [Phone] = '+1 (000)' WHERE [Email] = ?", customers.get(0));
    source.edit(
        "UPDATE [Customer] SET [Fax] = 'of the source' WHERE [Email] = ?", customers.get(1));
    target.edit(
        "UPDATE [Customer] SET [Fax] = 'of the target', [State] = 'XY' WHERE [Email] = ?",
        customers.get(1));
    source.edit("UPDATE [Customer] SET [Company] = 'Both Ltd' WHERE [Email] = ?", customers.get(2));
    target.edit("UPDATE [Customer] SET [Company] = 'Both Ltd' WHERE [Email] = ?", customers.get(2));
    target.edit(
        "UPDATE [Customer] SET [Email] = 'moved@example.org' WHERE [Email] = ?", customers.get(3));
    target.edit(
        "UPDATE [Track] SET [UnitPrice] = 1.49, [Composer] = NULL WHERE " + TRACK, trackValues(5));
    references();
    deletes();
    additions();
  }

  private void references() throws SQLException {
    source.edit(
        "UPDATE [Employee] SET [ReportsTo] = (SELECT m FROM (SELECT [EmployeeId] AS m FROM [Employee] WHERE [Email] = 'nancy@chinookcorp.com') x)"
            + " WHERE [Email] = 'robert@chinookcorp.com'");
    target.edit("UPDATE [Customer] SET [SupportRepId] = NULL WHERE [Email] = ?", customers.get(4));
    target.edit(
        "UPDATE [Track] SET [AlbumId] = (SELECT [AlbumId] FROM [Album] WHERE [Title] = ?) WHERE "
            + TRACK,
        concat(album(tracks.get(400)), trackValues(6)));
  }

  private void deletes() throws SQLException {
    Map<String, String> invoice = invoices.get(10).getValue();
    Object[] its = {invoice.get("CustomerId"), java.sql.Timestamp.valueOf(time(invoice))};
    if (source.kind() == ChinookDatabase.SQLITE) {
      its[1] = time(invoice);
    }
    String which =
        "[InvoiceId] = (SELECT i FROM (SELECT [InvoiceId] AS i FROM [Invoice] JOIN [Customer] USING ([CustomerId])"
            + " WHERE [Email] = ? AND [InvoiceDate] = ?) x)";
    if (lines(invoices.get(10).getKey()) > 0) {
      source.edit("DELETE FROM [InvoiceLine] WHERE " + which, its);
    }
    source.edit("DELETE FROM [Invoice] WHERE " + which, its);
    target.edit("DELETE FROM [Artist] WHERE [Name] = ?", idle.get(0));
    // A delete against an edit: the record comes back as it was edited.
    target.edit("DELETE FROM [Artist] WHERE [Name] = ?", idle.get(1));
    source.edit("UPDATE [Artist] SET [Name] = 'Back Again' WHERE [Name] = ?", idle.get(1));
    target.edit(
        "DELETE FROM [PlaylistTrack] WHERE [PlaylistId] = (SELECT [PlaylistId] FROM [Playlist] WHERE [Name] = 'Grunge')");
  }

  private void additions() throws SQLException {
    target.edit("INSERT INTO [Artist] ([Name]) VALUES ('Nobody & the Nulls')");
    target.edit(
        "INSERT INTO [Album] ([Title], [ArtistId]) SELECT 'First', [ArtistId] FROM [Artist] WHERE [Name] = 'Nobody & the Nulls'");
    target.edit(
        "INSERT INTO [Track] ([Name], [AlbumId], [MediaTypeId], [Milliseconds], [UnitPrice])"
            + " SELECT 'One Two Nothing', [AlbumId], (SELECT min([MediaTypeId]) FROM [MediaType]), 1000, 0.10 FROM [Album] WHERE [Title] = 'First'");
    target.edit("INSERT INTO [Playlist] ([Name]) VALUES ('New')");
    target.edit(
        "INSERT INTO [PlaylistTrack] ([PlaylistId], [TrackId]) SELECT p.[PlaylistId], t.[TrackId]"
            + " FROM [Playlist] p, [Track] t WHERE p.[Name] = 'New' AND t.[Name] = 'One Two Nothing'");
    source.edit(
        "INSERT INTO [Invoice] ([CustomerId], [InvoiceDate], [Total]) SELECT [CustomerId], '2030-01-01 00:00:00', 9.90"
            + " FROM [Customer] WHERE [Email] = ?",
        customers.get(5));
    source.edit(
        "INSERT INTO [InvoiceLine] ([InvoiceId], [TrackId], [UnitPrice], [Quantity])"
            + " SELECT [InvoiceId], t.[TrackId], 0.99, 10 FROM [Invoice], [Track] t"
            + " WHERE [InvoiceDate] = '2030-01-01 00:00:00' AND "
            + TRACK.replace("[", "t.["),
        trackValues(7));
  }

  /** Holds that the source is as it should be; that the target agrees is held by the walk. */
  void check() throws SQLException {
    Picture now = source.picture();
    is(now, "Customer", customers.get(0), "City", "Łódź", "Phone", "+1 (000)");
    is(now, "Customer", customers.get(1), "Fax", "of the source", "State", "XY");
    is(now, "Customer", customers.get(2), "Company", "Both Ltd");
    assertThat(now.table("Customer"))
        .containsKey("moved@example.org")
        .doesNotContainKey(customers.get(3));
    is(now, "Track", tracks.get(5).getKey(), "UnitPrice", "1.49", "Composer", Picture.NULL);
    is(now, "Employee", "robert@chinookcorp.com", "ReportsTo", "nancy@chinookcorp.com");
    is(now, "Customer", customers.get(4), "SupportRepId", Picture.NULL);
    assertThat(now.table("Track")).doesNotContainKey(tracks.get(6).getKey());
    assertThat(now.table("Invoice")).doesNotContainKey(invoices.get(10).getKey());
    assertThat(now.table("Artist"))
        .doesNotContainKeys(idle.get(0), idle.get(1))
        .containsKeys("Back Again", "Nobody & the Nulls");
    is(now, "Album", "First | Nobody & the Nulls", "ArtistId", "Nobody & the Nulls");
    is(
        now,
        "PlaylistTrack",
        "New | One Two Nothing | First | Nobody & the Nulls | 1000",
        "PlaylistId",
        "New");
    assertThat(now.table("PlaylistTrack").keySet()).noneMatch(k -> k.startsWith("Grunge |"));
    is(
        now,
        "InvoiceLine",
        customers.get(5) + " | 2030-01-01T00:00 | " + tracks.get(7).getKey(),
        "Quantity",
        "10");
    for (String table : now.tables().keySet()) {
      assertThat(now.count(table)).as(table).isEqualTo(before.count(table) + change(table));
    }
  }

  private int change(String table) {
    return switch (table) {
      case "Artist", "Invoice" -> 0; // one came, one went
      case "Album", "Track", "Playlist" -> 1;
      case "InvoiceLine" -> 1 - lines(invoices.get(10).getKey());
      case "PlaylistTrack" ->
          1
              - (int)
                  before.table(table).keySet().stream()
                      .filter(k -> k.startsWith("Grunge |"))
                      .count();
      default -> 0;
    };
  }

  private int lines(String invoice) {
    return (int)
        before.table("InvoiceLine").keySet().stream()
            .filter(k -> k.startsWith(invoice + " |"))
            .count();
  }

  private static String time(Map<String, String> invoice) {
    return Objects.requireNonNull(invoice.get("InvoiceDate")).replace('T', ' ') + ":00";
  }

  private Object[] trackValues(int index) {
    Map<String, String> track = tracks.get(index).getValue();
    return new Object[] {
      track.get("Name"), Integer.valueOf(Objects.requireNonNull(track.get("Milliseconds")))
    };
  }

  private static String album(Map.Entry<String, Map<String, String>> track) {
    return Objects.requireNonNull(track.getValue().get("AlbumId")).replaceAll(" \\| .*", "");
  }

  private static Object[] concat(Object first, Object[] rest) {
    Object[] all = new Object[rest.length + 1];
    all[0] = first;
    System.arraycopy(rest, 0, all, 1, rest.length);
    return all;
  }

  private static void is(Picture now, String table, String key, String... expected) {
    @Nullable Map<String, String> row = now.single(table).get(key);
    assertThat(row).as(table + " " + key).isNotNull();
    for (int i = 0; i < expected.length; i += 2) {
      assertThat(row).as(table + " " + key).containsEntry(expected[i], expected[i + 1]);
    }
  }
}
