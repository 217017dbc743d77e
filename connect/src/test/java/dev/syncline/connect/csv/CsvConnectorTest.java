package dev.syncline.connect.csv;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.Model;
import dev.syncline.connect.open.Connections;
import dev.syncline.connect.testing.Scene;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.BigInteger;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is written into a file is what is read from it, whoever else writes it and when. */
class CsvConnectorTest {
  private static final Map<String, String> PEOPLE =
      types("id", "integer", "name", "text", "spent", "decimal(10,2)");

  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() throws IOException {
    file = Files.createDirectory(folder.resolve("export")).resolve("people.csv");
  }

  private static Map<String, String> types(String... nameAndType) {
    Map<String, String> types = new LinkedHashMap<>();
    for (int i = 0; i < nameAndType.length; i += 2) {
      types.put(nameAndType[i], nameAndType[i + 1]);
    }
    return types;
  }

  private Model.Csv csv(Map<String, String> types) {
    return new Model.Csv(file, ',', true, StandardCharsets.UTF_8, "", types);
  }

  private Scene open(Model.Csv csv) {
    return new Scene(
        CsvConnector.open(
            ConnectionSpec.of("export", "csv", file.getParent().toString(), "", "")
                .with(List.of(new Model("people", csv, List.of("id")))),
            folder.resolve("copies")));
  }

  private String text() throws IOException {
    return Files.readString(file);
  }

  private static Map<String, Object> person(long id, String name, String spent) {
    Map<String, Object> person = new LinkedHashMap<>();
    person.put("id", id);
    person.put("name", name);
    person.put("spent", spent == null ? null : new BigDecimal(spent));
    return person;
  }

