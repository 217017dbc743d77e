package dev.syncline.engine.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.plan.Guard.Limit;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.config.FieldConfig.ColumnField;
import dev.syncline.engine.config.FieldConfig.RelationField;
import dev.syncline.engine.config.SyncConfig.FirstSync;
import dev.syncline.engine.config.SyncConfig.MatchOn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ConfigurationReaderTest {
  static List<Corpus.Case> invalid() {
    return Corpus.read("invalid.txt");
  }

  static List<Corpus.Case> valid() {
    return Corpus.read("valid.txt");
  }

  @ParameterizedTest
  @MethodSource("invalid")
  void everyMistakeIsNamedWithItsPlaceAndRemedy(Corpus.Case mistake) {
    LoadedConfiguration loaded = mistake.read();
    assertThat(String.join("\n", loaded.findings().stream().map(Finding::toString).toList()))
        .isEqualTo(String.join("\n", mistake.findings()));
    assertThat(loaded.hasErrors()).isTrue();
  }

  @ParameterizedTest
  @MethodSource("valid")
  void whatIsValidHasNoFindings(Corpus.Case fine) {
    assertThat(fine.read().findings()).map(Finding::toString).isEqualTo(fine.findings());
    assertThat(fine.read().hasErrors()).isFalse();
  }

  @Test
  void everythingIsRead() {
    Configuration configuration = valid().getFirst().read().configuration();

    ConnectionConfig crm = configuration.connection("crm").orElseThrow();
    assertThat(crm.type()).isEqualTo(ConnectionConfig.Type.POSTGRESQL);
    assertThat(crm.url()).isEqualTo("jdbc:postgresql://localhost/crm");
    assertThat(crm.user()).contains("crm");
    assertThat(crm.password().orElseThrow().reveal()).isEqualTo("hunter2");
    assertThat(crm.maxConnections()).isEqualTo(3);
    assertThat(crm.lockTimeout()).isEqualTo(Duration.ofSeconds(2));
    assertThat(crm.statementTimeout()).isEqualTo(Duration.ofMinutes(10));
    assertThat(crm.timeZone()).contains(ZoneId.of("Europe/Paris"));
    assertThat(crm.maxValueSize()).isEqualTo(64L << 20);
    assertThat(crm.properties())
        .containsExactly(Map.entry("sslmode", "require"), Map.entry("a", "1"));
    ConnectionConfig local = configuration.connection("local").orElseThrow();
    assertThat(local.url()).isEqualTo("jdbc:sqlite:/srv/syncline/data/shop.db?cache=shared");
    assertThat(local.lockTimeout()).isEqualTo(ConnectionConfig.DEFAULT_LOCK_TIMEOUT);

    SyncConfig sync = configuration.sync("customers").orElseThrow();
    assertThat(sync.id()).isEqualTo(7);
    assertThat(sync.connection(Side.SOURCE).text()).isEqualTo("crm");
    assertThat(sync.connection(Side.TARGET).text()).isEqualTo("local");
    assertThat(sync.direction()).isEqualTo(Direction.TO_TARGET);
    assertThat(sync.mirror()).isTrue();
    assertThat(sync.firstSync()).isEqualTo(FirstSync.COPY);
    assertThat(sync.matchOn()).isEqualTo(MatchOn.FIRST_SYNC);
    assertThat(sync.createsInSource()).isFalse();
    assertThat(sync.createsInTarget()).isTrue();
    assertThat(sync.creates(Side.SOURCE)).isFalse();
    assertThat(sync.guard())
        .isEqualTo(new Guard(new Limit(0, 100), new Limit(0.125, 3), Limit.OFF));

    TaskConfig first = sync.tasks().getFirst();
    assertThat(first.settlement())
        .isEqualTo(
            new Settlement(
                Conflicts.NEWEST_WINS,
                Winner.TARGET,
                DeleteConflicts.DELETE_WINS,
                Deletes.KEEP,
                Deletes.CLEAR_FIELDS,
                NullKeys.CREATE,
                MissingParent.NULL,
                true));
    assertThat(first.match()).isEmpty();
    assertThat(first.fields()).isEmpty();
    assertThat(first.clock(Side.SOURCE).orElseThrow().text()).isEqualTo("updated_at");

    TaskConfig second = sync.task("orders").orElseThrow();
    assertThat(second.settlement())
        .isEqualTo(
            new Settlement(
                Conflicts.HOLD,
                Winner.HOLD,
                DeleteConflicts.HOLD,
                Deletes.PROPAGATE,
                Deletes.PROPAGATE,
                NullKeys.HOLD,
                MissingParent.REJECT,
                false));
    assertThat(second.match())
        .extracting(MatchConfig::source, MatchConfig::target, MatchConfig::form)
        .containsExactly(
            org.assertj.core.groups.Tuple.tuple(List.of("no"), List.of("number"), Optional.empty()),
            org.assertj.core.groups.Tuple.tuple(
                List.of("shop"), List.of("shop"), Optional.of(MatchForm.TRIMMED_CASE_INSENSITIVE)));
    assertThat(second.fields().orElseThrow())
        .containsExactly(
            new ColumnField(at(second, 0), "total", Flow.BOTH, "sum"),
            new ColumnField(at(second, 1), "note", Flow.TO_TARGET, "remark"),
            new ColumnField(at(second, 2), "seen", Flow.TO_SOURCE, "read"),
            new ColumnField(at(second, 3), "state", Flow.BOTH, "state"),
            new ColumnField(at(second, 4), "odd, name", Flow.BOTH, "say \"<->\""),
            new RelationField(
                at(second, 5),
                List.of("customer_id"),
                Flow.BOTH,
                List.of("customer_ref"),
                Optional.of("customers"),
                Optional.of(MissingParent.HOLD)),
            new RelationField(
                at(second, 6),
                List.of("a", "b"),
                Flow.TO_TARGET,
                List.of("c", "d"),
                Optional.empty(),
                Optional.empty()));
  }

  private static Position at(TaskConfig task, int field) {
    return task.fields().orElseThrow().get(field).at();
  }

  @Test
  void everyPartKnowsItsPlace() {
    Configuration configuration = valid().getFirst().read().configuration();
    SyncConfig sync = configuration.sync("customers").orElseThrow();
    List<String> lines = valid().getFirst().yaml().lines().toList();
    assertThat(textAt(lines, configuration.connections().getFirst().at())).startsWith("crm:");
    assertThat(textAt(lines, sync.at())).startsWith("customers:");
    assertThat(textAt(lines, sync.source().at())).startsWith("crm");
    TaskConfig task = sync.task("orders").orElseThrow();
    assertThat(textAt(lines, task.at())).startsWith("name: orders");
    assertThat(textAt(lines, task.match().getFirst().at())).startsWith("no <-> number");
    assertThat(textAt(lines, at(task, 1))).startsWith("note -> remark");
  }

  private static String textAt(List<String> lines, Position at) {
    return lines.get(at.line() - 1).substring(at.column() - 1);
  }

  @Test
  void aSecretIsNeverPrinted() {
    for (Corpus.Case each : List.copyOf(invalid())) {
      assertThat(each.read().findings().toString()).doesNotContain("hunter2");
    }
    assertThat(valid().getFirst().read().configuration().toString()).doesNotContain("hunter2");
  }

  @Test
  void aFolderIsReadAsOneFile(@TempDir Path folder) throws IOException {
    Files.writeString(
        folder.resolve("connections.yaml"),
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:a.db" }
          b: { type: sqlite, url: "jdbc:sqlite:b.db", user: me, password-file: secret.txt }
        """);
    Files.writeString(
        folder.resolve("people.yaml"),
        """
        version: 1
        syncs:
          people: { id: 1, source: a, target: b, tasks: [{ name: p, id: 1, source: p, target: p }] }
        """);
    Files.writeString(folder.resolve("docker-compose.yaml"), "version: 3\nservices: {}\n");
    Files.writeString(folder.resolve("secret.txt"), "s3cret\n");

    LoadedConfiguration loaded = ConfigurationReader.read(folder, Map.of());

    assertThat(loaded.findings())
        .map(Finding::toString)
        .containsExactly(
            "docker-compose.yaml:1:1: note: the file has neither connections nor syncs and is left"
                + " alone");
    assertThat(loaded.configuration().syncs()).hasSize(1);
    assertThat(loaded.configuration().connection("a").orElseThrow().url())
        .isEqualTo("jdbc:sqlite:" + folder.toAbsolutePath().resolve("a.db"));
    assertThat(
            loaded.configuration().connection("b").orElseThrow().password().orElseThrow().reveal())
        .isEqualTo("s3cret");
    assertThat(ConfigurationReader.read(folder.resolve("people.yaml"), Map.of()).hasErrors())
        .isTrue();
  }

  @Test
  void whatIsNotThereIsSaid(@TempDir Path folder) throws IOException {
    assertThat(ConfigurationReader.read(folder, Map.of()).findings())
        .map(Finding::toString)
        .containsExactly(
            "syncline.yaml:1:1: there is no configuration in "
                + folder.toAbsolutePath()
                + ". Make one with \"syncline init\", or name another folder.");
    assertThat(ConfigurationReader.read(folder.resolve("x.yaml"), Map.of()).findings())
        .map(Finding::toString)
        .containsExactly(
            "x.yaml:1:1: there is no file "
                + folder.resolve("x.yaml")
                + ". Make one with \"syncline init\".");
    Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertThat(ConfigurationReader.read(folder.resolve("latin.yaml"), Map.of()).findings())
        .map(Finding::toString)
        .containsExactly("latin.yaml:1:1: the file is not text in UTF-8. Save it as UTF-8.");
  }

  @Test
  void namesThatClashAcrossFilesAreFound(@TempDir Path folder) throws IOException {
    String connection = "version: 1\nconnections:\n  a: { type: sqlite, url: \"jdbc:sqlite:a\" }\n";
    Files.writeString(folder.resolve("one.yaml"), connection);
    Files.writeString(folder.resolve("two.yaml"), connection);
    assertThat(ConfigurationReader.read(folder, Map.of()).findings())
        .map(Finding::toString)
        .containsExactly(
            "two.yaml:3:3: there are two connections a. Rename one; the other is at one.yaml:3:3.");
  }
}
