package dev.syncline.engine.advise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.syncline.connect.Connector;
import dev.syncline.connect.testing.TestDatabase;
import dev.syncline.connect.testing.TestDatabases;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.ConfigurationWriter;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.ConnectionText;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.TaskCompiler;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Eleven related tables of a music shop, on one side with natural and on the other with generated
 * ids. Skipped where {@code shared/data} is not beside the checkout.
 */
class AdvisorChinookTest {
  @TempDir static Path folder;
  private static TestDatabase postgres;
  private static TestDatabase sqlite;
  private static Proposal proposal;

  @BeforeAll
  static void advise() throws IOException, SQLException {
    Optional<Path> data =
        Stream.iterate(Path.of("").toAbsolutePath(), p -> p != null, Path::getParent)
            .map(p -> p.resolve("shared/data"))
            .filter(p -> Files.exists(p.resolve("chinook.sqlite")))
            .findFirst();
    assumeTrue(data.isPresent(), "the Chinook data is not beside the checkout");
    Path copy = folder.resolve("chinook.sqlite");
    Files.copy(data.get().resolve("chinook.sqlite"), copy);
    sqlite = TestDatabases.sqlite(copy);
    postgres = TestDatabases.postgres();
    postgres.run(statements(data.get().resolve("chinook-postgresql-identity.sql")));
    try (Connector source = Systems.SQLITE.connect(sqlite, "shop");
        Connector target = Systems.POSTGRESQL.connect(postgres, "store")) {
      proposal = Advisor.propose(source, target, AdviceOptions.of(folder));
    }
  }

  private static String[] statements(Path script) throws IOException {
    String text = Files.readString(script).replaceAll("(?s)/\\*.*?\\*/", "");
    return Stream.of(text.substring(text.indexOf("CREATE TABLE")).split(";\\s*\\R"))
        .filter(s -> !s.isBlank())
        .toArray(String[]::new);
  }

  @Test
  void pairsAllTables() {
    assertThat(proposal.pairs()).hasSize(11).allMatch(p -> p.why() == PairAdvice.Why.NAME);
    assertThat(proposal.sourceAlone()).isEmpty();
    assertThat(proposal.targetAlone()).isEmpty();
  }

  @Test
  void pairsAllForeignKeys() {
    assertThat(proposal.pairs().stream().mapToInt(p -> p.relations().size()).sum()).isEqualTo(11);
  }

  @ParameterizedTest
  @CsvSource({
    "Artist, Name",
    "Album, Title",
    "Customer, Email",
    "Employee, Email",
    "Genre, Name",
    "Invoice, InvoiceDate+CustomerId",
    "InvoiceLine, TrackId+InvoiceId",
    "MediaType, Name",
    "Playlist, Name",
    "PlaylistTrack, TrackId+PlaylistId",
  })
  void choosesWhatPeopleWouldMatchBy(String table, String columns) {
    assertThat(key(table).parts().stream().map(p -> p.source().getFirst()))
        .containsExactlyInAnyOrder(columns.split("\\+"));
  }

  @Test
  void linksEverythingWhereBothHoldTheSame() {
    for (String table : List.of("Artist", "Album", "Customer", "Employee", "Invoice", "Track")) {
      KeyAdvice key = key(table);
      assertThat(key.unique()).as(table).isTrue();
      assertThat(key.links())
          .as(table)
          .isEqualTo(key.source().rows())
          .isEqualTo(key.target().rows());
    }
  }

  private static KeyAdvice key(String table) {
    return proposal.pairs().stream()
        .filter(p -> p.source().name().equals(table))
        .findFirst()
        .flatMap(PairAdvice::chosen)
        .orElseThrow();
  }

  @Test
  void whatItWritesCompiles() throws IOException {
    ConnectionText shop =
        new ConnectionText(
            "shop", ConnectionConfig.Type.SQLITE, sqlite.url(), Optional.empty(), Optional.empty());
    ConnectionText store =
        new ConnectionText(
            "store",
            ConnectionConfig.Type.POSTGRESQL,
            postgres.url(),
            Optional.of(postgres.user()),
            Optional.of("${STORE_PASSWORD}"));
    String yaml =
        ConfigurationWriter.write(
            shop, store, "shop-store", Direction.TWO_WAY, proposal, ConfigurationWriter.Ids.FIRST);
    LoadedConfiguration loaded =
        ConfigurationReader.read(
            folder, "syncline.yaml", yaml, Map.of("STORE_PASSWORD", postgres.password()));
    assertThat(loaded.findings()).isEmpty();
    try (Connector source = Systems.SQLITE.connect(sqlite, "shop");
        Connector target = Systems.POSTGRESQL.connect(postgres, "store")) {
      CompiledSync compiled =
          TaskCompiler.compile(
              loaded.configuration(), loaded.configuration().syncs().getFirst(), source, target);
      assertThat(compiled.findings()).noneMatch(Finding::isError);
      assertThat(compiled.tasks()).hasSize(11);
    }
  }
}
