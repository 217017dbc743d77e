package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.config.SyncConfig.Collation;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A hash of what a sync means, by which a saved plan knows whether it still fits. It does not
 * depend on formatting, comments, names that may change, the order of keys and tasks, accounts,
 * passwords, and how many connections or how much time a system is given.
 */
final class Meaning {
  private final MessageDigest digest;

  private Meaning() {
    try {
      digest = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }

  /** What the configuration says. */
  static String of(Configuration configuration, SyncConfig sync) {
    Meaning meaning = new Meaning();
    meaning.sync(configuration, sync);
    return meaning.end();
  }

  /** What it says, with what was chosen for the user from the live schemas. */
  static String of(Configuration configuration, SyncConfig sync, List<Task> tasks) {
    Meaning meaning = new Meaning();
    meaning.sync(configuration, sync);
    tasks.stream().sorted(Comparator.comparingInt(Task::id)).forEach(meaning::task);
    return meaning.end();
  }

  /** What the configuration says of one task. */
  static String of(Configuration configuration, SyncConfig sync, TaskConfig task) {
    Meaning meaning = new Meaning();
    meaning.way(sync);
    meaning.put("create", sync.createsInSource(), sync.createsInTarget());
    meaning.task(configuration, sync, task);
    return meaning.end();
  }

  private void sync(Configuration configuration, SyncConfig sync) {
    put("sync", sync.id());
    for (Side side : Side.values()) {
      String system = sync.connection(side).text();
      configuration.connection(system).ifPresent(this::connection);
      configuration.files(system).ifPresent(this::connection);
    }
    way(sync);
    put("mirror", sync.promotion().isEmpty() && sync.mirror());
    put("first-sync", Words.of(sync.firstSync()));
    put("match-on", Words.of(sync.matchOn()));
    put("create", sync.createsInSource(), sync.createsInTarget());
    put("guard", sync.guard().creates().share(), sync.guard().creates().floor());
    put("guard", sync.guard().deletes().share(), sync.guard().deletes().floor());
    put("guard", sync.guard().overwrites().share(), sync.guard().overwrites().floor());
    if (!sync.notation().isInvariant()) { // so that a plan saved before there were locales fits
      put("locale", sync.notation());
    }
    if (sync.collation() != Collation.CODE_POINT) {
      put("collation", Words.of(sync.collation()));
    }
    sync.tasks().stream()
        .sorted(Comparator.comparingInt(TaskConfig::id))
        .forEach(t -> task(configuration, sync, t));
  }

  private void way(SyncConfig sync) {
    put("direction", sync.promotion().isPresent() ? "chosen" : Words.of(sync.direction()));
  }

  private void connection(ConnectionConfig connection) {
    put("connection", connection.type().word(), connection.shownUrl());
    put("values", connection.zone(), connection.maxValueSize());
    connection.dedicatedAccounts().stream().sorted().forEach(a -> put("dedicated account", a));
  }

  private void task(Configuration configuration, SyncConfig sync, TaskConfig task) {
    put("task", task.id(), task.source(), task.target());
    for (Side side : Side.values()) {
      configuration.model(sync, task, side).ifPresent(m -> put("model", side.word(), m.meaning()));
    }
    Settlement settlement = task.settlement();
    if (!task.kind().equals(Kind.DEFAULT) && !sync.mirror()) { // so that older plans fit
      put("kind", task.kind().type(), task.kind().mode(), task.kind().nulls());
    }
    put("conflicts", settlement.conflicts(), settlement.winner(), settlement.deleteConflicts());
    if (settlement.winnerNamed()) {
      put("somebody named the winner");
    }
    put("deletes", settlement.deletesToSource(), settlement.deletesToTarget());
    put("parents and ids", settlement.nullKeys(), settlement.missingParent(), settlement.sameIds());
    for (Side side : Side.values()) {
      put("clock", side.word(), task.clock(side).map(Name::text).orElse(""));
    }
    for (Side side : Side.values()) {
      task.filters().on(side).ifPresent(f -> put("filter", side.word(), f.text().strip()));
    }
    for (Side side : Side.values()) {
      task.parts().on(side).forEach(p -> put("part", side.word(), p.name(), p.meaning()));
    }
    for (MatchConfig match : task.match()) {
      put("match", match.source(), match.target(), match.form());
    }
    put("fields", task.fields().isPresent());
    for (FieldConfig field : task.fields().orElse(List.of())) {
      Optional.ofNullable(task.nulls().get(field.at())).ifPresent(n -> put("nulls", n));
      field.winner().ifPresent(w -> put("field's winner", w));
      switch (field) {
        case FieldConfig.ColumnField column ->
            put("column", column.source(), column.flow(), column.target());
        case FieldConfig.FormulaField formula ->
            put(
                "formula",
                formula.to().map(m -> m.column() + "\n" + m.sql().text()),
                formula.from().map(m -> m.column() + "\n" + m.sql().text()));
        case FieldConfig.ConstantField constant ->
            put("constant", constant.side().word(), constant.column(), constant.value().text());
        case FieldConfig.LookupField lookup ->
            put(
                "lookup",
                lookup.side(),
                lookup.column(),
                lookup.object(),
                lookup.found(),
                lookup.where(),
                lookup.missing(),
                lookup.flow());
        case FieldConfig.RelationField relation ->
            put(
                "relation",
                relation.source(),
                relation.flow(),
                relation.target(),
                relation.through().flatMap(sync::task).map(TaskConfig::id),
                relation.missingParent());
      }
    }
  }

  private void task(Task task) {
    put("compiled", task.id(), task.sourceSchema().name(), task.targetSchema().name());
    put("key", task.sourceSchema().identity(), task.targetSchema().identity());
    task.layout().forEach(rule -> put("rule", rule));
    task.match().forEach(m -> put("unique key", m.field(), m.form()));
  }

  /** Every word is preceded by its length, so that words cannot run into each other. */
  private void put(Object... words) {
    for (Object word : words) {
      byte[] bytes = word.toString().getBytes(StandardCharsets.UTF_8);
      digest.update((bytes.length + ":").getBytes(StandardCharsets.UTF_8));
      digest.update(bytes);
    }
  }

  private String end() {
    return HexFormat.of().formatHex(digest.digest());
  }
}
