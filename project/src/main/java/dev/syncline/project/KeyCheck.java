package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.NullKeys;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.advise.AdviceOptions;
import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.advise.KeyFigures;
import dev.syncline.engine.advise.SideFigures;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.engine.config.ModelConfig;
import dev.syncline.engine.config.Position;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.sync.Ends;
import dev.syncline.project.screen.ModelRows;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Words;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Counts what the unique keys of a sync do with the records that are there: repeated values and
 * nulls are found before anything is written.
 */
public final class KeyCheck {
  private static final long MEMORY = 128L << 20;
  private static final int VALUE_COLUMNS = 40;

  private final Project project;
  private final CompiledSync compiled;

  /** Checks the keys of a sync that was compiled without errors. */
  public KeyCheck(Project project, CompiledSync compiled) {
    this.project = project;
    this.compiled = compiled;
  }

  /** What is to be said about each task's key. */
  public List<Finding> findings(Consumer<String> progress) {
    SyncConfig sync = compiled.sync();
    AdviceOptions options = options(project, sync, progress);
    List<Finding> findings = new ArrayList<>();
    Ends ends =
        compiled.ends(
            project.connector(sync.source().text()), project.connector(sync.target().text()));
    for (Task task : compiled.tasks()) {
      progress.accept(task.name());
      List<Finding> faults = models(task, ends);
      findings.addAll(faults);
      if (!faults.isEmpty()) {
        continue;
      }
      KeyFigures.of(ends.source(), ends.target(), task, options)
          .ifPresent(key -> tell(task, key, findings));
    }
    return findings;
  }

  /** The figures of one task's key; nothing where it has none that can be counted. */
  static Optional<KeyAdvice> figures(Project project, OpenTask open) {
    AdviceOptions options = options(project, open.view().sync(), what -> {});
    return open.view()
        .task()
        .flatMap(task -> KeyFigures.of(open.ends().source(), open.ends().target(), task, options));
  }

  private static AdviceOptions options(
      Project project, SyncConfig sync, Consumer<String> progress) {
    return new AdviceOptions(
        project.temp(),
        MEMORY,
        zone(project, sync, Side.SOURCE),
        zone(project, sync, Side.TARGET),
        sync.notation(),
        progress);
  }

  /** What is wrong with the keys of models that a task reads. */
  private List<Finding> models(Task task, Ends ends) {
    List<Finding> faults = new ArrayList<>();
    for (Side side : Side.values()) {
      String name = task.schema(side).name();
      if (task.schema(side).isModel()) {
        Position at =
            project.configuration().models(compiled.sync().connection(side).text()).stream()
                .filter(m -> m.name().equals(name))
                .map(ModelConfig::at)
                .findFirst()
                .orElse(compiled.sync().at());
        for (ModelRows.Fault f : Preview.of(ends.on(side), name, 0, project.temp()).faults()) {
          faults.add(finding(Severity.ERROR, at, f.message(), f.remedy()));
        }
      }
    }
    return faults;
  }

  private static ZoneId zone(Project project, SyncConfig sync, Side side) {
    return project
        .loaded()
        .configuration()
        .connection(sync.connection(side).text())
        .map(ConnectionConfig::zone)
        .orElse(ZoneOffset.UTC);
  }

  private void tell(Task task, KeyAdvice key, List<Finding> findings) {
    TaskConfig config = compiled.sync().task(task.name()).orElseThrow();
    Position at = config.match().isEmpty() ? config.at() : config.match().getFirst().at();
    String name = name(task);
    for (Side side : Side.values()) {
      SideFigures figures = key.figures(side);
      if (!figures.unique()) {
        findings.add(
            finding(
                Severity.WARNING,
                at,
                "task "
                    + task.name()
                    + ": "
                    + name
                    + " is not unique in "
                    + connection(side)
                    + ": "
                    + Words.count(figures.rows(), "row")
                    + ", "
                    + Words.count(figures.distinct(), "distinct value")
                    + "; more than once "
                    + (figures.repeated() == 1 ? "stands " : "stand ")
                    + values(task, side, figures),
                "Records that share a value are held, never guessed. Make it unique, add a column to"
                    + " \"match\", or choose another key: \"syncline init\" counts the candidates."));
      }
      if (figures.nulls() > 0 && task.policies().nullKeys() == NullKeys.HOLD) {
        findings.add(
            finding(
                Severity.WARNING,
                at,
                "task "
                    + task.name()
                    + ": "
                    + name
                    + " is null in "
                    + Words.count(figures.nulls(), "row")
                    + " of "
                    + connection(side),
                "Null matches nothing, so these are held while they have no link. Fill it, or have"
                    + " them created on the other side with \"null-keys: create\"."));
      }
    }
    findings.add(
        finding(
            Severity.NOTE,
            at,
            "task "
                + task.name()
                + ": of "
                + Words.number(key.source().rows())
                + " in "
                + connection(Side.SOURCE)
                + " and "
                + Words.number(key.target().rows())
                + " in "
                + connection(Side.TARGET)
                + ", "
                + name
                + " pairs "
                + Words.number(key.links())
                + "; only in "
                + connection(Side.SOURCE)
                + " "
                + Words.number(key.createsInTarget())
                + ", only in "
                + connection(Side.TARGET)
                + " "
                + Words.number(key.createsInSource())
                + more(key),
            ""));
  }

  private static String more(KeyAdvice key) {
    StringBuilder more = new StringBuilder();
    key.moreLinks()
        .forEach(
            (form, n) ->
                more.append("; ")
                    .append(Words.number(n))
                    .append(" more with form ")
                    .append(form.name().toLowerCase(Locale.ROOT).replace('_', '-')));
    return more.toString();
  }

  private String values(Task task, Side side, SideFigures figures) {
    boolean masked =
        project.masks()
            && task.match().stream()
                .flatMap(m -> task.fields().get(m.field()).columns(side).stream())
                .map(at -> task.shape(side).columns().get(at).name())
                .anyMatch(task.neverJournaled().on(side)::contains);
    if (masked) {
      return Shown.HIDDEN;
    }
    String shown =
        Words.list(
            figures.firstRepeated().stream().map(v -> Shown.value(v, VALUE_COLUMNS)).toList());
    long others = figures.repeated() - figures.firstRepeated().size();
    return others > 0 ? shown + " and " + Words.number(others) + " more" : shown;
  }

  private static String name(Task task) {
    return Words.list(task.match().stream().map(m -> task.fields().get(m.field()).name()).toList());
  }

  private String connection(Side side) {
    String name = compiled.sync().connection(side).text();
    return name.equals(compiled.sync().connection(side.other()).text())
        ? "the " + side.word()
        : name;
  }

  private static Finding finding(Severity severity, Position at, String message, String remedy) {
    return new Finding(severity, at.file(), at.line(), at.column(), message, remedy);
  }
}
