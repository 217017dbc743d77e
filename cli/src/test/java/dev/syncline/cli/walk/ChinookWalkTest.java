package dev.syncline.cli.walk;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.engine.RunResult;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The walk on Chinook: eleven tables, 15,607 rows, which nobody made for this test. Its files lie
 * beside the checkout; elsewhere the test is skipped and says so, in continuous integration it must
 * run.
 */
class ChinookWalkTest {
  private static Path data = Path.of("");

  @TempDir private Path folder;

  @BeforeAll
  static void findFiles() {
    Path found = ChinookDatabase.folder();
    if ("true".equals(System.getenv("CI"))) {
      assertThat(found).as("../shared/data beside the checkout, with Chinook's files").isNotNull();
    }
    assumeTrue(
        found != null, "skipped: Chinook's files are not in ../shared/data beside the checkout");
    data = Objects.requireNonNull(found);
  }

  @ParameterizedTest
  @CsvSource({"SQLITE, POSTGRESQL", "POSTGRESQL, MARIADB"})
  void fromEmpty(ChinookDatabase sourceKind, ChinookDatabase targetKind)
      throws SQLException, IOException {
    ChinookSide source = new ChinookSide(sourceKind, sourceKind.whole(data, folder));
    ChinookSide target = new ChinookSide(targetKind, targetKind.empty(data, folder));
    Union expected = new Union(source.picture(), target.picture());
    // Four names stand for two playlists each, so their 7,006 entries have no certain parent.
    for (String name : Set.of("Audiobooks", "Movies", "Music", "TV Shows")) {
      expected.hold("Playlist", name);
    }
    expected.holdChildren("PlaylistTrack", "PlaylistId", "Playlist");
    try (Walk walk = walk(source, target, "match")) {
      RunResult first = walk.runAsPlanned();
      expected.check(source.picture(), target.picture());
      assertThat(first.due()).hasSize(8 + 7_006);
      walk.isInStep(8 + 7_006);

      for (int id : new int[] {6, 7, 8, 10}) {
        source.edit(
            "UPDATE [Playlist] SET [Name] = concat([Name], ' 2') WHERE [PlaylistId] = " + id);
      }
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      walk.isInStep(0);
      agree(source, target);
      editAndRun(walk, source, target);
    }
  }

  @ParameterizedTest
  @CsvSource({"SQLITE, POSTGRESQL", "POSTGRESQL, MARIADB"})
  void fromOverlappingHalves(ChinookDatabase sourceKind, ChinookDatabase targetKind)
      throws SQLException, IOException {
    ChinookSide source =
        new ChinookSide(sourceKind, sourceKind.part(data, folder, (t, id) -> half(t, id, 0), 0));
    ChinookSide target =
        new ChinookSide(
            targetKind, targetKind.part(data, folder, (t, id) -> half(t, id, 1), 1_000));
    target.edit(
        "UPDATE [Customer] SET [Company] = NULL, [City] = 'Elsewhere' WHERE [CustomerId] > 1040");
    source.edit("UPDATE [Customer] SET [Phone] = NULL WHERE [CustomerId] < 20");
    source.edit("UPDATE [Track] SET [Composer] = NULL WHERE [GenreId] = 2");
    Union expected = new Union(source.picture(), target.picture());
    try (Walk walk = walk(source, target, "match")) {
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      expected.check(source.picture(), target.picture());
      walk.isInStep(0);
      agree(source, target);
      editAndRun(walk, source, target);
    }
  }

  /** Without matching, playlists of one name are no riddle. */
  @ParameterizedTest
  @CsvSource({"SQLITE, POSTGRESQL", "POSTGRESQL, MARIADB"})
  void copied(ChinookDatabase sourceKind, ChinookDatabase targetKind)
      throws SQLException, IOException {
    ChinookSide source = new ChinookSide(sourceKind, sourceKind.whole(data, folder));
    ChinookSide target = new ChinookSide(targetKind, targetKind.empty(data, folder));
    try (Walk walk = walk(source, target, "copy")) {
      assertThat(walk.due(walk.runAsPlanned())).isEmpty();
      walk.isInStep(0);
      assertThat(target.picture().count("PlaylistTrack")).isEqualTo(8_715);
      agree(source, target);
    }
  }

  private void editAndRun(Walk walk, ChinookSide source, ChinookSide target) throws SQLException {
    ChinookEdits edits = new ChinookEdits(source, target);
    edits.make();
    assertThat(walk.due(walk.runAsPlanned())).isEmpty();
    edits.check();
    walk.isInStep(0);
    agree(source, target);
  }

  private Walk walk(ChinookSide source, ChinookSide target, String firstSync) {
    return new Walk(
        folder,
        source.database(),
        target.database(),
        Chinook.yaml(source.kind(), target.kind(), firstSync));
  }

  /** About two thirds of what there is, another two thirds on each side. */
  private static boolean half(Chinook table, long id, int which) {
    return switch (table) {
      case GENRE -> id != 24 + which;
      case MEDIA_TYPE -> true;
      case EMPLOYEE -> id != 4 + which;
      case PLAYLIST ->
          id > 10 || id == 5 || id == 9 || Set.of(1L, 2L, 3L, 4L).contains(id) == (which == 0);
      case ARTIST, ALBUM, CUSTOMER -> id % 9 != which;
      case TRACK, INVOICE, INVOICE_LINE, PLAYLIST_TRACK -> id % 6 != which;
    };
  }

  private static void agree(ChinookSide source, ChinookSide target) throws SQLException {
    assertThat(Picture.differences(source.picture(), target.picture(), 5)).isEmpty();
  }
}
