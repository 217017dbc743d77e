package dev.syncline.server.api;

import dev.syncline.project.CommandError;
import dev.syncline.project.Commands;
import dev.syncline.project.Terminals;
import dev.syncline.project.Terminals.Asked;
import dev.syncline.project.Terminals.Reached;
import dev.syncline.project.Terminals.Terminal;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Permission;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.web.Wish;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import dev.syncline.server.work.Jobs;
import dev.syncline.server.work.Outcomes;
import dev.syncline.server.work.Rules;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * Performs whole command lines for terminals elsewhere. The answer is lines of JSON: what goes on
 * while it does, and at last what the terminal is to show.
 */
public final class CommandApi {
  static final String PATH = Operations.ROOT + "/commands";

  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  private static final int NARROWEST = 60;
  private static final int WIDEST = 140;

  private final Commands commands;
  private final Terminals terminals;
  private final Commands.Host host;
  private final Outcomes outcomes;
  private final Jobs jobs;
  private final ZoneId zone;

  /**
   * Over what performs commands, and knows terminals.
   *
   * @param host the process in which they are performed
   * @param zone in which times are read and shown
   */
  public CommandApi(
      Commands commands,
      Terminals terminals,
      Commands.Host host,
      Accounts accounts,
      Jobs jobs,
      ZoneId zone) {
    this.commands = commands;
    this.terminals = terminals;
    this.host = host;
    this.outcomes = new Outcomes(accounts.audit());
    this.jobs = jobs;
    this.zone = zone;
  }

  /** Adds the way. */
  public void ways(RoutesConfig routes) {
    routes.post(PATH, this::perform, Need.of(Permission.SEE));
  }

  /** What is asked for, and for which terminal. */
  private record Request(List<String> words, Terminal terminal) {}

  private void perform(Context context) {
    Visitor visitor = Visitor.of(context);
    Request request = request(context.body());
    Asked asked = understood(request);
    Rules.Takes takes = takes(asked);
    Action action = takes.action().orElse(null);
    Event event =
        Event.sync(takes.action().orElse(Action.REQUEST), asked.sync().orElse(""))
            .detail("syncline " + asked.command());
    Wish.note(context, event);
    Admission.require(visitor, takes.permissions(), reached(asked));
    CommandStream stream = new CommandStream(context);
    Screen answer;
    if (action == null) {
      // What only looks waits for nobody; nor does what ends a run.
      answer = perform(request);
    } else if (action == Action.STOP) {
      answer = outcomes.perform(visitor.actor(), event, () -> perform(request));
    } else {
      Job job =
          jobs.begin(
              new Job.Order(
                  asked.sync().orElse(""),
                  asked.words(),
                  visitor.name(),
                  zone,
                  Optional.empty(),
                  takes),
              visitor.actor(),
              event);
      answer = stream.follow(job);
    }
    stream.end(terminals.show(host, answer, request.terminal(), request.words()));
  }

  private Screen perform(Request request) {
    return commands.perform(Commands.Caller.alone(zone), request.words().toArray(String[]::new));
  }

  private Asked understood(Request request) {
    try {
      return terminals.read(request.words());
    } catch (CommandError e) {
      throw new Refusal(400, "usage", String.valueOf(e.getMessage()));
    }
  }

  private static Rules.Takes takes(Asked asked) {
    Rules.obstacle(asked.command(), asked.options())
        .ifPresent(
            why -> {
              throw new Refusal(400, "usage", why);
            });
    return Rules.rule(asked.command()).orElseThrow().with(asked.options());
  }

  /** What names no sync may be about all of them: whoever asks has to be allowed that. */
  private List<Reached> reached(Asked asked) {
    List<Reached> all = terminals.syncs();
    return asked
        .sync()
        .map(
            name ->
                List.of(
                    all.stream()
                        .filter(sync -> sync.sync().equals(name))
                        .findFirst()
                        .orElse(new Reached(name, List.of()))))
        .orElse(all);
  }

  private static Request request(String body) {
    JsonNode json;
    try {
      json = MAPPER.readTree(body);
    } catch (JacksonException e) {
      throw wrong("the body is no JSON: " + e.getOriginalMessage());
    }
    JsonNode given = json.path("words");
    if (!given.isArray() || given.isEmpty()) {
      throw wrong("\"words\" has to be a list of texts, such as [\"run\", \"customers\"]");
    }
    List<String> words = new ArrayList<>();
    for (JsonNode word : given) {
      if (!word.isString()) {
        throw wrong("\"words\" has to be a list of texts, such as [\"run\", \"customers\"]");
      }
      words.add(word.asString());
    }
    return new Request(
        List.copyOf(words),
        new Terminal(
            Math.clamp(json.path("width").asLong(100), NARROWEST, WIDEST),
            json.path("colours").path("out").asBoolean(false),
            json.path("colours").path("err").asBoolean(false)));
  }

  private static Refusal wrong(String why) {
    return new Refusal(400, "usage", why);
  }
}
