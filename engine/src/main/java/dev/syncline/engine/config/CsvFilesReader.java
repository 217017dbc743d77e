package dev.syncline.engine.config;

import dev.syncline.connect.Model;
import dev.syncline.engine.config.YamlNode.Entry;
import java.nio.charset.Charset;
import java.nio.charset.CharsetEncoder;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads the files of a connection of type csv. */
final class CsvFilesReader {
  /** Of what every file consists, whatever its values are. */
  private static final String ALWAYS = "\"\n\r,0123456789.-+:E";

  private final Path folder;
  private final FileModelReader files;
  private final Findings findings;

  /**
   * @param folder where the files are
   */
  CsvFilesReader(Path folder, Findings findings) {
    this.folder = folder;
    this.files = new FileModelReader(folder, findings);
    this.findings = findings;
  }

  List<Model> read(Block connection) {
    List<Model> read = new ArrayList<>();
    if (!connection.has("files")) {
      connection.missing(
          "files",
          "Name them: files: { clients: { key: id, types: { id: integer, name: text } } }.");
    }
    for (Entry entry : connection.named("files")) {
      file(entry, connection.place())
          .ifPresent(
              model -> {
                refuseSamePlace(entry, model, read);
                read.add(model);
              });
    }
    return read;
  }

  private Optional<Model> file(Entry entry, String place) {
    if (!entry.key().matches("(?i)(?!syncline_|sqlite_)[\\p{L}_][\\p{L}\\p{N}_-]*")) {
      findings.error(
          entry.at(),
          "\"" + entry.key() + "\" is no name of a file of " + place,
          "Let it begin with a letter, hold letters, digits, - and _ alone, and not begin with"
              + " syncline_ or sqlite_; \"file\" says what the file itself is called.");
      return Optional.empty();
    }
    return Block.open(
            entry.value(), "file " + entry.key() + " of " + place, Vocabulary.CSV, findings)
        .flatMap(block -> file(entry.key(), block));
  }

  private Optional<Model> file(String name, Block block) {
    long errors = findings.errors();
    List<String> key =
        ModelReader.key(block, "Name the columns that identify a record: key: id, or \"a, b\".");
    Optional<Path> path =
        block.has("file")
            ? block.text("file").flatMap(text -> files.path(block, text))
            : Optional.of(folder.resolve(name + ".csv"));
    Optional<Model.Origin> origin = path.flatMap(p -> files.csv(block, p));
    if (path.isEmpty() || origin.isEmpty() || !(origin.get() instanceof Model.Csv csv)) {
      return Optional.empty();
    }
    if (!folder.equals(path.get().getParent())) {
      block.wrong(
          "file",
          "the name of a file, without a folder",
          "Give another folder a connection of its own.");
    }
    writable(block, csv);
    for (String part : key) {
      if (!csv.header() && !csv.types().isEmpty() && !csv.types().containsKey(part)) {
        findings.error(
            block.at("key"),
            block.place() + " has no column \"" + part + "\", which its \"key\" names",
            "Name it among its \"types\", or another key.");
      }
    }
    for (String column : csv.types().keySet()) {
      if (column.isBlank() || !column.equals(column.strip())) {
        findings.error(
            block.at("types"),
            block.place() + " has a column whose name begins or ends with a space, or is empty",
            "Such a name cannot be told from the one without the space in a file. Name it otherwise.");
      }
    }
    return findings.errors() > errors ? Optional.empty() : Optional.of(new Model(name, csv, key));
  }

  /** What can be read need not be possible to write. */
  private void writable(Block block, Model.Csv csv) {
    Charset encoding = csv.encoding();
    Optional<CharsetEncoder> encoder =
        encoding.canEncode() ? Optional.of(encoding.newEncoder()) : Optional.empty();
    if (encoder.isEmpty() || !encoder.get().canEncode(ALWAYS)) {
      block.wrong(
          "encoding",
          "an encoding in which a CSV file can be written, which " + encoding.name() + " is not",
          "Write one like utf-8 or windows-1252.");
      return;
    }
    if (!encoder.get().canEncode(csv.delimiter())) {
      block.wrong("delimiter", "a character of its encoding, " + encoding.name(), "");
    }
    String nothing = csv.nullText();
    if (nothing.chars().anyMatch(c -> c == csv.delimiter() || "\"\r\n\uFEFF".indexOf(c) >= 0)
        || !nothing.equals(nothing.strip())
        || !encoder.get().canEncode(nothing)) {
      block.wrong(
          "null-text",
          "a text that stands in a file without quotes",
          "Leave out delimiters, quotes, line ends, and spaces around it.");
    }
  }

  private void refuseSamePlace(Entry entry, Model model, List<Model> before) {
    for (Model other : before) {
      boolean sameName =
          other.name().toLowerCase(Locale.ROOT).equals(model.name().toLowerCase(Locale.ROOT));
      if (sameName) {
        findings.error(
            entry.at(),
            "there are files "
                + other.name()
                + " and "
                + model.name()
                + ", which differ in case alone",
            "Rename one.");
      }
    }
  }
}
