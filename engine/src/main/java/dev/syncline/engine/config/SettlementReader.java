package dev.syncline.engine.config;

import dev.syncline.core.mapping.FieldRule.MissingParent;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Policies.Winner;
import dev.syncline.engine.config.YamlNode.Mapping;
import java.util.Optional;

/** Reads the keys that a sync sets for its tasks and a task may set otherwise. */
final class SettlementReader {
  private final Findings findings;

  SettlementReader(Findings findings) {
    this.findings = findings;
  }

  /** What a block says, and {@code inherited} where it says nothing. */
  Settlement read(Block block, Settlement inherited) {
    Deletes toSource = inherited.deletesToSource();
    Deletes toTarget = inherited.deletesToTarget();
    YamlNode deletes = block.node("deletes").orElse(null);
    if (deletes instanceof Mapping mapping) {
      Block sides = new Block(mapping, "deletes of " + block.place(), Vocabulary.DELETES, findings);
      toSource = sides.word("to-source", Deletes.class).orElse(toSource);
      toTarget = sides.word("to-target", Deletes.class).orElse(toTarget);
    } else if (deletes != null) {
      Optional<Deletes> both = block.word("deletes", Deletes.class);
      toSource = both.orElse(toSource);
      toTarget = both.orElse(toTarget);
    }
    Optional<Winner> winner = block.word("winner", Winner.class);
    return new Settlement(
        block.word("conflicts", Conflicts.class).orElse(inherited.conflicts()),
        winner.orElse(inherited.winner()),
        winner.isPresent() || inherited.winnerNamed(),
        block.word("delete-conflicts", DeleteConflicts.class).orElse(inherited.deleteConflicts()),
        toSource,
        toTarget,
        block.word("null-keys", NullKeys.class).orElse(inherited.nullKeys()),
        block.word("missing-parent", MissingParent.class).orElse(inherited.missingParent()),
        block.truth("same-ids").orElse(inherited.sameIds()));
  }
}
