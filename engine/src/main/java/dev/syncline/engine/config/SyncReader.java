package dev.syncline.engine.config;

import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.value.Notation;
import dev.syncline.engine.config.SyncConfig.FirstSync;
import dev.syncline.engine.config.SyncConfig.MatchOn;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Mapping;
import dev.syncline.engine.sync.Capturing;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads an entry of {@code syncs}. */
final class SyncReader {
  /** Stands for an id that is not given, until {@link ConfigurationChecks} has said so. */
  static final int NO_ID = 0;

  /** Stands for an id that is given but not understood, which has been said already. */
  static final int BAD_ID = -1;

  private final SharedMappings mappings;
  private final PromotionReader promotions;
  private final Findings findings;

  SyncReader(SharedMappings mappings, PromotionReader promotions, Findings findings) {
    this.mappings = mappings;
    this.promotions = promotions;
    this.findings = findings;
  }

  Optional<SyncConfig> read(Entry entry) {
    return Block.open(entry.value(), "sync " + entry.key(), Vocabulary.SYNC, findings)
        .map(block -> read(entry, block));
  }

  private SyncConfig read(Entry entry, Block block) {
    Direction direction = block.word("direction", Direction.class).orElse(Direction.TWO_WAY);
    KindReader kinds = new KindReader(direction, findings);
    Kind kind = kinds.read(block, Kind.DEFAULT);
    Settlement settlement = kinds.settle(block, kind, Settlement.defaults(direction));
    Optional<List<Name>> between = promotions.between(block);
    List<Name> ends = between.orElseGet(() -> ends(block));
    boolean[] creates = creates(block);
    List<String> unread = new ArrayList<>();
    List<TaskConfig> tasks = tasks(block, kinds, kind, settlement, unread);
    Notation notation = LocaleReader.read(block);
    return new SyncConfig(
        entry.at(),
        entry.key(),
        id(block),
        ends.getFirst(),
        ends.getLast(),
        between.map(both -> promotions.read(block, both, tasks, unread.isEmpty())),
        direction,
        kind,
        block.word("first-sync", FirstSync.class).orElse(FirstSync.MATCH),
        block.word("match-on", MatchOn.class).orElse(MatchOn.NEW_RECORDS),
        creates[0],
        creates[1],
        settlement,
        new GuardReader(findings).read(block),
        between.isPresent() ? Capturing.SCAN : new CaptureReader(findings).read(block),
        block.whole("batch", 1, 1_000_000),
        block.names("after"),
        new BlackoutReader(findings).read(block),
        new ScheduleReader(findings).read(block),
        alerts(block),
        notation,
        LocaleReader.collation(block, notation),
        tasks,
        unread);
  }

  private static List<Name> ends(Block block) {
    Name nowhere = new Name(block.at(), "");
    String remedy = "Add the name of a connection.";
    return List.of(
        block.requiredName("source", remedy).orElse(nowhere),
        block.requiredName("target", remedy).orElse(nowhere));
  }

  private Alerts alerts(Block sync) {
    return sync.node("alerts")
        .flatMap(n -> Block.open(n, "alerts of " + sync.place(), Vocabulary.ALERTS, findings))
        .map(
            block ->
                new Alerts(
                    block.amount("late", Amounts::duration, "15m"),
                    block.whole("due", 0, Integer.MAX_VALUE),
                    block.whole("marks", 0, Integer.MAX_VALUE)))
        .orElse(Alerts.NONE);
  }

  static int id(Block block) {
    return block.has("id") ? block.whole("id", 1, Integer.MAX_VALUE).orElse(BAD_ID) : NO_ID;
  }

  private boolean[] creates(Block block) {
    if (block.node("create").orElse(null) instanceof Mapping mapping) {
      Block sides = new Block(mapping, "create of " + block.place(), Vocabulary.CREATE, findings);
      return new boolean[] {
        sides.truth("to-source").orElse(true), sides.truth("to-target").orElse(true)
      };
    }
    boolean both = block.truth("create").orElse(true);
    return new boolean[] {both, both};
  }

  private List<TaskConfig> tasks(
      Block block, KindReader kinds, Kind kind, Settlement settlement, List<String> unread) {
    if (!block.has("tasks")) {
      block.missing("tasks", "Add a list of tasks, each with name, id, source and target.");
    }
    List<TaskConfig> tasks = new ArrayList<>();
    TaskReader reader = new TaskReader(block.place(), kinds, kind, settlement, mappings, findings);
    List<YamlNode> items = block.items("tasks", false);
    for (int i = 0; i < items.size(); i++) {
      YamlNode item = items.get(i);
      reader.read(item, i + 1).ifPresentOrElse(tasks::add, () -> unread.add(TaskReader.name(item)));
    }
    if (block.has("tasks")
        && items.isEmpty()
        && block.node("tasks").orElseThrow() instanceof YamlNode.Items) {
      block.wrong("tasks", "a list with at least one task", "");
    }
    return tasks;
  }
}
