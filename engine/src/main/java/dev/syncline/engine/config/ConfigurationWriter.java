package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.advise.KeyPart;
import dev.syncline.engine.advise.PairAdvice;
import dev.syncline.engine.advise.PairAdvice.ColumnPair;
import dev.syncline.engine.advise.PairAdvice.RelationPair;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.advise.Proposal.Alone;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Writes what the advisor proposes as a configuration, with the figures behind each choice as
 * comments, laid out as {@link ConfigurationFormat} lays out any. A pair of objects without a
 * usable unique key is written as a comment, to be finished by hand.
 */
public final class ConfigurationWriter {
  private static final int MOST_OTHER_KEYS = 3;

  private final ConnectionText source;
  private final ConnectionText target;
  private final Direction direction;
  private final Proposal proposal;
  private final Map<String, String> names = new HashMap<>();
  private final StringBuilder out = new StringBuilder();

  private ConfigurationWriter(
      ConnectionText source, ConnectionText target, Direction direction, Proposal proposal) {
    this.source = source;
    this.target = target;
    this.direction = direction;
    this.proposal = proposal;
  }

  /**
   * The ids that a proposal gets.
   *
   * @param sync the sync's
   * @param task its first task's; the others count on
   */
  public record Ids(int sync, int task) {
    /** Where there is no other sync. */
    public static final Ids FIRST = new Ids(1, 1);
  }

  /** The text of a {@code syncline.yaml}. */
  public static String write(
      ConnectionText source,
      ConnectionText target,
      String syncName,
      Direction direction,
      Proposal proposal,
      Ids ids) {
    ConfigurationWriter writer = new ConfigurationWriter(source, target, direction, proposal);
    writer.nameTasks();
    writer.head();
    writer.sync(syncName, ids);
    writer.alone();
    return ConfigurationFormat.format(ConfigurationReader.DEFAULT_FILE, writer.out.toString())
        .text();
  }

  /** Names may hold anything, and a line break in a comment would end it. */
  private void line(int indent, String text) {
    String oneLine = text.replaceAll("[\\p{Cntrl}\\x{85}\\x{2028}\\x{2029}]", " ");
    out.append(" ".repeat(text.isEmpty() ? 0 : indent)).append(oneLine).append('\n');
  }

  private void head() {
    line(0, ConfigurationSchema.MODELINE);
    line(0, "# \"syncline check\" validates this file, \"syncline plan\" shows what would happen.");
    line(0, "version: " + ConfigurationReader.VERSION);
    line(0, "");
    line(0, "connections:");
    for (ConnectionText connection : List.of(source, target)) {
      line(2, YamlScalar.of(connection.name()) + ":");
      line(4, "type: " + connection.word());
      line(4, "url: " + YamlScalar.quoted(connection.url()));
      connection.user().ifPresent(u -> line(4, "user: " + YamlScalar.of(u)));
      connection.password().ifPresent(p -> line(4, "password: " + YamlScalar.quoted(p)));
      connection.token().ifPresent(t -> line(4, "token: " + YamlScalar.quoted(t)));
    }
    line(0, "");
  }

  private void sync(String name, Ids ids) {
    line(0, "syncs:");
    line(2, YamlScalar.of(name) + ":");
    line(4, "id: " + ids.sync() + " # all that is remembered hangs on ids; names may change");
    line(4, "source: " + YamlScalar.of(source.name()));
    line(4, "target: " + YamlScalar.of(target.name()));
    line(4, "direction: " + Words.of(direction) + " # two-way, to-target or to-source");
    line(
        4,
        proposal.copies(direction)
            ? "first-sync: copy # creates everything, and asks no unique key; one side is empty yet"
            : "first-sync: match # or copy, which links nothing and creates everything");
    line(
        4,
        "conflicts: merge # or source-wins, target-wins, hold; merge takes each field for itself, of two values the "
            + (direction == Direction.TO_SOURCE ? "target" : "source")
            + "'s");
    line(4, "tasks:");
    int id = ids.task();
    for (PairAdvice pair : proposal.pairs()) {
      task(pair, id++);
    }
    if (proposal.pairs().stream().noneMatch(p -> proposal.keeps(p, direction))) {
      line(6, "[]");
    }
  }

