package dev.syncline.core.value;

import static dev.syncline.core.value.Checks.carries;
import static dev.syncline.core.value.Checks.differ;
import static dev.syncline.core.value.Checks.pair;
import static dev.syncline.core.value.Checks.refuses;
import static dev.syncline.core.value.Checks.same;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Bytes, UUIDs, JSON and arrays. */
class DocumentsTest {
  private static final Type.Text TEXT = Type.Text.UNBOUNDED;
  private static final Type.Json JSON = new Type.Json();
  private static final Type.Array NUMBERS = new Type.Array(new Type.Int(32, false));
  private static final Type.Uuid UUIDS = new Type.Uuid();

  private static Type.Binary binary(int max) {
    return new Type.Binary(max, false);
  }

  private static Type.Binary padded(int max) {
    return new Type.Binary(max, true);
  }

  private static byte[] bytes(int... octets) {
    byte[] bytes = new byte[octets.length];
    for (int i = 0; i < octets.length; i++) {
      bytes[i] = (byte) octets[i];
    }
    return bytes;
  }

  @Test
  void bytesAreComparedAndNeverCut() {
    TypePair exact = pair(binary(0), binary(3));
    same(exact, bytes(0, 255, 0), bytes(0, 255, 0));
    differ(exact, bytes(1, 0), bytes(1));
    differ(exact, bytes(), null);
    carries(exact, bytes(1, 0, 0), bytes(1, 0, 0));
    carries(exact, bytes(), bytes());
    refuses(exact, bytes(1, 0, 0, 0), "value too long (max 3 bytes, was 4)");
    refuses(exact, "text", "text is not bytes");
    same(exact, "text", "text");
    differ(exact, "text", "texts");
  }

  @Test
  void zeroBytesAtTheEndOfPaddedBytesCarryNoMeaningButAreKeptWhileTheyFit() {
    for (TypePair pad :
        List.of(
            pair(binary(0), padded(3)), pair(padded(4), binary(3)), pair(padded(4), padded(3)))) {
      same(pad, bytes(1), bytes(1, 0, 0));
      same(pad, bytes(), bytes(0, 0, 0));
      differ(pad, bytes(0, 1), bytes(1));
      carries(pad, bytes(1, 0), bytes(1, 0));
      carries(pad, bytes(1, 2, 0, 0), bytes(1, 2));
      carries(pad, bytes(1, 2, 3, 0), bytes(1, 2, 3));
      refuses(pad, bytes(1, 2, 3, 4), "max 3 bytes, was 4");
    }
  }

  @Test
  void uuidsAreAlsoTextAndBytes() {
    UUID id = UUID.fromString("a1b2c3d4-0000-4000-8000-00000000ff00");
    carries(pair(UUIDS, UUIDS), id, id);
    differ(pair(UUIDS, UUIDS), id, new UUID(id.getMostSignificantBits(), 0));
    differ(pair(UUIDS, UUIDS), id, new UUID(0, id.getLeastSignificantBits()));
    for (String text :
        List.of(
            id.toString(),
            id.toString().toUpperCase(java.util.Locale.ROOT),
            "{" + id + "}",
            id.toString().replace("-", ""))) {
      carries(pair(TEXT, UUIDS), text, id);
    }
    for (String no :
        List.of(
            "",
            "{}",
            "a1b2c3d4",
            id + "0",
            "{" + id,
            id + "}",
            "{" + id + "]",
            id.toString().replace('a', 'g'),
            "a1b2c3d40000-4000-8000-00000000-ff00",
            id.toString().replace('-', ':'))) {
      refuses(pair(TEXT, UUIDS), no, "text is not a UUID");
      differ(pair(TEXT, UUIDS), no, id);
    }
    carries(pair(UUIDS, TEXT), id, id.toString());
    carries(pair(UUIDS, new Type.Text(36, 0, false)), id, id.toString());
    carries(pair(UUIDS, new Type.Text(35, 0, false)), id, id.toString().replace("-", ""));
    carries(pair(UUIDS, new Type.Text(32, 0, true)), id, id.toString().replace("-", ""));
    refuses(pair(UUIDS, new Type.Text(31, 0, false)), id, "max 31 characters, was 36");
    byte[] raw = bytes(0xa1, 0xb2, 0xc3, 0xd4, 0, 0, 0x40, 0, 0x80, 0, 0, 0, 0, 0, 0xff, 0);
    for (Type.Binary column : List.of(binary(16), binary(0), padded(20))) {
      carries(pair(UUIDS, column), id, raw);
      carries(pair(column, UUIDS), raw, id);
    }
    refuses(
        pair(binary(16), UUIDS),
        java.util.Arrays.copyOf(raw, 15),
        "binary value of 15 bytes is not a UUID");
    carries(pair(padded(16), UUIDS), java.util.Arrays.copyOf(raw, 15), id);
    carries(pair(padded(20), UUIDS), java.util.Arrays.copyOf(raw, 20), id);
    UUID full = new UUID(1, 1);
    byte[] long20 =
        java.util.Arrays.copyOf(bytes(0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 1), 20);
    carries(pair(padded(20), UUIDS), long20, full);
    long20[16] = 1;
    refuses(pair(padded(20), UUIDS), long20, "not a UUID");
    carries(pair(TEXT, UUIDS), "{" + id.toString().replace("-", "") + "}", id);
    refuses(pair(binary(20), UUIDS), java.util.Arrays.copyOf(raw, 20), "not a UUID");
  }

