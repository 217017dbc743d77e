package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.config.Arrow;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.FieldConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.MatchConfig;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.project.edit.ConfigurationEdit;
import dev.syncline.project.edit.EditRefused;
import dev.syncline.project.edit.JsonPatch;
import dev.syncline.project.edit.Place;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.project.screen.MappingScreen.Field;
import dev.syncline.project.screen.MappingScreen.KeyPart;
import dev.syncline.project.screen.MappingScreen.Kind;
import dev.syncline.project.screen.MappingScreen.Pair;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells how a task's fields are mapped, as the files say or would say after some changes. The task
 * is compiled against both live systems; nothing is written.
 */
public final class Mapping {
  private final Project project;
  private final @Nullable String sync;
  private final @Nullable String task;

  /**
   * Of a task of a sync, by their names.
   *
   * @param sync null for the only one there is
   * @param task null for the sync's first
   */
  public Mapping(Project project, @Nullable String sync, @Nullable String task) {
    this.project = project;
    this.sync = sync;
    this.task = task;
  }

  /**
   * Tells how it would be.
   *
   * @param patch changes as a JSON Patch; null for none
   * @param counts whether the unique key's figures are counted, which reads both tables
   * @throws CommandError if there is no such task, or a change cannot be made
   */
  public MappingScreen after(@Nullable String patch, boolean counts) {
    try {
      ConfigurationEdit now = ConfigurationEdit.of(project.places().config(), project.variables());
      ConfigurationEdit edit = patch == null ? now : JsonPatch.apply(patch, now);
      return look(edit, new Editing(project).perform(e -> edit, null), counts);
    } catch (EditRefused e) {
      throw CommandError.failed(String.valueOf(e.getMessage()).replaceFirst("\\.\\z", ""));
    }
  }

  private MappingScreen look(ConfigurationEdit edit, EditScreen shown, boolean counts) {
    LoadedConfiguration loaded = edit.loaded();
    Configuration configuration = loaded.configuration();
    List<SyncConfig> syncs = configuration.syncs();
    SyncConfig config =
        syncs.stream()
            .filter(s -> sync == null ? syncs.size() == 1 : s.name().equals(sync))
            .findFirst()
            .orElseThrow(() -> missing("sync", sync, loaded));
    TaskConfig of =
        config.tasks().stream()
            .filter(t -> task == null || t.name().equals(task))
            .findFirst()
            .orElseThrow(() -> missing("task", task, loaded));
    Connector source = project.connector(config.source().text());
    Connector target = project.connector(config.target().text());
    CompiledSync compiled = OpenSync.compile(project, configuration, config, source, target);
    Set<Finding> all = new LinkedHashSet<>(loaded.findings());
    all.addAll(compiled.findings());
    compiled.paused().forEach(p -> all.addAll(p.findings()));
    Written written = Written.of(edit, config.name(), of.name());
    List<Field> fields = fields(of, compiled, written, all);
    fields.forEach(field -> all.removeAll(field.findings()));
    return new MappingScreen(
        config.name(),
        of.name(),
        config.tasks().stream().map(TaskConfig::name).toList(),
        written.place().toString(),
        BySide.of(side -> object(compiled, of, side)),
        of.fields().isEmpty(),
        fields,
        key(of, compiled, written),
        of.match().isEmpty(),
        counts
            ? KeyCheck.figures(project, OpenTask.of(project, configuration, config, of))
            : Optional.empty(),
        List.copyOf(all),
        shown);
  }

  private CommandError missing(String what, @Nullable String name, LoadedConfiguration loaded) {
    if (loaded.hasErrors()) {
      return CommandError.configuration(
          loaded.findings().stream().filter(Finding::isError).toList());
    }
    if (name != null) {
      return CommandError.unknown("there is no " + what + " \"" + name + "\"");
    }
    return CommandError.usage(
        project.sync(sync).name() + " has no task. Add one under \"tasks\" in its file");
  }

  private static Optional<ObjectSchema> object(CompiledSync compiled, TaskConfig of, Side side) {
    return compiled.objects().on(side).getOrDefault(of.object(side).text(), Optional.empty());
  }

  private List<KeyPart> key(TaskConfig of, CompiledSync compiled, Written written) {
    List<Object> values = written.key();
    List<KeyPart> parts = new ArrayList<>();
    for (MatchConfig match : of.match()) {
      Pair pair = new Pair(match.source(), "<->", match.target());
      boolean stands = values.size() == of.match().size();
      parts.add(new KeyPart(pair, stands ? values.get(parts.size()) : written(pair)));
    }
    return of.match().isEmpty()
        ? compiled.task(of.name()).map(Mapping::key).orElse(List.of())
        : parts;
  }

  private static List<KeyPart> key(Task of) {
    return of.match().stream()
        .map(m -> of.fields().get(m.field()))
        .map(rule -> new Pair(names(of, rule, Side.SOURCE), "<->", names(of, rule, Side.TARGET)))
        .map(pair -> new KeyPart(pair, written(pair)))
        .toList();
  }

  private static List<String> names(Task of, FieldRule rule, Side side) {
    return rule.columns(side).stream().map(c -> of.shape(side).columns().get(c).name()).toList();
  }

