package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The columns whose values are never journaled. One that is named takes those with it that hold the
 * same value: its partner in every rule.
 */
final class NeverJournaled {
  private final Draft draft;
  private final Findings findings;

  NeverJournaled(Draft draft, Findings findings) {
    this.draft = draft;
    this.findings = findings;
  }

  /** Names of columns of each side. */
  BySide<Set<String>> columns() {
    BySide<Set<String>> all = BySide.of(side -> new HashSet<>());
    for (Name name : draft.config().neverJournaled()) {
      BySide<Set<String>> some = named(name);
      if (some.source().isEmpty() && some.target().isEmpty()) {
        unknown(name);
      }
      spread(some);
      if (isAllowed(name, some)) {
        all.source().addAll(some.source());
        all.target().addAll(some.target());
      }
    }
    return all;
  }

  private BySide<Set<String>> named(Name name) {
    BySide<Set<String>> found = BySide.of(side -> new HashSet<>());
    for (Side side : Side.values()) {
      Columns.find(draft.schema(side), name.text()).ifPresent(c -> found.on(side).add(c.name()));
    }
    for (Draft.Rule rule : draft.rules()) {
      if (rule.name().equals(name.text())) {
        add(rule, found);
      }
    }
    return found;
  }

  private void spread(BySide<Set<String>> columns) {
    boolean more;
    do {
      more = false;
      for (Draft.Rule rule : draft.rules()) {
        more |= holds(rule, columns) && add(rule, columns);
      }
    } while (more);
  }

  private static boolean holds(Draft.Rule rule, BySide<Set<String>> columns) {
    return rule.names(Side.SOURCE).stream().anyMatch(columns.source()::contains)
        || rule.names(Side.TARGET).stream().anyMatch(columns.target()::contains);
  }

  private static boolean add(Draft.Rule rule, BySide<Set<String>> columns) {
    return columns.source().addAll(rule.names(Side.SOURCE))
        | columns.target().addAll(rule.names(Side.TARGET));
  }

  private void unknown(Name name) {
    List<String> known = new ArrayList<>();
    for (Side side : Side.values()) {
      draft.schema(side).columns().stream()
          .map(Column::name)
          .filter(c -> !known.contains(c))
          .forEach(known::add);
    }
    findings.error(
        name.at(),
        "task "
            + draft.config().name()
            + ": never-journaled names \""
            + name.text()
            + "\", which is neither a column nor a field",
        Nearest.remedy(name.text(), "The columns", known));
  }

  /** Links, references and undo rest on keys, which stand in the journal with every write. */
  private boolean isAllowed(Name name, BySide<Set<String>> columns) {
    for (Side side : Side.values()) {
      ObjectSchema schema = draft.schema(side);
      if (schema.identity().stream().anyMatch(columns.on(side)::contains)) {
        refused(name, "is of the key of " + schema.name());
        return false;
      }
    }
    for (Draft.Rule rule : draft.rules()) {
      if (rule instanceof Draft.Relation && holds(rule, columns)) {
        refused(name, "refers to another record by its key (" + rule.name() + ")");
        return false;
      }
    }
    return true;
  }

  private void refused(Name name, String why) {
    findings.error(
        name.at(),
        "task "
            + draft.config().name()
            + ": never-journaled names \""
            + name.text()
            + "\", which "
            + why,
        "Keys are always journaled, for links and undo need them. Remove it.");
  }
}
