package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Deletes;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.engine.config.Kind.Nulls;

/** Reads what a sync or a task says of what it sends, and refuses what contradicts itself. */
final class KindReader {
  private static final String ONE_WAY =
      "Set \"direction: to-target\" or \"direction: to-source\", or remove \"%s\".";

  private final Direction direction;
  private final Findings findings;

  KindReader(Direction direction, Findings findings) {
    this.direction = direction;
    this.findings = findings;
  }

  /** What a block says, and {@code inherited} where it says nothing. A type brings its own mode. */
  Kind read(Block block, Kind inherited) {
    Kind.Type type = block.word("type", Kind.Type.class).orElse(inherited.type());
    Mode usual =
        type == inherited.type()
            ? inherited.mode()
            : type == Kind.Type.EVENT ? Mode.INSERT : Mode.UPSERT;
    Mode mode = block.word("mode", Mode.class).orElse(usual);
    Nulls nulls = block.word("nulls", Nulls.class).orElse(inherited.nulls());
    if (mode != Mode.UPSERT) {
      requireOneWay(block, "mode", "mode " + Words.of(mode));
    }
    if (type != Kind.Type.OBJECT) {
      requireOneWay(block, "type", "type " + Words.of(type));
    }
    if (nulls == Nulls.SKIP) {
      requireOneWay(block, "nulls", "nulls " + Words.of(nulls));
    }
    if (type == Kind.Type.EVENT && mode != Mode.INSERT) {
      refuse(
          block,
          "mode",
          "type event with mode " + Words.of(mode),
          "An event is written once: remove \"mode\", or let the type be object.");
    } else if (type == Kind.Type.LIST && mode != Mode.UPSERT && mode != Mode.MIRROR) {
      refuse(
          block,
          "mode",
          "type list with mode " + Words.of(mode),
          "Members are added and updated: remove \"mode\", or let the type be object.");
    }
    return new Kind(type, mode, nulls);
  }

  /** What a block says of deletes and conflicts, where its kind may say something itself. */
  Settlement settle(Block block, Kind kind, Settlement inherited) {
    boolean own = block.has("type") || block.has("mode");
    Settlement settlement =
        new SettlementReader(findings).read(block, own ? kind.defaults(inherited) : inherited);
    Side written = direction == Direction.TO_SOURCE ? Side.SOURCE : Side.TARGET;
    Deletes deletes = settlement.deletesTo(written);
    if (kind.mode() == Mode.INSERT && direction != Direction.TWO_WAY && deletes != Deletes.KEEP) {
      refuse(
          block,
          block.has("deletes") ? "deletes" : "mode",
          (kind.type() == Kind.Type.EVENT ? "type event" : "mode insert")
              + " with deletes: "
              + Words.of(deletes),
          "What was written once is never touched again: write \"deletes: keep\", or remove it.");
    }
    return settlement;
  }

  /** Refuses what is for one direction only, where the sync has two. */
  void requireOneWay(Block block, String key, String what) {
    if (direction == Direction.TWO_WAY && block.has(key)) {
      findings.error(
          block.at(key),
          what + " in " + block.place() + " is for one direction only",
          ONE_WAY.formatted(key));
    }
  }

  private void refuse(Block block, String key, String what, String remedy) {
    findings.error(block.at(key), block.place() + " has " + what, remedy);
  }
}
