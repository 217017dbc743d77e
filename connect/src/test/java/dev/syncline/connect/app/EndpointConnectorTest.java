package dev.syncline.connect.app;

import static dev.syncline.connect.testing.Scene.applied;
import static dev.syncline.connect.testing.Scene.rejected;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.Access;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Transcript;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Receiver;
import dev.syncline.connect.testing.Receiver.Reply;
import dev.syncline.connect.testing.Scene;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an endpoint is sent, against a server that remembers it; nothing is ever asked of it. */
class EndpointConnectorTest {
  private static final String CONTACTS =
      """
      retry: { first: 1ms, longest: 1s, attempts: 3 }
      objects:
        declared:
          contact:
            id: { type: integer, key: true }
            email: { type: text 20, required: true }
            spent: { type: decimal 10 2 }
      records:
        objects:
          contact:
            create: { request: POST /contacts, body: { mail: "{after.email}", all: "{after}" }, expect: [201] }
            update:
              request: PATCH /contacts/{id}
              headers: { X-Was: "{before.email}" }
              body: { now: "{after}", changed: "{record}" }
            delete: { request: "DELETE /contacts/{id}?mail={before.email}" }
      """;

  private static final String BATCHED =
      """
      retry: { first: 1ms, longest: 1s, attempts: 3 }
      objects:
        declared:
          contact: { id: { type: integer, key: true }, email: { type: text } }
      records:
        create:
          request: POST /contacts
          each: { mail: "{after.email}" }
          body: { contacts: "{records}" }
          rows: results
          batch: BATCH
        delete: { request: POST /gone, each: "{before}", body: "{records}", batch: { size: 10 } }
      """;

  @TempDir Path folder;
  private Receiver server;
  private final List<Connector> open = new ArrayList<>();

  @BeforeEach
  void start() throws IOException {
    server = new Receiver();
    server.usual = r -> new Reply(r.line().startsWith("POST /contacts") ? 201 : 200, "");
  }

  @AfterEach
  void stop() {
    open.forEach(Connector::close);
    server.close();
  }

  private Scene scene(String description) throws IOException {
    Path file = folder.resolve("endpoint.yaml");
    Files.writeString(file, description);
    ConnectionSpec spec =
        new ConnectionSpec(
            "alerts",
            ConnectionSpec.ENDPOINT,
            server.url(),
            "",
            "",
            "sesame-open",
            ConnectionSpec.Bounds.USUAL,
            ZoneOffset.UTC,
            Map.of(),
            file.toString(),
            List.of());
    Scene scene = new Scene(Connections.open(spec, folder.resolve("log"), folder.resolve("sent")));
    open.add(scene.connector);
    return scene;
  }

  private static Map<String, Object> contact(long id, String email, String spent) {
    Map<String, Object> values = new LinkedHashMap<>();
    values.put("id", id);
    values.put("email", email);
    values.put("spent", spent == null ? null : new BigDecimal(spent));
    return values;
  }

  @Test
  void whatWasSentIsReadAndSentOnWithAllItsValues() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    List<WriteOutcome> made =
        scene.write(
            scene.insert(shape, contact(1, "ann@x", "12.50")),
            scene.insert(shape, contact(2, "bob@x", null)));
    assertThat((BigDecimal) applied(made.get(0)).get("spent")).isEqualByComparingTo("12.50");
    assertThat(server.requests.getFirst().body())
        .isEqualTo("{\"mail\":\"ann@x\",\"all\":{\"id\":1,\"email\":\"ann@x\",\"spent\":12.50}}");
    assertThat(server.requests.getFirst().header("Authorization")).isEqualTo("Bearer sesame-open");

    applied(scene.write(scene.update(shape, Key.of(1L), Map.of("email", "ann@y"))).getFirst());
    assertThat(server.requests.getLast().line()).isEqualTo("PATCH /contacts/1");
    assertThat(server.requests.getLast().header("X-Was")).isEqualTo("ann@x");
    assertThat(server.requests.getLast().body())
        .isEqualTo(
            "{\"now\":{\"id\":1,\"email\":\"ann@y\",\"spent\":12.50},"
                + "\"changed\":{\"id\":1,\"email\":\"ann@y\"}}");

