package dev.syncline.engine.run;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is left when every row of a task that goes one way was sent as if for the first time: the
 * rows that were not written, and those that left before.
 */
final class SentAnew {
  private final RunState run;
  private final Task task;
  private final Side read;

  SentAnew(RunState run, Task task) {
    this.run = run;
    this.task = task;
    this.read = task.policies().direction().writes(Side.SOURCE) ? Side.TARGET : Side.SOURCE;
  }

  /** Takes note of it, in a change that the caller commits. */
  void finish(StateStore.Change change) {
    if (!run.stopped()) { // else nobody let pass that anything is sent
      unsent(change);
    }
    standing();
  }

  /**
   * What is left over was not sent, whatever counted as sent before, like a snapshot's rows: else
   * the next run would find it as it was agreed on, and done.
   */
  private void unsent(StateStore.Change change) {
    Map<Side, Set<Key>> left =
        run.leftovers.all().stream()
            .filter(d -> d.task() == task.id())
            .collect(
                Collectors.groupingBy(Due::side, Collectors.mapping(Due::key, Collectors.toSet())));
    left.forEach(
        (side, keys) -> {
          List<Link> links =
              List.copyOf(run.store.links(task.id(), side, List.copyOf(keys)).values());
          change.putLinks(task.id(), links.stream().map(this::asChanged).toList());
        });
    run.store.decisions(task.id()).stream()
        .filter(Decision::isPin)
        .filter(d -> left.getOrDefault(d.side(), Set.of()).contains(d.key()))
        .forEach(change::removeDecision);
  }

  private Link asChanged(Link link) {
    return new Link(
        link.source(),
        link.target(),
        link.base().changed(read),
        link.revision() + 1,
        link.incarnation());
  }

  /** What is due of rows that left is none of the business of a run that sends what is there. */
  private void standing() {
    Map<Key, Due> due = new LinkedHashMap<>();
    run.store.due(
        task.id(),
        d -> {
          if (d.side() == read) {
            due.put(d.key(), d);
          }
        });
    List<Key> keys = List.copyOf(due.keySet());
    for (int from = 0; from < keys.size(); from += Decider.BATCH) {
      List<Key> some = keys.subList(from, Math.min(from + Decider.BATCH, keys.size()));
      run.ends.on(read).fetch(task.shape(read), some).forEach(row -> due.remove(row.key()));
    }
    due.values().forEach(run.leftovers::stand);
  }
}
