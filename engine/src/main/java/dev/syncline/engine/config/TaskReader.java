package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.config.FieldConfig.ColumnField;
import dev.syncline.engine.config.FieldConfig.ConstantField;
import dev.syncline.engine.config.FieldConfig.FormulaField;
import dev.syncline.engine.config.FieldConfig.Made;
import dev.syncline.engine.config.FieldConfig.RelationField;
import dev.syncline.engine.config.Kind.Nulls;
import dev.syncline.engine.config.TaskConfig.OrderConfig;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads an item of a sync's {@code tasks}. */
final class TaskReader {
  private static final Pattern ORDER =
      Pattern.compile("(.*\\S)\\s+(asc|desc)", Pattern.CASE_INSENSITIVE);

  private static final List<String> FORMULA = List.of("to", "sql", "from", "back");

  /** What only a field of one kind has: a column, an expression, a relation. */
  private static final List<String> BESIDE_NO_CONSTANT =
      List.of("column", "winner", "relation", "through", "missing-parent", "sql", "back");

  private static final List<List<String>> KINDS =
      List.of(List.of("column"), FORMULA, List.of("relation", "through", "missing-parent"));

  private final String sync;
  private final KindReader kinds;
  private final Kind kind;
  private final Settlement inherited;
  private final SharedMappings mappings;
  private final Findings findings;