    assertThat(scene.write(scene.delete(shape, Key.of(1L))).getFirst())
        .isInstanceOfSatisfying(
            WriteOutcome.Applied.class,
            a -> assertThat(a.before().get("email")).isEqualTo("ann@y"));
    assertThat(server.requests.getLast().line()).isEqualTo("DELETE /contacts/1?mail=ann%40y");
    assertThat(scene.all(shape)).extracting(r -> r.get("email")).containsExactly("bob@x");
    assertThat(scene.connector.count("contact")).isEqualTo(1);
    assertThat(scene.connector.assumed()).isTrue();
    assertThat(server.lines()).noneMatch(l -> l.startsWith("GET"));
  }

  @Test
  void aRefusalHoldsItsRecordAloneInTheEndpointsWords() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    server.next(new Reply(422, "{\"why\":\"no such mailbox\"}"), new Reply(200, "fine"));
    List<WriteOutcome> made =
        scene.write(
            scene.insert(shape, contact(1, "ann@x", null)),
            scene.insert(shape, contact(2, "bob@x", null)),
            scene.insert(shape, contact(3, "a mailbox that is too long", null)),
            scene.insert(shape, contact(4, "dan@x", null)));
    assertThat(rejected(made.get(0)).message()).contains("HTTP 422", "no such mailbox", "contact");
    assertThat(rejected(made.get(1)).message()).as("201 is expected").contains("HTTP 200", "fine");
    assertThat(rejected(made.get(2)).message()).contains("email");
    applied(made.get(3));
    assertThat(server.lines()).as("too long was not sent").hasSize(3);
    assertThat(scene.connector.count("contact")).isEqualTo(1);
  }

  @Test
  void anEndpointThatAsksToWaitIsWaitedFor() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    server.next(
        new Reply(429, "", "Retry-After", "0"),
        new Reply(503, "", "Retry-After", "0"),
        new Reply(201, ""));
    applied(scene.write(scene.insert(shape, contact(1, "ann@x", null))).getFirst());
    assertThat(server.requests).hasSize(3);
    assertThat(server.requests.stream().map(r -> r.header("Idempotency-Key")).distinct())
        .as("the same request each time")
        .hasSize(1);
    server.next(new Reply(429, "", "Retry-After", "3600"));
    List<WriteOutcome> later =
        scene.write(
            scene.insert(shape, contact(2, "bob@x", null)),
            scene.insert(shape, contact(3, "cem@x", null)));
    assertThat(later)
        .allSatisfy(
            o ->
                assertThat(o)
                    .isInstanceOfSatisfying(
                        WriteOutcome.Retry.class, r -> assertThat(r.after()).hasHours(1)));
    assertThat(server.requests).as("nothing further is sent").hasSize(4);
  }

  @Test
  void aLostAnswerIsSentAgainAsItWasUnderTheSameName() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    server.next(new Reply(0, ""));
    Write insert = scene.insert(shape, contact(1, "ann@x", "3.00"));
    WriteBatch batch =
        scene.batch(false, List.of(insert, scene.insert(shape, contact(2, "b", null))));
    List<WriteOutcome> outcomes = scene.connector.write(batch);
    assertThat(outcomes.get(0)).isInstanceOf(WriteOutcome.Unknown.class);
    assertThat(outcomes.get(1)).isInstanceOf(WriteOutcome.Retry.class);
    assertThat(scene.connector.count("contact")).isZero();
    Map<String, Connector.Applied> found =
        scene.connector.applied(
            Scene.STORE, batch.id(), batch.writes().stream().map(Write::operation).toList());
    assertThat(found).containsOnlyKeys(insert.operation());
    assertThat(found.get(insert.operation()).note()).as("its note").containsExactly(0);
    assertThat(scene.all(shape))
        .extracting(r -> r.get("spent"))
        .containsExactly(new BigDecimal("3"));
    assertThat(server.requests).hasSize(2);
    assertThat(server.requests.get(1).body()).isEqualTo(server.requests.get(0).body());
    assertThat(server.requests.get(1).header("Idempotency-Key"))
        .isNotEmpty()
        .isEqualTo(server.requests.get(0).header("Idempotency-Key"));
    scene.connector.applied(Scene.STORE, batch.id(), List.of(insert.operation()));
    assertThat(server.requests).as("it is settled").hasSize(2);
  }

  /** The process dies after the request was acted on, and before anything of it was kept. */
  @Test
  void whatADeadProcessSentIsSettledByTheNextBeforeAnythingElseIsSent() throws IOException {
    Scene first = scene(CONTACTS);
    Shape shape = first.shape("contact");
    applied(first.write(first.insert(shape, contact(1, "ann@x", "3.00"))).getFirst());
    server.next(new Reply(0, ""));
    WriteBatch lost = first.batch(false, List.of(first.delete(shape, Key.of(1L))));
    assertThat(first.connector.write(lost).getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
    first.connector.close();

    server.next(new Reply(0, ""), new Reply(0, ""), new Reply(0, ""));
    Scene second = scene(CONTACTS);
    Shape again = second.shape("contact");
    assertThatThrownBy(() -> second.write(second.insert(again, contact(7, "g", null))))
        .as("still without an answer")
        .isInstanceOfSatisfying(
            ConnectorException.class,
            e -> assertThat(e.kind()).isEqualTo(ConnectorException.Kind.UNREACHABLE))
        .hasMessageContaining("sending again");
    assertThat(server.lines()).filteredOn(l -> l.startsWith("POST")).hasSize(1);
    applied(second.write(second.insert(again, contact(7, "g", null))).getFirst());
    assertThat(server.lines().subList(1, server.lines().size() - 1))
        .allMatch("DELETE /contacts/1?mail=ann%40x"::equals);
    assertThat(second.all(again)).extracting(r -> r.get("id")).containsExactly(7L);
    assertThat(
            second.connector.applied(
                Scene.STORE, lost.id(), List.of(lost.writes().getFirst().operation())))
        .hasSize(1);
  }

  @Test
  void aRefusedRequestIsTriedAgainUnderAnotherName() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    server.next(new Reply(409, ""));
    Write insert = scene.insert(shape, contact(1, "ann@x", null));
    rejected(scene.write(insert).getFirst());
    applied(scene.write(insert).getFirst());
    assertThat(server.requests.get(0).header("Idempotency-Key"))
        .isNotEqualTo(server.requests.get(1).header("Idempotency-Key"));
  }

  @Test
  void aServerErrorWithoutWordsIsNotTakenForARefusal() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    server.next(new Reply(502, "<html>bad gateway</html>"));
    assertThat(scene.write(scene.insert(shape, contact(1, "ann@x", null))).getFirst())
        .isInstanceOf(WriteOutcome.Unknown.class);
  }

  private Scene batched(String batch) throws IOException {
    return scene(BATCHED.replace("BATCH", batch));
  }

  private static Write[] people(Scene scene, Shape shape, String... emails) {
    List<Write> writes = new ArrayList<>();
    for (String email : emails) {
      writes.add(scene.insert(shape, Map.of("id", (long) writes.size() + 1, "email", email)));
    }
    return writes.toArray(Write[]::new);
  }

  @Test
  void aBatchThatIsRefusedIsCutUntilTheBadRecordStandsAlone() throws IOException {
    Scene scene = batched("{ size: 4 }");
    Shape shape = scene.shape("contact");
    server.usual = r -> new Reply(r.body().contains("bad") ? 400 : 201, "{}");
    List<WriteOutcome> outcomes = scene.write(people(scene, shape, "a", "b", "bad", "d", "e"));
    rejected(outcomes.get(2));
    for (int good : List.of(0, 1, 3, 4)) {
      applied(outcomes.get(good));
    }
    assertThat(server.requests.getFirst().body())
        .isEqualTo(
            "{\"contacts\":[{\"mail\":\"a\"},{\"mail\":\"b\"},{\"mail\":\"bad\"},{\"mail\":\"d\"}]}");
    assertThat(server.requests.stream().map(r -> r.header("Idempotency-Key")).distinct())
        .as("each its own name")
        .hasSameSizeAs(server.requests);
    scene.write(scene.delete(shape, Key.of(1L)), scene.delete(shape, Key.of(2L)));
    assertThat(server.requests.getLast().body())
        .isEqualTo("[{\"id\":1,\"email\":\"a\"},{\"id\":2,\"email\":\"b\"}]");
    assertThat(scene.all(shape)).extracting(r -> r.get("email")).containsExactly("d", "e");
  }

  @Test
  void anAnswerMayTellWhichRecordsFailed() throws IOException {
    Scene scene = batched("{ size: 4, fails: listed, failed: errors, index: at }");
    Shape shape = scene.shape("contact");
    server.next(new Reply(207, "{\"errors\":[{\"at\":1,\"text\":\"taken\"}]}"));
    List<WriteOutcome> outcomes = scene.write(people(scene, shape, "a", "b", "c"));
    assertThat(rejected(outcomes.get(1)).message()).contains("taken");
    applied(outcomes.get(0));
    applied(outcomes.get(2));
    assertThat(server.requests).hasSize(1);
    assertThat(scene.all(shape)).extracting(r -> r.get("email")).containsExactly("a", "c");
  }

  @Test
  void anAnswerMayTellOfEachRecord() throws IOException {
    Scene scene = batched("{ size: 4, fails: each, failed: error }");
    Shape shape = scene.shape("contact");
    server.next(new Reply(200, "{\"results\":[{\"ok\":1},{\"error\":\"taken\"}]}"));
    List<WriteOutcome> outcomes = scene.write(people(scene, shape, "a", "b"));
    applied(outcomes.get(0));
    rejected(outcomes.get(1));
  }

  private static final String NUMBERED =
      """
      objects: { declared: { note: { no: { type: integer, key: true, generated: true }, text: { type: text } } } }
      records: { create: { request: POST /notes, body: "{record}", PLACE }, delete: { request: "DELETE /notes/{id}" } }
      """;

  @Test
  void aKeyMayComeOutOfTheAnswer() throws IOException {
    Scene scene = scene(NUMBERED.replace("PLACE", "key-in: data.id"));
    Shape shape = scene.shape("note");
    server.next(new Reply(200, "{\"data\":{\"id\":4711}}"));
    assertThat(applied(scene.write(scene.insert(shape, Map.of("text", "hello"))).getFirst()).key())
        .isEqualTo(Key.of(4711L));
    scene.write(scene.delete(shape, Key.of(4711L)));
    assertThat(server.requests.getLast().line()).isEqualTo("DELETE /notes/4711");
  }

  /** It was done, and must not be done twice because a description looks in the wrong place. */
  @Test
  void anAnswerWithoutTheKeyIsKeptUntilTheDescriptionIsCorrected() throws IOException {
    Scene wrong = scene(NUMBERED.replace("PLACE", "key-in: id"));
    Shape shape = wrong.shape("note");
    server.next(new Reply(200, "{\"data\":{\"id\":4711}}"));
    WriteBatch batch = wrong.batch(false, List.of(wrong.insert(shape, Map.of("text", "hello"))));
    List<String> operations = batch.writes().stream().map(Write::operation).toList();
    assertThat(wrong.connector.write(batch).getFirst()).isInstanceOf(WriteOutcome.Unknown.class);
    assertThatThrownBy(() -> wrong.connector.applied(Scene.STORE, batch.id(), operations))
        .hasMessageContaining("key-in");
    wrong.connector.close();
    Scene right = scene(NUMBERED.replace("PLACE", "key-in: data.id"));
    assertThat(right.connector.applied(Scene.STORE, batch.id(), operations).values())
        .extracting(Connector.Applied::written)
        .containsExactly(Key.of(4711L));
    assertThat(right.all(right.shape("note")))
        .extracting(r -> r.get("text"))
        .containsExactly("hello");
    assertThat(server.requests).as("sent once").hasSize(1);
  }

  @Test
  void whatTheDescriptionHasNoRequestForIsNotSentAndSaid() throws IOException {
    Scene scene = scene(NUMBERED.replace("PLACE", "key-in: id"));
    Shape shape = scene.shape("note");
    server.next(new Reply(200, "{\"id\":1}"));
    scene.write(scene.insert(shape, Map.of("text", "hello")));
    assertThat(
            rejected(scene.write(scene.update(shape, Key.of(1L), Map.of("text", "x"))).getFirst())
                .message())
        .contains("has no update");
    assertThat(
            scene.connector.missingRights(
                List.of(new Access("note", List.of("no"), List.of("text"), List.of("text"), true)),
                true))
        .extracting(MissingRight::message)
        .containsExactly("the description has no update for note, so changed records are not sent");
  }

  @Test
  void anotherRecordUnderTheSameKeyIsNotSent() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    applied(scene.write(scene.insert(shape, contact(1, "ann@x", null))).getFirst());
    assertThat(
            rejected(scene.write(scene.insert(shape, contact(1, "bob@x", null))).getFirst())
                .cause())
        .isEqualTo(WriteOutcome.Cause.UNIQUE);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void everyTypeComesOutOfTheLedgerAsItWentIn() throws IOException {
    Scene scene =
        scene(
            """
            objects:
              declared:
                all:
                  id: { type: uuid, key: true }
                  b: { type: boolean }
                  d: { type: decimal }
                  r: { type: real 64 }
                  day: { type: date }
                  t: { type: time 3 }
                  lt: { type: local-timestamp 3 }
                  ts: { type: timestamp 3 }
                  j: { type: json }
                  l: { type: labels red green }
            records: { create: { request: POST /all, body: "{after}" }, update: { request: "PUT /all/{id}", body: "{after}" } }
            """);
    Shape shape = scene.shape("all");
    Map<String, Object> values = new LinkedHashMap<>();
    UUID id = new UUID(1, 2);
    values.put("id", id);
    values.put("b", true);
    values.put("d", new BigDecimal("12345.678"));
    values.put("r", 0.1);
    values.put("day", LocalDate.of(2024, 2, 29));
    values.put("t", LocalTime.of(1, 2, 3, 4_000_000));
    values.put("lt", LocalDateTime.of(2024, 2, 29, 1, 2, 3));
    values.put("ts", Instant.parse("2024-02-29T01:02:03.004Z"));
    values.put("j", "{\"a\":[1,2]}");
    values.put("l", "green");
    server.next(new Reply(0, ""));
    WriteBatch batch = scene.batch(false, List.of(scene.insert(shape, values)));
    scene.connector.write(batch);
    scene.connector.applied(
        Scene.STORE, batch.id(), batch.writes().stream().map(Write::operation).toList());
    Row row = scene.connector.fetch(shape, List.of(Key.of(id))).getFirst();
    values.forEach((column, value) -> assertThat(row.get(column)).as(column).isEqualTo(value));
    assertThat(server.requests.getFirst().body())
        .isEqualTo(
            "{\"id\":\"00000000-0000-0001-0000-000000000002\",\"b\":true,\"d\":12345.678,\"r\":0.1,"
                + "\"day\":\"2024-02-29\",\"t\":\"01:02:03.004\",\"lt\":\"2024-02-29T01:02:03\","
                + "\"ts\":\"2024-02-29T01:02:03.004Z\",\"j\":{\"a\":[1,2]},\"l\":\"green\"}");
  }

  @Test
  void erasingLeavesNothingButTheKey() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    scene.write(
        scene.insert(shape, contact(1, "Maria-Magdalena@x", "9.99")),
        scene.insert(shape, contact(2, "bob@x", null)));
    List<Key> ann = List.of(Key.of(1L));
    assertThat(scene.connector.erase("contact", ann, false)).isEqualTo(1);
    assertThat(scene.connector.fetch(shape, ann).getFirst().get("email")).isNotNull();
    assertThat(scene.connector.erase("contact", ann, true)).isEqualTo(1);
    assertThat(scene.connector.erase("contact", ann, true)).isZero();
    assertThat(scene.all(shape)).extracting(r -> r.get("email")).containsExactly(null, "bob@x");
    scene.connector.close();
    assertThat(everything(folder.resolve("sent"))).contains("bob@x").doesNotContain("Magdalena");
  }

  private static String everything(Path folder) throws IOException {
    StringBuilder all = new StringBuilder();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        all.append(new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1));
      }
    }
    return all.toString();
  }

  @Test
  void theLoginStandsNowhereButInTheRequest() throws IOException {
    Scene scene = scene(CONTACTS);
    Shape shape = scene.shape("contact");
    List<Transcript.Exchange> heard = new ArrayList<>();
    scene.connector.transcribe(heard::add);
    server.next(new Reply(422, "your token sesame-open is fine"), new Reply(0, ""));
    List<WriteOutcome> outcomes =
        scene.write(
            scene.insert(shape, contact(1, "ann@x", null)),
            scene.insert(shape, contact(2, "bob@x", null)));
    assertThat(outcomes.toString()).contains("***").doesNotContain("sesame");
    assertThat(heard).hasSize(2);
    assertThat(heard.toString()).contains("ann@x", "POST", "422").doesNotContain("sesame");
    assertThat(heard.get(1))
        .isInstanceOfSatisfying(Transcript.Request.class, r -> assertThat(r.status()).isZero());
    assertThat(everything(folder.resolve("sent"))).contains("bob@x").doesNotContain("sesame");
  }

  @Test
  void aFieldThatIsNewWasNotSentAndAnotherKeyIsRefused() throws IOException {
    Scene scene = scene(CONTACTS);
    scene.write(scene.insert(scene.shape("contact"), contact(1, "ann@x", "1.00")));
    scene.connector.close();
    Scene wider =
        scene(
            CONTACTS.replace(
                "spent: { type: decimal 10 2 }",
                "spent: { type: text 9 }\n      phone: { type: text }"));
    assertThat(wider.all(wider.shape("contact")))
        .extracting(r -> r.get("email"), r -> r.get("spent"), r -> r.get("phone"))
        .containsExactly(org.assertj.core.groups.Tuple.tuple("ann@x", "1", null));
    wider.connector.close();
    assertThatThrownBy(() -> scene(CONTACTS.replace("id: { type: integer,", "id: { type: text,")))
        .hasMessageContaining("another key");
  }

  @Test
  void aHundredThousandRecordsAreSentInRequestsOfAThousand() throws IOException {
    Scene scene = batched("{ size: 1000 }");
    Shape shape = scene.shape("contact");
    for (int from = 0; from < 100_000; from += 2_000) {
      List<Write> writes = new ArrayList<>();
      for (int i = from; i < from + 2_000; i++) {
        writes.add(scene.insert(shape, Map.of("id", (long) i, "email", "n" + i)));
      }
      scene.connector.write(scene.batch(false, writes)).forEach(Scene::applied);
      server.requests.clear();
    }
    assertThat(scene.connector.count("contact")).isEqualTo(100_000);
    long expected = 0;
    try (Connector.RowStream rows = scene.connector.read(shape, Order.KEY)) {
      for (Row row = rows.next(); row != null; row = rows.next()) {
        assertThat(row.get("id")).isEqualTo(expected++);
      }
    }
    assertThat(expected).isEqualTo(100_000);
  }
}
