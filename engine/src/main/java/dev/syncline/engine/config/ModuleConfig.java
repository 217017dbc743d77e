package dev.syncline.engine.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A named group of a sync's tasks that a person takes or leaves as one.
 *
 * @param name its name
 * @param tasks the tasks in it
 * @param requires modules that go with it
 * @param choose by a task's name the column whose values say which of its records are taken, where
 *     a person takes only some
 */
public record ModuleConfig(
    Name name, List<Name> tasks, List<Name> requires, Map<String, Name> choose) {
  public ModuleConfig {
    tasks = List.copyOf(tasks);
    requires = List.copyOf(requires);
    choose = Collections.unmodifiableMap(new LinkedHashMap<>(choose));
  }
}
