package dev.syncline.cli.project;

import dev.syncline.cli.text.Words;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.config.ModuleConfig;
import dev.syncline.engine.config.Name;
import dev.syncline.engine.config.Promotion;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.review.Chosen;
import dev.syncline.engine.review.Condition;
import dev.syncline.engine.review.Offers;
import dev.syncline.engine.run.RunOptions;
import dev.syncline.engine.run.RunOptions.Sends;
import dev.syncline.engine.sync.Progress;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A sync between two environments that goes one way, because somebody has chosen it. */
public final class Promoting {
  /** Tells Syncline in which environment it runs. */
  public static final String HERE = "SYNCLINE_ENVIRONMENT";

  private final OpenSync sync;
  private final Promotion promotion;
  private final Side to;

  private Promoting(OpenSync sync, Promotion promotion, Side to) {
    this.sync = sync;
    this.promotion = promotion;
    this.to = to;
  }

  /**
   * What is compared.
   *
   * @param newOnly only records that the written environment does not have
   * @param modules names of modules; none are all
   * @param chosen by a module's name the values of the records that are taken
   */
  public record Extent(boolean newOnly, Set<String> modules, Map<String, Set<String>> chosen) {}

  /**
   * What a comparison found out beside its plan.
   *
   * @param hash the plan's
   * @param unmet values that were asked for and that no difference has, as {@code module=value}
   */
  public record Compared(String hash, Comparison comparison, List<String> unmet) {}

  /**
   * The sync of a name, with both environments connected, from one of them to the other.
   *
   * @param from an environment; null where nobody said it
   * @throws CommandError if it is not between environments, that is none of them, or nobody may
   *     start it here
   */
  public static Promoting open(Project project, SyncConfig config, @Nullable String from) {
    List<String> both = names(config);
    if (from == null) {
      throw CommandError.usage(
          config.name()
              + " goes between "
              + Words.list(both)
              + ", one way at a time. Say from which: --from "
              + both.getFirst());
    }
    if (!both.contains(from)) {
      throw CommandError.usage(
          "--from "
              + from
              + " is none of the environments of "
              + config.name()
              + ", which are "
              + Words.list(both));
    }
    return open(project, config, from.equals(both.getFirst()) ? Side.TARGET : Side.SOURCE);
  }

  /** The same for the side that is written. */
  public static Promoting open(Project project, SyncConfig config, Side to) {
    Promotion promotion = of(config);
    requireHere(project, config);
    return new Promoting(project.open(config.towards(to)), promotion, to);
  }

  private static Promotion of(SyncConfig config) {
    return config
        .promotion()
        .orElseThrow(
            () ->
                CommandError.usage(
                    config.name()
                        + " is not between environments, so that its way is the one it is configured"
                        + " with"));
  }

  /**
   * One refusal for whatever starts a promotion; a sync that is none may be started anywhere.
   *
   * @throws CommandError if nobody may start it here
   */
  public static void requireHere(Project project, SyncConfig config) {
    List<String> permitted =
        config.promotion().stream()
            .flatMap(promotion -> promotion.startFrom().stream())
            .map(Name::text)
            .toList();
    String here = project.environment(HERE).orElse("");
    if (!permitted.isEmpty() && !permitted.contains(here)) {
      throw CommandError.failed(
          config.name()
              + " may be started in "
              + Words.list(permitted)
              + " only. "
              + (here.isEmpty() ? "Where this is, nobody has said" : "This is " + here)
              + ": "
              + HERE
              + " tells Syncline in which environment it runs. Start it there");
    }
  }

  /** One refusal for whatever would write between environments what nobody has selected. */
  public static CommandError toBeReviewed(SyncConfig config) {
    return CommandError.held(
        config.name()
            + " goes between environments, and a person selects what is written. Compare them: "
            + "syncline plan "
            + config.name()
            + " --from "
            + config.source().text());
  }

  private static List<String> names(SyncConfig config) {
    of(config);
    return List.of(config.source().text(), config.target().text());
  }

  /** The sync. */
  public OpenSync sync() {
    return sync;
  }

  /** What it has beside its tasks. */
  public Promotion promotion() {
    return promotion;
  }

  /** The names of both environments. */
  public BySide<String> names() {
    return BySide.of(side -> sync.config().connection(side).text());
  }

  /** What a saved comparison offers. */
  public Offers offers(Path plan, Comparison comparison) {
    return new Offers(plan, sync.sync(), comparison, names());
  }