  /** Tasks are named as the source's objects; with their schema where that is not enough. */
  private void nameTasks() {
    Set<String> taken = new HashSet<>();
    for (PairAdvice pair : proposal.pairs()) {
      String object = pair.source().name();
      String last = object.substring(object.lastIndexOf('.') + 1);
      String name = taken.add(last) ? last : object;
      taken.add(name);
      names.put(object, name);
    }
  }

  private boolean isWritten(String sourceObject) {
    return proposal.pairs().stream()
        .anyMatch(p -> p.source().name().equals(sourceObject) && proposal.keeps(p, direction));
  }

  private void task(PairAdvice pair, int id) {
    List<String> lines = new ArrayList<>();
    lines.add("- name: " + YamlScalar.of(names.getOrDefault(pair.source().name(), "")));
    lines.add("  id: " + id);
    lines.add("  source: " + YamlScalar.of(pair.source().name()));
    lines.add("  target: " + YamlScalar.of(pair.target().name()));
    sharedIds(pair, lines);
    match(pair, lines);
    fields(pair, lines);
    boolean written = proposal.keeps(pair, direction);
    line(0, "");
    switch (pair.why()) {
      case NAME, GIVEN -> {}
      case SHORT_NAME ->
          line(6, "# One name seems short for the other, and they share columns: is it so?");
      case COLUMNS -> line(6, "# These two have other names, but the same columns: is it so?");
    }
    if (!written) {
      line(6, "# Nothing tells the records of these two apart. Add a match and remove the marks:");
    }
    lines.forEach(l -> line(6, written ? l : "# " + l));
  }

  private void sharedIds(PairAdvice pair, List<String> lines) {
    pair.sharedIds(direction)
        .ifPresent(
            ids -> {
              lines.add(
                  "  # new records need "
                      + arrow(List.of(ids.source()), List.of(ids.target()))
                      + ", which only one side generates: is one number the same record on both?");
              lines.add("  # if not, leave out this and that field, and create nothing there");
              lines.add("  same-ids: true");
            });
  }

  private void match(PairAdvice pair, List<String> lines) {
    if (pair.chosen().isPresent()) {
      KeyAdvice key = pair.chosen().get();
      figures(key).forEach(f -> lines.add("  # " + f));
      lines.add("  match:");
      for (KeyPart part : key.parts()) {
        lines.add("    - " + entry(part, key, pair));
      }
    } else if (proposal.keeps(pair, direction)) {
      lines.add("  # " + ProposedComments.COPIED);
    }
    pair.keys().stream()
        .filter(k -> pair.chosen().filter(k::equals).isEmpty())
        .limit(MOST_OTHER_KEYS)
        .forEach(
            k -> {
              lines.add("  # " + ProposedComments.candidate(pair.chosen().isPresent(), named(k)));
              if (!k.isOf(pair.columns())) {
                lines.add("  #   " + ProposedComments.UNPAIRED);
              }
              figures(k).forEach(f -> lines.add("  #   " + f));
            });
    for (ColumnPair generated : pair.generated()) {
      if (pair.sharedIds(direction).isPresent()) {
        continue;
      }
      lines.add(
          "  # never by "
              + arrow(List.of(generated.source()), List.of(generated.target()))
              + ": generated numbers mean another record on each side");
    }
  }

  private static String entry(KeyPart part, KeyAdvice key, PairAdvice pair) {
    String arrow = YamlScalar.of(arrow(part.source(), part.target()));
    return key.form() == MatchForm.EXACT || !part.isText(pair.source(), pair.target())
        ? arrow
        : "{ key: " + arrow + ", form: " + Words.of(key.form()) + " }";
  }

  private static String named(KeyAdvice key) {
    return String.join(
        " and ", key.parts().stream().map(p -> arrow(p.source(), p.target())).toList());
  }

  private static String arrow(List<String> source, List<String> target) {
    return new Arrow(source, Flow.BOTH, target).toString();
  }