  private List<Field> fields(
      TaskConfig of, CompiledSync compiled, Written written, Set<Finding> all) {
    if (of.fields().isPresent()) {
      Optional<Task> made = compiled.task(of.name());
      return of.fields().get().stream()
          .map(f -> configured(f, BySide.of(side -> reads(made, f, side)), written, all))
          .toList();
    }
    List<Field> chosen = new ArrayList<>();
    compiled
        .task(of.name())
        .ifPresent(t -> t.fields().forEach(rule -> chosen.add(chosen(t, rule))));
    return chosen;
  }

  /** A field that was chosen, as it would be written. */
  private static Field chosen(Task of, FieldRule rule) {
    boolean relation = rule instanceof FieldRule.RelationRule;
    Pair pair =
        new Pair(names(of, rule, Side.SOURCE), arrow(rule.flow()), names(of, rule, Side.TARGET));
    return new Field(
        "",
        relation ? Kind.RELATION : Kind.COLUMN,
        pair,
        "",
        new BySide<>(List.of(), List.of()),
        relation ? Map.of("relation", rule.name()) : rule.name(),
        List.of());
  }

  private static String arrow(FieldRule.Flow flow) {
    return switch (flow) {
      case BOTH -> "<->";
      case TO_TARGET -> "->";
      case TO_SOURCE -> "<-";
    };
  }

  /** What of a side a formula reads to make the other side's column. */
  private static List<String> reads(Optional<Task> made, FieldConfig field, Side side) {
    List<String> makes = pair(field).columns(side.other());
    if (made.isEmpty() || makes.size() != 1) {
      return List.of();
    }
    Task of = made.get();
    return of.fields().stream()
        .filter(FieldRule.FormulaRule.class::isInstance)
        .map(FieldRule.FormulaRule.class::cast)
        .filter(rule -> rule.makes().on(side.other()).isPresent())
        .filter(rule -> names(of, rule, side.other()).getFirst().equals(makes.getFirst()))
        .findFirst()
        .map(rule -> names(of, rule, side))
        .orElse(List.of());
  }

  private static Field configured(
      FieldConfig field, BySide<List<String>> reads, Written written, Set<Finding> all) {
    Optional<Place> place = written.at(field.at());
    List<Finding> own = all.stream().filter(f -> written.isWithin(field.at(), f.at())).toList();
    return new Field(
        place.map(Place::toString).orElse(""),
        kind(field),
        pair(field),
        text(field),
        reads,
        place.flatMap(written::value).orElseGet(() -> new LinkedHashMap<String, Object>()),
        own);
  }

  private static Kind kind(FieldConfig field) {
    return switch (field) {
      case FieldConfig.ColumnField column -> Kind.COLUMN;
      case FieldConfig.RelationField relation -> Kind.RELATION;
      case FieldConfig.FormulaField formula -> Kind.EXPRESSION;
      case FieldConfig.ConstantField constant -> Kind.CONSTANT;
      case FieldConfig.LookupField lookup -> Kind.LOOKUP;
    };
  }

  private static Pair pair(FieldConfig field) {
    String arrow = arrow(field.flow());
    return switch (field) {
      case FieldConfig.ColumnField column ->
          new Pair(List.of(column.source()), arrow, List.of(column.target()));
      case FieldConfig.RelationField relation ->
          new Pair(relation.source(), arrow, relation.target());
      case FieldConfig.FormulaField formula ->
          new Pair(
              formula.from().map(m -> List.of(m.column())).orElse(List.of()),
              arrow,
              formula.to().map(m -> List.of(m.column())).orElse(List.of()));
      case FieldConfig.ConstantField constant ->
          oneSided(constant.side(), constant.column(), arrow);
      case FieldConfig.LookupField lookup -> oneSided(lookup.side(), lookup.column(), arrow);
    };
  }

  private static Pair oneSided(Side side, String column, String arrow) {
    return side == Side.SOURCE
        ? new Pair(List.of(column), arrow, List.of())
        : new Pair(List.of(), arrow, List.of(column));
  }

  private static String text(FieldConfig field) {
    return switch (field) {
      case FieldConfig.ColumnField column -> "";
      case FieldConfig.RelationField relation ->
          relation.through().map(t -> "through " + t).orElse("");
      case FieldConfig.FormulaField formula ->
          formula.to().map(m -> m.sql().text()).orElse("")
              + formula.from().map(m -> "  ←  " + m.sql().text()).orElse("");
      case FieldConfig.ConstantField constant -> "= " + constant.value().text();
      case FieldConfig.LookupField lookup ->
          lookup.object().text() + "." + lookup.found() + " where " + lookup.where().text();
    };
  }

  /** Columns with an arrow between them, as a person writes them. */
  public static String written(Pair pair) {
    FieldRule.Flow flow =
        switch (pair.flow()) {
          case "->" -> FieldRule.Flow.TO_TARGET;
          case "<-" -> FieldRule.Flow.TO_SOURCE;
          default -> FieldRule.Flow.BOTH;
        };
    return new Arrow(pair.source(), flow, pair.target()).toString();
  }
}
