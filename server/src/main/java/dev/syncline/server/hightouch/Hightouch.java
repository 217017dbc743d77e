package dev.syncline.server.hightouch;

import dev.syncline.core.Side;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.SequencesScreen.Sequence;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import dev.syncline.server.web.Wish;
import dev.syncline.server.work.Admission;
import dev.syncline.server.work.Job;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import io.javalin.http.Handler;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * The endpoints that the public integrations of Hightouch call, so that they run syncs here once
 * their base address is this server's. Programs have a token; a browser's session counts for
 * nothing here, and so nothing of it can be forged.
 */
public final class Hightouch {
  private static final String ROOT = "/api/v1";
  private static final int PAGE = 100;

  private final Catalog catalog;
  private final TriggeredRuns runs;
  private final Admission admission;

  /** Over what performs commands, and what is kept of runs that were triggered. */
  public Hightouch(Commands commands, TriggeredRuns runs) {
    this.catalog = new Catalog(commands);
    this.runs = runs;
    this.admission = new Admission(commands);
  }

  /** Adds the ways. */
  public void ways(RoutesConfig routes) {
    post(routes, "/syncs/trigger", request -> trigger(request, named(request)));
    post(routes, "/syncs/{id}/trigger", request -> trigger(request, sync(request)));
    post(routes, "/sync-sequences/{id}/trigger", this::triggerSequence);
    get(
        routes,
        "/syncs",
        request -> {
          Predicate<Known> asked = bySlug(request);
          list(request, syncs(request).stream().filter(asked).map(this::json).toList());
        });
    get(routes, "/syncs/{id}", request -> answer(request, json(sync(request))));
    get(routes, "/syncs/{id}/runs", this::listRuns);
    get(
        routes,
        "/models",
        request ->
            list(
                request,
                syncs(request).stream().filter(bySlug(request)).map(Catalog::model).toList()));
    get(routes, "/models/{id}", request -> answer(request, Catalog.model(sync(request))));
    for (Side side : Side.values()) {
      String path = side == Side.SOURCE ? "/sources" : "/destinations";
      get(routes, path, request -> list(request, connections(request, side)));
      get(
          routes,
          path + "/{id}",
          request ->
              answer(
                  request,
                  connections(request, side).stream()
                      .filter(one -> request.pathParam("id").equals(one.get("id")))
                      .findFirst()
                      .orElseThrow(() -> notFound(request))));
    }
    get(
        routes,
        "/sync-sequences",
        request ->
            list(
                request,
                catalog.sequences(Visitor.of(request)).stream().map(Hightouch::json).toList()));
    get(routes, "/sync-sequences/{id}/runs", this::listSequenceRuns);
    get(routes, "/sync-sequences/runs/{id}", this::sequenceRun);
  }

  private static void get(RoutesConfig routes, String path, Handler handler) {
    routes.get(ROOT + path, handler, Need.byToken(Permission.SEE));
  }

  private static void post(RoutesConfig routes, String path, Handler handler) {
    routes.post(ROOT + path, handler, Need.byToken(Permission.RUN));
  }

  private static void answer(Context request, Object json) {
    request.status(200).contentType("application/json").result(Json.text(json));
  }

  /** Lists, and only lists, stand in {@code data}: readers take what they find there for one. */
  private static void list(Context request, List<?> all) {
    int from = Math.min(number(request, "offset", 0), all.size());
    int to = Math.min(all.size(), from + Math.min(PAGE, number(request, "limit", PAGE)));
    list(request, all.subList(from, to), to < all.size());
  }

