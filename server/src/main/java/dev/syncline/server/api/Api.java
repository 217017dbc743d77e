package dev.syncline.server.api;

import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExpressionErrorScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SequencesScreen;
import dev.syncline.server.account.Accounts;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.web.Json;
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
import io.javalin.http.HandlerType;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Answers programs: each operation is a command, and its answer what the command gives as JSON. */
public final class Api {
  private static final JsonMapper MAPPER = JsonMapper.builder().build();
  static final String JOBS = Operations.ROOT + "/jobs/{job}";
  static final String CANCEL = JOBS + "/cancel";

  private final Commands commands;
  private final Accounts accounts;
  private final Jobs jobs;
  private final Admission admission;
  private final Outcomes outcomes;

  /** Over what performs commands, at once or as jobs. */
  public Api(Commands commands, Accounts accounts, Jobs jobs) {
    this.commands = commands;
    this.accounts = accounts;
    this.jobs = jobs;
    this.admission = new Admission(commands);
    this.outcomes = new Outcomes(accounts.audit());
  }

  /** Adds the ways. */
  public void ways(RoutesConfig routes) {
    for (Operation operation : Operations.ALL) {
      routes.addHttpHandler(
          HandlerType.findOrCreate(operation.method()),
          operation.path(),
          request -> {
            if (operation.begins()) {
              begin(request, operation);
            } else {
              answer(request, operation);
            }
          },
          Need.of(operation.permission()));
    }
    new PeopleApi(accounts).ways(routes);
    routes.get(JOBS, this::job, Need.of(Permission.SEE));
    routes.post(CANCEL, this::cancel, Need.of(Permission.RUN));
    routes.get(
        Operations.ROOT + "/openapi.json",
        request -> json(request, 200, OpenApi.document()),
        Need.NOTHING);
  }

  private void answer(Context request, Operation operation) {
    List<String> words;
    Optional<Event.Action> action;
    if (operation.hasBody()) {
      words = ordered(request, operation);
      action = takes(request, operation, words).action();
    } else {
      words = asked(request, operation);
      Rules.Takes takes = Rules.takes(words).orElseThrow();
      action = takes.action();
      if (!takes.permissions().equals(operation.permissions())) {
        admission.require(Visitor.of(request), sync(request), words);
      }
    }
    String[] command = words.toArray(String[]::new);
    Screen answer =
        action.isPresent()
            ? outcomes.perform(
                Visitor.of(request).actor(),
                event(request, operation, action.get()),
                () -> ask(command))
            : ask(command);
    json(request, status(answer), visible(Visitor.of(request), answer.json()));
  }

  private static List<String> asked(Context request, Operation operation) {
    requireKnown(operation, request.queryParamMap().keySet());
    List<String> words = new ArrayList<>(operation.command());
    for (Argument argument : operation.arguments()) {
      words.addAll(argument.words(request.queryParam(argument.name())));
    }
    return words(request, operation, words);
  }

  /** The answer to a command that is known at once, whatever it is. */
  public Screen ask(String... words) {
    return commands.perform(Caller.alone(ZoneOffset.UTC), words);
  }

  /** What it takes, which the visitor has; a refusal is noted as what was asked for. */
  private Rules.Takes takes(Context request, Operation operation, List<String> words) {
    Event.Action action =
        Rules.takes(words).flatMap(Rules.Takes::action).orElse(Event.Action.REQUEST);
    Wish.note(request, event(request, operation, action));
    return admission.require(Visitor.of(request), sync(request), words);
  }

  /** What the audit log calls it. */
  private static Event event(Context request, Operation operation, Event.Action action) {
    String sync = sync(request);
    String sequence = request.pathParamMap().get("sequence");
    if (sequence != null) {
      return Event.about(action, "sequence " + sequence);
    }
    return sync.isEmpty()
        ? Event.about(action, request.pathParamMap().get("connection")).detail(operation.id())
        : Event.sync(action, sync);
  }

  /** Without what is said of syncs that the visitor may not see. */
  private static Map<String, Object> visible(Visitor visitor, Map<String, Object> json) {
    Map<String, Object> seen = new LinkedHashMap<>(json);
    seen.replaceAll(
        (name, value) ->
            value instanceof List<?> list
                ? list.stream().filter(each -> isVisible(visitor, each)).toList()
                : value);
    return seen;
  }

  private static boolean isVisible(Visitor visitor, Object each) {
    if (!(each instanceof Map<?, ?> map)) {
      return true;
    }
    return map.get("sync") instanceof String sync
        ? visitor.may(Permission.SEE, sync)
        : !(map.get("sequence") instanceof String && map.get("syncs") instanceof List<?> syncs)
            || syncs.stream().allMatch(s -> visitor.may(Permission.SEE, String.valueOf(s)));
  }

