package dev.syncline.cli.command;

import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.engine.config.RightsCheck;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.WayBackCheck;
import dev.syncline.engine.sync.Ends;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.CaptureCheck;
import dev.syncline.project.CommandError;
import dev.syncline.project.KeyCheck;
import dev.syncline.project.OpenSync;
import dev.syncline.project.Project;
import dev.syncline.project.screen.CaptureReport;
import dev.syncline.project.screen.EncryptionReport;
import dev.syncline.project.screen.FindingsScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

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
  @Parameters(
      arity = "0..1",
      paramLabel = "SYNC",
      description = "Asks the systems of this sync only. Default: those of all")
  @Nullable String only;

  @Option(names = "--schema-only", description = "Reads no records: names and types only.")
  boolean schemaOnly;

  @Override
  Screen perform(Session session) {
    session.interrupt().mayBreakOff(true);
    Project project = session.project();
    LoadedConfiguration loaded = project.loaded();
    Set<Finding> findings = new LinkedHashSet<>(loaded.findings());
    Set<String> problems = new LinkedHashSet<>();
    List<SyncConfig> syncs = chosen(loaded.configuration().syncs());
    List<CaptureReport> captures = new ArrayList<>();
    int tasks = 0;
    for (SyncConfig sync : syncs) {
      tasks += sync.tasks().size();
      boolean known =
          Stream.of(Side.values())
              .map(side -> sync.connection(side).text())
              .allMatch(name -> loaded.configuration().connection(name).isPresent());
      if (known) {
        findings.addAll(compile(session, loaded, sync, problems, captures));
      }
    }
    if (only == null && !loaded.hasErrors()) {
      findings.addAll(project.logs().check(problems));
      String file = project.places().config().getFileName().toString();
      findings.addAll(CaptureCheck.removedSyncs(project, file));
    }
    List<Finding> inOrder = new ArrayList<>(findings);
    inOrder.sort(Comparator.comparing(Finding::severity).thenComparing(Finding::at));
    return new FindingsScreen(
        inOrder,
        syncs.size(),
        tasks,
        new ArrayList<>(problems),
        project.encryptions().entrySet().stream()
            .map(e -> new EncryptionReport(e.getKey(), e.getValue()))
            .toList(),
        captures);
  }

  private List<SyncConfig> chosen(List<SyncConfig> all) {
    List<SyncConfig> syncs =
        all.stream().filter(s -> only == null || s.name().equals(only)).toList();
    if (syncs.isEmpty() && only != null) {
      throw CommandError.unknown(
          "there is no sync \""
              + only
              + "\" that could be read. There is "
              + Words.list(all.stream().map(SyncConfig::name).toList()));
    }
    return syncs;
  }

  /**
   * One system that cannot be reached does not hide what is wrong with the others; nor does what is
   * wrong with the text hide what is wrong with the names in it.
   */
  private List<Finding> compile(
      Session session,
      LoadedConfiguration loaded,
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
          OpenSync.compile(
              project,
              loaded.configuration(),
              sync,
              project.connector(sync.source().text()),
              project.connector(sync.target().text()));
      List<Finding> findings = new ArrayList<>(compiled.findings());
      compiled.paused().forEach(p -> findings.addAll(p.findings()));
      if (loaded.hasErrors() || compiled.hasErrors()) {
        return findings;
      }
      Ends ends =
          compiled.ends(
              project.connector(sync.source().text()), project.connector(sync.target().text()));
      RightsCheck rights = RightsCheck.of(compiled, ends);
      findings.addAll(rights.all());
      boolean reads = !schemaOnly && rights.reading().isEmpty();
      if (reads) {
        Progress progress = session.progress();
        findings.addAll(
            new KeyCheck(project, compiled)
                .findings(what -> progress.begin(what, "counting unique keys", -1)));
        progress.end();
        findings.addAll(WayBackCheck.of(compiled, ends));
      }
      CaptureCheck capture = new CaptureCheck(project, compiled);
      captures.add(capture.report(reads));
      findings.addAll(capture.findings());
      return findings;
    } catch (ConnectorException e) {
      problems.add(e.getMessage());
      return List.of();
    }
  }
}