  TaskReader(
      String sync,
      KindReader kinds,
      Kind kind,
      Settlement inherited,
      SharedMappings mappings,
      Findings findings) {
    this.sync = sync;
    this.kinds = kinds;
    this.kind = kind;
    this.inherited = inherited;
    this.mappings = mappings;
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
    SharedMappings.Expanded expanded = mappings.expand(mapping, place);
    Block block = new Block(expanded.task(), place, Vocabulary.TASK, findings);
    Optional<String> name = block.required("name", "Add one; it may be changed at any time.");
    Optional<Name> source = block.requiredName("source", "Add the name of the source's table.");
    Optional<Name> target = block.requiredName("target", "Add the name of the target's table.");
    int id = SyncReader.id(block);
    BySide<List<PartConfig>> parts = new PartReader(findings).read(block);
    BySide<Optional<Name>> filters = filters(block);
    List<MatchConfig> match = match(block);
    Map<Position, Nulls> nulls = new HashMap<>();
    Optional<List<FieldConfig>> fields = fields(block, nulls);
    Optional<Block> clock = clock(block);
    Kind own = kinds.read(block, kind);
    Settlement settlement = kinds.settle(block, own, inherited);
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
            parts,
            filters,
            match,
            fields,
            clock.flatMap(c -> c.name("source")),
            clock.flatMap(c -> c.name("target")),
            AuditNames.ofSides(block, "timestamps", findings),
            own,
            nulls,
            order(block),
            settlement,
            neverJournaled(block),
            expanded.whole() && findings.errors() == errors));
  }

  /** Whether nothing is wrong with what several tasks may include; what is, has then been said. */
  boolean isSound(YamlNode node, String place) {
    long errors = findings.errors();
    Block.open(node, place, Vocabulary.MAPPING, findings)
        .ifPresent(
            block -> {
              match(block);
              filters(block);
              fields(block, new HashMap<>());
              clock(block);
              AuditNames.ofSides(block, "timestamps", findings);
              new SettlementReader(findings).read(block, inherited);
              neverJournaled(block);
            });
    return findings.errors() == errors;
  }

  /** {@code column}, or {@code column desc}. */
  private Optional<OrderConfig> order(Block task) {
    return task.name("order")
        .map(
            written -> {
              kinds.requireOneWay(task, "order", "order");
              Matcher words = ORDER.matcher(written.text());
              boolean descending = words.matches() && words.group(2).equalsIgnoreCase("desc");
              String column = words.matches() ? words.group(1) : written.text();
              return new OrderConfig(new Name(written.at(), column), descending);
            });
  }

  private Optional<Block> clock(Block task) {
    return task.node("clock")
        .flatMap(n -> Block.open(n, "clock of " + task.place(), Vocabulary.CLOCK, findings));
  }

  private List<Name> neverJournaled(Block task) {
    return task.items("never-journaled", true).stream()
        .flatMap(n -> text(n, "never-journaled of " + task.place(), "iban").stream())
        .map(s -> new Name(s.at(), s.text()))
        .toList();
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

  private BySide<Optional<Name>> filters(Block task) {
    Optional<Block> sides =
        task.node("filter")
            .flatMap(n -> Block.open(n, "filter of " + task.place(), Vocabulary.FILTER, findings));
    return BySide.of(side -> sides.flatMap(b -> b.name(side.word())));
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

  private Optional<List<FieldConfig>> fields(Block task, Map<Position, Nulls> nulls) {
    if (!task.has("fields")) {
      return Optional.empty();
    }
    List<FieldConfig> fields = new ArrayList<>();
    for (YamlNode item : task.items("fields", false)) {
      String place = "fields of " + task.place();
      if (item instanceof Mapping mapping) {
        Block block = new Block(mapping, place, Vocabulary.FIELD, findings);
        Optional<Nulls> own = block.word("nulls", Nulls.class);
        field(block)
            .ifPresent(
                field -> {
                  fields.add(field);
                  own.ifPresent(word -> nulls.put(field.at(), word));
                });
      } else {
        text(item, place, "a <-> b")
            .flatMap(s -> column(s, s.at(), place, Optional.empty()))
            .ifPresent(fields::add);
      }
    }
    return Optional.of(fields);
  }

  private Optional<FieldConfig> column(
      Scalar text, Position at, String place, Optional<Winner> winner) {
    Optional<Arrow> arrow = arrow(text, place);
    if (arrow.isPresent() && arrow.get().source().size() + arrow.get().target().size() > 2) {
      findings.error(
          text.at(),
          "\"" + text.text() + "\" in " + place + " has several columns on a side",
          "Give each pair an entry of its own, or write { relation: " + text.text() + " }.");
      return Optional.empty();
    }
    return arrow.map(
        a -> new ColumnField(at, a.source().getFirst(), a.flow(), a.target().getFirst(), winner));
  }

  /** A field that says what it is: what else it may say depends on that. */
  private Optional<FieldConfig> field(Block block) {
    if (block.has("constant")) {
      return constant(block);
    }
    if (LookupReader.isMeant(block)) {
      return new LookupReader(findings).read(block);
    }
    List<String> told =
        KINDS.stream().flatMap(k -> k.stream().filter(block::has).limit(1)).toList();
    if (told.size() > 1) {
      findings.error(
          block.at(told.get(1)),
          block.place() + " has \"" + told.get(1) + "\" beside \"" + told.get(0) + "\"",
          "An entry is a column, an expression or a relation: make two of it.");
      return Optional.empty();
    }
    Optional<Winner> winner = block.word("winner", Winner.class);
    if (block.has("column")) {
      return block
          .scalar("column")
          .flatMap(s -> column(s, block.at("column"), block.place(), winner));
    }
    return FORMULA.stream().anyMatch(block::has) ? formula(block, winner) : relation(block, winner);
  }

  private Optional<FieldConfig> formula(Block block, Optional<Winner> winner) {
    if (!block.isWhole()) {
      return Optional.empty(); // perhaps another kind of field, which has been said
    }
    Optional<Made> to = made(block, "to", "sql", "the target's column that the expression makes");
    Optional<Made> from = made(block, "from", "back", "the source's column that it makes");
    boolean understood = to.isPresent() == block.has("to") && from.isPresent() == block.has("from");
    return understood && (to.isPresent() || from.isPresent())
        ? Optional.of(new FormulaField(block.at(), to, from, winner))
        : Optional.empty();
  }

  private Optional<FieldConfig> constant(Block block) {
    Optional<String> other = BESIDE_NO_CONSTANT.stream().filter(block::has).findFirst();
    if (other.isPresent() || block.has("to") == block.has("from")) {
      findings.error(
          other.map(block::at).orElse(block.at("constant")),
          block.place()
              + " has \"constant\" "
              + other
                  .map(key -> "beside \"" + key + "\"")
                  .orElse(block.has("to") ? "for two columns" : "for no column"),
          "Give each constant an entry of its own, with its column under \"to\", or under \"from\" if"
              + " that is the source's.");
      return Optional.empty();
    }
    Side side = block.has("to") ? Side.TARGET : Side.SOURCE;
    Optional<String> column = block.text(side == Side.TARGET ? "to" : "from");
    if (!(block.node("constant").orElseThrow() instanceof Scalar value)
        || value.meaning() == Meaning.NULL) {
      block.wrong(
          "constant",
          "a text, a number, a date, true or false",
          "For records in which the column is null, write a filter: column IS NULL.");
      return Optional.empty();
    }
    return column.map(
        c -> new ConstantField(block.at(), side, c, new Name(value.at(), value.text())));
  }

  /** A column and the expression that makes it: both or none. */
  private static Optional<Made> made(Block block, String column, String sql, String what) {
    if (block.has(sql) && !block.has(column)) {
      block.missing(column, "Add " + what + ".");
    } else if (block.has(column) && !block.has(sql)) {
      block.missing(sql, "Add the SQL expression that makes it.");
    }
    Optional<String> name = block.text(column);
    Optional<Name> text = block.name(sql);
    return name.isPresent() && text.isPresent()
        ? Optional.of(new Made(name.get(), text.get()))
        : Optional.empty();
  }

  private Optional<FieldConfig> relation(Block block, Optional<Winner> winner) {
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
                    missingParent,
                    winner));
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
