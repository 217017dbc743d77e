package dev.syncline.project;

import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.core.Side;
import dev.syncline.engine.capture.Captures;
import dev.syncline.engine.capture.Dependents;
import dev.syncline.engine.capture.SideCapture;
import dev.syncline.engine.capture.SideCapture.Standing;
import dev.syncline.engine.config.CompiledSync;
import dev.syncline.engine.config.EngineSync;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.Finding.Severity;
import dev.syncline.engine.config.Position;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Stores;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Ends;
import dev.syncline.project.screen.CaptureReport;
import dev.syncline.project.screen.KeptLog;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Looks how the changes of a sync are found, and what speaks against what is asked for. */
public final class CaptureCheck {
  private final CompiledSync compiled;
  private final Ends ends;
  private final List<SideCapture> sides;
  private final Captures captures;

  /** Checks a sync that was compiled without errors. Makes no state store where there is none. */
  public CaptureCheck(Project project, CompiledSync compiled) {
    SyncConfig sync = compiled.sync();
    this.compiled = compiled;
    this.ends =
        compiled.ends(
            project.connector(sync.source().text()), project.connector(sync.target().text()));
    if (project.hasStore()) {
      captures = captures(project.store());
      sides = captures.sides();
    } else {
      try (StateStore none = Stores.scratch(project.temp())) {
        captures = captures(none);
        sides = captures.sides();
      }
    }
  }

  /**
   * What systems still keep for syncs whose definition was removed while they were tracked: nobody
   * reads it, so it grows.
   *
   * @param file the configuration's name
   */
  public static Set<Finding> removedSyncs(Project project, String file) {
    if (!project.hasStore()) {
      return Set.of();
    }
    Set<Integer> configured =
        project.loaded().configuration().syncs().stream()
            .map(SyncConfig::id)
            .collect(Collectors.toSet());
    return project.store().captures().stream()
        .filter(s -> Captures.isTracked(s) && !configured.contains(s.sync()))
        .map(
            s ->
                new Finding(
                    Severity.WARNING,
                    file,
                    1,
                    1,
                    "the sync with the id "
                        + s.sync()
                        + " is not configured any more, but "
                        + s.connection()
                        + (Captures.method(s) == Method.LOG
                            ? " keeps its log for it"
                            : " has triggers that mark changes of " + s.object() + " for it"),
                    "To end that, put the sync back with that id, say \"syncline reset SYNC --tracking"
                        + " --yes\", and remove it then; or remove all that Syncline made, which the"
                        + " other syncs make anew, with \"syncline uninstall\"."))
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private Captures captures(StateStore store) {
    return new Captures(store, ends, EngineSync.of(compiled));
  }

  /**
   * What is in force on each side.
   *
   * @param count whether to count what every run reads
   */
  public CaptureReport report(boolean count) {
    List<CaptureReport.Line> lines = new ArrayList<>();
    for (SideCapture c : sides) {
      boolean scanned = c.everyRunReadsAll();
      if (scanned && c.lookedUp()) {
        continue; // is among the findings, where it matters
      }
      lines.add(
          new CaptureReport.Line(
              c,
              unseen(c),
              captures.unknownAuthors(c).orElse(""),
              burden(c),
              scanned && count ? rows(ends.on(c.side()), c.object()) : -1,
              ends.on(c.side()).assumed()));
    }
    return new CaptureReport(
        compiled.sync().name(), lines, compiled.sync().capturing().sweepMillis());
  }

  private Optional<Burden> burden(SideCapture c) {
    return switch (c.standing()) {
      case SCANNED, IMPOSSIBLE, OFFERED, STAMPED -> Optional.empty();
      case WANTED, BROKEN, TRACKED -> captures.tracking(c).burden(captures.consumer(c.side()));
    };
  }

  private List<String> unseen(SideCapture c) {
    return switch (c.standing()) {
      case SCANNED, IMPOSSIBLE, OFFERED -> List.of();
      case WANTED, BROKEN, TRACKED -> captures.tracking(c).blindSpots(c.object());
      case STAMPED ->
          ends.on(c.side())
              .stamps()
              .orElseThrow()
              .blindSpots(c.object(), compiled.capturing().stamping().of(c.task().id(), c.side()));
    };
  }

  /** What cannot be counted is not said. */
  private static long rows(Connector connector, String object) {
    try {
      return connector.count(object);
    } catch (ConnectorException e) {
      return -1;
    }
  }

  /** Sides for which a capture is asked for that cannot be had, or that may fill a disk. */
  public Set<Finding> findings() {
    Position at = compiled.sync().at();
    Set<Finding> findings = new LinkedHashSet<>();
    for (SideCapture c : sides) {
      burden(c)
          .filter(b -> !b.remedy().isEmpty())
          .ifPresent(
              b ->
                  findings.add(
                      new Finding(
                          Severity.WARNING,
                          at.file(),
                          at.line(),
                          at.column(),
                          "sync "
                              + compiled.sync().name()
                              + " reads a log, and "
                              + KeptLog.unbounded(c.connection()),
                          KeptLog.remedy(compiled.sync().name(), b))));
      if (c.lookedUp()) {
        unfollowed(c).ifPresent(findings::add);
      } else if (c.asked() != Method.AUTO && c.standing() == Standing.IMPOSSIBLE) {
        findings.add(
            new Finding(
                Severity.ERROR,
                at.file(),
                at.line(),
                at.column(),
                "sync "
                    + compiled.sync().name()
                    + " asks for "
                    + switch (c.method()) {
                      case LOG -> "the log";
                      case TIMESTAMPS -> "timestamps";
                      case TRIGGERS, AUTO, SCAN -> "triggers";
                    }
                    + " on the "
                    + (c.side() == Side.SOURCE ? "source" : "target")
                    + " of "
                    + c.task().name()
                    + ", which cannot be had: "
                    + c.obstacle(),
                "Or set \"capture: auto\"."));
      }
    }
    return findings;
  }

  /** That changes in what a task's rows lead to are seen late; nothing where they are not. */
  private Optional<Finding> unfollowed(SideCapture c) {
    Set<Side> readers =
        Dependents.of(c.task()).stream()
            .filter(of -> of.on() == c.side() && of.object().equals(c.object()))
            .flatMap(of -> of.sides().stream())
            .collect(Collectors.toSet());
    boolean late =
        c.everyRunReadsAll()
            && sides.stream()
                .filter(s -> !s.lookedUp() && s.task().id() == c.task().id())
                .anyMatch(s -> readers.contains(s.side()) && !s.everyRunReadsAll());
    if (!late) {
      return Optional.empty();
    }
    Position at =
        compiled.sync().task(c.task().name()).map(TaskConfig::at).orElse(compiled.sync().at());
    return Optional.of(
        new Finding(
            Severity.NOTE,
            at.file(),
            at.line(),
            at.column(),
            "task "
                + c.task().name()
                + ": what its fields read in "
                + c.object()
                + " of "
                + c.connection()
                + " is refreshed by full compare only, because "
                + switch (c.standing()) {
                  case SCANNED -> "\"capture: scan\" is asked for there";
                  case OFFERED -> "nobody let triggers be made there yet";
                  case IMPOSSIBLE, WANTED, BROKEN, TRACKED, STAMPED -> c.obstacle();
                },
            c.standing() == Standing.OFFERED
                ? "See and make them with: syncline start " + compiled.sync().name()
                : "How often that is, \"sweep\" says; \"syncline resync\" does it at once."));
  }
}
