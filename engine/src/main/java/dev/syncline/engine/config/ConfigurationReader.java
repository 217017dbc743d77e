package dev.syncline.engine.config;

import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Reads a configuration: one file, or all {@code *.yaml} files of a folder as if they were one. In
 * a folder, a file without any of a configuration's blocks is somebody else's and left alone,
 * unless it is called {@link #DEFAULT_FILE}.
 */
public final class ConfigurationReader {
  /** The file that {@code init} writes. */
  public static final String DEFAULT_FILE = "syncline.yaml";

  /** The version of the configuration's form. */
  static final int VERSION = 1;

  private final Path folder;
  private final Surroundings surroundings;
  private final Map<String, String> edited;
  private final Findings findings = new Findings();
  private final JournalReader journal = new JournalReader(findings);
  private final SyncLogReader syncLog = new SyncLogReader(findings);
  private final ConnectionReader connectionReader;
  private final MailReader mail;
  private final StateReader state;
  private final List<ConnectionConfig> connections = new ArrayList<>();
  private final List<Entry> unreadConnections = new ArrayList<>();
  private final List<ModelConfig> models = new ArrayList<>();
  private final List<EnvironmentConfig> environments = new ArrayList<>();
  private final List<SyncConfig> syncs = new ArrayList<>();
  private final SharedMappings mappings = new SharedMappings(findings);
  private final List<Block> files = new ArrayList<>();
  private boolean absent;
  private boolean unread;

  private ConfigurationReader(Path folder, Surroundings surroundings, Map<String, String> edited) {
    this.folder = folder;
    this.surroundings = surroundings;
    this.edited = edited;
    this.connectionReader = new ConnectionReader(folder, surroundings, findings);
    this.mail = new MailReader(connectionReader, findings);
    this.state = new StateReader(connectionReader, findings);
  }

  /**
   * Reads what there is and says everything that is wrong with it.
   *
   * @param path a file, or a folder of {@code *.yaml} files
   * @param environment the variables that <code>${NAME}</code> stands for
   */
  public static LoadedConfiguration read(Path path, Map<String, String> environment) {
    return read(path, environment, Map.of());
  }

  /**
   * The same as if some of its files held something else.
   *
   * @param edited texts of files by their names, which begin at the configuration's folder
   */
  public static LoadedConfiguration read(
      Path path, Map<String, String> environment, Map<String, String> edited) {
    return read(path, new Surroundings(environment), edited);
  }

  /** The same of what is told by what is around it. */
  static LoadedConfiguration read(
      Path path, Surroundings surroundings, Map<String, String> edited) {
    boolean isFolder = surroundings.isFolder(path);
    Path parent = path.toAbsolutePath().getParent();
    Path folder = isFolder || parent == null ? path : parent;
    ConfigurationReader reader =
        new ConfigurationReader(folder.toAbsolutePath().normalize(), surroundings, edited);
    if (isFolder) {
      reader.readFolder();
    } else {
      reader.readFile(path, true);
    }
    return reader.finish();
  }

  /** Reads a configuration from text, as if it stood in a file of that name in a folder. */
  public static LoadedConfiguration read(
      Path folder, String file, String text, Map<String, String> environment) {
    ConfigurationReader reader =
        new ConfigurationReader(
            folder.toAbsolutePath().normalize(), new Surroundings(environment), Map.of());
    reader.readText(file, text, true);
    return reader.finish();
  }

  private void readFolder() {
    boolean any = false;
    Set<Path> all = new TreeSet<>(surroundings.files(folder));
    edited.keySet().forEach(name -> all.add(folder.resolve(name)));
    for (Path file : all) {
      any |= readFile(file, file.getFileName().toString().equals(DEFAULT_FILE));
    }
    if (!any) {
      absent = true;
      findings.error(
          new Position(DEFAULT_FILE, 1, 1),
          "there is no configuration in " + folder,
          "Make one with \"syncline init\", or name another folder.");
    }
  }

  /** Whether the file is a configuration. */
  private boolean readFile(Path file, boolean surelyOurs) {
    String name = folder.relativize(file.toAbsolutePath().normalize()).toString();
    Position start = new Position(name, 1, 1);
    try {
      String text = edited.get(name);
      return readText(name, text == null ? surroundings.text(file) : text, surelyOurs);
    } catch (CharacterCodingException e) {
      unread = true;
      findings.error(start, "the file is not text in UTF-8", "Save it as UTF-8.");
    } catch (IOException e) {
      boolean missing = Files.notExists(file);
      absent = missing;
      unread |= !missing;
      findings.error(
          start,
          missing ? "there is no file " + file : "the file cannot be read",
          missing ? "Make one with \"syncline init\"" + orAFolder(file) : "Check its rights.");
    }
    return true;
  }

  /** What to do where the files have other names, and so are to be read together. */
  private String orAFolder(Path file) {
    Path parent = file.toAbsolutePath().normalize().getParent();
    return parent == null || !surroundings.isFolder(parent) || surroundings.files(parent).isEmpty()
        ? "."
        : ", or read all *.yaml of a folder: --config FOLDER.";
  }

  private boolean readText(String name, String text, boolean surelyOurs) {
    long errors = findings.errors();
    Optional<YamlNode> root = YamlText.parse(name, text, findings);
    unread |= findings.errors() > errors;
    if (root.isEmpty()) {
      if (!findings.hasErrors()) {
        absent = true;
        findings.error(
            new Position(name, 1, 1), "the file is empty", "Make one with \"syncline init\".");
      }
      return true;
    }
    if (!surelyOurs && !ConfigurationFiles.isOurs(root.get())) {
      findings.note(
          root.get().at(),
          "the file has no connections, models, environments, syncs, mappings, journal, sync-log,"
              + " mail, notify or state and is left alone",
          "");
      return false;
    }
    Block.open(root.get(), "the file", Vocabulary.FILE, findings).ifPresent(files::add);
    unread |= findings.errors() > errors; // such as a key that nobody knows
    return true;
  }

  private void readBlock(Block block) {
    if (!block.has("version")) {
      block.missing("version", "Add \"version: " + VERSION + "\".");
    } else if (!(block.node("version").orElseThrow() instanceof Scalar s
        && s.meaning() == Meaning.WHOLE
        && s.text().equals(Integer.toString(VERSION)))) {
      block.wrong("version", Integer.toString(VERSION), "This version of Syncline knows no other.");
    }
    for (Entry entry : block.named("connections")) {
      Optional<ConnectionConfig> read = connectionReader.read(entry);
      read.ifPresentOrElse(connections::add, () -> unreadConnections.add(entry));
    }
    journal.read(block);
    syncLog.read(block);
    mail.read(block);
    state.read(block);
    mappings.add(
        block,
        new TaskReader(
            "",
            new KindReader(Direction.TWO_WAY, findings),
            Kind.DEFAULT,
            Settlement.defaults(Direction.TWO_WAY),
            mappings,
            findings));
  }

  /** What is shared may stand in a later file than what includes it. */
  private void readSyncs(Block block) {
    List<String> known =
        files.stream().flatMap(f -> f.named("environments").stream()).map(Entry::key).toList();
    SyncReader syncReader =
        new SyncReader(mappings, new PromotionReader(known, findings), findings);
    for (Entry entry : block.named("syncs")) {
      syncReader.read(entry).ifPresent(syncs::add);
    }
  }

  /** Models that are files have a connection of their own. */
  private void readModels(List<String> known) {
    ModelReader modelReader =
        new ModelReader(connections, known, new FileModelReader(folder, findings), findings);
    List<Entry> entries = files.stream().flatMap(f -> f.named("models").stream()).toList();
    entries.forEach(e -> modelReader.read(e).ifPresent(models::add));
    Optional<Entry> first = entries.stream().filter(ModelReader::isFile).findFirst();
    if (first.isEmpty()) {
      return;
    }
    if (known.contains(ConnectionConfig.FILES)) {
      findings.error(
          first.get().at(),
          "model "
              + first.get().key()
              + " is a file, and there is a connection of the name that files have: "
              + ConnectionConfig.FILES,
          "Give the connection another name.");
      return;
    }
    connections.add(ConnectionConfig.files(first.get().at()));
    known.add(ConnectionConfig.FILES);
  }

  /** Also of those that could not be read. */
  private Set<String> syncNames() {
    return files.stream()
        .flatMap(f -> f.named("syncs").stream())
        .map(Entry::key)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private List<SequenceConfig> sequences() {
    Set<String> names = syncNames();
    SequenceReader reader = new SequenceReader(syncs, names, findings);
    List<SequenceConfig> sequences =
        files.stream()
            .flatMap(f -> f.named("sequences").stream())
            .flatMap(e -> reader.read(e).stream())
            .toList();
    reader.check(sequences);
    return sequences;
  }

  private List<ReceiverConfig> receivers() {
    boolean mails = files.stream().anyMatch(f -> f.has("mail"));
    ReceiverReader reader = new ReceiverReader(connectionReader, syncNames(), mails, findings);
    return files.stream()
        .flatMap(f -> f.named("notify").stream())
        .flatMap(e -> reader.read(e).stream())
        .toList();
  }

  private LoadedConfiguration finish() {
    files.forEach(this::readBlock);
    files.forEach(this::readSyncs);
    mappings.finish();
    List<String> known = new ArrayList<>();
    connections.forEach(c -> known.add(c.name()));
    unreadConnections.forEach(e -> known.add(e.key()));
    readModels(known);
    EnvironmentReader environmentReader = new EnvironmentReader(known, findings);
    files.forEach(
        file ->
            file.named("environments")
                .forEach(e -> environmentReader.read(e).ifPresent(environments::add)));
    new ConfigurationChecks(findings).check(connections, known, models, environments, syncs);
    List<SequenceConfig> sequences = sequences();
    return new LoadedConfiguration(
        new Configuration(
            folder,
            connections,
            models,
            environments,
            syncs,
            sequences,
            journal.kept(),
            syncLog.log(connections, known, syncNames()),
            mail.mail(),
            receivers(),
            state.state()),
        findings.inOrder(),
        absent && files.isEmpty(),
        unread);
  }
}
