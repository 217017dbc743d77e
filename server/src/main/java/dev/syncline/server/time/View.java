package dev.syncline.server.time;

import dev.syncline.engine.config.Schedule.Told;
import dev.syncline.engine.store.Message;
import dev.syncline.project.screen.SchedulesScreen;
import dev.syncline.project.screen.SchedulesScreen.Line;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All that tells what is to be begun, as it is at one moment.
 *
 * @param told what services told, by {@link #key}
 */
record View(List<Line> syncs, List<Message> waiting, Map<String, Tidings> told) {
  View {
    syncs = List.copyOf(syncs);
    waiting = List.copyOf(waiting);
    told = Map.copyOf(told);
  }

  View(SchedulesScreen screen, Map<String, Tidings> told) {
    this(screen.syncs(), screen.waiting(), told);
  }

  /**
   * What a service told of something.
   *
   * @param times how often until now
   * @param at when last
   */
  record Tidings(long times, Instant at) {
    static final Tidings NONE = new Tidings(0, Instant.EPOCH);
  }

  /** Under which tidings are known. */
  static String key(String service, String what) {
    return service + " " + what;
  }

  static String key(Told told) {
    return key(told.service().name(), told.what());
  }

  Tidings of(Told told) {
    return this.told.getOrDefault(key(told), Tidings.NONE);
  }

  Optional<Line> sync(int id) {
    return syncs.stream().filter(line -> line.id() == id).findFirst();
  }

  Optional<Line> sync(String name) {
    return syncs.stream().filter(line -> line.name().equals(name)).findFirst();
  }
}
