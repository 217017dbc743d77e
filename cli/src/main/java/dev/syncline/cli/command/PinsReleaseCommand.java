package dev.syncline.cli.command;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.Decision;
import dev.syncline.engine.undo.Pins;
import dev.syncline.project.CommandError;
import dev.syncline.project.OpenSync;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.Notice;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lets what an undo restored flow again. */
@Command(
    name = "release",
    description = {
      "Lets what an undo restored flow again.",
      "The next run settles a released field as one that never agreed, and creates or deletes a"
          + " released record as the sync's policies say."
    })
final class PinsReleaseCommand extends ProjectCommand {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "The record's key; parts are joined by commas.")
  @Nullable String key;

  @Option(names = "--every", description = "All pins of the task, instead of one record's.")
  boolean every;

  @Mixin TaskSelection selection;

  @Override
  Screen perform(Session session) {
    if (every == (key != null)) {
      throw CommandError.usage("name one record by its KEY, or all pins of the task with --every");
    }
    OpenSync open = selection.open(session);
    Task chosen = open.task(selection.task);
    Pins pins = new Pins(open.store(), chosen);
    List<Decision> meant = every ? pins.list() : of(open, chosen, pins);
    pins.release(meant, session.project().now());
    return Notice.done(
        "Released " + Words.count(meant.size(), "pin") + ". The next run decides.",
        Json.map("task", chosen.name(), "released", meant.size()),
        "syncline plan " + open.sync().name());
  }

  private List<Decision> of(OpenSync open, Task chosen, Pins pins) {
    Key typed = selection.key(chosen, Objects.requireNonNull(key));
    Link link = open.store().links(chosen.id(), selection.side(), List.of(typed)).get(typed);
    List<Decision> meant = pins.list().stream().filter(d -> isOf(d, typed, link)).toList();
    if (meant.isEmpty()) {
      throw CommandError.failed(
          chosen.name() + " " + typed + " has no pin. See: syncline pins list");
    }
    return meant;
  }

  private boolean isOf(Decision pin, Key typed, @Nullable Link link) {
    boolean named = pin.side() == selection.side() && pin.key().equals(typed);
    boolean linked = link != null && pin.side() == Side.SOURCE && pin.key().equals(link.source());
    return named || linked;
  }
}
