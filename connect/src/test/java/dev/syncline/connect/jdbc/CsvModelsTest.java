package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.Model;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.math.BigDecimal;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A CSV file is read as a table is, exactly or not at all. */
class CsvModelsTest {
  @TempDir Path folder;
  private Path file;

  @BeforeEach
  void name() {
    file = folder.resolve("it's a.csv");
  }

  private Model.Csv csv(String... types) {
    Map<String, String> typed = new LinkedHashMap<>();
    for (String type : types) {
      typed.put(type.split(" ", 2)[0], type.split(" ", 2)[1]);
    }
    return new Model.Csv(file, ',', true, StandardCharsets.UTF_8, "", typed);
  }

  private static Connector open(Model.Csv csv, String... key) {
    return Connections.open(
        ConnectionSpec.of("files", "duckdb", "jdbc:duckdb:", "", "")
            .with(List.of(new Model("m", csv, List.of(key)))));
  }

  private static List<List<Object>> rows(Connector files) {
    ObjectSchema model = files.describe("m");
    Shape shape = model.shape(model.columns().stream().map(Column::name).toList());
    List<List<Object>> rows = new ArrayList<>();
    try (Connector.RowStream stream = files.read(shape, Connector.Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(Arrays.asList(row.values()));
      }
    }
    return rows;
  }

  private List<List<Object>> rows(Model.Csv csv, String key) {
    try (Connector files = open(csv, key)) {
      return rows(files);
    }
  }

  private String fault(Model.Csv csv) {
    try (Connector files = open(csv, "id")) {
      ConnectorException e =
          catchThrowableOfType(ConnectorException.class, () -> files.describe("m"));
      assertThat(e.kind()).isEqualTo(ConnectorException.Kind.MODEL);
      return e.getMessage();
    }
  }

  @Test
  void textsComeAsTheyStand() throws Exception {
    Files.writeString(
        file,
        "\uFEFFid, name \r\n1,\"a \"\"b\"\"\r\nc,\"\n\n2,\"\"\n3,\n4,  5\" x \n5,\\N\n6,\"\\N\"\r7,'\"");
    assertThat(rows(csv("id integer"), "id"))
        .containsExactly(
            List.of(1L, "a \"b\"\r\nc,"),
            List.of(2L, ""),
            Arrays.asList(3L, null),
            List.of(4L, "  5\" x "),
            List.of(5L, "\\N"),
            List.of(6L, "\\N"),
            List.of(7L, "'\""));
  }

