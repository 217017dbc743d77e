package dev.syncline.cli.command;

import dev.syncline.cli.project.CaptureCheck;
import dev.syncline.cli.project.KeyCheck;
import dev.syncline.cli.project.Project;
import dev.syncline.cli.screen.CaptureReport;
import dev.syncline.cli.screen.FindingsScreen;
import dev.syncline.cli.screen.Screen;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.engine.Ends;
import dev.syncline.engine.Progress;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.RightsCheck;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskCompiler;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** Validates the configuration against the live systems. */
@Command(
    name = "check",
    description = {
      "Validates the configuration against the live systems, and writes nothing.",
      "Also counts the unique keys' values: repeated ones and nulls are found before the first write.",
      "Says how each side's changes are found, why so, and what that costs.",
      "Exit code 0 when it can run, 3 when there are warnings, 1 when there are errors."
    })
final class CheckCommand extends ProjectCommand {
  @Option(names = "--schema-only", description = "Reads no records: names and types only.")
  boolean schemaOnly;

  @Override
  Screen perform(Session session) {
    Project project = session.project();
    LoadedConfiguration loaded = project.loaded();
    Set<Finding> findings = new LinkedHashSet<>(loaded.findings());
    Set<String> problems = new LinkedHashSet<>();
    List<SyncConfig> syncs = loaded.configuration().syncs();
    List<CaptureReport> captures = new ArrayList<>();
    int tasks = 0;
    if (!loaded.hasErrors()) {
      for (SyncConfig sync : syncs) {
        findings.addAll(compile(session, loaded.configuration(), sync, problems, captures));
        tasks += sync.tasks().size();
      }
    }
    List<Finding> inOrder = new ArrayList<>(findings);
    inOrder.sort(Comparator.comparing(Finding::at));
    return new FindingsScreen(inOrder, syncs.size(), tasks, new ArrayList<>(problems), captures);
  }

  /** One system that cannot be reached does not hide what is wrong with the others. */
  private List<Finding> compile(
      Session session,
      Configuration configuration,
      SyncConfig sync,
      Set<String> problems,
      List<CaptureReport> captures) {
    Project project = session.project();
    boolean reached = true;
    for (Side side : Side.values()) {
      try {
        project.connector(sync.connection(side).text());
      } catch (ConnectorException e) {
        problems.add(e.getMessage());
        reached = false;
      }
    }
    if (!reached) {
      return List.of();
    }
    try {
      CompiledSync compiled =
          TaskCompiler.compile(
              configuration,
              sync,
              project.connector(sync.source().text()),
              project.connector(sync.target().text()));
      List<Finding> findings = new ArrayList<>(compiled.findings());
      RightsCheck rights = new RightsCheck(List.of(), List.of());
      if (!compiled.hasErrors()) {
        rights =
            RightsCheck.of(
                compiled,
                new Ends(
                    project.connector(sync.source().text()),
                    project.connector(sync.target().text())));
        findings.addAll(rights.all());
      }
      if (!schemaOnly && !compiled.hasErrors() && rights.reading().isEmpty()) {
        Progress progress = session.progress();
        findings.addAll(
            new KeyCheck(project, compiled)
                .findings(what -> progress.begin(what, "counting unique keys", -1)));
        progress.end();
      }
      if (!compiled.hasErrors()) {
        CaptureCheck capture = new CaptureCheck(project, compiled);
        captures.add(capture.report(!schemaOnly && rights.reading().isEmpty()));
        findings.addAll(capture.findings());
      }
      return findings;
    } catch (ConnectorException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }
}
