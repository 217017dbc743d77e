package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.connect.parts.PartConnector;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.mapping.Task;
import dev.syncline.engine.sync.Ends;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * As much of a task as is understood: enough to look at its records and to count its unique key,
 * and never to run it.
 *
 * @param sync whose task it is
 * @param task with the fields that are right, and its unique key if that is; nothing where one of
 *     its objects is not there
 * @param hidden columns of each side whose values no message shows; all where it is not sure which
 * @param wholes of each side the objects whose records have parts in others
 * @param findings why there is no task
 */
public record TaskView(
    SyncConfig sync,
    Optional<Task> task,
    BySide<Set<String>> hidden,
    BySide<List<Whole>> wholes,
    List<Finding> findings) {
  public TaskView {
    findings = List.copyOf(findings);
  }

  /** Both systems as it sees them: records with their parts. */
  public Ends ends(Connector source, Connector target) {
    return new Ends(
        PartConnector.of(source, wholes.source()), PartConnector.of(target, wholes.target()));
  }
}