  @Test
  void jsonIsComparedByWhatItSays() {
    TypePair json = pair(JSON, JSON);
    String[][] equal = {
      {"{\"a\":1,\"b\":[true,null]}", " { \"b\" : [ true , null ],\n\"a\":1.0 } "},
      {"{\"a\":1,\"a\":2}", "{\"a\":2}"},
      {"1", "1.0"},
      {"100", "1e2"},
      {"0", "-0.0"},
      {"\"\\u00e9\\n\"", "\"é\\u000a\""},
      {"null", " null"},
      {"{\"b\":{\"y\":1,\"x\":2}}", "{\"b\":{\"x\":2,\"y\":1}}"},
    };
    for (String[] e : equal) {
      same(json, e[0], e[1]);
      carries(json, e[0], e[0]);
    }
    String[][] different = {
      {"[1,2]", "[2,1]"},
      {"[]", "{}"},
      {"[]", "[null]"},
      {"\"1\"", "1"},
      {"true", "\"true\""},
      {"true", "false"},
      {"null", "false"},
      {"{\"a\":null}", "{}"},
      {"{\"a\":1}", "{\"A\":1}"},
      {"[[1],2]", "[[1,2]]"},
      {"[\"a\",\"b\"]", "[\"ab\"]"},
      {"{\"a\":\"b\"}", "[\"a\",\"b\"]"},
      {"9007199254740993", "9007199254740992"},
      {"0.1", "0.1000000000000000055511151231257827"},
      {"1e400", "1e401"},
    };
    for (String[] d : different) {
      differ(json, d[0], d[1]);
    }
    differ(json, "null", null);
  }

  @Test
  void textMeetsJsonIfItIsJson() {
    TypePair text = pair(TEXT, JSON);
    same(text, "{\"a\": 1}", "{\"a\":1}");
    carries(text, "{\"a\": 1}", "{\"a\": 1}");
    carries(pair(new Type.Text(9, 0, true), JSON), "[1]   ", "[1]");
    for (String no :
        List.of(
            "", " ", "{", "{\"a\":}", "abc", "[1]2", "{'a':1}", "[1,]", "NaN", "01", "1e9999999")) {
      refuses(text, no, "text is not a JSON document");
      same(text, no, no);
      differ(text, no, no + " ");
    }
    differ(text, "abc", "\"abc\"");
    carries(pair(JSON, TEXT), "{\"a\": 1}", "{\"a\": 1}");
    refuses(pair(JSON, new Type.Text(3, 0, false)), "[1, 2]", "max 3 characters, was 6");
    refuses(pair(JSON, TEXT), "not json", "text is not a JSON document");
    carries(pair(JSON, JSON), "not json", "not json");
    refuses(text, 5L, "number is not a JSON document");
  }

  @Test
  void deepJsonIsComparedAsText() {
    String deep = "[".repeat(100_000) + "]".repeat(100_000);
    same(pair(JSON, JSON), deep, deep + "");
    refuses(pair(TEXT, JSON), deep, "not a JSON document");
    String fine = "[".repeat(900) + "]".repeat(900);
    same(pair(JSON, JSON), fine, " " + fine);
  }

  @Test
  void longNumbersAndNamesAreJsonToo() {
    String digits = "1".repeat(20_000);
    same(pair(JSON, JSON), digits, digits + ".0");
    String name = "n".repeat(100_000);
    same(pair(JSON, JSON), "{\"" + name + "\":1}", "{ \"" + name + "\":1}");
  }

  @Test
  void arraysAreJsonArrays() {
    TypePair same = pair(NUMBERS, new Type.Array(new Type.Decimal(5, 1)));
    same(same, "[1,null,2]", "[1.0, null, 2.0]");
    differ(same, "[1,2]", "[2,1]");
    carries(pair(NUMBERS, JSON), "[1, 2]", "[1, 2]");
    carries(pair(JSON, NUMBERS), "[1, 2]", "[1, 2]");
    refuses(pair(JSON, NUMBERS), "{\"a\":1}", "not a JSON array");
    refuses(pair(TEXT, NUMBERS), "1", "not a JSON array", "correct it at its origin");
    refuses(pair(TEXT, NUMBERS), "x", "not a JSON document");
    carries(pair(TEXT, NUMBERS), "[]", "[]");
    carries(pair(NUMBERS, TEXT), "[1]", "[1]");
    assertThat(TypePair.of(NUMBERS, new Type.Array(UUIDS), java.time.ZoneOffset.UTC)).isEmpty();
  }
}
