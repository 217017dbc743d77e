package dev.syncline.cli.command;

import dev.syncline.core.Nearest;
import dev.syncline.engine.config.ModelConfig;
import dev.syncline.project.CommandError;
import dev.syncline.project.Preview;
import dev.syncline.project.Project;
import dev.syncline.project.screen.ModelRows;
import dev.syncline.project.screen.PreviewScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Shows what a model gives. */
@Command(
    name = "preview",
    description = {
      "Asks what a model gives now: its columns and types, its first rows, how many there are, and"
          + " whether its key tells them apart. Writes nothing.",
      "Exit code 0 when the key holds, 3 when it does not, 1 when the model does not run."
    })
final class PreviewCommand extends ProjectCommand {
  @Parameters(paramLabel = "MODEL", description = "One of the configuration's models.")
  String name;

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many rows are shown. Default: ${DEFAULT-VALUE}")
  private int limit = 10;

  @Override
  Screen perform(Session session) {
    session.interrupt().mayBreakOff(true);
    if (limit < 0) {
      throw CommandError.usage("--limit " + limit + " is no number of rows");
    }
    Project project = session.project();
    ModelConfig model = model(project.configuration().models());
    String connection = model.connection().text();
    ModelRows rows = Preview.of(project.connector(connection), model.name(), limit, project.temp());
    return new PreviewScreen(connection, rows, project.masked(connection, rows.schema()));
  }

  private ModelConfig model(List<ModelConfig> models) {
    List<String> names = models.stream().map(ModelConfig::name).toList();
    return models.stream()
        .filter(m -> m.name().equals(name))
        .findFirst()
        .orElseThrow(
            () ->
                CommandError.unknown(
                    "there is no model \""
                        + name
                        + "\""
                        + (names.isEmpty()
                            ? ": the configuration has none"
                            : Nearest.to(name, names).isPresent()
                                ? Nearest.hint(name, names)
                                : ". There is " + Words.list(names))));
  }
}
