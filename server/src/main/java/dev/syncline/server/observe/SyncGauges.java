package dev.syncline.server.observe;

import dev.syncline.project.screen.RunsScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.StatusScreen;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/** How syncs stand, in numbers, whoever ran them: the server, or the command line beside it. */
public final class SyncGauges {
  private static final double MILLIS = 1000;

  private final Supplier<Screen> status;
  private final Map<String, MultiGauge> gauges = new LinkedHashMap<>();
  private final Map<String, ToDoubleFunction<StatusScreen>> values = new LinkedHashMap<>();

  /**
   * @param status how all syncs stand, from the state store
   */
  public SyncGauges(Supplier<Screen> status) {
    this.status = status;
  }

  void in(MeterRegistry registry) {
    add(registry, "links", "Linked records", s -> sum(s.links().values()));
    add(registry, "unaccounted", "Due records without a reason; always 0", s -> s.unaccounted());
    add(registry, "alarms", "What its alerts say", s -> s.alarms().size());
    add(registry, "halted", "1 while its guard has halted it", s -> s.isHalted() ? 1 : 0);
    add(
        registry,
        "in.step.timestamp.seconds",
        "When both sides last agreed; 0 for never",
        s -> s.state().map(state -> state.lastSyncMillis() / MILLIS).orElse(0.0));
    add(
        registry,
        "last.run.timestamp.seconds",
        "When its latest run began; 0 for never",
        s -> s.last().map(run -> run.startedMillis() / MILLIS).orElse(0.0));
    add(
        registry,
        "last.run.written",
        "What its latest run wrote",
        s -> s.last().map(run -> (double) RunsScreen.written(run)).orElse(0.0));
    gauges.put("due", gauge(registry, "due", "Records that are due, by reason"));
  }

  private void add(
      MeterRegistry registry, String name, String what, ToDoubleFunction<StatusScreen> value) {
    gauges.put(name, gauge(registry, name, what));
    values.put(name, value);
  }

  private static MultiGauge gauge(MeterRegistry registry, String name, String what) {
    return MultiGauge.builder("syncline.sync." + name).description(what).register(registry);
  }

  private static double sum(Iterable<Long> numbers) {
    long sum = 0;
    for (long n : numbers) {
      sum += n;
    }
    return sum;
  }

  /** Asks how they stand now. */
  synchronized void read() {
    List<StatusScreen> syncs = new ArrayList<>();
    if (status.get() instanceof Screens all) {
      for (Screen each : all.all()) {
        if (each instanceof StatusScreen sync) {
          syncs.add(sync);
        }
      }
    }
    values.forEach(
        (name, value) ->
            rows(name, syncs.stream().map(s -> row(Tags.of("sync", s.name()), value, s)).toList()));
    rows("due", syncs.stream().flatMap(s -> due(s).stream()).toList());
  }

  private static List<Row<?>> due(StatusScreen sync) {
    List<Row<?>> rows = new ArrayList<>();
    sync.sum()
        .forEach(
            (reason, n) ->
                rows.add(
                    Row.of(
                        Tags.of(
                            "sync", sync.name(), "reason", reason.name().toLowerCase(Locale.ROOT)),
                        n)));
    return rows;
  }

  private static Row<?> row(Tags tags, ToDoubleFunction<StatusScreen> value, StatusScreen sync) {
    return Row.of(tags, value.applyAsDouble(sync));
  }

  private void rows(String name, List<? extends Row<?>> rows) {
    MultiGauge gauge = gauges.get(name);
    if (gauge != null) {
      gauge.register(List.copyOf(rows), true);
    }
  }
}
