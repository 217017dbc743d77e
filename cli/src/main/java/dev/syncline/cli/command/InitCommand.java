package dev.syncline.cli.command;

import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.open.Connections;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.advise.AdviceOptions;
import dev.syncline.engine.advise.Advisor;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.config.ConfigurationSchema;
import dev.syncline.engine.config.ConfigurationWriter;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.CommandError;
import dev.syncline.project.Endpoint;
import dev.syncline.project.MissingTables;
import dev.syncline.project.screen.InitScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Systems;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Proposes a configuration for two systems. */
@Command(
    name = "init",
    description = {
      "Proposes a configuration for two systems, and writes it.",
      "Finds tables, columns and references that belong together, and counts over all rows what each"
          + " possible unique key would link and create. Asks for what is missing. Passwords are only"
          + " ever read from the environment."
    })
final class InitCommand extends ProjectCommand {
  @Mixin EndpointOptions systems;

  @Option(
      names = "--direction",
      paramLabel = "two-way|to-target|to-source",
      description = "Which sides are written. Default: two-way")
  String direction = "two-way";

  @Option(
      names = "--name",
      paramLabel = "NAME",
      description = "The sync's name. Default: SOURCE-TARGET")
  @Nullable String name;

  @Option(
      names = "--pair",
      paramLabel = "SOURCE=TARGET",
      description =
          "Says that two tables of different names hold the same records. May be given several times.")
  List<String> pairs = List.of();

  @Option(
      names = "--create-tables",
      description = "Shows the SQL of tables that one side lacks, and makes them when confirmed.")
  boolean createTables;

  @Option(
      names = {"-y", "--yes"},
      description = "With --create-tables: makes them without asking.")
  boolean yes;

  @Option(names = "--force", description = "Replaces a configuration that is there already.")
  boolean force;

  @Override
  Screen perform(Session session) {
    Path file = session.places().config();
    Direction way = way();
    if (Files.isDirectory(file)) {
      file = file.resolve("syncline.yaml");
    }
    if (Files.exists(file) && !force) {
      throw CommandError.usage(
          file + " exists already; replace it with --force, or write another with --config");
    }
    session.interrupt().mayBreakOff(true);
    List<Endpoint> ends = systems.endpoints(session);
    Endpoint source = ends.getFirst();
    Endpoint target = ends.getLast();
    try (Connector from = open(session, source);
        Connector to = open(session, target)) {
      Map<String, String> given = given(from, to);
      Proposal proposal = propose(session, from, to, given);
      MissingTables missing = new MissingTables(from, to, proposal, way);
      Map<Side, List<String>> statements = missing.statements();
      if (createTables && !statements.isEmpty()) {
        show(session, statements, from, to);
        if (!yes && !session.confirm("Make these tables?")) {
          throw CommandError.held(
              "nothing was made and nothing written; make the tables with --create-tables --yes, or"
                  + " leave --create-tables away");
        }
        session.interrupt().mayBreakOff(false);
        statements.forEach((side, sql) -> (side == Side.SOURCE ? from : to).execute(sql));
        session.interrupt().mayBreakOff(true);
        proposal = propose(session, from, to, given);
        statements = new MissingTables(from, to, proposal, way).statements();
      }
      return write(session, file, source, target, from, to, proposal, statements);
    }
  }

  private Direction way() {
    for (Direction d : Direction.values()) {
      if (d.name().toLowerCase(Locale.ROOT).replace('_', '-').equals(direction)) {
        return d;
      }
    }
    throw CommandError.usage(
        "\"" + direction + "\" is no direction; it is two-way, to-target or to-source");
  }

  private static Connector open(Session session, Endpoint end) {
    session.secret(session.console().environment().getOrDefault(end.variable(), ""));
    try {
      return Connections.open(
          end.spec(session.console().environment(), session.console().folder()));
    } catch (ConnectorException e) {
      if (e.kind() == ConnectorException.Kind.LOGIN
          && end.needsToken()
          && end.variable().isEmpty()) {
        throw CommandError.failed(
            e.getMessage()
                + " Here: export "
                + end.usualVariable()
                + "=…, or name the account with --source-user or --target-user");
      }
      throw e;
    }
  }