  /** The words of a command with what a request's body says. */
  private static List<String> ordered(Context request, Operation operation) {
    requireAmong(Set.of(), request.queryParamMap().keySet());
    JsonNode body = body(request);
    requireKnown(operation, body.propertyNames());
    List<String> options = new ArrayList<>(operation.command());
    for (Argument argument : operation.arguments()) {
      options.addAll(argument.words(body.get(argument.name())));
    }
    return words(request, operation, options);
  }

  private static String sync(Context request) {
    return request.pathParamMap().getOrDefault("sync", "");
  }

  private void begin(Context request, Operation operation) {
    Visitor visitor = Visitor.of(request);
    List<String> words = ordered(request, operation);
    Rules.Takes takes = takes(request, operation, words);
    requireThere(request, operation);
    Job job =
        jobs.begin(
            new Job.Order(
                sync(request), words, visitor.name(), ZoneOffset.UTC, visitor.person(), takes),
            visitor.actor(),
            event(request, operation, takes.action().orElse(Event.Action.REQUEST)));
    request.header("Location", JOBS.replace("{job}", Long.toString(job.id())));
    json(request, 202, json(job));
  }

  /** A job is begun only of what there is: of what its path names. */
  private void requireThere(Context request, Operation operation) {
    String[] asking =
        operation.asking().stream()
            .map(word -> filled(request, operation, word))
            .toArray(String[]::new);
    if (asking.length > 0 && ask(asking) instanceof ErrorScreen error && error.isUnknown()) {
      throw Refusal.of(error);
    }
    String sequence = request.pathParamMap().get("sequence");
    if (sequence != null
        && ask("sequences") instanceof SequencesScreen known
        && known.sequences().stream().noneMatch(one -> one.name().equals(sequence))) {
      throw new Refusal(404, ErrorScreen.UNKNOWN, "there is no sequence \"" + sequence + "\"");
    }
  }

  /** A word of a command with what the path names. */
  private static String filled(Context request, Operation operation, String word) {
    String filled = word;
    for (String name : operation.parameters()) {
      filled = filled.replace("{" + name + "}", request.pathParam(name));
    }
    return filled;
  }

  /** The path's parameters stand last, where nothing that they hold is taken for an option. */
  private static List<String> words(Context request, Operation operation, List<String> options) {
    List<String> words = new ArrayList<>(options);
    words
        .subList(0, operation.command().size())
        .replaceAll(word -> filled(request, operation, word));
    if (!operation.following().isEmpty()) {
      words.add("--");
      operation.following().forEach(name -> words.add(request.pathParam(name)));
    }
    return words;
  }

  static void requireKnown(Operation operation, Iterable<String> given) {
    Set<String> known =
        operation.arguments().stream()
            .map(Argument::name)
            .collect(Collectors.toCollection(TreeSet::new));
    requireAmong(known, given);
  }

  private static void requireAmong(Set<String> known, Iterable<String> given) {
    for (String name : given) {
      if (!known.contains(name)) {
        throw new Refusal(
            400,
            "usage",
            "\""
                + name
                + "\" is not understood; there is "
                + (known.isEmpty() ? "nothing" : known));
      }
    }
  }

  static JsonNode body(Context request) {
    String text = request.body();
    if (text.isBlank()) {
      return MAPPER.createObjectNode();
    }
    try {
      JsonNode body = MAPPER.readTree(text);
      if (body.isObject()) {
        return body;
      }
    } catch (JacksonException e) {
      throw new Refusal(400, "usage", "the body is no JSON: " + e.getOriginalMessage());
    }
    throw new Refusal(400, "usage", "the body has to be a JSON object");
  }

  /** A job that the visitor may follow. */
  private Job find(Context request) {
    return jobs.job(request.pathParamAsClass("job", Long.class).getOrDefault(0L))
        .filter(job -> admission.shows(Visitor.of(request), job.order()))
        .orElseThrow(() -> new Refusal(404, "job", "there is no such job, or it was long ago"));
  }

  private void job(Context request) {
    json(request, 200, json(find(request)));
  }

  private void cancel(Context request) {
    Visitor visitor = Visitor.of(request);
    Job job = find(request);
    admission.requireStop(visitor, job.order());
    accounts.audit().add(visitor.actor(), Event.sync(Event.Action.CANCEL, job.order().sync()));
    job.giveUp();
    json(request, 202, json(job));
  }

  private static Map<String, Object> json(Job job) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("job", job.id());
    json.put("sync", job.order().sync());
    json.put("command", job.order().command());
    json.put("who", job.order().who());
    json.put("state", job.state().name().toLowerCase(Locale.ROOT));
    json.put("asked", Instant.ofEpochMilli(job.askedMillis()).toString());
    json.put("step", job.step());
    json.put("remark", job.remark());
    job.answer().ifPresent(answer -> json.put("answer", answer.json()));
    return json;
  }

  private static int status(Screen answer) {
    if (answer instanceof ExpressionErrorScreen) {
      return 400;
    }
    return answer instanceof ErrorScreen error ? Refusal.status(error) : 200;
  }

  static void json(Context request, int status, Object json) {
    request.status(status).contentType("application/json").result(Json.text(json));
  }
}
