package dev.syncline.connect.app;

import static dev.syncline.connect.testing.Scene.applied;
import static dev.syncline.connect.testing.Scene.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectionSpec.Bounds;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Applied;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Directus;
import dev.syncline.connect.testing.FaultProxy;
import dev.syncline.connect.testing.FaultProxy.Fault;
import dev.syncline.connect.testing.Scene;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** What can happen to a request between here and a real Directus, and that nothing is doubled. */
class HttpFaultsTest {
  private static final String CREATE = "POST /items/person.*";
  private static final String READ = "SEARCH /items/person.*";

  private Directus directus;
  private FaultProxy proxy;
  private Scene scene;
  private Shape shape;

  @BeforeEach
  void open() throws Exception {
    directus = Directus.shared();
    DirectusConnectorTest.makePersons(directus);
    proxy = new FaultProxy(directus.url());
    scene = new Scene(connect("", "", Directus.TOKEN, Duration.ZERO));
    shape = scene.shape("person");
  }

  private Connector connect(String user, String password, String token, Duration timeout) {
    Bounds usual = Bounds.USUAL;
    return Connections.open(
        ConnectionSpec.application("cms", "directus", proxy.url(), user, password, token)
            .within(
                new Bounds(usual.connections(), usual.lockTimeout(), timeout, usual.valueBytes())));
  }

  @AfterEach
  void close() {
    if (scene != null) {
      scene.close();
      proxy.close();
    }
  }