  private List<String> figures(KeyAdvice key) {
    List<String> lines = new ArrayList<>();
    if (key.observed()) {
      lines.add(ProposedComments.OBSERVED);
    }
    for (Side side : Side.values()) {
      var figures = key.figures(side);
      lines.add(
          connection(side).name()
              + ": "
              + ProposedComments.number(figures.rows())
              + " rows, "
              + ProposedComments.number(figures.distinct())
              + " distinct"
              + (figures.nulls() > 0
                  ? ", " + ProposedComments.number(figures.nulls()) + " null"
                  : "")
              + (figures.unique()
                  ? ", each once"
                  : ", " + ProposedComments.number(figures.repeated()) + " more than once"));
    }
    lines.add(
        "would link "
            + ProposedComments.number(key.links())
            + creates(Side.TARGET, key.createsInTarget())
            + creates(Side.SOURCE, key.createsInSource())
            + (key.ambiguous() > 0 ? ", hold " + ProposedComments.number(key.ambiguous()) : ""));
    long stricter =
        Math.max(
            key.moreLinks().getOrDefault(MatchForm.TRIMMED, 0L),
            key.moreLinks().getOrDefault(MatchForm.CASE_INSENSITIVE, 0L));
    key.moreLinks().entrySet().stream()
        .filter(m -> m.getKey() != MatchForm.TRIMMED_CASE_INSENSITIVE || m.getValue() > stricter)
        .sorted(Map.Entry.comparingByKey())
        .forEach(
            m ->
                lines.add(
                    "would link "
                        + ProposedComments.number(m.getValue())
                        + " more with form: "
                        + Words.of(m.getKey())));
    return lines;
  }

  private String creates(Side side, long records) {
    return direction.writes(side)
        ? ", create " + ProposedComments.number(records) + " in " + connection(side).name()
        : "";
  }

  private ConnectionText connection(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  private void fields(PairAdvice pair, List<String> lines) {
    List<String> entries = new ArrayList<>();
    for (RelationPair relation : pair.relations()) {
      String arrow = YamlScalar.of(arrow(relation.source(), relation.target()));
      if (isWritten(relation.parent())) {
        entries.add(
            "    - { relation: "
                + arrow
                + ", through: "
                + YamlScalar.of(names.getOrDefault(relation.parent(), ""))
                + " }"
                + (relation.declared() ? "" : " # " + ProposedComments.UNDECLARED));
      } else {
        entries.add("    # " + ProposedComments.refers(arrow, relation.parent()));
      }
    }
    for (ColumnPair column : pair.columns()) {
      entries.add(
          "    - "
              + YamlScalar.of(arrow(List.of(column.source()), List.of(column.target())))
              + (column.byName() ? "" : " # " + ProposedComments.BY_VALUES));
    }
    pair.sharedIds(direction)
        .ifPresent(
            ids ->
                entries.add(
                    "    - " + YamlScalar.of(arrow(List.of(ids.source()), List.of(ids.target())))));
    if (entries.stream().anyMatch(e -> e.startsWith("    - "))) {
      lines.add("  fields:");
    }
    lines.addAll(entries);
    for (Side side : Side.values()) {
      leftOut(pair, side, lines);
    }
  }

  private void leftOut(PairAdvice pair, Side side, List<String> lines) {
    List<String> left =
        pair.leftOut(side, direction).stream()
            .map(c -> c.required() ? ProposedComments.needed(c.name()) : c.name())
            .toList();
    if (!left.isEmpty()) {
      lines.add("  # " + ProposedComments.leftOut(connection(side).name(), left));
    }
  }

  private void alone() {
    if (!proposal.keyless().isEmpty()) {
      line(0, "");
      line(0, "# Not kept in step, of both:");
      proposal.keyless().forEach(k -> line(0, "#   " + k.name() + ": " + k.reason()));
    }
    for (Side side : Side.values()) {
      List<Alone> alone = side == Side.SOURCE ? proposal.sourceAlone() : proposal.targetAlone();
      if (!alone.isEmpty()) {
        line(0, "");
        line(0, "# Not kept in step, of " + connection(side).name() + ":");
        alone.forEach(a -> line(0, "#   " + a.object() + ": " + a.reason()));
      }
    }
  }
}
