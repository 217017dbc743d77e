package dev.syncline.engine.config;

import dev.syncline.connect.Model;
import dev.syncline.connect.file.CsvType;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.StandardCharsets;
import java.nio.charset.UnsupportedCharsetException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** Reads which file a model is, and how it is written. */
final class FileModelReader {
  private static final List<String> OF_CSV =
      List.of("delimiter", "header", "encoding", "null-text", "types");

  private final Path folder;
  private final Findings findings;

  /**
   * @param folder where relative paths begin
   */
  FileModelReader(Path folder, Findings findings) {
    this.folder = folder;
    this.findings = findings;
  }

  /** Says which keys stand beside no file. */
  void refuse(Block block) {
    for (String key : OF_CSV) {
      if (block.has(key)) {
        findings.error(
            block.at(key),
            block.place() + " has a \"" + key + "\", which only a CSV file takes",
            "Remove it.");
      }
    }
  }

  Optional<Model.Origin> read(Block block) {
    Optional<Path> path = block.text("file").flatMap(text -> path(block, text));
    String name = path.map(p -> p.toString().toLowerCase(Locale.ROOT)).orElse(".csv");
    if (name.endsWith(".parquet")) {
      refuse(block);
      return path.map(Model.Parquet::new);
    }
    if (!name.matches(".*\\.(csv|tsv|txt)")) {
      block.wrong(
          "file", "a file that ends with .csv, .tsv, .txt or .parquet", "Name it by what it is.");
      return Optional.empty();
    }
    return path.flatMap(p -> csv(block, p));
  }

  /** How a CSV file is written. */
  Optional<Model.Origin> csv(Block block, Path path) {
    boolean tabs = path.toString().toLowerCase(Locale.ROOT).endsWith(".tsv");
    char delimiter = delimiter(block, tabs ? '\t' : ',');
    boolean header = block.truth("header").orElse(true);
    Charset encoding = encoding(block);
    String nullText = nullText(block);
    Map<String, String> types = types(block);
    if (!header && types.isEmpty()) {
      findings.error(
          block.at("header"),
          "the columns of " + block.place() + " have no names",
          "Name all of them, in order, with their types: types: { id: integer, name: text }");
    }
    return Optional.of(new Model.Csv(path, delimiter, header, encoding, nullText, types));
  }

  Optional<Path> path(Block block, String text) {
    try {
      return Optional.of(folder.resolve(text).toAbsolutePath().normalize());
    } catch (InvalidPathException e) {
      block.wrong("file", "a path", "");
      return Optional.empty();
    }
  }

  private static char delimiter(Block block, char usual) {
    if (!block.has("delimiter")) {
      return usual;
    }
    String text =
        block.node("delimiter").orElseThrow() instanceof Scalar s
            ? s.text().equals("\\t") ? "\t" : s.text()
            : "";
    if (text.length() != 1 || "\"\r\n".contains(text)) {
      block.wrong("delimiter", "one character, such as \";\" or \"\\t\"", "");
      return usual;
    }
    return text.charAt(0);
  }

  private static Charset encoding(Block block) {
    Optional<String> name = block.text("encoding");
    try {
      return name.map(Charset::forName).orElse(StandardCharsets.UTF_8);
    } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
      block.wrong("encoding", "the name of an encoding", "Write one like utf-8 or windows-1252.");
      return StandardCharsets.UTF_8;
    }
  }

  /** May be empty, which is what stands for null where nothing is said. */
  private static String nullText(Block block) {
    if (!block.has("null-text")) {
      return "";
    }
    if (block.node("null-text").orElseThrow() instanceof Scalar s
        && s.meaning() == YamlNode.Meaning.TEXT) {
      return s.text();
    }
    block.wrong("null-text", "a text between quotes, such as \"NULL\"", "");
    return "";
  }

  private Map<String, String> types(Block block) {
    Map<String, String> types = new LinkedHashMap<>();
    for (Entry entry : block.named("types")) {
      Optional<CsvType> type =
          entry.value() instanceof Scalar s ? CsvType.of(s.text()) : Optional.empty();
      if (type.isPresent()) {
        types.put(entry.key(), type.get().word());
      } else {
        findings.error(
            entry.value().at(),
            "the type of " + entry.key() + " in " + block.place() + " is none that is known",
            "Write one of " + CsvType.WORDS + ".");
      }
    }
    return types;
  }
}
