package dev.syncline.server.hightouch;

import dev.syncline.core.Side;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ConnectionsScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.SchedulesScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.SequencesScreen;
import dev.syncline.project.screen.SequencesScreen.Sequence;
import dev.syncline.project.screen.StatusScreen;
import dev.syncline.server.account.Permission;
import dev.syncline.server.store.Sha256;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What there is, as programs read it: syncs; the models that they read, one of each sync; the
 * connections that they read from, and those that they write to.
 */
final class Catalog {
  private static final String WORKSPACE = "1";

  /** A configuration does not say since when there is what it names, and readers want a time. */
  private static final String ALWAYS = Instant.EPOCH.toString();

  private final Commands commands;

  Catalog(Commands commands) {
    this.commands = commands;
  }

  private Screen ask(String... words) {
    Screen answer = commands.perform(Caller.alone(ZoneOffset.UTC), words);
    if (answer instanceof ErrorScreen error) {
      throw Refusal.of(error);
    }
    return answer;
  }

  /** Every sync that the visitor may see, by its id. */
  List<Known> syncs(Visitor visitor) {
    Map<String, StatusScreen> standing = new HashMap<>();
    if (ask("status", "--stored") instanceof Screens all) {
      for (Screen one : all.all()) {
        if (one instanceof StatusScreen status) {
          standing.put(status.name(), status);
        }
      }
    }
    Map<Integer, Known> syncs = new TreeMap<>();
    if (ask("schedules") instanceof SchedulesScreen schedules) {
      for (SchedulesScreen.Line line : schedules.syncs()) {
        StatusScreen status = standing.get(line.name());
        if (status != null && visitor.may(Permission.SEE, line.name())) {
          syncs.put(line.id(), new Known(line.id(), line.name(), status));
        }
      }
    }
    return List.copyOf(syncs.values());
  }

  /** Every sequence of which the visitor may see all syncs. */
  List<Sequence> sequences(Visitor visitor) {
    return ask("sequences") instanceof SequencesScreen known
        ? known.sequences().stream()
            .filter(s -> s.syncs().stream().allMatch(one -> visitor.may(Permission.SEE, one)))
            .toList()
        : List.of();
  }

  /**
   * A sync.
   *
   * @param triggered the latest run of it that a program triggered
   */
  static Map<String, @Nullable Object> json(Known sync, @Nullable Triggered triggered) {
    Instant last =
        sync.last().map(RunRecord::startedMillis).map(Instant::ofEpochMilli).orElse(null);
    Instant asked = triggered == null ? null : triggered.created();
    Instant latest = asked != null && (last == null || asked.isAfter(last)) ? asked : last;
    Map<String, @Nullable Object> json = named(Integer.toString(sync.id()), sync.name());
    json.put("destinationId", id(sync.connection(Side.TARGET)));
    json.put("modelId", Integer.toString(sync.id()));
    json.put("configuration", Map.of());
    json.put("schedule", null);
    json.put("disabled", sync.isStopped());
    json.put("status", status(sync, triggered));
    json.put("lastRunAt", text(latest));
    json.put("referencedColumns", List.of());
    json.put("primaryKey", "");
    json.put("tags", Map.of());
    return json;
  }

  static @Nullable String text(@Nullable Instant moment) {
    return moment == null ? null : moment.toString();
  }

  /** Of what a program triggered, and of whatever ran since. */
  private static String status(Known sync, @Nullable Triggered triggered) {
    if (triggered != null && !triggered.became().isOver()) {
      return triggered.became().status();
    }
    RunRecord last = sync.last().orElse(null);
    if (triggered != null
        && (last == null
            || last.startedMillis()
                <= Objects.requireNonNullElse(triggered.ended(), triggered.created())
                    .toEpochMilli())) {
      return triggered.became().status();
    }
    if (last != null) {
      return Became.of(last).status();
    }
    return sync.isStopped() ? "disabled" : "pending";
  }

  private static Map<String, @Nullable Object> named(String id, String name) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", id);
    json.put("slug", name);
    json.put("name", name);
    json.put("workspaceId", WORKSPACE);
    json.put("createdAt", ALWAYS);
    json.put("updatedAt", ALWAYS);
    return json;
  }

  /** What a sync reads. */
  static Map<String, @Nullable Object> model(Known sync) {
    Map<String, @Nullable Object> json = named(Integer.toString(sync.id()), sync.name());
    json.put("sourceId", id(sync.connection(Side.SOURCE)));
    json.put("syncs", List.of(Integer.toString(sync.id())));
    json.put("queryType", "table");
    json.put("primaryKey", "");
    json.put("isSchema", false);
    json.put("tags", Map.of());
    return json;
  }

  /** The connections on a side of these syncs. */
  List<Map<String, @Nullable Object>> connections(List<Known> syncs, Side side) {
    Map<String, String> types = new HashMap<>();
    if (ask("connections", "list") instanceof ConnectionsScreen known) {
      known.connections().forEach(line -> types.put(line.name(), line.type()));
    }
    Map<String, List<String>> using = new TreeMap<>();
    for (Known sync : syncs) {
      using
          .computeIfAbsent(sync.connection(side), name -> new ArrayList<>())
          .add(Integer.toString(sync.id()));
    }
    List<Map<String, @Nullable Object>> all = new ArrayList<>();
    using.forEach(
        (name, ids) -> {
          Map<String, @Nullable Object> json = named(id(name), name);
          json.put("type", types.getOrDefault(name, ""));
          json.put("configuration", Map.of());
          if (side == Side.TARGET) {
            json.put("syncs", ids);
          }
          all.add(json);
        });
    return all;
  }

  /** A connection has no number of its own: the first 48 bits of its name's SHA-256 are one. */
  private static String id(String connection) {
    return Long.toString(ByteBuffer.wrap(Sha256.of(connection)).getLong() >>> 16);
  }

  /** A run. */
  static Map<String, @Nullable Object> json(Triggered run) {
    Map<String, @Nullable Object> json = new LinkedHashMap<>();
    json.put("id", Long.toString(run.id()));
    json.put("createdAt", run.created().toString());
    json.put("startedAt", text(run.began()));
    json.put("finishedAt", text(run.ended()));
    json.put("status", run.became().status());
    json.put("completionRatio", run.ratio());
    json.putAll(run.counts().json());
    json.put("error", run.error().isEmpty() ? null : run.error());
    return json;
  }
}
