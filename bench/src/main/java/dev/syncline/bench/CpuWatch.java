package dev.syncline.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;

/**
 * How much processor time this process and the servers have used: what a turn costs, whoever else
 * keeps the machine busy. From {@code /proc}; elsewhere nothing is known.
 */
final class CpuWatch {
  private static final Path PROC = Path.of("/proc");
  private static final double TICKS_A_SECOND = 100;

  private final String home;

  /**
   * @param home the folder that the servers' command lines name
   */
  CpuWatch(Path home) {
    this.home = home.toString();
  }

  /**
   * @param parent its id
   * @param seconds used by itself and by its children that have ended
   */
  private record Used(long parent, double seconds) {}

  /** Seconds so far; 0 where nothing is known. */
  double seconds() throws IOException {
    Map<Long, Used> all = new HashMap<>();
    List<Long> ours = new ArrayList<>(List.of(ProcessHandle.current().pid()));
    try (Stream<Path> processes = Files.isDirectory(PROC) ? Files.list(PROC) : Stream.of()) {
      for (Path process : (Iterable<Path>) processes::iterator) {
        if (!process.getFileName().toString().matches("\\d+")) {
          continue;
        }
        long id = Long.parseLong(process.getFileName().toString());
        try {
          all.put(id, used(Files.readString(process.resolve("stat"))));
          if (Files.readString(process.resolve("cmdline")).contains(home)) {
            ours.add(id);
          }
        } catch (IOException e) {
          // It has ended meanwhile.
        }
      }
    }
    Set<Long> counted = new HashSet<>();
    double seconds = 0;
    while (!ours.isEmpty()) {
      long id = ours.removeLast();
      Used used = all.get(id);
      if (used != null && counted.add(id)) {
        seconds += used.seconds;
        all.forEach(
            (child, u) -> {
              if (u.parent == id) {
                ours.add(child);
              }
            });
      }
    }
    return seconds;
  }

  /** The line of {@code /proc/…/stat}: after the name in brackets state, parent, …, times. */
  private static Used used(String stat) {
    String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
    double ticks = 0;
    for (int i = 11; i <= 14; i++) { // user, system, and both of the children that have ended
      ticks += Long.parseLong(fields[i]);
    }
    return new Used(Long.parseLong(fields[1]), ticks / TICKS_A_SECOND);
  }
}