  @Test
  void aFileIsMadeKeepsItsOrderAndIsWrittenWhenItIsDelivered() throws IOException {
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.write(
          scene.insert(shape, person(2, "=1+1", "1.5")),
          scene.insert(shape, person(10, "", null)),
          scene.insert(shape, person(1, "a \"b\",\nc", "-0.01")));
      assertThat(file).doesNotExist();
      scene.connector.deliver();
      assertThat(text())
          .isEqualTo("id,name,spent\n2,=1+1,1.50\n10,\"\",\n1,\"a \"\"b\"\",\nc\",-0.01\n");
      scene.write(
          scene.update(shape, Key.of(10L), Map.of("name", "ten")),
          scene.delete(shape, Key.of(2L)),
          scene.insert(shape, person(0, null, "3")));
      scene.connector.deliver();
      assertThat(text())
          .isEqualTo("id,name,spent\n10,ten,\n1,\"a \"\"b\"\",\nc\",-0.01\n0,,3.00\n");
      assertThat(scene.all(shape)).extracting(r -> r.get("id")).containsExactly(0L, 1L, 10L);
    }
    try (var left = Files.list(file.getParent())) {
      assertThat(left).containsExactly(file);
    }
  }

  /** Only records that change are written anew: quotes, zeros and a mark stay as somebody wrote. */
  @Test
  void whatNobodyChangesStaysAsItStands() throws IOException {
    Files.writeString(
        file, "\uFEFFid ,\"name\",spent,more\r\n+1,\"Ann\",1.5,x\r\n\r\n2,Bob,007,\r\n3,Cy,1,z");
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      assertThat(shape.columns()).extracting(Column::name).contains("more");
      scene.write(scene.update(shape, Key.of(3L), Map.of("name", "Cyd")));
      scene.connector.deliver();
    }
    assertThat(text())
        .isEqualTo(
            "\uFEFFid ,\"name\",spent,more\r\n+1,\"Ann\",1.5,x\r\n2,Bob,007,\r\n3,Cyd,1.00,z\r\n");
  }

  /** The process dies after the commit: the next one gives the file what it is owed. */
  @Test
  void whatWasNotDeliveredIsByTheNextProcess() throws IOException {
    Files.writeString(file, "id,name,spent\n1,Ann,1\n2,Bob,2\n3,Cy,3\n");
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.write(
          scene.update(shape, Key.of(1L), Map.of("name", "Anna")),
          scene.delete(shape, Key.of(2L)),
          scene.insert(shape, person(4, "Dee", "4")));
    }
    assertThat(text()).contains("1,Ann,1", "2,Bob,2").doesNotContain("Dee");
    try (Scene scene = open(csv(PEOPLE))) {
      scene.connector.describe("people");
    }
    assertThat(text()).isEqualTo("id,name,spent\n1,Anna,1.00\n3,Cy,3\n4,Dee,4.00\n");
  }

  /** Somebody changes the file between the commit and the delivery: both changes are there. */
  @Test
  void whatOthersChangedMeanwhileIsKeptAndWhatWasWrittenComesToIt() throws IOException {
    Files.writeString(file, "id,name,spent\n1,Ann,1\n2,Bob,2\n3,Cy,3\n4,Dee,4\n5,Eve,5\n");
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.write(
          scene.update(shape, Key.of(1L), Map.of("name", "Anna")),
          scene.update(shape, Key.of(2L), Map.of("name", "ours")),
          scene.delete(shape, Key.of(3L)),
          scene.delete(shape, Key.of(4L)),
          scene.insert(shape, person(6, "Fay", "6")),
          scene.insert(shape, person(7, "ours", "7")));
      Files.writeString(
          file, "id,name,spent\n5,Eva,5\n1,Ann,1.0\n2,theirs,2\n3,Cy,3\n4,theirs,4\n7,theirs,7\n");
      scene.connector.deliver();
      assertThat(text())
          .isEqualTo(
              "id,name,spent\n5,Eva,5\n1,Anna,1.00\n2,theirs,2\n4,theirs,4\n7,theirs,7\n6,Fay,6.00\n");
      scene.connector.deliver();
      assertThat(scene.all(shape)).hasSize(6);
    }
  }

  @Test
  void aColumnThatSomebodyAddsStays() throws IOException {
    Files.writeString(file, "id,name,spent\n1,Ann,1\n2,Bob,2\n");
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.write(
          scene.update(shape, Key.of(1L), Map.of("name", "Anna")),
          scene.insert(shape, person(3, "Cy", "3")));
      Files.writeString(file, "city,id,name,spent\nRome,1,Ann,1\nOslo,2,Bob,2\n");
      scene.connector.deliver();
      assertThat(text())
          .isEqualTo("city,id,name,spent\nRome,1,Anna,1.00\nOslo,2,Bob,2\n,3,Cy,3.00\n");
    }
  }

  @Test
  void whatCannotBeWrittenIsKeptForLater() throws IOException {
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.write(scene.insert(shape, person(1, "Ann", "1")));
      Path inTheWay = CsvFile.of(new Model("people", csv(PEOPLE), List.of("id"))).temporary();
      Files.createDirectories(inTheWay.resolve("full"));
      assertThatThrownBy(scene.connector::deliver)
          .hasMessageContainingAll("export: writing", "people.csv", "is kept");
      assertThat(file).doesNotExist();
      Files.delete(inTheWay.resolve("full"));
      Files.delete(inTheWay);
      scene.connector.deliver();
      assertThat(text()).isEqualTo("id,name,spent\n1,Ann,1.00\n");
    }
  }

  @Test
  void whatIsTriedComesIntoNoFile() throws IOException {
    try (Scene scene = open(csv(PEOPLE))) {
      Shape shape = scene.shape("people");
      scene.connector.deliver();
      try (var trial = scene.connector.provisional().orElseThrow()) {
        trial.begin();
        scene.write(scene.insert(shape, person(1, "Ann", "1")));
        assertThat(scene.connector.fetch(shape, List.of(Key.of(1L)))).hasSize(1);
        scene.connector.deliver();
      }
      scene.connector.deliver();
      assertThat(scene.all(shape)).isEmpty();
    }
    assertThat(text()).isEqualTo("id,name,spent\n");
  }

  @Test
  void whatAFileCannotHoldIsRefusedWithItsReason() {
    Model.Csv latin =
        new Model.Csv(
            file,
            ';',
            true,
            StandardCharsets.ISO_8859_1,
            "-",
            types("id", "smallint", "name", "text", "at", "timestamptz", "real", "real"));
    try (Scene scene = open(latin)) {
      Shape shape = scene.shape("people");
      Map<String, Object> refused = new LinkedHashMap<>();
      refused.put("encoding", Map.of("id", 1L, "name", "\u20ac"));
      refused.put("NUL", Map.of("id", 1L, "name", "\0"));
      refused.put("range", Map.of("id", 40_000L));
      refused.put("fraction", Map.of("id", 1L, "at", Instant.ofEpochSecond(0, 1)));
      refused.put("years", Map.of("id", 1L, "at", Instant.parse("+10000-01-01T00:00:00Z")));
      refused.put("digits", Map.of("id", 1L, "real", 0.1));
      Map<String, Object> none = new HashMap<>(Map.of("name", "x"));
      none.put("id", null);
      refused.put("key", none);
      refused.forEach(
          (reason, values) -> {
            @SuppressWarnings("unchecked")
            Map<String, Object> row = (Map<String, Object>) values;
            assertThat(Scene.rejected(scene.write(scene.insert(shape, row)).getFirst()).message())
                .contains(reason, "column");
          });
      assertThat(scene.write(scene.insert(shape, Map.of("id", 2L, "name", "\u00e9"))))
          .hasOnlyElementsOfType(dev.syncline.connect.WriteOutcome.Applied.class);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "id,name,spent~1,a,1~1,b,2 | line 3: a line before it has the same key",
        "id,name,spent~,a,1 | line 2: \"id\" is null",
        "id,name,spent~x,a,1 | line 2: the value of \"id\" is no integer",
        "id,name,spent~1,\"a,1 | never closed",
        "id,Name,name,spent~1,a,1 | upper and lower case",
        "no,name,spent~1,a,1 | no column \"id\""
      })
  void aFileThatCannotBeReadIsLeftAsItIs(String content, String fault) throws IOException {
    Files.writeString(file, content.replace('~', '\n'));
    try (Connector connector =
        CsvConnector.open(
            ConnectionSpec.of("export", "csv", file.getParent().toString(), "", "")
                .with(List.of(new Model("people", csv(PEOPLE), List.of("id")))),
            folder.resolve("copies"))) {
      assertThatThrownBy(() -> connector.describe("people"))
          .hasMessageContaining("people.csv")
          .hasMessageContaining(fault);
      assertThatThrownBy(() -> connector.describe("peopel"))
          .hasMessageContaining("Did you mean \"people\"?");
    }
    assertThat(text()).isEqualTo(content.replace('~', '\n'));
  }

  /** Whatever is written reads back as the same, from the file by the reader of models. */
  @ParameterizedTest
  @CsvSource({
    "UTF-8, ',', ''",
    "UTF-16, ;, NULL",
    "windows-1252, '\t', \\N",
    "Shift_JIS, |, 0",
    "ISO-2022-JP, ',', -",
    "GB18030, ' ', true",
    "UTF-16LE, 1, x"
  })
  void whatIsWrittenIsReadBack(String encoding, char delimiter, String nullText)
      throws IOException {
    long seed = Long.getLong("csv.seed", System.nanoTime());
    Random random = new Random(seed);
    Map<String, String> types =
        types(
            "id",
            "bigint",
            "a",
            "text",
            "b",
            "boolean",
            "c",
            "smallint",
            "d",
            "integer",
            "e",
            "decimal(38,9)",
            "f",
            "real",
            "g",
            "double",
            "h",
            "date",
            "i",
            "time",
            "j",
            "timestamp",
            "k",
            "timestamptz",
            "l",
            "uuid");
    boolean header = random.nextBoolean();
    Model.Csv csv =
        new Model.Csv(file, delimiter, header, Charset.forName(encoding), nullText, types);
    Map<Object, List<Object>> written = new HashMap<>();
    try (Scene scene = open(csv)) {
      Shape shape = scene.shape("people");
      var limits = scene.connector.limits(shape);
      for (long id = -50; id < 50; id++) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("id", id);
        for (String column : types.keySet()) {
          Object value = random.nextInt(6) == 0 ? null : value(random, types.get(column));
          int at = shape.columns().stream().map(Column::name).toList().indexOf(column);
          if (!column.equals("id") && (value == null || limits.misfit(at, value) == null)) {
            row.put(column, value);
          }
        }
        Row stored = Scene.applied(scene.write(scene.insert(shape, row)).getFirst());
        written.put(id, values(stored));
      }
      scene.connector.deliver();
    }
    String where = "-Dcsv.seed=" + seed + " " + encoding;
    Map<Object, List<Object>> read = read(csv);
    written.forEach(
        (id, row) -> assertThat(read.get(id)).as("%s, record %s", where, id).isEqualTo(row));
    assertThat(read).as(where).hasSameSizeAs(written);
    byte[] before = Files.readAllBytes(file);
    try (Scene scene = open(csv)) {
      Shape shape = scene.shape("people");
      scene.write(scene.delete(shape, Key.of(0L)));
      scene.connector.deliver();
      Map<String, Object> again = new LinkedHashMap<>();
      for (int i = 0; i < shape.columns().size(); i++) {
        again.put(shape.columns().get(i).name(), written.get(0L).get(i));
      }
      scene.write(scene.insert(shape, again));
      scene.connector.deliver();
    }
    assertThat(read(csv)).as(where).isEqualTo(written);
    assertThat(Files.size(file)).as(where).isEqualTo(before.length);
  }

  private static Map<Object, List<Object>> read(Model.Csv csv) {
    Map<Object, List<Object>> rows = new HashMap<>();
    try (Connector files =
        Connections.open(
            ConnectionSpec.of("files", "duckdb", "jdbc:duckdb:", "", "")
                .with(List.of(new Model("m", csv, List.of("id")))))) {
      ObjectSchema model = files.describe("m");
      Shape shape = model.shape(model.columns().stream().map(Column::name).toList());
      try (Connector.RowStream stream = files.read(shape, Connector.Order.KEY)) {
        for (Row row = stream.next(); row != null; row = stream.next()) {
          rows.put(row.get("id"), values(row));
        }
      }
    }
    return rows;
  }

  /** Decimals are the same whatever zeros stand at their end. */
  private static List<Object> values(Row row) {
    List<Object> values = new ArrayList<>();
    for (Object value : row.values()) {
      values.add(value instanceof BigDecimal n ? n.stripTrailingZeros() : value);
    }
    return values;
  }

  private static Object value(Random random, String type) {
    return switch (type) {
      case "text" -> text(random);
      case "boolean" -> random.nextBoolean();
      case "smallint" -> (long) (short) random.nextInt();
      case "integer" -> (long) random.nextInt(random.nextBoolean() ? 3 : Integer.MAX_VALUE);
      case "decimal(38,9)" ->
          new BigDecimal(new BigInteger(random.nextInt(1, 126), random), 9)
              .multiply(BigDecimal.valueOf(random.nextBoolean() ? 1 : -1))
              .setScale(9);
      case "real" -> (double) Float.intBitsToFloat(random.nextInt());
      case "double" -> Double.longBitsToDouble(random.nextLong());
      case "date" -> LocalDate.ofEpochDay(random.nextLong(-700_000, 2_900_000));
      case "time" -> LocalTime.ofNanoOfDay(random.nextLong(86_400_000_000L) * 1000);
      case "timestamp" -> LocalDateTime.ofInstant(instant(random), ZoneOffset.UTC);
      case "timestamptz" -> instant(random);
      case "uuid" -> new UUID(random.nextLong(), random.nextLong());
      default -> null;
    };
  }

  private static Instant instant(Random random) {
    return Instant.ofEpochSecond(
        random.nextLong(-60_000_000_000L, 250_000_000_000L), random.nextInt(1_000_000) * 1000L);
  }

  private static String text(Random random) {
    String[] parts = {
      "\"",
      "\n",
      "\r",
      "\r\n",
      ",",
      ";",
      "\t",
      " ",
      "=",
      "+1",
      "@",
      "NULL",
      "0",
      "-",
      "\\N",
      "a",
      "\u00e9",
      "\u6f22",
      "\u20ac",
      "\uD83D\uDE00",
      "\uFEFF",
      "\u2028",
      "|",
      "true",
      "\\",
      "~",
      ""
    };
    StringBuilder text = new StringBuilder();
    for (int i = random.nextInt(4); i >= 0; i--) {
      text.append(parts[random.nextInt(parts.length)]);
    }
    return text.toString();
  }
}