  @Test
  void valuesAreOfTheirTypesExactly() throws Exception {
    Files.writeString(
        file,
        "id,d,day,at,yes,r\n -7 ,1.50,2024-02-29,2024-02-29 23:59:59.123456+02,y,0.1\n"
            + "8,1E2,0001-01-01,1970-01-01T00:00:00Z,FALSE,1e300\n");
    assertThat(
            rows(
                csv(
                    "id bigint",
                    "d decimal(10,2)",
                    "day date",
                    "at timestamptz",
                    "yes boolean",
                    "r double"),
                "id"))
        .containsExactly(
            List.of(
                -7L,
                new BigDecimal("1.50"),
                LocalDate.of(2024, 2, 29),
                Instant.parse("2024-02-29T21:59:59.123456Z"),
                true,
                0.1),
            List.of(
                8L, new BigDecimal("100.00"), LocalDate.of(1, 1, 1), Instant.EPOCH, false, 1e300));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "smallint; 32768",
        "integer; 1.0",
        "integer; x",
        "bigint; 9223372036854775808",
        "decimal(4,2); 1.005",
        "decimal(4,2); 100",
        "double; NaN",
        "date; 2023-02-29",
        "date; 29.02.2024",
        "timestamp; 2024-01-01 00:00:00.1234567",
        "time; 24:00:00",
        "timestamptz; 2024-01-01 00:00:00",
        "uuid; f81d4fae",
        "boolean; maybe",
        "integer; ''"
      })
  void whatIsNotOfItsTypeIsNeverRoundedNorCut(String type, String value) throws Exception {
    Files.writeString(file, "id,v\n1,\n2," + (value.isEmpty() ? "\"\"" : value) + "\n");
    assertThat(fault(csv("v " + type)))
        .startsWith("files: the model m cannot be read: " + file + ", line 3: ")
        .contains("the value of \"v\" is no " + type + ". ");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16", "UTF-16LE", "UTF-8", "windows-1252", "ISO-8859-15"})
  void charactersAreReadAsTheyAreWritten(String encoding) throws Exception {
    Files.writeString(file, "id,ä\n1,é€\n", Charset.forName(encoding));
    Model.Csv csv =
        new Model.Csv(file, ',', true, Charset.forName(encoding), "", Map.of("id", "integer"));
    assertThat(rows(csv, "id")).containsExactly(List.of(1L, "é€"));
  }

  @Test
  void aFileWithoutNamesHasThoseOfItsTypes() throws Exception {
    Files.writeString(file, "1|NULL|\n2|\"NULL\"|x|\n".replace("|x|", "|x"));
    Map<String, String> types = new LinkedHashMap<>();
    types.put("id", "integer");
    types.put("a", "text");
    types.put("b", "text");
    Model.Csv csv = new Model.Csv(file, '|', false, StandardCharsets.UTF_8, "NULL", types);
    assertThat(rows(csv, "id"))
        .containsExactly(Arrays.asList(1L, null, ""), List.of(2L, "NULL", "x"));
  }

  @Test
  void aNullOfTheOnlyColumnIsARow() throws Exception {
    Files.writeString(file, "id\na\n\nb\n");
    try (Connector files = open(csv(), "id")) {
      files.describe("m");
      assertThat(files.count("m")).isEqualTo(3);
    }
  }

  @Test
  void longValuesAreRead() throws Exception {
    String longer = "x\n\"".repeat(2_000_000);
    Files.writeString(file, "id,v\n1,\"" + longer.replace("\"", "\"\"") + "\"\n2,short\n");
    assertThat(rows(csv("id integer"), "id"))
        .containsExactly(List.of(1L, longer), List.of(2L, "short"));
  }

  @Test
  void rowsAreFoundByTheirKeys() throws Exception {
    StringBuilder text = new StringBuilder("a,b,v\n");
    for (int i = 0; i < 5_000; i++) {
      text.append(i % 100).append(",k").append(i / 100).append(',').append(i).append('\n');
    }
    Files.writeString(file, text);
    try (Connector files = open(csv("a smallint"), "a", "b")) {
      Shape shape = files.describe("m").shape(List.of("a", "b", "v"));
      List<Key> keys = new ArrayList<>();
      for (long i = 0; i < 1_200; i++) {
        keys.add(Key.of(i % 100, "k" + i / 100));
      }
      keys.add(Key.of(1L, "none"));
      assertThat(files.fetch(shape, keys)).hasSize(1_200);
      assertThat(files.find(shape, List.of("b"), List.<Object[]>of(new Object[] {" K7 "}), true))
          .hasSize(100);
    }
  }

  @Test
  void aFileThatIsWrittenAnewIsReadAnew() throws Exception {
    Files.writeString(file, "id,v\n1,a\n");
    try (Connector files = open(csv("id integer"), "id")) {
      assertThat(rows(files)).containsExactly(List.of(1L, "a"));
      Path next = folder.resolve("next");
      Files.writeString(next, "id,v,w\n1,b,c\n");
      Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
      assertThat(files.count("m")).isEqualTo(1);
      assertThat(rows(files)).containsExactly(List.of(1L, "b", "c"));
      Files.writeString(file, "id,v\n1");
      assertThat(
              catchThrowableOfType(ConnectorException.class, () -> files.count("m")).getMessage())
          .contains("line 2 has 1 value for 2 columns");
    }
  }
}
