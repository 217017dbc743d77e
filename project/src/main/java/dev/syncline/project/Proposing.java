package dev.syncline.project;

import dev.syncline.connect.Connector;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.value.Notation;
import dev.syncline.engine.advise.AdviceOptions;
import dev.syncline.engine.advise.Advisor;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.ConfigurationWriter;
import dev.syncline.engine.config.ConfigurationWriter.Ids;
import dev.syncline.engine.config.ConnectionConfig;
import dev.syncline.engine.config.ConnectionText;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.config.TaskConfig;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.edit.Place;
import dev.syncline.project.edit.YamlDocument;
import dev.syncline.project.screen.ProposalScreen;
import dev.syncline.project.screen.Systems;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Proposes a sync of two connections of the configuration, as {@code init} does for two URLs. */
public final class Proposing {
  private static final long MEMORY = 128L << 20;

  private final Project project;

  /** Proposes syncs of a project. */
  public Proposing(Project project) {
    this.project = project;
  }

  /** Which tables seem to belong together. Reads no row. */
  public ProposalScreen outline(String source, String target, String name, Direction direction) {
    Connector from = connected(source);
    Connector to = connected(target);
    Proposal proposal = Advisor.outline(from, to, options(source, target, Progress.NONE));
    return new ProposalScreen(systems(from, to, name, direction), proposal, Ids.FIRST, "");
  }

  /**
   * A sync with the figures behind each choice.
   *
   * @param pairs {@code SOURCE=TARGET} each: the tables that belong together, and no others; all
   *     that seem to where there are none
   */
  public ProposalScreen propose(
      String source,
      String target,
      String name,
      Direction direction,
      List<String> pairs,
      Progress progress) {
    Connector from = connected(source);
    Connector to = connected(target);
    AdviceOptions options = options(source, target, progress);
    Proposal proposal =
        pairs.isEmpty()
            ? Advisor.propose(from, to, options)
            : Advisor.proposeOnly(from, to, given(from, to, pairs), options);
    progress.end();
    Systems systems = systems(from, to, name, direction);
    Ids ids = new Ids(nextSync(), nextTask());
    return new ProposalScreen(systems, proposal, ids, yaml(systems, proposal, ids, Map.of()));
  }

  private Connector connected(String name) {
    Configuration configuration = project.configuration();
    if (configuration.connection(name).isEmpty()) {
      throw CommandError.unknown(
          "there is no connection \""
              + name
              + "\". There is "
              + configuration.connections().stream().map(ConnectionConfig::name).toList());
    }
    return project.connector(name);
  }

  private AdviceOptions options(String source, String target, Progress progress) {
    return new AdviceOptions(
        project.temp(),
        MEMORY,
        zone(source),
        zone(target),
        Notation.INVARIANT,
        what -> progress.begin("", "looking at " + what, -1));
  }

  private ZoneId zone(String connection) {
    return project
        .configuration()
        .connection(connection)
        .map(ConnectionConfig::zone)
        .orElse(ZoneOffset.UTC);
  }

  private static Systems systems(Connector from, Connector to, String name, Direction direction) {
    return new Systems(
        name, from.name(), to.name(), from.product(), to.product(), direction, false);
  }

  /** Names may hold the sign between them: it is where both are names of tables. */
  private static Map<String, String> given(Connector from, Connector to, List<String> pairs) {
    Map<String, String> given = new LinkedHashMap<>();
    List<String> sources = from.objects();
    List<String> targets = to.objects();
    for (String pair : pairs) {
      int at = pair.indexOf('=');
      while (at >= 0
          && !(sources.contains(pair.substring(0, at))
              && targets.contains(pair.substring(at + 1)))) {
        at = pair.indexOf('=', at + 1);
      }
      if (at < 0) {
        throw CommandError.usage(
            "\"" + pair + "\" is no pair of tables of " + from.name() + " and " + to.name());
      }
      given.put(pair.substring(0, at), pair.substring(at + 1));
    }
    return given;
  }

  private int nextSync() {
    int next =
        project.configuration().syncs().stream().mapToInt(SyncConfig::id).max().orElse(0) + 1;
    while (project.hasStore() && !project.store().runs(next, 1).isEmpty()) {
      next++; // what is remembered of one that is gone is not taken for the new one's
    }
    return next;
  }

  private int nextTask() {
    return project.configuration().syncs().stream()
            .flatMap(s -> s.tasks().stream())
            .mapToInt(TaskConfig::id)
            .max()
            .orElse(0)
        + 1;
  }

  /**
   * The block of a sync, as it is written into a configuration.
   *
   * @param more keys of the sync that are to have another value
   */
  private static String yaml(
      Systems systems, Proposal proposal, Ids ids, Map<String, Object> more) {
    String written =
        ConfigurationWriter.write(
            text(systems.source()),
            text(systems.target()),
            systems.sync(),
            systems.direction(),
            proposal,
            ids);
    Place place = Place.of("syncs", systems.sync());
    YamlDocument document = YamlDocument.of(written);
    for (Map.Entry<String, Object> e : more.entrySet()) {
      document = document.set(place.then(e.getKey()), e.getValue());
    }
    List<String> lines = document.text().lines().toList();
    int first = document.line(place).orElseThrow();
    return lines.subList(first, lines.size()).stream()
        .takeWhile(l -> l.isBlank() || l.startsWith("    "))
        .map(l -> l.isBlank() ? "" : l.substring(4))
        .collect(Collectors.joining("\n"))
        .strip();
  }

  /**
   * The same by other choices.
   *
   * @param screen whose ids it keeps
   * @param proposal with other keys, or with less
   */
  public static String yaml(ProposalScreen screen, Proposal proposal, Map<String, Object> more) {
    return yaml(screen.systems(), proposal, screen.ids(), more);
  }

  /** Only its name is written. */
  private static ConnectionText text(String name) {
    return new ConnectionText(
        name, ConnectionConfig.Type.POSTGRESQL, "", Optional.empty(), Optional.empty());
  }
}
