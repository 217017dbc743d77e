package dev.syncline.engine.store;

import dev.syncline.core.model.Key;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Packs the entries of a journal batch. Texts that entries share (columns, outcomes, reasons) are
 * written once, in front. Deflated when that makes it clearly smaller.
 */
final class JournalCodec {
  private static final int PLAIN = 1;
  private static final int DEFLATED = 2;
  private static final int WORTH_DEFLATING = 256;
  private static final Pattern HEX = Pattern.compile("(?:[0-9a-f]{2})+");

  private JournalCodec() {}

  /**
   * Packs entries.
   *
   * @param lasting whether they stay long enough to be worth the time that deflating takes
   */
  static byte[] pack(List<JournalEntry> entries, boolean lasting) {
    SharedTexts shared = new SharedTexts();
    PackedOutput rows = new PackedOutput();
    rows.count(entries.size());
    for (JournalEntry entry : entries) {
      writeOperation(rows, entry.operation());
      rows.octet(code(entry.kind()));
      writeKey(rows, entry.source());
      writeKey(rows, entry.target());
      rows.count(shared.place(entry.columns()));
      RowCodec.write(rows, entry.before());
      RowCodec.write(rows, entry.after());
      rows.count(shared.place(List.of(entry.outcome())));
      rows.count(shared.place(List.of(entry.detail())));
    }
    PackedOutput body = new PackedOutput();
    shared.write(body);
    body.raw(rows.toBytes());
    byte[] plain = body.toBytes();
    byte[] deflated = lasting && plain.length >= WORTH_DEFLATING ? deflate(plain) : plain;
    PackedOutput out = new PackedOutput();
    if (deflated.length < plain.length - plain.length / 8) {
      out.octet(DEFLATED);
      out.count(plain.length);
      out.raw(deflated);
    } else {
      out.octet(PLAIN);
      out.raw(plain);
    }
    return out.toBytes();
  }

  static List<JournalEntry> unpack(byte[] packed) {
    PackedInput in = new PackedInput(packed);
    int form = in.octet();
    if (form == DEFLATED) {
      in = new PackedInput(inflate(in));
    } else if (form != PLAIN) {
      throw new IllegalArgumentException("unknown form of a journal batch: " + form);
    }
    List<List<String>> shared = SharedTexts.read(in);
    int count = in.count();
    List<JournalEntry> entries = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      entries.add(
          new JournalEntry(
              readOperation(in),
              kind(in.octet()),
              readKey(in),
              readKey(in),
              shared.get(in.count()),
              RowCodec.read(in),
              RowCodec.read(in),
              shared.get(in.count()).get(0),
              shared.get(in.count()).get(0)));
    }
    return entries;
  }

  private static int code(JournalEntry.Kind kind) {
    return switch (kind) {
      case CREATE -> 'C';
      case UPDATE -> 'U';
      case DELETE -> 'D';
    };
  }

  private static JournalEntry.Kind kind(int code) {
    return switch (code) {
      case 'C' -> JournalEntry.Kind.CREATE;
      case 'U' -> JournalEntry.Kind.UPDATE;
      case 'D' -> JournalEntry.Kind.DELETE;
      default -> throw new IllegalArgumentException("unknown kind of operation: " + code);
    };
  }

  /** An operation's identity is hexadecimal as a rule, and then takes half the room. */
  private static void writeOperation(PackedOutput out, String operation) {
    boolean hex = HEX.matcher(operation).matches();
    byte[] bytes =
        hex ? HexFormat.of().parseHex(operation) : operation.getBytes(StandardCharsets.UTF_8);
    out.count(bytes.length * 2 + (hex ? 1 : 0));
    out.raw(bytes);
  }

  private static String readOperation(PackedInput in) {
    int length = in.count();
    byte[] bytes = in.raw(length >>> 1);
    return (length & 1) == 1
        ? HexFormat.of().formatHex(bytes)
        : new String(bytes, StandardCharsets.UTF_8);
  }

  private static void writeKey(PackedOutput out, @Nullable Key key) {
    if (key == null) {
      out.count(0);
      return;
    }
    byte[] bytes = key.bytes();
    out.count(bytes.length + 1);
    out.raw(bytes);
  }

  private static @Nullable Key readKey(PackedInput in) {
    int length = in.count() - 1;
    return length < 0 ? null : Key.fromBytes(in.raw(length));
  }

  private static byte[] deflate(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      ByteArrayOutputStream out = new ByteArrayOutputStream(plain.length / 2);
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.write(buffer, 0, deflater.deflate(buffer));
      }
      return out.toByteArray();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflate(PackedInput in) {
    byte[] plain = new byte[in.count()];
    Inflater inflater = new Inflater(true);
    try {
      inflater.setInput(in.raw(in.left()));
      int length = 0;
      while (length < plain.length) {
        int more = inflater.inflate(plain, length, plain.length - length);
        if (more == 0) {
          throw new IllegalArgumentException("a journal batch is cut short");
        }
        length += more;
      }
      return plain;
    } catch (DataFormatException e) {
      throw new IllegalArgumentException("a journal batch is damaged", e);
    } finally {
      inflater.end();
    }
  }

  /** Lists of texts, each written once. */
  private static final class SharedTexts {
    private final Map<List<String>, Integer> places = new LinkedHashMap<>();

    int place(List<String> texts) {
      return places.computeIfAbsent(texts, t -> places.size());
    }

    void write(PackedOutput out) {
      out.count(places.size());
      for (List<String> texts : places.keySet()) {
        out.count(texts.size());
        for (String text : texts) {
          out.bytes(text.getBytes(StandardCharsets.UTF_8));
        }
      }
    }

    static List<List<String>> read(PackedInput in) {
      List<List<String>> all = new ArrayList<>();
      for (int left = in.count(); left > 0; left--) {
        String[] texts = new String[in.count()];
        for (int i = 0; i < texts.length; i++) {
          texts[i] = new String(in.bytes(), StandardCharsets.UTF_8);
        }
        all.add(List.of(texts));
      }
      return all;
    }
  }
}
