package dev.syncline.engine.review;

import dev.syncline.core.plan.Change;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A review as text that a person edits: a line for each write with a box to tick, and beneath an
 * update one for each of its fields. Whatever else a line says is for people only.
 *
 * <pre>
 * [x] 12    page 7 ⇄ 7
 * [x] 12.1    title  "Sommer" → "Summer"
 * [ ] 12.2    body   "…" → "…"   changed in prod only
 * </pre>
 */
public final class ReviewFile {
  private static final String HEAD = "plan ";
  private static final Pattern BOX =
      Pattern.compile("\\[([ xX])]\\s+(\\d{1,9})(?:\\.(\\d{1,5}))?(?:\\s.*)?");

  private ReviewFile() {}

  /** A review cannot be read. The message says where, why and what to do. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates it with the place, the reason and the remedy. */
    public Refused(String message) {
      super(message);
    }
  }

  /** What stands behind the boxes. */
  public interface Words {
    /** What is compared, in a few lines. */
    List<String> head();

    /** A group's name. */
    String group(Group group);

    /** A write: whose record, and why it stands there. */
    String write(Offer offer);

    /** A field of an update: both values, and why it is left. */
    String field(Offer offer, Change change);
  }

  /** Writes a review; the file is replaced when all is written. */
  public static void write(Path file, Review review, Offers offers, Words words) {
    Path draft = file.resolveSibling(file.getFileName() + ".part");
    try {
      try (BufferedWriter out = Files.newBufferedWriter(draft, StandardCharsets.UTF_8)) {
        out.write(HEAD + review.plan() + "\n");
        for (String line : words.head()) {
          out.write(("# " + line).stripTrailing() + "\n");
        }
        Map<Group, Integer> counts = counts(offers);
        for (Group group : counts.keySet()) {
          out.write("\n# " + words.group(group) + ": " + counts.get(group) + "\n");
          offers.each(
              offer -> {
                if (offer.group() == group) {
                  write(out, review, offer, words);
                }
              });
        }
      }
      Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
    } catch (IOException e) {
      throw new UncheckedIOException("the review cannot be written to " + file, e);
    }
  }

  private static Map<Group, Integer> counts(Offers offers) {
    Map<Group, Integer> counts = new EnumMap<>(Group.class);
    offers.each(offer -> counts.merge(offer.group(), 1, Integer::sum));
    return counts;
  }

  private static void write(BufferedWriter out, Review review, Offer offer, Words words) {
    try {
      int number = offer.number();
      out.write(box(review.takes(number)) + " " + number + "    " + words.write(offer) + "\n");
      int field = 0;
      for (Change change : offer.fields()) {
        out.write(
            box(review.takes(number, change.field()))
                + " "
                + number
                + "."
                + ++field
                + "    "
                + words.field(offer, change)
                + "\n");
      }
    } catch (IOException e) {
      throw new UncheckedIOException("the review cannot be written", e);
    }
  }

  private static String box(boolean ticked) {
    return ticked ? "[x]" : "[ ]";
  }

  /**
   * Reads a review that was edited. What it does not name is not taken.
   *
   * @throws Refused if it is none of this plan, or cannot be understood
   */
  public static Review read(Path file, String plan, Offers offers) {
    Review review = new Review(plan);
    Boxes boxes = new Boxes(file);
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      String head = in.readLine();
      if (head == null || !head.startsWith(HEAD)) {
        throw boxes.refused(1, "this is no review", "Make one with: syncline review PLAN");
      }
      if (!head.substring(HEAD.length()).strip().equals(plan)) {
        throw boxes.refused(
            1, "this is a review of another plan", "Make one of this plan: syncline review PLAN");
      }
      int at = 1;
      String line;
      while ((line = in.readLine()) != null) {
        at++;
        if (!line.isBlank() && !line.stripLeading().startsWith("#")) {
          boxes.add(at, line.strip());
        }
      }
    } catch (CharacterCodingException e) {
      throw boxes.refused(1, "this is not text in UTF-8", "Save it as UTF-8.");
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    }
    offers.each(offer -> boxes.apply(review, offer));
    boxes.requireNothingElse();
    return review;
  }

  /** The boxes of a file, until they are held against what the plan offers. */
  private static final class Boxes {
    private final Path file;
    private final Map<Integer, Integer> lines = new HashMap<>();
    private final BitSet ticked = new BitSet();
    private final Map<Integer, Map<Integer, Boolean>> fields = new HashMap<>();
    private final Map<String, Integer> fieldLines = new HashMap<>();

    Boxes(Path file) {
      this.file = file;
    }

    void add(int at, String line) {
      Matcher box = BOX.matcher(line);
      if (!box.matches()) {
        throw refused(
            at,
            "\""
                + (line.length() > 40 ? line.substring(0, 40) + "…" : line)
                + "\" is no line of one",
            "A line begins with [x] or [ ] and a number of the plan; a remark begins with #.");
      }
      boolean x = !box.group(1).equals(" ");
      int number = Integer.parseInt(box.group(2));
      Integer before;
      if (box.group(3) == null) {
        before = lines.put(number, at);
        ticked.set(number, x);
      } else {
        int field = Integer.parseInt(box.group(3));
        before = fieldLines.put(number + "." + field, at);
        fields.computeIfAbsent(number, n -> new HashMap<>()).put(field, x);
      }
      if (before != null) {
        throw refused(
            at,
            box.group(2) + (box.group(3) == null ? "" : "." + box.group(3)) + " is there twice",
            "The other one is in line " + before + ".");
      }
    }

    void apply(Review review, Offer offer) {
      int number = offer.number();
      Integer at = lines.remove(number);
      Map<Integer, Boolean> own = fields.remove(number);
      if (at == null) {
        own = null;
      }
      Set<Integer> left = new HashSet<>(own == null ? offer.left() : Set.of());
      if (at != null && own != null) {
        List<Change> changes = offer.fields();
        for (int field : own.keySet()) {
          if (field < 1 || field > changes.size()) {
            throw refused(
                Objects.requireNonNullElse(fieldLines.get(number + "." + field), at),
                number + "." + field + " is no field of this change",
                "Take the line out.");
          }
        }
        for (int i = 0; i < changes.size(); i++) {
          if (!own.getOrDefault(i + 1, false)) {
            left.add(changes.get(i).field());
          }
        }
      }
      if (at != null
          && ticked.get(number)
          && !offer.fields().isEmpty()
          && left.size() == offer.fields().size()) {
        throw refused(
            at,
            number + " is ticked, and none of its fields is",
            "Tick one of its fields, or take the x away here.");
      }
      review.leave(number, left);
      if (at != null && ticked.get(number)) {
        review.take(offer);
      }
    }

    void requireNothingElse() {
      lines.forEach(
          (number, at) -> {
            throw refused(at, "the plan has no " + number, "Take the line out.");
          });
    }

    Refused refused(int at, String what, String remedy) {
      return new Refused(file + ":" + at + ": " + what + ". " + remedy);
    }
  }
}
