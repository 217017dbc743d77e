package dev.syncline.engine.config;

import dev.syncline.core.plan.Guard;
import dev.syncline.core.plan.Guard.Limit;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.config.YamlNode.Meaning;
import dev.syncline.engine.config.YamlNode.Scalar;
import java.util.Optional;

/** Reads {@code guard}. */
final class GuardReader {
  /** So many are never too many of a share that gives no floor. */
  private static final long DEFAULT_FLOOR = 10;

  private final Findings findings;

  GuardReader(Findings findings) {
    this.findings = findings;
  }

  Guard read(Block sync) {
    Optional<YamlNode> node = sync.node("guard");
    if (node.isEmpty()) {
      return Guard.DEFAULT;
    }
    if (isOff(node.get())) {
      return Guard.OFF;
    }
    if (!(node.get() instanceof Mapping mapping)) {
      sync.wrong(
          "guard",
          "off or a block of keys, not " + node.get().kind(),
          "Write it like guard: { creates: 50%, deletes: 20%, overwrites: 50% }.");
      return Guard.DEFAULT;
    }
    Block block = new Block(mapping, "guard of " + sync.place(), Vocabulary.GUARD, findings);
    return new Guard(
        limit(block, "creates", Guard.DEFAULT.creates()),
        limit(block, "deletes", Guard.DEFAULT.deletes()),
        limit(block, "overwrites", Guard.DEFAULT.overwrites()));
  }

  // "off" is text to YAML 1.2 and false to YAML 1.1, which some editors still write.
  private static boolean isOff(YamlNode node) {
    return node instanceof Scalar s
        && (s.text().equals("off") || (s.meaning() == Meaning.BOOL && s.text().equals("false")));
  }

  private Limit limit(Block guard, String key, Limit otherwise) {
    Optional<YamlNode> node = guard.node(key);
    if (node.isEmpty()) {
      return otherwise;
    }
    if (isOff(node.get())) {
      return Limit.OFF;
    }
    if (node.get() instanceof Mapping mapping) {
      Block block = new Block(mapping, key + " in " + guard.place(), Vocabulary.LIMIT, findings);
      Optional<Double> share = block.amount("share", Amounts::share, "20%");
      if (!block.has("share")) {
        block.missing("share", "Add it, such as share: 20%.");
      }
      long floor =
          block.whole("floor", 0, Integer.MAX_VALUE).map(Long::valueOf).orElse(DEFAULT_FLOOR);
      return share.map(s -> new Limit(s, floor)).orElse(otherwise);
    }
    if (node.get() instanceof Scalar s && s.meaning() == Meaning.WHOLE) {
      return guard.whole(key, 0, Integer.MAX_VALUE).map(n -> new Limit(0, n)).orElse(otherwise);
    }
    return guard
        .amount(key, Amounts::share, "20% or 100 or { share: 20%, floor: 10 } or off")
        .map(s -> new Limit(s, DEFAULT_FLOOR))
        .orElse(otherwise);
  }
}
