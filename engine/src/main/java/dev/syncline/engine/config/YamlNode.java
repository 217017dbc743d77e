package dev.syncline.engine.config;

import java.util.List;

/** A piece of a YAML file with its place in the text. */
sealed interface YamlNode {
  Position at();

  /** What it is, in words for messages. */
  String kind();

  /** What a scalar's text means in YAML's core schema. */
  enum Meaning {
    TEXT("text"),
    WHOLE("a whole number"),
    NUMBER("a number"),
    BOOL("true or false"),
    NULL("nothing");

    private final String words;

    Meaning(String words) {
      this.words = words;
    }
  }

  /** A single value, as written but for quotes and escapes. */
  record Scalar(Position at, String text, Meaning meaning) implements YamlNode {
    @Override
    public String kind() {
      return meaning.words;
    }
  }

  /** A list. */
  record Items(Position at, List<YamlNode> items) implements YamlNode {
    @Override
    public String kind() {
      return "a list";
    }
  }

  /** Keys with values. */
  record Mapping(Position at, List<Entry> entries) implements YamlNode {
    @Override
    public String kind() {
      return "a block of keys";
    }
  }

  /** A key with its value; the place is the key's. */
  record Entry(Position at, String key, YamlNode value) {}
}
