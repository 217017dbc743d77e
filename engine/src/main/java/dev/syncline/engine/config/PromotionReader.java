package dev.syncline.engine.config;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.YamlNode.Entry;
import dev.syncline.engine.config.YamlNode.Mapping;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads what a sync has when it is {@code between} two environments. */
final class PromotionReader {
  /** What follows from the way that is chosen for a run, and from what a person selects. */
  private static final List<String> CHOSEN =
      List.of(
          "source",
          "target",
          "direction",
          "type",
          "mode",
          "nulls",
          "first-sync",
          "create",
          "conflicts",
          "winner",
          "delete-conflicts",
          "capture",
          "sweep",
          "log-keep",
          "overlap",
          "key-sweep");

  private static final List<String> OWN = List.of("start-from", "modules", "never");
  private static final List<String> SETTLED =
      List.of("type", "mode", "nulls", "order", "conflicts", "winner", "delete-conflicts");

  private final Collection<String> environments;
  private final Findings findings;

  /**
   * @param environments names of all that are there
   */
  PromotionReader(Collection<String> environments, Findings findings) {
    this.environments = environments;
    this.findings = findings;
  }

  /**
   * The two environments of a sync that is between some; else what only such a sync has is wrong.
   */
  Optional<List<Name>> between(Block sync) {
    if (!sync.has("between")) {
      for (String key : OWN) {
        if (sync.has(key)) {
          findings.error(
              sync.at(key),
              "\"" + key + "\" in " + sync.place() + " is for a sync between environments",
              "Name them: between: [test, prod], in place of \"source\" and \"target\".");
        }
      }
      return Optional.empty();
    }
    for (String key : CHOSEN) {
      if (sync.has(key)) {
        findings.error(
            sync.at(key),
            "\"" + key + "\" in " + sync.place() + " has no meaning between environments",
            "Remove it: the way is chosen for each run, and a person selects what is written.");
      }
    }
    for (YamlNode task : sync.items("tasks", false)) {
      if (task instanceof Mapping mapping) {
        mapping.entries().stream()
            .filter(e -> SETTLED.contains(e.key()))
            .forEach(
                e ->
                    findings.error(
                        e.at(),
                        "\"" + e.key() + "\" in a task of " + sync.place() + " has no meaning",
                        "Remove it: between environments a person settles conflicts."));
      }
    }
    List<Name> both = sync.names("between");
    both.forEach(name -> requireKnown(sync, name));
    if (both.size() != 2 || both.getFirst().text().equals(both.getLast().text())) {
      sync.wrong("between", "two environments", "Such as: between: [test, prod]");
      Name nowhere = new Name(sync.at("between"), "");
      return Optional.of(List.of(nowhere, nowhere));
    }
    return Optional.of(both);
  }

  private void requireKnown(Block sync, Name name) {
    if (!environments.contains(name.text())) {
      findings.error(
          name.at(),
          sync.place() + " names \"" + name.text() + "\", which is not an environment",
          environments.isEmpty()
              ? "Name it under \"environments\": " + name.text() + ": { connection: … }"
              : Nearest.remedy(name.text(), "The environments", environments));
    }
  }

  /**
   * The rest.
   *
   * @param tasks those of the sync
   * @param whole whether all of its tasks could be read
   */
  Promotion read(Block sync, List<Name> between, List<TaskConfig> tasks, boolean whole) {
    List<Name> startFrom = sync.names("start-from");
    for (Name name : startFrom) {
      if (between.stream().noneMatch(b -> b.text().equals(name.text()))) {
        findings.error(
            name.at(),
            "\"start-from\" in " + sync.place() + " names \"" + name.text() + "\"",
            Nearest.remedy(
                name.text(), "Its environments", between.stream().map(Name::text).toList()));
      }
    }
    List<ModuleConfig> modules = new ArrayList<>();
    for (Entry entry : sync.named("modules")) {
      Block.open(entry.value(), "module " + entry.key(), Vocabulary.MODULE, findings)
          .ifPresent(block -> modules.add(module(entry, block)));
    }
    check(sync, modules, tasks, whole);
    return new Promotion(startFrom, modules, never(sync, tasks));
  }

  private ModuleConfig module(Entry entry, Block block) {
    if (!block.has("tasks")) {
      block.missing("tasks", "Name the tasks that belong to it.");
    }
    Map<String, Name> choose = new LinkedHashMap<>();
    for (Entry one : block.named("choose")) {
      block
          .name(one.value(), "choose of " + block.place())
          .ifPresent(column -> choose.put(one.key(), column));
    }
    return new ModuleConfig(
        new Name(entry.at(), entry.key()), block.names("tasks"), block.names("requires"), choose);
  }

  private void check(
      Block sync, List<ModuleConfig> modules, List<TaskConfig> tasks, boolean whole) {
    List<String> names = modules.stream().map(m -> m.name().text()).toList();
    List<String> known = tasks.stream().map(TaskConfig::name).toList();
    Map<String, String> owners = new HashMap<>();
    for (ModuleConfig module : modules) {
      String place = "module " + module.name().text();
      for (Name task : module.tasks()) {
        String before = owners.put(task.text(), module.name().text());
        if (before != null) {
          findings.error(
              task.at(),
              place + " has the task " + task.text() + ", as module " + before + " has",
              "Leave it in one of them, and let the other require that.");
        } else if (whole && !known.contains(task.text())) {
          findings.error(
              task.at(),
              place + " names \"" + task.text() + "\", which is no task of " + sync.place(),
              Nearest.remedy(task.text(), "Its tasks", known));
        }
      }
      for (Name other : module.requires()) {
        if (!names.contains(other.text())) {
          findings.error(
              other.at(),
              place + " requires \"" + other.text() + "\", which is no module",
              Nearest.remedy(other.text(), "The modules", names));
        }
      }
      module
          .choose()
          .forEach(
              (task, column) -> {
                if (module.tasks().stream().noneMatch(t -> t.text().equals(task))) {
                  findings.error(
                      column.at(),
                      "choose of " + place + " names \"" + task + "\", which is no task of it",
                      Nearest.remedy(
                          task, "Its tasks", module.tasks().stream().map(Name::text).toList()));
                }
              });
    }
    for (TaskConfig task : tasks) {
      if (!modules.isEmpty() && !owners.containsKey(task.name())) {
        findings.error(
            task.at(),
            "task " + task.name() + " of " + sync.place() + " is in no module",
            "Add it to one, or make one for it.");
      }
    }
  }

  private Map<Name, List<Name>> never(Block sync, List<TaskConfig> tasks) {
    Map<Name, List<Name>> never = new LinkedHashMap<>();
    for (Entry entry : sync.named("never")) {
      List<Name> objects =
          (entry.value() instanceof YamlNode.Items items ? items.items() : List.of(entry.value()))
              .stream().flatMap(n -> sync.name(n, "never of " + sync.place()).stream()).toList();
      never.put(new Name(entry.at(), entry.key()), objects);
      for (Name object : objects) {
        tasks.stream()
            .filter(t -> t.source().text().equals(object.text()) && t.filters().source().isEmpty())
            .forEach(
                t ->
                    findings.error(
                        t.at(),
                        "task "
                            + t.name()
                            + " synchronizes "
                            + object.text()
                            + ", which is under \"never\" ("
                            + entry.key()
                            + ")",
                        "Give it a \"filter\" that names the exception, or take "
                            + object.text()
                            + " out of \"never\"."));
      }
    }
    return never;
  }
}