  private static void list(Context request, List<?> page, boolean more) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("data", page);
    json.put("hasMore", more);
    answer(request, json);
  }

  private static int number(Context request, String name, int otherwise) {
    String given = request.queryParam(name);
    if (given == null || given.isBlank()) {
      return otherwise;
    }
    if (!given.matches("\\d{1,9}")) {
      throw Body.invalid(name + " has to be a number.");
    }
    return Integer.parseInt(given);
  }

  private static Refusal notFound(Context request) {
    return new Refusal(404, "not found", "There is nothing at " + request.path() + ".");
  }

  private List<Known> syncs(Context request) {
    return catalog.syncs(Visitor.of(request));
  }

  private List<Map<String, @Nullable Object>> connections(Context request, Side side) {
    return catalog.connections(syncs(request), side).stream()
        .filter(
            one ->
                request.queryParam("slug") == null
                    || String.valueOf(request.queryParam("slug")).equals(one.get("slug")))
        .toList();
  }

  private static Predicate<Known> bySlug(Context request) {
    String slug = request.queryParam("slug");
    return sync -> slug == null || sync.name().equals(slug);
  }

  /** The sync that the path names by its id. */
  private Known sync(Context request) {
    String id = request.pathParam("id");
    return syncs(request).stream()
        .filter(sync -> Integer.toString(sync.id()).equals(id))
        .findFirst()
        .orElseThrow(() -> unknown("with the id " + id));
  }

  /** The sync that the body names, by its id or by its slug, which is its name. */
  private Known named(Context request) {
    Body body = Body.of(request);
    Optional<String> id = body.text("syncId");
    Optional<String> slug = body.text("syncSlug");
    if (id.isEmpty() && slug.isEmpty()) {
      throw Body.invalid("One of syncId and syncSlug has to be given.");
    }
    return syncs(request).stream()
        .filter(sync -> id.isEmpty() || Integer.toString(sync.id()).equals(id.get()))
        .filter(sync -> slug.isEmpty() || sync.name().equals(slug.get()))
        .findFirst()
        .orElseThrow(() -> unknown(id.map(i -> "with the id " + i).or(() -> slug).orElseThrow()));
  }

  private static Refusal unknown(String sync) {
    return new Refusal(404, "not found", "There is no sync " + sync + " for this token.");
  }

  private void trigger(Context request, Known sync) {
    Visitor visitor = Visitor.of(request);
    Body body = Body.of(request);
    boolean full = body.isTrue("fullResync");
    boolean reset = body.isTrue("resetCDC");
    if (full && reset) {
      throw Body.invalid("fullResync sends every row, and resetCDC none: only one can be true.");
    }
    List<String> words =
        full
            ? List.of("resync", "--", sync.name())
            : reset
                ? List.of("reset", "--cdc", "--yes", "--", sync.name())
                : List.of("run", "--", sync.name());
    Event event = Event.sync(full || reset ? Event.Action.RESYNC : Event.Action.RUN, sync.name());
    Wish.note(request, event);
    admission.require(visitor, sync.name(), words);
    begin(request, visitor, event, sync, sync.name(), List.of(), words);
  }

  private void begin(
      Context request,
      Visitor visitor,
      Event event,
      @Nullable Known sync,
      String name,
      List<Known> parts,
      List<String> words) {
    Triggered run =
        runs.begin(
            sync == null ? OptionalLong.empty() : OptionalLong.of(sync.id()),
            name,
            parts,
            new Job.Order(sync == null ? "" : sync.name(), words, visitor.name(), ZoneOffset.UTC),
            visitor.actor(),
            event);
    answer(request, Map.of("id", Long.toString(run.id())));
  }

  private Map<String, @Nullable Object> json(Known sync) {
    return Catalog.json(sync, runs.ofSync(sync.id(), 1, 0).stream().findFirst().orElse(null));
  }

  private void listRuns(Context request) {
    Known sync = sync(request);
    String asked = request.queryParam("runId");
    if (asked != null && !asked.isBlank()) {
      if (!asked.matches("\\d{1,18}")) {
        throw Body.invalid("runId has to be a number.");
      }
      list(
          request,
          runs.find(Long.parseLong(asked)).stream()
              .filter(run -> run.sync().equals(OptionalLong.of(sync.id())))
              .map(run -> Catalog.json(live(run, sync)))
              .toList(),
          false);
      return;
    }
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    List<Triggered> found = runs.ofSync(sync.id(), limit + 1L, number(request, "offset", 0));
    list(
        request,
        found.stream().limit(limit).map(run -> Catalog.json(live(run, sync))).toList(),
        found.size() > limit);
  }

  /** A part of a sequence that is at work is where the sync's own run is. */
  private Triggered live(Triggered run, Known sync) {
    if (run.ended() != null || run.parent().isEmpty()) {
      return run;
    }
    Instant since = runs.find(run.parent().getAsLong()).map(Triggered::began).orElse(null);
    RunRecord own =
        sync.last()
            .filter(r -> since != null && r.startedMillis() >= since.toEpochMilli())
            .orElse(null);
    if (own == null) {
      return run;
    }
    Became became = Became.of(own);
    return run.at(
        became.isOver() ? Became.WRITES : became, Instant.ofEpochMilli(own.startedMillis()), 0);
  }

  private Sequence sequence(Context request, String name) {
    return catalog.sequences(Visitor.of(request)).stream()
        .filter(one -> one.name().equals(name))
        .findFirst()
        .orElseThrow(() -> notFound(request));
  }

  private void triggerSequence(Context request) {
    Visitor visitor = Visitor.of(request);
    Sequence sequence = sequence(request, request.pathParam("id"));
    List<Known> all = syncs(request);
    List<String> words = List.of("run", "--sequence=" + sequence.name());
    Event event = Event.about(Event.Action.RUN, "sequence " + sequence.name());
    Wish.note(request, event);
    admission.require(visitor, "", words);
    List<Known> parts = new ArrayList<>();
    for (String name : sequence.syncs()) {
      all.stream().filter(sync -> sync.name().equals(name)).forEach(parts::add);
    }
    begin(request, visitor, event, null, sequence.name(), parts, words);
  }

  private static Map<String, Object> json(Sequence sequence) {
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("id", sequence.name());
    json.put("slug", sequence.name());
    json.put("name", sequence.name());
    return json;
  }

  private void listSequenceRuns(Context request) {
    Sequence sequence = sequence(request, request.pathParam("id"));
    int limit = Math.min(PAGE, number(request, "limit", PAGE));
    List<Triggered> found =
        runs.ofSequence(sequence.name(), limit + 1L, number(request, "offset", 0));
    list(
        request,
        found.stream().limit(limit).map(Hightouch::sequenceJson).toList(),
        found.size() > limit);
  }

  private void sequenceRun(Context request) {
    String id = request.pathParam("id");
    Triggered run =
        (id.matches("\\d{1,18}") ? runs.find(Long.parseLong(id)) : Optional.<Triggered>empty())
            .filter(found -> found.sync().isEmpty())
            .orElseThrow(() -> notFound(request));
    List<Known> syncs = syncs(request);
    List<Map<String, @Nullable Object>> parts = new ArrayList<>();
    for (Triggered part : runs.parts(run)) {
      Known sync =
          syncs.stream()
              .filter(one -> one.id() == part.sync().orElse(-1))
              .findFirst()
              .orElseThrow(() -> notFound(request));
      Triggered now = live(part, sync);
      Map<String, @Nullable Object> json = new LinkedHashMap<>();
      json.put("syncId", sync.id());
      json.put("syncRunId", now.id());
      json.put("status", now.became().status());
      json.put("finishedAt", now.ended() == null ? null : now.ended().toString());
      parts.add(json);
    }
    Map<String, @Nullable Object> json = sequenceJson(run);
    json.put("syncRuns", parts);
    answer(request, json);
  }

  /**
   * What is told of a sequence's run is told of it alone: rows are counted for each of its syncs.
   */
  private static Map<String, @Nullable Object> sequenceJson(Triggered run) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", Long.toString(run.id()));
    json.put("status", sequenceStatus(run.became()));
    json.put("createdAt", run.created().toString());
    json.put("startedAt", Catalog.text(run.began()));
    json.put("finishedAt", Catalog.text(run.ended()));
    return json;
  }

  /** Sequences have words of their own for how they are. */
  private static String sequenceStatus(Became became) {
    return switch (became) {
      case WAITS -> "pending";
      case READS, WRITES -> "running";
      case IN_STEP, LEFT -> "done";
      case STOPPED -> "cancelled";
      case HALTED, FAILED, NOT_RUN, CUT_OFF -> "failed";
    };
  }
}
