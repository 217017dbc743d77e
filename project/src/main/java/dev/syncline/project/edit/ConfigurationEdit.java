package dev.syncline.project.edit;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.syncline.engine.config.ConfigurationFiles;
import dev.syncline.engine.config.ConfigurationReader;
import dev.syncline.engine.config.ConfigurationSchema;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What is to become of a configuration's files: what they hold, and what they are to hold. It is a
 * value; only {@link #save} writes, all or nothing of what the reader takes.
 */
public final class ConfigurationEdit {
  private static final int CONTEXT = 3;

  private final Path config;
  private final Map<String, String> environment;
  private final Map<String, String> before;
  private final Map<String, String> after;

  private ConfigurationEdit(
      Path config,
      Map<String, String> environment,
      Map<String, String> before,
      Map<String, String> after) {
    this.config = config;
    this.environment = environment;
    this.before = before;
    this.after = after;
  }

  /**
   * The files as they are, with nothing to become of them.
   *
   * @param config the file, or the folder of its files
   * @param environment the variables that <code>${NAME}</code> stands for
   * @throws EditRefused if one cannot be read
   */
  public static ConfigurationEdit of(Path config, Map<String, String> environment) {
    return new ConfigurationEdit(config, environment, texts(config), new TreeMap<>());
  }

  private static Map<String, String> texts(Path config) {
    Map<String, String> texts = new TreeMap<>();
    for (Path file : ConfigurationFiles.of(config)) {
      String name = file.getFileName().toString();
      try {
        String text = Files.exists(file) ? Files.readString(file) : "";
        if (!Files.isDirectory(config)
            || name.equals(ConfigurationReader.DEFAULT_FILE)
            || ConfigurationFiles.isOurs(name, text)) {
          texts.put(name, text);
        }
      } catch (IOException e) {
        throw new EditRefused(file + " cannot be read: " + e + ". Check its rights.");
      }
    }
    texts.computeIfAbsent(
        texts.isEmpty() ? ConfigurationReader.DEFAULT_FILE : texts.keySet().iterator().next(),
        name -> "");
    return texts;
  }

  /** The names of the files, in alphabetical order. */
  public List<String> files() {
    return List.copyOf(before.keySet());
  }

  /** What a file is to hold. */
  public String text(String file) {
    return after.getOrDefault(file, before.getOrDefault(file, ""));
  }

  /**
   * What a file is to hold, to be edited.
   *
   * @throws EditRefused if it cannot be read
   */
  public YamlDocument document(String file) {
    try {
      return YamlDocument.of(text(file));
    } catch (EditRefused e) {
      throw new EditRefused(file + ", " + e.getMessage());
    }
  }

  /** The file in which a place is, or is to be: the one that holds the most of the way there. */
  public String file(Place place) {
    for (int steps = place.steps().size(); steps > 0; steps--) {
      Place on = new Place(place.steps().subList(0, steps));
      for (String file : before.keySet()) {
        if (document(file).has(on)) {
          return file;
        }
      }
    }
    return before.containsKey(ConfigurationReader.DEFAULT_FILE)
        ? ConfigurationReader.DEFAULT_FILE
        : before.keySet().iterator().next();
  }

  /** The same with another text of a file. */
  public ConfigurationEdit with(String file, String text) {
    if (!before.containsKey(file)) {
      throw new EditRefused(
          "there is no file " + file + " in the configuration. There is " + files() + ".");
    }
    Map<String, String> all = new TreeMap<>(after);
    all.put(file, text);
    return new ConfigurationEdit(config, environment, before, all);
  }

  /** The same with a file as it was edited. */
  public ConfigurationEdit with(String file, YamlDocument document) {
    return with(file, document.text());
  }

  /** The same with a value at a place, in the file in which that is; keys in their usual order. */
  public ConfigurationEdit set(Place place, @Nullable Object value) {
    String file = file(place);
    YamlDocument document = document(file);
    if (text(file).isBlank()) {
      document = YamlDocument.of(ConfigurationSchema.MODELINE).set(Place.of("version"), 1);
    }
    return with(file, document.set(place, value, KeyOrder.of(place)));
  }

  /** What tells these files from others: the first letters of the SHA-256 of all of them. */
  public String base() {
    try {
      MessageDigest hash = MessageDigest.getInstance("SHA-256");
      before.forEach(
          (name, text) ->
              hash.update((name + '\0' + text + '\0').getBytes(StandardCharsets.UTF_8)));
      return HexFormat.of().formatHex(hash.digest()).substring(0, 24);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** The files that are to hold something else. */
  public List<String> changed() {
    return after.keySet().stream().filter(f -> !text(f).equals(before.get(f))).toList();
  }

  /** How they are to differ, as {@code diff -u} tells it; empty for nothing. */
  public List<String> diff() {
    List<String> lines = new ArrayList<>();
    for (String file : changed()) {
      List<String> old = before.getOrDefault(file, "").lines().toList();
      List<String> now = text(file).lines().toList();
      lines.addAll(
          UnifiedDiffUtils.generateUnifiedDiff(file, file, old, DiffUtils.diff(old, now), CONTEXT));
    }
    return lines;
  }

  /** The configuration as it would be. */
  public LoadedConfiguration loaded() {
    return ConfigurationReader.read(config, environment, after);
  }

  /** The errors that there would be and are not there now: with one nothing is saved. */
  public List<Finding> errors() {
    Set<String> known =
        errors(ConfigurationReader.read(config, environment, before))
            .map(ConfigurationEdit::told)
            .collect(Collectors.toSet());
    return errors(loaded()).filter(f -> !known.contains(told(f))).toList();
  }

  private static Stream<Finding> errors(LoadedConfiguration loaded) {
    return loaded.findings().stream().filter(Finding::isError);
  }

  /** What a finding says, wherever it is: edits move lines. */
  private static String told(Finding finding) {
    return finding.file() + " " + finding.message();
  }

  /**
   * Writes the files that are to hold something else, all of them or none; each at once, so that
   * nobody reads half of it. They are compared with what was seen at the last moment.
   *
   * @param base of the files that whoever edits has seen
   * @param lock a file that is locked meanwhile, the same for all who save this configuration
   * @throws EditRefused if they were changed since, or the reader refuses what they would be
   */
  public void save(String base, Path lock) {
    if (!base.equals(base())) {
      throw changedMeanwhile();
    }
    List<Finding> errors = errors();
    if (!errors.isEmpty()) {
      throw new EditRefused("nothing was saved: " + errors.getFirst());
    }
    synchronized (ConfigurationEdit.class) { // a process can lock a file once
      try (FileChannel file =
              FileChannel.open(lock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
          FileLock alone = file.lock()) {
        writeAll();
      } catch (IOException e) {
        throw new EditRefused(lock + " cannot be locked: " + e + ". Check its rights.");
      }
    }
  }

  private static EditRefused changedMeanwhile() {
    return new EditRefused(
        "the configuration was changed meanwhile. Load it again and repeat what you did.");
  }

  /** Where one cannot be written, those before it hold again what they held. */
  private void writeAll() {
    List<Next> all = new ArrayList<>();
    List<String> written = new ArrayList<>();
    try {
      for (String file : changed()) {
        all.add(Next.of(place(file), text(file)));
      }
      if (!texts(config).equals(before)) {
        throw changedMeanwhile();
      }
      for (String file : changed()) {
        all.get(written.size()).replace();
        written.add(file);
      }
    } catch (EditRefused e) {
      for (String file : written) {
        try (Next old = Next.of(place(file), before.getOrDefault(file, ""))) {
          old.replace();
        } catch (EditRefused left) {
          e.addSuppressed(left);
        }
      }
      throw e;
    } finally {
      all.forEach(Next::close);
    }
  }

  private Path place(String file) {
    return Files.isDirectory(config) ? config.resolve(file) : config;
  }

  /**
   * What a file is to hold, on the disk beside it.
   *
   * @param file as it is called
   * @param real the same where links lead
   * @param next what is put in its place
   */
  private record Next(Path file, Path real, Path next) implements AutoCloseable {
    /** With the rights that the file has. */
    static Next of(Path file, String text) {
      try {
        Path real = Files.exists(file) ? file.toRealPath() : file.toAbsolutePath();
        Next made =
            new Next(file, real, Files.createTempFile(real.getParent(), ".syncline", ".yaml.new"));
        try {
          made.write(text);
          return made;
        } catch (IOException e) {
          made.close();
          throw e;
        }
      } catch (IOException e) {
        throw refused(file, e);
      }
    }

    private void write(String text) throws IOException {
      PosixFileAttributeView rights =
          Files.exists(real)
              ? Files.getFileAttributeView(real, PosixFileAttributeView.class)
              : null;
      if (rights != null) {
        Files.setPosixFilePermissions(next, rights.readAttributes().permissions());
      }
      Files.writeString(next, text);
      try (FileChannel channel = FileChannel.open(next, StandardOpenOption.WRITE)) {
        channel.force(true);
      }
    }

    void replace() {
      try {
        Files.move(next, real, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
      } catch (IOException e) {
        throw refused(file, e);
      }
    }

    @Override
    public void close() {
      try {
        Files.deleteIfExists(next);
      } catch (IOException e) {
        // It is beside the file under a name that says what it was.
      }
    }

    private static EditRefused refused(Path file, IOException e) {
      return new EditRefused(
          file + " cannot be written: " + e + ". Check the rights of its folder.");
    }
  }
}
