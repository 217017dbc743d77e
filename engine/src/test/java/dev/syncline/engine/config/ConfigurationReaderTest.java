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
                true,
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
                true,
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
            new ColumnField(at(second, 0), "total", Flow.BOTH, "sum", Optional.empty()),
            new ColumnField(at(second, 1), "note", Flow.TO_TARGET, "remark", Optional.empty()),
            new ColumnField(at(second, 2), "seen", Flow.TO_SOURCE, "read", Optional.empty()),
            new ColumnField(at(second, 3), "state", Flow.BOTH, "state", Optional.empty()),
            new ColumnField(at(second, 4), "odd, name", Flow.BOTH, "say \"<->\"", Optional.empty()),
            new RelationField(
                at(second, 5),
                List.of("customer_id"),
                Flow.BOTH,
                List.of("customer_ref"),
                Optional.of("customers"),
                Optional.of(MissingParent.HOLD),
                Optional.empty()),
            new RelationField(
                at(second, 6),
                List.of("a", "b"),
                Flow.TO_TARGET,
                List.of("c", "d"),
                Optional.empty(),
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
            "docker-compose.yaml:1:1: note: the file has no connections, models, environments, syncs,"
                + " mappings, journal, sync-log, mail, notify or state and is left alone");
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
    Files.writeString(folder.resolve("systems.yaml"), "version: 1\nconnections: {}\n");
    assertThat(ConfigurationReader.read(folder.resolve("x.yaml"), Map.of()).findings())
        .map(Finding::remedy)
        .containsExactly(
            "Make one with \"syncline init\", or read all *.yaml of a folder: --config FOLDER.");
    Files.write(folder.resolve("latin.yaml"), new byte[] {'a', ':', ' ', (byte) 0xE9});
    assertThat(ConfigurationReader.read(folder.resolve("latin.yaml"), Map.of()).findings())
        .map(Finding::toString)
        .containsExactly("latin.yaml:1:1: the file is not text in UTF-8. Save it as UTF-8.");
  }

  @Test
  void namesThatClashAcrossFilesAreFound(@TempDir Path folder) throws IOException {
    String connection =
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:a" }
        mappings: { m: { fields: [x] } }
        syncs: { s: { id: 1, source: a, target: a, tasks: [{ name: t, id: 1, source: x, target: y, include: m }] } }
        """;
    Files.writeString(folder.resolve("one.yaml"), connection);
    Files.writeString(folder.resolve("two.yaml"), connection);
    assertThat(ConfigurationReader.read(folder, Map.of()).findings())
        .map(Finding::toString)
        .containsExactly(
            "two.yaml:3:3: there are two connections a. Rename one; the other is at one.yaml:3:3.",
            "two.yaml:4:13: there are two mappings m. Rename one; the other is at one.yaml:4:13.",
            "two.yaml:5:10: there are two syncs s. Rename one; the other is at one.yaml:5:10.",
            "two.yaml:5:10: sync s has the same id 1 as sync s. Give the newer of the two the id 2; the"
                + " other is at one.yaml:5:10.",
            "two.yaml:5:52: task t has the same id 1 as task t. Give the newer of the two the id 2; the"
                + " other is at one.yaml:5:52.");
  }

  @Test
  void whatIsIncludedIsReadAsIfItStoodThereAndKeepsItsPlace(@TempDir Path folder)
      throws IOException {
    Files.writeString(
        folder.resolve("z-shared.yaml"),
        """
        version: 1
        mappings:
          person:
            match: email
            winner: target
            conflicts: source-wins
            fields:
              - email <-> mail
            never-journaled: iban
          address:
            fields: [city]
        """);
    Files.writeString(
        folder.resolve("syncs.yaml"),
        """
        version: 1
        connections:
          a: { type: sqlite, url: "jdbc:sqlite:a.db" }
          b: { type: sqlite, url: "jdbc:sqlite:b.db" }
        syncs:
          s:
            id: 1
            source: a
            target: b
            tasks:
              - name: t
                id: 1
                source: x
                target: y
                include: [person, address]
                winner: hold
                fields: [vip]
                never-journaled: [notes]
        """);
    LoadedConfiguration loaded = ConfigurationReader.read(folder, Map.of());
    assertThat(loaded.findings()).isEmpty();
    TaskConfig task = loaded.configuration().sync("s").orElseThrow().task("t").orElseThrow();
    assertThat(task.settlement().winner()).isEqualTo(Winner.HOLD);
    assertThat(task.settlement().conflicts()).isEqualTo(Conflicts.SOURCE_WINS);
    assertThat(task.match())
        .extracting(MatchConfig::at)
        .containsExactly(new Position("z-shared.yaml", 4, 12));
    assertThat(task.fields().orElseThrow())
        .containsExactly(
            new ColumnField(
                new Position("z-shared.yaml", 8, 9), "email", Flow.BOTH, "mail", Optional.empty()),
            new ColumnField(
                new Position("z-shared.yaml", 11, 14), "city", Flow.BOTH, "city", Optional.empty()),
            new ColumnField(
                new Position("syncs.yaml", 17, 18), "vip", Flow.BOTH, "vip", Optional.empty()));
    assertThat(task.neverJournaled()).map(Name::text).containsExactly("iban", "notes");
    assertThat(task.at()).isEqualTo(new Position("syncs.yaml", 11, 9));
  }

  @Test
  void aSecretMayStandInAFileThatAVariableNames(@TempDir Path folder) throws IOException {
    Files.writeString(folder.resolve("pass.txt"), "s3cret\n");
    String file = folder.resolve("pass.txt").toString();
    assertThat(password(folder, Map.of("A_PASSWORD_FILE", file))).contains("s3cret");
    assertThat(password(folder, Map.of("A_PASSWORD_FILE", "pass.txt"))).contains("s3cret");
    assertThat(password(folder, Map.of("A_PASSWORD_FILE", file, "A_PASSWORD", "")))
        .contains("s3cret");
    assertThat(password(folder, Map.of("A_PASSWORD_FILE", "", "A_PASSWORD", "x"))).contains("x");
    assertThat(findings(folder, Map.of("A_PASSWORD_FILE", file, "A_PASSWORD", "x")))
        .containsExactly(
            "syncline.yaml:2:73: of \"password\" of connection a the environment variables A_PASSWORD"
                + " and A_PASSWORD_FILE are set. Unset one of them.");
    assertThat(findings(folder, Map.of("A_PASSWORD_FILE", "nowhere.txt")))
        .containsExactly(
            "syncline.yaml:2:73: \"password\" of connection a, by A_PASSWORD_FILE, is to be read from"
                + " nowhere.txt, which cannot be read. Relative paths begin at the configuration's"
                + " folder; check path and rights.");
  }

  private static LoadedConfiguration withPassword(Path folder, Map<String, String> environment) {
    String yaml =
        "version: 1\nconnections: { a: { type: mariadb, url: \"jdbc:mariadb://h/a\", password:"
            + " \"${A_PASSWORD}\" } }\n";
    return ConfigurationReader.read(folder, "syncline.yaml", yaml, environment);
  }

  private static Optional<String> password(Path folder, Map<String, String> environment) {
    return withPassword(folder, environment)
        .configuration()
        .connection("a")
        .flatMap(ConnectionConfig::password)
        .map(Secret::reveal);
  }

  private static List<String> findings(Path folder, Map<String, String> environment) {
    return withPassword(folder, environment).findings().stream().map(Finding::toString).toList();
  }
}