  /**
   * Compares both environments and saves the plan.
   *
   * @param file where it is saved
   */
  public Compared compare(Path file, Extent extent, Progress progress) {
    List<ModuleConfig> modules = modules(extent.modules());
    Set<String> unmet = new TreeSet<>();
    Map<Integer, Condition> conditions = conditions(extent.chosen(), modules, unmet);
    Set<Integer> tasks = tasks(modules);
    Comparison comparison =
        new Comparison(
            to,
            extent.newOnly(),
            modules.stream().map(m -> m.name().text()).toList(),
            sync.sync().tasks().stream()
                .map(Task::id)
                .filter(id -> sync.store().countLinks(id) == 0)
                .toList());
    RunOptions options =
        new RunOptions(false, false, false, tasks, Optional.empty(), 0).sending(Sends.REFUSED);
    Chosen chosen = new Chosen(sync.ends(), to.other(), conditions);
    try (PlanFile.Writer writer =
        new PlanFile.Writer(
            file, sync.header().of(comparison), sync.sync(), sync.store().fingerprinter())) {
      Consumer<PlanItem> keep =
          line -> {
            if (!extent.newOnly() || isOfNew(line)) {
              writer.add(line);
            }
          };
      sync.plan(options, progress, line -> chosen.add(line).forEach(keep));
      chosen.rest().forEach(keep);
      return new Compared(writer.finish(), comparison, List.copyOf(unmet));
    }
  }

  /** Whether nothing that is there is touched by a line. */
  private static boolean isOfNew(PlanItem line) {
    return switch (line) {
      case PlanItem.Create c -> c.replaces() == null;
      case PlanItem.Update u -> false;
      case PlanItem.Delete d -> false;
      case PlanItem.Restore r -> false;
      case PlanItem.Match m -> true;
      case PlanItem.Advance a -> true;
      case PlanItem.SetAside a -> true;
      case PlanItem.Unlink u -> true;
      case PlanItem.Held h -> h.source() == null || h.target() == null;
      case PlanItem.Drift d -> false;
      case PlanItem.Unsent u -> false;
      case PlanItem.Alone a -> false;
    };
  }

  private List<ModuleConfig> modules(Set<String> asked) {
    for (String name : asked) {
      requireModule(name);
    }
    return asked.isEmpty() ? promotion.modules() : promotion.with(asked);
  }

  private ModuleConfig requireModule(String name) {
    return promotion
        .module(name)
        .orElseThrow(
            () ->
                CommandError.usage(
                    sync.config().name()
                        + " has no module \""
                        + name
                        + "\". "
                        + (promotion.modules().isEmpty()
                            ? "It has none; name tasks in \"modules\""
                            : "It has "
                                + String.join(
                                    ", ",
                                    promotion.modules().stream()
                                        .map(m -> m.name().text())
                                        .toList()))));
  }

  private Set<Integer> tasks(List<ModuleConfig> modules) {
    Set<Integer> tasks = new LinkedHashSet<>();
    for (ModuleConfig module : modules) {
      for (Name name : module.tasks()) {
        sync.config().task(name.text()).ifPresent(t -> tasks.add(t.id()));
      }
    }
    return tasks;
  }

  /**
   * @param unmet is filled with what was asked for, and loses what is found
   */
  private Map<Integer, Condition> conditions(
      Map<String, Set<String>> chosen, List<ModuleConfig> modules, Set<String> unmet) {
    Map<Integer, Condition> conditions = new LinkedHashMap<>();
    chosen.forEach(
        (name, values) -> {
          ModuleConfig module = requireModule(name);
          if (!modules.contains(module)) {
            throw CommandError.usage("--only names the module " + name + ", which is not compared");
          }
          if (module.choose().isEmpty()) {
            throw CommandError.usage(
                "module "
                    + name
                    + " is taken whole or not at all: it has no \"choose\", which names the column to"
                    + " choose by");
          }
          values.forEach(value -> unmet.add(name + "=" + value));
          for (Task task : sync.sync().tasks()) {
            Name column = module.choose().get(task.name());
            if (column != null) {
              conditions.put(
                  task.id(),
                  Condition.oneOf(
                      task, column.text(), values, value -> unmet.remove(name + "=" + value)));
            }
          }
        });
    return conditions;
  }

  /** Modules that nobody asked for, with those that require them: {@code gallery (for content)}. */
  public List<String> required(Set<String> asked) {
    List<String> required = new ArrayList<>();
    if (asked.isEmpty()) {
      return required;
    }
    List<ModuleConfig> all = promotion.with(asked);
    for (ModuleConfig module : all) {
      String name = module.name().text();
      if (!asked.contains(name)) {
        List<String> by =
            all.stream()
                .filter(m -> m.requires().stream().anyMatch(r -> r.text().equals(name)))
                .map(m -> m.name().text())
                .toList();
        required.add(name + " (for " + Words.list(by) + ")");
      }
    }
    return required;
  }
}