  /** The pairs that were named, by the names that the systems know them by. */
  private Map<String, String> given(Connector from, Connector to) {
    Map<String, String> given = new LinkedHashMap<>();
    for (String pair : pairs) {
      int equals = pair.indexOf('=');
      if (equals < 1 || equals == pair.length() - 1) {
        throw CommandError.usage(
            "\"" + pair + "\" is no pair; write --pair SOURCE=TARGET, such as dept=departments");
      }
      String source = keyed(from, pair.substring(0, equals));
      String target = keyed(to, pair.substring(equals + 1));
      if (given.containsKey(source) || given.containsValue(target)) {
        throw CommandError.usage(
            "--pair " + pair + " names a table that another --pair names, too");
      }
      given.put(source, target);
    }
    return given;
  }

  private static String keyed(Connector connector, String object) {
    ObjectSchema schema = connector.describe(object);
    if (schema.identity().isEmpty()) {
      throw CommandError.failed(
          schema.name()
              + " of "
              + connector.name()
              + " has no key, so its records cannot be told apart. Give it a primary key.");
    }
    return schema.name();
  }

  private static Proposal propose(
      Session session, Connector from, Connector to, Map<String, String> given) {
    Progress progress = session.progress();
    AdviceOptions plain = AdviceOptions.of(session.project().temp());
    Proposal proposal =
        Advisor.propose(
            from,
            to,
            given,
            new AdviceOptions(
                plain.temporary(),
                plain.memoryBytes(),
                plain.sourceZone(),
                plain.targetZone(),
                plain.notation(),
                what -> progress.begin("", "looking at " + what, -1)));
    progress.end();
    return proposal;
  }

  private static void show(
      Session session, Map<Side, List<String>> statements, Connector from, Connector to) {
    Page page = session.page();
    statements.forEach(
        (side, sql) -> {
          page.line(Style.STRONG, "-- " + (side == Side.SOURCE ? from : to).name());
          sql.forEach(s -> Shown.safeLines(s + ";").lines().forEach(page::line));
          page.blank();
        });
    session.say(page);
  }

  private Screen write(
      Session session,
      Path file,
      Endpoint source,
      Endpoint target,
      Connector from,
      Connector to,
      Proposal proposal,
      Map<Side, List<String>> missing) {
    if (proposal.pairs().isEmpty()) {
      throw CommandError.failed(
          "no table of "
              + from.name()
              + " seems to belong to one of "
              + to.name()
              + ", so there is nothing to propose"
              + ". Name those that do with --pair SOURCE=TARGET"
              + (missing.isEmpty() ? "" : ", or make the missing tables with --create-tables"));
    }
    String sync = name == null ? source.name() + "-" + target.name() : name;
    Path here = session.console().folder();
    Path home = file.toAbsolutePath().getParent();
    Direction way = way();
    String text =
        ConfigurationWriter.write(
            source.text(here, home == null ? here : home),
            target.text(here, home == null ? here : home),
            sync,
            way,
            proposal,
            ConfigurationWriter.Ids.FIRST);
    try {
      if (home != null) {
        Files.createDirectories(home);
      }
      Files.writeString(file, text);
      // The first line of the file tells editors to look for it there.
      Files.writeString(file.resolveSibling(ConfigurationSchema.FILE), ConfigurationSchema.text());
    } catch (IOException e) {
      throw CommandError.failed(file + " cannot be written: " + e + ". Check the folder's rights.");
    }
    long tables =
        missing.values().stream()
            .flatMap(List::stream)
            .filter(s -> s.contains("CREATE TABLE"))
            .count();
    return new InitScreen(
        new Systems(sync, source.name(), target.name(), from.product(), to.product(), way, false),
        proposal,
        here.equals(home) ? file.getFileName().toString() : file.toString(),
        Math.toIntExact(tables));
  }
}
