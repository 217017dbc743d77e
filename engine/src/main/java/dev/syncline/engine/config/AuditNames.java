package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import java.util.Optional;

/**
 * The columns that tell when and by whom a record was written, as a person names them.
 *
 * @param created when it was added
 * @param updated when it was last changed
 * @param updatedBy who changed it last
 */
record AuditNames(Optional<Name> created, Optional<Name> updated, Optional<Name> updatedBy) {
  /** None is named. */
  static final AuditNames NONE =
      new AuditNames(Optional.empty(), Optional.empty(), Optional.empty());

  /** Reads the block of a key; none where it is not given. */
  static AuditNames read(Block block, String key, Findings findings) {
    return block
        .node(key)
        .flatMap(n -> Block.open(n, key + " of " + block.place(), Vocabulary.TIMESTAMPS, findings))
        .map(b -> new AuditNames(b.name("created"), b.name("updated"), b.name("updated-by")))
        .orElse(NONE);
  }

  /** Reads a block that has one of them for each side. */
  static BySide<AuditNames> ofSides(Block block, String key, Findings findings) {
    Optional<Block> sides =
        block
            .node(key)
            .flatMap(n -> Block.open(n, key + " of " + block.place(), Vocabulary.SIDES, findings));
    return BySide.of(side -> sides.map(b -> read(b, side.word(), findings)).orElse(NONE));
  }
}
