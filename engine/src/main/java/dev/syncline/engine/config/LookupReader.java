package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.engine.config.FieldConfig.LookupField;
import dev.syncline.engine.config.FieldConfig.OnMissing;
import java.util.List;
import java.util.Optional;

/** Reads an item of a task's {@code fields} that is a lookup. */
final class LookupReader {
  /** Keys that make an item a lookup. */
  private static final List<String> OWN = List.of("lookup", "where", "on-missing", "direction");

  private static final List<String> FOREIGN =
      List.of("column", "relation", "through", "missing-parent", "sql", "back");

  private final Findings findings;

  LookupReader(Findings findings) {
    this.findings = findings;
  }

  static boolean isMeant(Block block) {
    return OWN.stream().anyMatch(block::has);
  }

  Optional<FieldConfig> read(Block block) {
    Optional<String> foreign = FOREIGN.stream().filter(block::has).findFirst();
    if (foreign.isPresent()) {
      findings.error(
          block.at(foreign.get()),
          block.place() + " has \"" + foreign.get() + "\" beside \"" + own(block) + "\"",
          "An entry is a lookup, a relation or an expression: make two of it.");
      return Optional.empty();
    }
    if (!block.isWhole()) {
      return Optional.empty(); // perhaps another kind of field, which has been said
    }
    if (block.has("to") == block.has("from")) {
      findings.error(
          block.at(),
          block.place()
              + " has a lookup with "
              + (block.has("to") ? "both \"to\" and \"from\"" : "neither \"to\" nor \"from\""),
          "Name the one column that is looked up: \"to\" is the target's, \"from\" the source's.");
      return Optional.empty();
    }
    Side side = block.has("to") ? Side.TARGET : Side.SOURCE;
    Optional<String> column = block.text(side == Side.TARGET ? "to" : "from");
    Optional<Name> lookup =
        block.requiredName(
            "lookup", "Add the object and its column, such as lookup: countries.id.");
    Optional<Name> where =
        block.requiredName(
            "where", "Add which record is meant, such as where: \"code = country\".");
    Optional<OnMissing> missing = block.word("on-missing", OnMissing.class);
    Optional<Direction> direction = direction(block, side);
    if (lookup.isPresent() && isIncomplete(lookup.get().text())) {
      block.wrong(
          "lookup", "an object and its column, joined by a point, such as countries.id", "");
      return Optional.empty();
    }
    if (column.isEmpty() || lookup.isEmpty() || where.isEmpty()) {
      return Optional.empty();
    }
    String path = lookup.get().text().strip();
    int point = path.lastIndexOf('.');
    return Optional.of(
        new LookupField(
            block.at(),
            side,
            column.get(),
            new Name(lookup.get().at(), path.substring(0, point)),
            path.substring(point + 1),
            where.get(),
            missing.orElse(OnMissing.REJECT),
            direction,
            block.word("winner", Winner.class)));
  }

  private static String own(Block block) {
    return OWN.stream().filter(block::has).findFirst().orElseThrow();
  }

  private static boolean isIncomplete(String lookup) {
    int point = lookup.strip().lastIndexOf('.');
    return point <= 0 || point == lookup.strip().length() - 1;
  }

  private Optional<Direction> direction(Block block, Side side) {
    Optional<Direction> direction = block.word("direction", Direction.class);
    Direction never = side == Side.TARGET ? Direction.TO_SOURCE : Direction.TO_TARGET;
    if (direction.filter(never::equals).isPresent()) {
      findings.error(
          block.at("direction"),
          "\"direction\" in "
              + block.place()
              + " turns a lookup away from the column that it is for",
          "Say "
              + Words.of(side == Side.TARGET ? Direction.TO_TARGET : Direction.TO_SOURCE)
              + " or two-way.");
      return Optional.empty();
    }
    return direction;
  }
}
