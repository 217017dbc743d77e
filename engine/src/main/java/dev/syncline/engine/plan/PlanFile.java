package dev.syncline.engine.plan;

import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.value.Fingerprinter;
import dev.syncline.engine.sync.Sync;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStreamWriter;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan as a file: one JSON object a line, first what it is a plan of, then its items, then what
 * the guard says of it if that is anything, and last the SHA-256 of everything before. What is
 * applied is what the file says, to the byte.
 */
public final class PlanFile {
  private static final int VERSION = 1;
  private static final String GUARD = "guard";
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private PlanFile() {}

  /**
   * What a plan is a plan of.
   *
   * @param store the state store's id
   * @param sync the sync's id
   * @param configHash hash of the configuration it was made from
   * @param createdMillis when it was made
   * @param comparison what was compared, where it is a plan between environments
   */
  public record Header(
      String store,
      int sync,
      String name,
      String configHash,
      long createdMillis,
      Optional<Comparison> comparison) {
    /** The same of a comparison. */
    public Header of(Comparison compared) {
      return new Header(store, sync, name, configHash, createdMillis, Optional.of(compared));
    }
  }

  /** A plan file is not what it should be. The message says what and what to do. */
  public static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** Creates it with the reason and the remedy. */
    public Refused(String message) {
      super(message);
    }
  }

  /** Writes a plan; the file appears only when it is complete. */
  public static final class Writer implements AutoCloseable {
    private final Path file;
    private final Path draft;
    private final MessageDigest digest = sha256();
    private final BufferedWriter out;
    private final ItemJson items;
    private final Map<Integer, Mask> masks;
    private @Nullable String hash;
    private long count;

    /**
     * Begins a plan of a sync.
     *
     * @param fingerprinter the store's: what may not be written down is known again by it
     */
    public Writer(Path file, Header header, Sync sync, Fingerprinter fingerprinter) {
      this(
          file,
          header,
          sync,
          sync.tasks().stream()
              .filter(t -> !t.journalsAll())
              .collect(
                  Collectors.toMap(
                      Task::id, t -> new Mask(t, value -> Hidden.of(value, fingerprinter)))));
    }

    /** Begins a plan of lines of another one, in which all is hidden that has to be. */
    public static Writer ofLines(Path file, Header header, Sync sync) {
      return new Writer(file, header, sync, Map.of());
    }

    private Writer(Path file, Header header, Sync sync, Map<Integer, Mask> masks) {
      this.file = file;
      this.draft = file.resolveSibling(file.getFileName() + ".part");
      this.items = new ItemJson(sync.tasks().stream().collect(Collectors.toMap(Task::id, t -> t)));
      this.masks = masks;
      try {
        out =
            new BufferedWriter(
                new OutputStreamWriter(
                    new DigestOutputStream(Files.newOutputStream(draft), digest),
                    StandardCharsets.UTF_8));
        ObjectNode head = JSON.createObjectNode();
        head.put("syncline-plan", VERSION)
            .put("store", header.store())
            .put("sync", header.sync())
            .put("name", header.name())
            .put("config", header.configHash())
            .put("created", header.createdMillis());
        header.comparison().ifPresent(c -> head.set("comparison", comparison(c)));
        line(head);
      } catch (IOException e) {
        throw new UncheckedIOException("the plan cannot be written to " + file, e);
      }
    }

    /** Adds an item. */
    public void add(PlanItem item) {
      try {
        Mask mask = masks.get(item.task());
        line(items.write(mask == null ? item : mask.over(item)));
        count++;
      } catch (IOException e) {
        throw new UncheckedIOException("the plan cannot be written to " + file, e);
      }
    }

    /** Adds what the guard would stop, one sentence each; after the items. */
    public void guarded(List<String> halted) {
      if (halted.isEmpty()) {
        return;
      }
      try {
        ObjectNode line = JSON.createObjectNode();
        halted.forEach(line.putArray(GUARD)::add);
        line(line);
      } catch (IOException e) {
        throw new UncheckedIOException("the plan cannot be written to " + file, e);
      }
    }

    private void line(JsonNode node) throws IOException {
      out.write(JSON.writeValueAsString(node));
      out.write('\n');
    }

    /** Ends the plan, moves it to its place, and returns its hash. */
    public String finish() {
      try {
        out.flush();
        hash = HexFormat.of().formatHex(digest.digest());
        line(footer(count, hash));
        out.close();
        Files.move(
            draft, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        return hash;
      } catch (IOException e) {
        throw new UncheckedIOException("the plan cannot be written to " + file, e);
      }
    }

    /** Throws the plan away unless it is finished. */
    @Override
    public void close() {
      try {
        out.close();
        Files.deleteIfExists(draft);
      } catch (IOException e) {
        throw new UncheckedIOException("the plan cannot be written to " + file, e);
      }
    }
  }

  /**
   * Checks every byte of a plan and returns its hash.
   *
   * @throws Refused if it is not a plan, or not the one that was saved
   */
  public static String verify(Path file) {
    try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
      long end = lastLine(in);
      byte[] line = new byte[(int) (in.length() - end)];
      in.seek(end);
      in.readFully(line);
      JsonNode last = JSON.readTree(line);
      if (end == 0 || !last.has("sha256") || !last.has("items")) {
        throw new Refused(
            file + " is not a complete plan. Make one with: syncline plan --save FILE");
      }
      String hash = HexFormat.of().formatHex(digest(in, end));
      byte[] expected =
          (JSON.writeValueAsString(footer(last.get("items").longValue(), hash)) + "\n")
              .getBytes(StandardCharsets.UTF_8);
      if (!Arrays.equals(line, expected)) {
        throw new Refused(
            file
                + " is not the plan that was saved: its content was changed. Make it again with:"
                + " syncline plan --save FILE");
      }
      return hash;
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      throw new Refused(file + " is not a complete plan. Make one with: syncline plan --save FILE");
    }
  }

  private static ObjectNode footer(long items, String hash) {
    return JSON.createObjectNode().put("items", items).put("sha256", hash);
  }

  /** Where the last line begins; 0 when there is only one. */
  private static long lastLine(RandomAccessFile in) throws IOException {
    int tail = (int) Math.min(in.length(), 512);
    byte[] bytes = new byte[tail];
    in.seek(in.length() - tail);
    in.readFully(bytes);
    for (int i = tail - 2; i >= 0; i--) {
      if (bytes[i] == '\n') {
        return in.length() - tail + i + 1;
      }
    }
    return 0;
  }

  private static byte[] digest(RandomAccessFile in, long length) throws IOException {
    MessageDigest digest = sha256();
    byte[] buffer = new byte[1 << 16];
    in.seek(0);
    long left = length;
    while (left > 0) {
      int read = in.read(buffer, 0, (int) Math.min(buffer.length, left));
      if (read < 0) {
        throw new IOException("it is cut short");
      }
      digest.update(buffer, 0, read);
      left -= read;
    }
    return digest.digest();
  }

  /** What a plan is a plan of. */
  public static Header header(Path file) {
    try (BufferedReader in = reader(file)) {
      JsonNode head = JSON.readTree(in.readLine());
      if (!head.has("syncline-plan")) {
        throw new Refused(file + " is not a plan. Make one with: syncline plan --save FILE");
      }
      if (head.get("syncline-plan").intValue() != VERSION) {
        throw new Refused(file + " was made by another version of Syncline. Make it again.");
      }
      return new Header(
          head.get("store").stringValue(),
          head.get("sync").intValue(),
          head.get("name").stringValue(),
          head.get("config").stringValue(),
          head.get("created").longValue(),
          Optional.ofNullable(head.get("comparison")).map(PlanFile::comparison));
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    } catch (JacksonException e) {
      throw new Refused(file + " is not a plan. Make one with: syncline plan --save FILE");
    }
  }

  private static ObjectNode comparison(Comparison comparison) {
    ObjectNode node =
        JSON.createObjectNode()
            .put("to", comparison.to().word())
            .put("onlyNew", comparison.onlyNew());
    comparison.modules().forEach(node.putArray("modules")::add);
    comparison.first().forEach(node.putArray("first")::add);
    return node;
  }

  private static Comparison comparison(JsonNode node) {
    List<String> modules = new ArrayList<>();
    node.get("modules").forEach(m -> modules.add(m.stringValue()));
    List<Integer> first = new ArrayList<>();
    node.get("first").forEach(t -> first.add(t.intValue()));
    return new Comparison(
        ValueJson.side(node.get("to")), node.get("onlyNew").booleanValue(), modules, first);
  }

  /** Reads a verified plan's items in order. */
  public static void items(Path file, Sync sync, Consumer<PlanItem> each) {
    ItemJson json = new ItemJson(sync.tasks().stream().collect(Collectors.toMap(Task::id, t -> t)));
    try (BufferedReader in = reader(file)) {
      in.readLine();
      String line;
      while ((line = in.readLine()) != null) {
        JsonNode node = JSON.readTree(line);
        if (node.has("action")) {
          each.accept(json.read(node));
        }
      }
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    }
  }

  /** What the guard said of a verified plan when it was made. */
  public static List<String> guarded(Path file) {
    try (BufferedReader in = reader(file)) {
      List<String> halted = new ArrayList<>();
      String line;
      while ((line = in.readLine()) != null) {
        if (line.startsWith("{\"" + GUARD + "\"")) {
          JSON.readTree(line).get(GUARD).forEach(why -> halted.add(why.stringValue()));
        }
      }
      return halted;
    } catch (IOException e) {
      throw new Refused(file + " cannot be read: " + e.getMessage());
    }
  }

  private static BufferedReader reader(Path file) throws IOException {
    return new BufferedReader(
        new InputStreamReader(Files.newInputStream(file), StandardCharsets.UTF_8));
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
  }
}
