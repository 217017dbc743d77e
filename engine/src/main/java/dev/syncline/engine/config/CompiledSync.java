package dev.syncline.engine.config;

import dev.syncline.connect.Connector;
import dev.syncline.connect.parts.PartConnector;
import dev.syncline.connect.parts.Whole;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.engine.sync.Ends;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * A sync compiled against both live schemas. With an error among the findings its tasks are not
 * complete, and nothing may run.
 *
 * @param sync what it was compiled from
 * @param tasks parents before children, but for the relations of {@code closing}
 * @param closing relations whose parent may come after its child in {@code tasks}: references to
 *     the own task, and those at which a cycle of tasks was cut. They are written in a second pass
 * @param capturing how it finds out which records to look at, by columns that are there
 * @param hash what {@link Configuration#hash} covers and what was chosen from the live schemas: a
 *     saved plan fits as long as it is the same
 * @param outline what it is like, by which an edit is told
 * @param wholes of each side the objects whose records have parts in others
 * @param paused tasks that fit no more and are left out of all the others
 * @param objects what it was compiled against: the objects of each side that were asked for, by
 *     name; nothing where there was none
 * @param findings in the order of the text, but for those of paused tasks
 */
public record CompiledSync(
    SyncConfig sync,
    List<Task> tasks,
    Set<Closing> closing,
    Capturing capturing,
    String hash,
    Outline outline,
    BySide<List<Whole>> wholes,
    List<Paused> paused,
    BySide<Map<String, Optional<ObjectSchema>>> objects,
    List<Finding> findings) {
  public CompiledSync {
    tasks = List.copyOf(tasks);
    closing = Set.copyOf(closing);
    findings = List.copyOf(findings);
    paused = List.copyOf(paused);
  }

  /**
   * A relation that closes a cycle.
   *
   * @param task the child's task id
   * @param field the relation's position in {@link Task#fields()}
   */
  public record Closing(int task, int field) {}

  /** Both systems as it sees them: records with their parts. */
  public Ends ends(Connector source, Connector target) {
    return new Ends(
        PartConnector.of(source, wholes.source()), PartConnector.of(target, wholes.target()));
  }

  /** Whether nothing may run. */
  public boolean hasErrors() {
    return findings.stream().anyMatch(Finding::isError);
  }

  /**
   * Whether both systems describe their objects as they did when it was compiled, so that compiling
   * it anew would give the same.
   *
   * @throws dev.syncline.connect.ConnectorException when a system cannot be asked
   */
  public boolean isOf(BySide<Connector> systems) {
    return Stream.of(Side.values())
        .allMatch(
            side ->
                objects.on(side).entrySet().stream()
                    .allMatch(o -> Schemas.ask(systems.on(side), o.getKey()).equals(o.getValue())));
  }

  /** The task of a name. */
  public Optional<Task> task(String name) {
    return tasks.stream().filter(t -> t.name().equals(name)).findFirst();
  }
}