  @Test
  void whoTriesAgainIsToldAtOnceThatTheApplicationIsGone() {
    AtomicInteger attempts = new AtomicInteger();
    scene.connector.retried(() -> attempts.incrementAndGet() < 0);
    assertThat(scene.all(shape)).isEmpty();
    proxy.close();
    assertThatThrownBy(() -> scene.all(shape))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNREACHABLE));
    assertThat(attempts).as("it is not tried eight times").hasValueLessThan(5);
  }

  private Write person(String name) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("name", name);
    values.put("email", null);
    return scene.insert(shape, values);
  }

  private List<String> names() {
    return directus.items("person").stream().map(i -> i.get("name").stringValue()).toList();
  }

  private Map<String, Applied> found(WriteBatch batch) {
    return scene.connector.applied(
        Scene.STORE, batch.id(), batch.writes().stream().map(HttpFaultsTest::intent).toList());
  }

  private static Intent intent(Write write) {
    return switch (write) {
      case Write.Insert i -> new Intent(i.operation(), i.shape(), null, i.columns(), i.values());
      case Write.Update u -> new Intent(u.operation(), u.shape(), u.key(), u.columns(), u.values());
      case Write.Delete d ->
          new Intent(d.operation(), d.shape(), d.key(), List.of(), new Object[0]);
    };
  }

  // Throttling and trouble

  @Test
  void waitsAsLongAsItIsAskedTo() {
    proxy.next(2, CREATE, Fault.throttled(1));
    proxy.next(1, READ, Fault.throttled(0));
    applied(scene.write(person("Ann")).getFirst());
    assertThat(scene.all(shape)).hasSize(1);
    assertThat(proxy.seen(CREATE)).hasSize(3);
  }

  @Test
  void handsOnAWaitThatIsTooLong() {
    proxy.next(1, CREATE, Fault.throttled(7200));
    WriteOutcome outcome = scene.write(person("Ann")).getFirst();
    assertThat(outcome)
        .isInstanceOfSatisfying(
            WriteOutcome.Retry.class,
            r -> {
              assertThat(r.after()).isEqualTo(Duration.ofHours(2));
              assertThat(r.message()).contains("person", "Directus", "7200 s");
            });
    assertThat(names()).isEmpty();
  }

  @Test
  void sendsAgainWhatWasUnavailable() {
    Fault down = new Fault.Answer(503, "text/html", "<h1>Down for a moment</h1>");
    proxy.next(2, CREATE, down);
    proxy.next(2, READ, down);
    applied(scene.write(person("Ann")).getFirst());
    assertThat(scene.all(shape)).hasSize(1);
    assertThat(names()).containsExactly("Ann");
  }

  @Test
  void asksAgainWhenAReadBreaks() {
    applied(scene.write(person("Ann")).getFirst());
    proxy.next(1, READ, new Fault.CutBefore());
    proxy.next(1, READ, new Fault.CutAfter());
    assertThat(scene.all(shape)).hasSize(1);
  }

  // Lost answers

  @Test
  void aLostAnswerIsFoundAndNothingDoubled() {
    for (Fault fault : List.of(new Fault.CutAfter(), new Fault.CutBefore())) {
      List<Write> writes = Stream.of("a", "b", "c").map(n -> person(n + fault)).toList();
      WriteBatch batch = scene.batch(false, writes);
      proxy.next(1, CREATE, fault);
      List<WriteOutcome> lost = scene.connector.write(batch);
      assertThat(lost).allMatch(WriteOutcome.Unknown.class::isInstance);
      Map<String, Applied> found = found(batch);
      if (fault instanceof Fault.CutBefore) {
        assertThat(found).isEmpty();
      } else {
        assertThat(found).hasSize(3);
        for (int i = 0; i < 3; i++) { // each under the key it really has
          Key key = found.get(writes.get(i).operation()).written();
          assertThat(scene.connector.fetch(shape, List.of(key)).getFirst().get("name"))
              .isEqualTo(((Write.Insert) writes.get(i)).values()[0]);
        }
      }
      scene.connector.write(scene.batch(false, writes)).forEach(Scene::applied);
    }
    assertThat(names()).hasSize(6).doesNotHaveDuplicates();
  }

  @Test
  void whatIsKnownOfOtherRequestsOfTheBatchStands() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      writes.add(person("p" + i));
    }
    WriteBatch batch = scene.batch(false, writes);
    proxy.next(1, CREATE, new Fault.First(() -> proxy.next(1, CREATE, new Fault.CutAfter())));
    List<WriteOutcome> outcomes = scene.connector.write(batch);
    assertThat(outcomes.subList(0, 40)).allMatch(WriteOutcome.Applied.class::isInstance);
    assertThat(outcomes.subList(40, 80)).allMatch(WriteOutcome.Unknown.class::isInstance);
    assertThat(outcomes.subList(80, 100)).allMatch(WriteOutcome.Retry.class::isInstance);
    assertThat(found(batch))
        .containsOnlyKeys(writes.subList(0, 80).stream().map(Write::operation).toList());
    assertThat(names()).hasSize(80);
  }

  @Test
  void lostUpdatesAndDeletesAreFound() {
    Key ann = applied(scene.write(person("Ann")).getFirst()).key();
    Key bob = applied(scene.write(person("Bob")).getFirst()).key();
    WriteBatch batch =
        scene.batch(
            false, List.of(scene.update(shape, ann, Map.of("age", 5L)), scene.delete(shape, bob)));
    proxy.next(1, "PATCH /items/person.*", new Fault.CutAfter());
    assertThat(scene.connector.write(batch).getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
    assertThat(found(batch)).containsOnlyKeys(batch.writes().getFirst().operation());
    WriteBatch again = scene.batch(false, List.of(batch.writes().getLast()));
    proxy.next(1, "DELETE /items/person.*", new Fault.CutAfter());
    assertThat(scene.connector.write(again).getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
    assertThat(found(again)).hasSize(1);
    assertThat(names()).containsExactly("Ann");
  }

  @Test
  void aCollectionWithoutActivityIsLookedAtInstead() {
    directus.ask("PATCH", "/collections/person", "{\"meta\":{\"accountability\":null}}");
    List<Write> writes =
        List.of(
            scene.insert(shape, Map.of("name", "Ann", "email", "ann@x")),
            scene.insert(shape, Map.of("name", "Bob", "age", 4L)));
    WriteBatch batch = scene.batch(false, writes);
    proxy.next(1, CREATE, new Fault.CutAfter());
    assertThat(scene.connector.write(batch)).allMatch(WriteOutcome.Unknown.class::isInstance);
    assertThat(found(batch)).hasSize(2);
    scene.connector.write(scene.batch(false, writes)).forEach(Scene::applied);
    assertThat(names()).containsExactly("Ann", "Bob");
  }

  @Test
  void aFieldForTheOperationTellsRecordsApartThatAreAlike() {
    directus.makeCollection(
        "tag",
        Directus.field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        Directus.field("words", "string", ""),
        Directus.field("syncline_operation", "string", ""));
    directus.ask("PATCH", "/collections/tag", "{\"meta\":{\"accountability\":null}}");
    Shape tag = scene.shape("tag");
    assertThat(tag.columns()).hasSize(2);
    List<Write> writes =
        Stream.of("x", "y", "x").map(w -> scene.insert(tag, Map.of("words", w))).toList();
    WriteBatch batch = scene.batch(false, writes);
    proxy.next(1, "POST /items/tag.*", new Fault.CutAfter());
    assertThat(scene.connector.write(batch)).allMatch(WriteOutcome.Unknown.class::isInstance);
    assertThat(found(batch).values().stream().map(Applied::written))
        .hasSize(3)
        .doesNotHaveDuplicates();
    scene.connector.write(scene.batch(false, writes)).forEach(Scene::applied);
    assertThat(directus.items("tag")).hasSize(3);
  }

  @Test
  void anAnswerThatNeverComesIsLost() {
    try (Connector hasty = connect("", "", Directus.TOKEN, Duration.ofSeconds(2))) {
      scene.token = hasty.claim(1, Scene.STORE, false);
      WriteBatch batch = scene.batch(false, List.of(person("Ann")));
      proxy.next(1, CREATE, new Fault.Silence());
      assertThat(hasty.write(batch).getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
      assertThat(found(batch)).hasSize(1);
    }
    assertThat(names()).containsExactly("Ann");
  }

  @Test
  void aKeyThatSynclineChoosesIsUsedOnce() {
    directus.makeCollection(
        "note",
        Directus.field(
            "id",
            "uuid",
            "\"is_primary_key\":true,\"is_nullable\":false",
            "\"special\":[\"uuid\"]"),
        Directus.field("words", "string", ""));
    directus.ask("PATCH", "/collections/note", "{\"meta\":{\"accountability\":null}}");
    Shape note = scene.shape("note");
    List<Write> writes =
        Stream.of("x", "y", "x").map(w -> scene.insert(note, Map.of("words", w))).toList();
    WriteBatch batch = scene.batch(false, writes);
    proxy.next(1, "POST /items/note.*", new Fault.CutAfter());
    assertThat(scene.connector.write(batch)).allMatch(WriteOutcome.Unknown.class::isInstance);
    assertThat(found(batch)).hasSize(3);
    List<WriteOutcome> again = scene.connector.write(scene.batch(false, writes));
    assertThat(again).extracting(o -> applied(o).get("words")).containsExactly("x", "y", "x");
    assertThat(directus.items("note")).hasSize(3);
  }

  // Answers that are none

  @Test
  void aPageInsteadOfJsonIsSaid() {
    Fault page = new Fault.Answer(200, "text/html", "<title>Welcome</title><p>to the portal");
    proxy.next(1, "SEARCH /items/person", page);
    assertThatThrownBy(() -> scene.all(shape))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.FAILED))
        .hasMessageContainingAll("cms", "person", "not JSON", "Welcome to the portal", "address");
    proxy.next(1, CREATE, page);
    assertThat(scene.write(person("Ann")).getFirst())
        .isInstanceOfSatisfying(
            WriteOutcome.Unknown.class, u -> assertThat(u.message()).contains("not JSON"));
    assertThat(names()).isEmpty();
  }

  @Test
  void aTokenThatIsNotTakenIsSaidWithoutIt() {
    assertThatThrownBy(() -> connect("", "", "wrong-token", Duration.ZERO))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.LOGIN))
        .hasMessageContaining("cms")
        .hasMessageNotContaining("wrong-token");
    assertThatThrownBy(() -> connect("", "", "", Duration.ZERO))
        .hasMessageContaining("Give the connection token, or password and user");
  }

  @Test
  void aLoginThatHasRunOutIsRenewed() {
    try (Connector account = connect(Directus.USER, Directus.PASSWORD, "", Duration.ZERO)) {
      scene.token = account.claim(1, Scene.STORE, false);
      Fault expired =
          new Fault.Answer(
              401,
              "application/json",
              "{\"errors\":[{\"message\":\"Token expired.\",\"extensions\":{\"code\":\"TOKEN_EXPIRED\"}}]}");
      proxy.next(1, CREATE, expired);
      applied(account.write(scene.batch(false, List.of(person("Ann")))).getFirst());
      proxy.next(1, READ, expired);
      assertThat(account.count("person")).isEqualTo(1);
    }
    assertThat(proxy.seen("POST /auth/login")).hasSize(3);
  }

  // Pages and batches

  @Test
  void whatIsThereAllTheTimeIsReadOnceWhileOthersComeAndGo() {
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 1200; i++) {
      writes.add(person("p" + i));
    }
    scene.connector.write(scene.batch(false, writes)).forEach(Scene::applied);
    List<JsonNode> before = directus.items("person");
    Runnable come =
        () -> {
          directus.ask("DELETE", "/items/person/" + before.get(10).get("id"), null);
          directus.ask("POST", "/items/person", "[{\"name\":\"new\"},{\"name\":\"newer\"}]");
        };
    proxy.next(1, READ, new Fault.First(() -> proxy.next(1, READ, new Fault.First(come))));
    List<String> read = scene.all(shape).stream().map(r -> (String) r.get("name")).toList();
    assertThat(read).doesNotHaveDuplicates().hasSizeBetween(1199, 1202);
    assertThat(read).containsAll(names().stream().filter(n -> n.startsWith("p")).toList());
  }

  @Test
  void refusedRecordsStandAloneAndTheirNeighboursAreWritten() {
    applied(scene.write(scene.insert(shape, Map.of("name", "Ann", "email", "a"))).getFirst());
    List<Write> writes = new ArrayList<>();
    for (int i = 0; i < 60; i++) {
      writes.add(
          scene.insert(shape, Map.of("name", "p" + i, "email", i % 20 == 7 ? "a" : "e" + i)));
    }
    List<WriteOutcome> outcomes = scene.connector.write(scene.batch(false, writes));
    for (int i = 0; i < 60; i++) {
      if (i % 20 == 7) {
        assertThat(rejected(outcomes.get(i)).cause()).isEqualTo(WriteOutcome.Cause.UNIQUE);
        assertThat(rejected(outcomes.get(i)).message()).contains("person", "email", "Directus");
      } else {
        assertThat(applied(outcomes.get(i)).get("name")).isEqualTo("p" + i);
      }
    }
    assertThat(names()).hasSize(58).doesNotHaveDuplicates();
  }

  @Test
  void whatWasChangedMeanwhileIsNotOverwritten() {
    Key ann = applied(scene.write(person("Ann")).getFirst()).key();
    directus.ask("PATCH", "/items/person/" + ann, "{\"age\":40}");
    Write write =
        new Write.Update(
            "op",
            shape,
            ann,
            List.of("age"),
            new Object[] {41L},
            row -> row.get("age") == null,
            row -> new byte[1]);
    WriteOutcome outcome = scene.write(write).getFirst();
    assertThat(((WriteOutcome.Stale) outcome).current().get("age")).isEqualTo(40L);
    assertThat(directus.items("person").getFirst().get("age").intValue()).isEqualTo(40);
  }

  // Schemas and values

  @Test
  void aFieldThatIsGoneIsNeverTakenForEmpty() {
    applied(scene.write(scene.insert(shape, Map.of("name", "Ann", "age", 4L))).getFirst());
    directus.ask("DELETE", "/fields/person/age", null);
    assertThatThrownBy(() -> scene.all(shape))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.DENIED))
        .hasMessageContainingAll("cms", "reading person", "age");
    assertThat(scene.shape("person").columns()).noneMatch(c -> c.name().equals("age"));
  }

  @Test
  void aValueThatIsNotOfItsTypeHoldsItsRecord() {
    directus.ask("POST", "/items/person", "{\"name\":\"Ann\",\"age\":\"old\"}");
    Row row = scene.all(shape).getFirst();
    assertThat(row.get("name")).isEqualTo("Ann");
    assertThat(row.get("age")).isInstanceOf(Flaw.class);
  }

  @Test
  void timesThatAreNullUntilTheFirstUpdateAreReadAndNotWritten() {
    directus.makeCollection(
        "page",
        Directus.field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        Directus.field("title", "string", ""),
        Directus.field("changed", "timestamp", "", "\"special\":[\"date-updated\"]"),
        Directus.field("shown", "boolean", "", "\"special\":[\"cast-boolean\"]"),
        Directus.field("big", "bigInteger", ""),
        Directus.field("parts", "json", "", "\"special\":[\"cast-json\"]"));
    Shape page = scene.shape("page");
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("title", "One");
    values.put("shown", true);
    values.put("big", 1L << 53);
    values.put("parts", "{\"a\": [1.50]}");
    Row row = applied(scene.write(scene.insert(page, values)).getFirst());
    assertThat(row.get("changed")).isNull();
    assertThat(row.get("shown")).isEqualTo(true);
    assertThat(row.get("big")).isEqualTo(1L << 53);
    assertThat((String) row.get("parts")).contains("1.5");
    Row after =
        applied(scene.write(scene.update(page, row.key(), Map.of("title", "Two"))).getFirst());
    assertThat(after.get("changed")).isInstanceOf(java.time.Instant.class);
    assertThat(
            rejected(
                    scene
                        .write(
                            scene.update(
                                page, row.key(), Map.of("changed", java.time.Instant.EPOCH)))
                        .getFirst())
                .message())
        .contains("changed", "Directus itself computes");
    assertThat(
            rejected(
                    scene
                        .write(scene.update(page, row.key(), Map.of("big", (1L << 53) + 1)))
                        .getFirst())
                .message())
        .contains("big", "more digits");
  }

  @Test
  void referencesAreDescribed() {
    directus.makeCollection(
        "task",
        Directus.field("id", "integer", "\"is_primary_key\":true,\"has_auto_increment\":true"),
        Directus.field("owner", "integer", ""));
    directus.ask(
        "POST",
        "/relations",
        "{\"collection\":\"task\",\"field\":\"owner\",\"related_collection\":\"person\",\"schema\":{\"on_delete\":\"CASCADE\"}}");
    var reference = scene.connector.describe("task").foreignKeys().getFirst();
    assertThat(reference.references()).isEqualTo("person");
    assertThat(reference.referencedColumns()).containsExactly("id");
    assertThat(reference.cascadesDelete()).isTrue();
    Shape task = scene.shape("task");
    assertThat(rejected(scene.write(scene.insert(task, Map.of("owner", 4711L))).getFirst()).cause())
        .isEqualTo(WriteOutcome.Cause.FOREIGN_KEY);
  }

  @Test
  void nothingIsWrittenTogetherOrTriedAndTakenBack() {
    List<WriteOutcome> refused = scene.together(person("Ann"), person("Bob"));
    assertThat(refused).allMatch(WriteOutcome.Rejected.class::isInstance);
    assertThat(rejected(refused.getFirst()).message()).contains("all or none");
    WriteBatch trial =
        new WriteBatch("r", Scene.STORE, 1, 1, scene.token, true, false, List.of(person("Ann")));
    assertThatThrownBy(() -> scene.connector.write(trial))
        .isInstanceOfSatisfying(
            ConnectorException.class, e -> assertThat(e.kind()).isEqualTo(Kind.UNSUPPORTED));
    assertThat(names()).isEmpty();
  }
}
