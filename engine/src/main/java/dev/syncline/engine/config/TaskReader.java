package dev.syncline.engine.config;

import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.config.FieldConfig.ColumnField;
import dev.syncline.engine.config.FieldConfig.RelationField;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an item of a sync's {@code tasks}. */
final class TaskReader {
  private final String sync;
  private final Settlement inherited;
  private final Findings findings;

  TaskReader(String sync, Settlement inherited, Findings findings) {
    this.sync = sync;
    this.inherited = inherited;
    this.findings = findings;
  }

  /**
   * Reads one.
   *
   * @param number its number in the list, from 1, by which it is called until it has a name
   */
  Optional<TaskConfig> read(YamlNode node, int number) {
    String unnamed = "task " + number + " of " + sync;
    if (!(node instanceof Mapping mapping)) {
      return Block.open(node, unnamed, Vocabulary.TASK, findings).flatMap(b -> Optional.empty());
    }
    String called = name(node);
    String place = called.isEmpty() ? unnamed : "task " + called;
    long errors = findings.errors();
    Block block = new Block(mapping, place, Vocabulary.TASK, findings);
    Optional<String> name = block.required("name", "Add one; it may be changed at any time.");
    Optional<Name> source = block.requiredName("source", "Add the name of the source's table.");
    Optional<Name> target = block.requiredName("target", "Add the name of the target's table.");
    int id = SyncReader.id(block);
    List<MatchConfig> match = match(block);
    Optional<List<FieldConfig>> fields = fields(block);
    Optional<Block> clock =
        block
            .node("clock")
            .flatMap(n -> Block.open(n, "clock of " + place, Vocabulary.CLOCK, findings));
    Settlement settlement = new SettlementReader(findings).read(block, inherited);
    if (name.isEmpty() || source.isEmpty() || target.isEmpty()) {
      return Optional.empty();
    }
    return Optional.of(
        new TaskConfig(
            block.at(),
            name.get(),
            id,
            source.get(),
            target.get(),
            match,
            fields,
            clock.flatMap(c -> c.name("source")),
            clock.flatMap(c -> c.name("target")),
            AuditNames.ofSides(block, "timestamps", findings),
            settlement,
            block.items("never-journaled", true).stream()
                .flatMap(n -> text(n, "never-journaled of " + place, "iban").stream())
                .map(s -> new Name(s.at(), s.text()))
                .toList(),
            findings.errors() == errors));
  }

  /** What a task is called, whatever else is wrong with it; empty when it has no name. */
  static String name(YamlNode node) {
    return node instanceof Mapping mapping
        ? mapping.entries().stream()
            .filter(e -> e.key().equals("name"))
            .map(e -> e.value() instanceof Scalar s ? s.text() : "")
            .findFirst()
            .orElse("")
        : "";
  }

  private List<MatchConfig> match(Block task) {
    List<MatchConfig> match = new ArrayList<>();
    for (YamlNode item : task.items("match", true)) {
      String place = "match of " + task.place();
      if (item instanceof Mapping mapping) {
        Block block = new Block(mapping, place, Vocabulary.MATCH, findings);
        Optional<MatchForm> form = block.word("form", MatchForm.class);
        if (!block.has("key")) {
          block.missing("key", "Add the columns, such as key: email <-> email_address.");
        }
        block.scalar("key").flatMap(s -> key(s, place, form)).ifPresent(match::add);
      } else {
        text(item, place, "a <-> b")
            .flatMap(s -> key(s, place, Optional.empty()))
            .ifPresent(match::add);
      }
    }
    return match;
  }

  private Optional<MatchConfig> key(Scalar text, String place, Optional<MatchForm> form) {
    Optional<Arrow> arrow = arrow(text, place);
    if (arrow.isPresent() && arrow.get().flow() != Flow.BOTH) {
      findings.error(
          text.at(),
          "\"" + text.text() + "\" in " + place + " must have the arrow <->",
          "A unique key is compared, not written.");
      return Optional.empty();
    }
    return arrow.map(a -> new MatchConfig(text.at(), a.source(), a.target(), form));
  }

  private Optional<List<FieldConfig>> fields(Block task) {
    if (!task.has("fields")) {
      return Optional.empty();
    }
    List<FieldConfig> fields = new ArrayList<>();
    for (YamlNode item : task.items("fields", false)) {
      String place = "fields of " + task.place();
      if (item instanceof Mapping mapping) {
        relation(new Block(mapping, place, Vocabulary.FIELD, findings)).ifPresent(fields::add);
      } else {
        text(item, place, "a <-> b").flatMap(s -> column(s, place)).ifPresent(fields::add);
      }
    }
    return Optional.of(fields);
  }

  private Optional<FieldConfig> column(Scalar text, String place) {
    Optional<Arrow> arrow = arrow(text, place);
    if (arrow.isPresent() && arrow.get().source().size() + arrow.get().target().size() > 2) {
      findings.error(
          text.at(),
          "\"" + text.text() + "\" in " + place + " has several columns on a side",
          "Give each pair an entry of its own, or write { relation: " + text.text() + " }.");
      return Optional.empty();
    }
    return arrow.map(
        a -> new ColumnField(text.at(), a.source().getFirst(), a.flow(), a.target().getFirst()));
  }

  private Optional<FieldConfig> relation(Block block) {
    Optional<MissingParent> missingParent = block.word("missing-parent", MissingParent.class);
    Optional<String> through = block.text("through");
    if (!block.has("relation") && !block.isWhole()) {
      return Optional.empty(); // another kind of field, which has been said
    }
    if (!block.has("relation")) {
      block.missing("relation", "Add the columns, such as relation: customer_id <-> customer_ref.");
      return Optional.empty();
    }
    return block
        .scalar("relation")
        .flatMap(s -> arrow(s, block.place()))
        .map(
            a ->
                new RelationField(
                    block.at("relation"),
                    a.source(),
                    a.flow(),
                    a.target(),
                    through,
                    missingParent));
  }

  private Optional<Scalar> text(YamlNode node, String place, String example) {
    if (node instanceof Scalar s && s.meaning() == Meaning.TEXT && !s.text().isBlank()) {
      return Optional.of(s);
    }
    findings.error(
        node.at(),
        "an entry of " + place + " must be text such as \"" + example + "\", not " + node.kind(),
        node instanceof Scalar ? "Put it in quotes." : "");
    return Optional.empty();
  }

  private Optional<Arrow> arrow(Scalar text, String place) {
    try {
      return Optional.of(Arrow.parse(text.text()));
    } catch (Arrow.Malformed e) {
      findings.error(
          text.at(),
          "\"" + text.text() + "\" in " + place + " " + e.getMessage(),
          "Write it like a <-> b, a -> b or a <- b."
              + (text.text().contains("\"")
                  ? " A name with a quote, a comma or an arrow in it stands in quotes of its own, and a"
                      + " quote in it is doubled: "
                      + YamlScalar.of(Arrow.quoted("a \"b\"") + " <-> c")
                      + "."
                  : ""));
      return Optional.empty();
    }
  }
}
