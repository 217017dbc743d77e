package dev.syncline.engine.store;

import dev.syncline.core.model.Key;
import dev.syncline.core.value.Hex;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.DataFormatException;
import java.util.zip.Deflater;
import java.util.zip.Inflater;
import org.jspecify.annotations.Nullable;

/**
 * Packs the entries of a journal batch. Texts that entries share (columns, outcomes, reasons) are
 * written once. Of an outcome whose record was stored exactly as it was intended, only what the
 * intent did not know is written: its keys. Full outcomes are deflated when that makes them clearly
 * smaller.
 */
final class JournalCodec {
  private static final int PLAIN = 1;
  private static final int DEFLATED = 2;
  private static final int WORTH_DEFLATING = 256;

  /** Guesses at what an entry takes, whole and where it is stored as it was intended. */
  private static final int EXPECTED_BYTES = 160;

  private static final int EXPECTED_AS_INTENDED = 32;

  private static final int WHOLE = 0;
  private static final int AS_INTENDED = 1;

  private JournalCodec() {}

  /** Packs what is about to be written; it is needed again only when something goes wrong. */
  static byte[] packIntents(List<JournalEntry> intents) {
    return plain(intents);
  }

  /** Packs what came of it. */
  static byte[] packOutcomes(List<JournalEntry> outcomes) {
    byte[] plain = plain(outcomes);
    if (plain.length >= WORTH_DEFLATING && !outcomes.stream().allMatch(JournalEntry::asIntended)) {
      byte[] deflated = deflated(plain);
      if (deflated.length < plain.length - plain.length / 8) {
        return deflated;
      }
    }
    return plain;
  }

  /**
   * The form, the number of entries, the entries, the texts that they share (for only they tell
   * which), and where those begin.
   */
  private static byte[] plain(List<JournalEntry> entries) {
    SharedTexts shared = new SharedTexts();
    PackedOutput out = new PackedOutput(256 + expected(entries));
    out.octet(PLAIN);
    out.count(entries.size());
    for (JournalEntry entry : entries) {
      out.octet(entry.asIntended() ? AS_INTENDED : WHOLE);
      writeKey(out, entry.source());
      writeKey(out, entry.target());
      out.count(shared.indexOf(entry.outcome()));
      out.count(shared.indexOf(entry.detail()));
      if (!entry.asIntended()) {
        writeOperation(out, entry.operation());
        out.octet(code(entry.kind()));
        out.count(shared.indexOf(entry.columns()));
        RowCodec.write(out, entry.before());
        RowCodec.write(out, entry.after());
      }
    }
    int texts = out.length();
    shared.write(out);
    out.fixed(texts);
    return out.toBytes();
  }

  private static int expected(List<JournalEntry> entries) {
    int bytes = 0;
    for (JournalEntry entry : entries) {
      bytes += entry.asIntended() ? EXPECTED_AS_INTENDED : EXPECTED_BYTES;
    }
    return bytes;
  }

  static List<JournalEntry> unpackIntents(byte[] packed) {
    return unpack(packed, List.of(), false);
  }

  /**
   * What came of a batch.
   *
   * @param intents those of the same batch
   */
  static List<JournalEntry> unpackOutcomes(byte[] packed, List<JournalEntry> intents) {
    return unpack(packed, intents, false);
  }

  /** The same to be packed again: of what was stored as intended the images stay in the intents. */
  static List<JournalEntry> unpackOutcomesAsPacked(byte[] packed, List<JournalEntry> intents) {
    return unpack(packed, intents, true);
  }

  /** How many of a batch's outcomes are these, whatever was intended. */
  static int count(byte[] packedOutcomes, String outcome) {
    Opened opened = Opened.of(packedOutcomes);
    PackedInput in = opened.in();
    int found = 0;
    for (int i = 0; i < opened.count(); i++) {
      int how = in.octet();
      Key source = readKey(in);
      Key target = readKey(in);
      String came = opened.shared().get(in.count()).get(0);
      String detail = opened.shared().get(in.count()).get(0);
      if (how != AS_INTENDED) {
        whole(in, opened.shared(), source, target, came, detail); // only to get past it
      }
      found += came.equals(outcome) ? 1 : 0;
    }
    return found;
  }

  /** Packed entries, from the first one on, and the texts that they share. */
  private record Opened(PackedInput in, List<List<String>> shared, int count) {
    static Opened of(byte[] packed) {
      byte[] plain = packed[0] == DEFLATED ? inflated(packed) : packed;
      PackedInput in = new PackedInput(plain);
      int form = in.octet();
      if (form != PLAIN) {
        throw new IllegalArgumentException("unknown form of a journal batch: " + form);
      }
      int first = in.seek(plain.length - Long.BYTES);
      in.seek(Math.toIntExact(in.fixed()));
      List<List<String>> shared = SharedTexts.read(in);
      in.seek(first);
      return new Opened(in, shared, in.count());
    }
  }

  private static List<JournalEntry> unpack(
      byte[] packed, List<JournalEntry> intents, boolean asPacked) {
    Opened opened = Opened.of(packed);
    PackedInput in = opened.in();
    List<List<String>> shared = opened.shared();
    List<JournalEntry> entries = new ArrayList<>(opened.count());
    for (int i = 0; i < opened.count(); i++) {
      int how = in.octet();
      Key source = readKey(in);
      Key target = readKey(in);
      String outcome = shared.get(in.count()).get(0);
      String detail = shared.get(in.count()).get(0);
      entries.add(
          how != AS_INTENDED
              ? whole(in, shared, source, target, outcome, detail)
              : asPacked
                  ? JournalEntry.asIntended(intents.get(i), source, target, outcome)
                  : intents.get(i).stored(source, target, outcome, detail));
    }
    return entries;
  }

  private static JournalEntry whole(
      PackedInput in,
      List<List<String>> shared,
      @Nullable Key source,
      @Nullable Key target,
      String outcome,
      String detail) {
    return new JournalEntry(
        readOperation(in),
        kind(in.octet()),
        source,
        target,
        shared.get(in.count()),
        RowCodec.read(in),
        RowCodec.read(in),
        outcome,
        detail);
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
    byte[] hex = Hex.bytes(operation);
    byte[] bytes = hex != null ? hex : operation.getBytes(StandardCharsets.UTF_8);
    out.count(bytes.length * 2 + (hex != null ? 1 : 0));
    out.raw(bytes);
  }

  private static String readOperation(PackedInput in) {
    int length = in.count();
    byte[] bytes = in.raw(length >>> 1);
    return (length & 1) == 1 ? Hex.text(bytes) : new String(bytes, StandardCharsets.UTF_8);
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

  /** The form, the length and then the deflated bytes. */
  private static byte[] deflated(byte[] plain) {
    Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
    try {
      deflater.setInput(plain);
      deflater.finish();
      PackedOutput out = new PackedOutput(plain.length / 2);
      out.octet(DEFLATED);
      out.count(plain.length);
      byte[] buffer = new byte[8192];
      while (!deflater.finished()) {
        out.raw(buffer, deflater.deflate(buffer));
      }
      return out.toBytes();
    } finally {
      deflater.end();
    }
  }

  private static byte[] inflated(byte[] deflated) {
    PackedInput in = new PackedInput(deflated);
    in.octet();
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
}
