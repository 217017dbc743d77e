package dev.syncline.engine.config;

import dev.syncline.core.mapping.Policies;
import dev.syncline.core.mapping.Policies.Conflicts;
import dev.syncline.core.mapping.Policies.DeleteConflicts;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Winner;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a sync between two environments has beside its tasks. Which way it goes is chosen for each
 * run, and what it writes a person has selected.
 *
 * @param startFrom environments in which a run may be started; empty: in any
 * @param modules groups of its tasks; empty: every task is a module of its own
 * @param never what is never synchronized, by what people call it: names of objects
 */
public record Promotion(
    List<Name> startFrom, List<ModuleConfig> modules, Map<Name, List<Name>> never) {
  public Promotion {
    startFrom = List.copyOf(startFrom);
    modules = List.copyOf(modules);
    never = Collections.unmodifiableMap(new LinkedHashMap<>(never));
  }

  /** The module of a name. */
  public Optional<ModuleConfig> module(String name) {
    return modules.stream().filter(m -> m.name().text().equals(name)).findFirst();
  }

  /**
   * Those modules with all that they require, in the order of the configuration.
   *
   * @param names of modules that there are
   */
  public List<ModuleConfig> with(Set<String> names) {
    Set<String> taken = new LinkedHashSet<>();
    names.forEach(name -> take(name, taken));
    return modules.stream().filter(m -> taken.contains(m.name().text())).toList();
  }

  private void take(String name, Set<String> taken) {
    if (taken.add(name)) {
      module(name)
          .ifPresent(module -> module.requires().forEach(other -> take(other.text(), taken)));
    }
  }

  /**
   * How a task settles what differs. Where a way was chosen, the side it comes from is right, and
   * every line tells whether something of the other side's goes for it, so that a person can leave
   * that alone ({@code edit-wins} tells a delete that meets an edit from one that does not).
   */
  static Policies policies(Settlement said, Direction direction, boolean mirror) {
    return new Policies(
        direction,
        mirror,
        Conflicts.MERGE,
        direction == Direction.TO_SOURCE ? Winner.TARGET : Winner.SOURCE,
        DeleteConflicts.EDIT_WINS,
        said.deletesToSource(),
        said.deletesToTarget(),
        said.nullKeys());
  }
}
