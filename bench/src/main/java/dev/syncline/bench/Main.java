package dev.syncline.bench;

import com.sun.management.OperatingSystemMXBean;
import dev.syncline.engine.sync.Capturing.Method;
import java.io.IOException;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/**
 * Measures Syncline beside the raw tools: both do the same in turns within one run, so that a busy
 * machine slows both, and the median of each counts.
 */
public final class Main {
  private static final PrintStream OUT = new PrintStream(System.out, true, StandardCharsets.UTF_8);

  private static final String REVIEW = "review";
  private static final String SERVER_LOAD = "server-load";

  private static final OperatingSystemMXBean PROCESS =
      (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

  private final Servers servers;
  private final Path home;
  private final Options options;
  private final CpuWatch cpuWatch;

  private Main(Servers servers, Path home, Options options) {
    this.servers = servers;
    this.home = home;
    this.options = options;
    this.cpuWatch = new CpuWatch(home);
  }

  /** Runs the scenarios that are named, or all, and writes the table to {@code --out}. */
  public static void main(String[] args) throws Exception {
    Options options;
    try {
      options = Options.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.err.println(Options.USAGE);
      System.exit(2);
      return;
    }
    Path home = Files.createTempDirectory("syncline-bench");
    StringBuilder table = new StringBuilder();
    StringBuilder reviews = new StringBuilder();
    StringBuilder loads = new StringBuilder();
    try (Servers servers = new Servers(home)) {
      Main main = new Main(servers, home, options);
      for (String name : options.scenarios()) {
        if (name.equals(REVIEW)) {
          Path folder = home.resolve(REVIEW);
          reviews.append(
              new Reviews(folder, options.rows(100_000), 40 * options.rounds()).measure());
        } else if (name.equals(SERVER_LOAD)) {
          Path folder = home.resolve(SERVER_LOAD);
          loads.append(
              new ServerLoad(servers, folder, options.rows(100_000), options.rounds()).measure());
        } else {
          table.append(main.measure(name).line());
        }
      }
    } finally {
      delete(home);
    }
    String report =
        machine()
            + "; median of "
            + options.rounds()
            + ", "
            + LocalDate.now(ZoneId.systemDefault())
            + "\n\n"
            + (table.isEmpty() ? "" : Result.HEAD + table)
            + (reviews.isEmpty() ? "" : "\n" + Reviews.HEAD + reviews)
            + (loads.isEmpty() ? "" : "\n" + ServerLoad.HEAD + loads);
    OUT.print("\n" + report);
    if (options.out() != null) {
      Files.writeString(options.out(), report);
    }
    System.exit(0); // the embedded servers leave threads behind
  }

  private Scenario scenario(String name) {
    Path folder = home.resolve("state-" + name);
    return switch (name) {
      case "load" -> new FirstLoad(servers, folder, options.rows(1_000_000), true);
      case "load-mariadb" -> new FirstLoad(servers, folder, options.rows(1_000_000), false);
      case "load-mapped" -> new MappedLoad(servers, folder, options.rows(1_000_000));
      case "model" ->
          new ModelRun(servers, folder, options.rows(1_000_000), false, Method.TRIGGERS);
      case "model-changed" ->
          new ModelRun(servers, folder, options.rows(1_000_000), true, Method.TRIGGERS);
      case "model-scan" ->
          new ModelRun(servers, folder, options.rows(1_000_000), false, Method.SCAN);
      case "compare" -> new Compare(servers, folder, options.rows(1_000_000));
      case "evaluations" -> new Evaluations(options.rows(1_000_000));
      case "overlap" -> new Overlap(servers, folder, options.rows(1_000_000));
      case "version" -> Command.version(home);
      case "plan" -> Command.plan(servers, home);
      case "capture-rows" -> captureCost(folder, "postgresql", false);
      case "capture-bulk" -> captureCost(folder, "postgresql", true);
      case "capture-rows-mariadb" -> captureCost(folder, "mariadb", false);
      case "capture-bulk-mariadb" -> captureCost(folder, "mariadb", true);
      case "capture-rows-sqlite" -> captureCost(folder, "sqlite", false);
      case "capture-bulk-sqlite" -> captureCost(folder, "sqlite", true);
      case "changes" ->
          new Changes(servers, folder, options.rows(1_000_000), 100_000, false, "< 4 s");
      case "changes-both" ->
          new Changes(servers, folder, options.rows(1_000_000), 10_000, true, "< 0.8 s");
      case "changes-few" ->
          new Changes(servers, folder, options.rows(10_000_000), 1_000, false, "< 1.5 s");
      case "live" -> new Live(servers, folder, options.rows(1_000), Method.TRIGGERS);
      case "live-log" -> new Live(servers.logged(), folder, options.rows(1_000), Method.LOG);
      case "unchanged" -> new Unchanged(servers, folder, options.rows(10_000_000));
      case "verify" -> verify(folder, true, true, 0, "< 19.5 s");
      case "verify-differences" -> verify(folder, true, true, 1_000, "< 45.5 s");
      case "verify-mariadb" -> verify(folder, false, true, 0, "< 19.5 s");
      case "verify-streams" -> verify(folder, true, false, 0, "≤ 1.5");
      default -> throw new IllegalStateException(name);
    };
  }

  private Scenario verify(
      Path folder, boolean postgres, boolean numbered, int different, String goal) {
    return new Verify(
        servers, folder, options.rows(10_000_000), postgres, numbered, different, goal);
  }

  private Scenario captureCost(Path folder, String brand, boolean bulk) {
    return new CaptureCost(servers, folder, brand, bulk, options.rows(bulk ? 500_000 : 5_000));
  }

  private Result measure(String name) throws Exception {
    Turns raw = new Turns();
    Turns syncline = new Turns();
    HeapWatch heap = new HeapWatch();
    long most = 0;
    try (Scenario scenario = scenario(name)) {
      OUT.println(name + ": " + scenario.title());
      scenario.prepare();
      for (int round = 1; round <= options.rounds(); round++) {
        scenario.reset();
        take(scenario::raw, raw);
        scenario.reset();
        heap.reset();
        long own = PROCESS.getProcessCpuTime();
        take(scenario::syncline, syncline);
        own = PROCESS.getProcessCpuTime() - own;
        most = Math.max(most, heap.peakBytes());
        OUT.printf(
            Locale.ROOT,
            "  round %d: raw %.2f s (CPU %.2f s), Syncline %.2f s (CPU %.2f s, its own %.2f s),"
                + " ratio %.2f%n",
            round,
            raw.seconds.getLast(),
            raw.cpu.getLast(),
            syncline.seconds.getLast(),
            syncline.cpu.getLast(),
            own / 1e9,
            syncline.seconds.getLast() / raw.seconds.getLast());
      }
      return new Result(scenario.title(), scenario.rows(), raw, syncline, scenario.goal(), most);
    }
  }

  private void take(Turn turn, Turns turns) throws Exception {
    double cpu = cpuWatch.seconds();
    long begun = System.nanoTime();
    turn.take();
    turns.seconds.add((System.nanoTime() - begun) / 1e9);
    turns.cpu.add(cpuWatch.seconds() - cpu);
  }

  private interface Turn {
    void take() throws Exception;
  }

  private static String machine() throws IOException {
    Path cpus = Path.of("/proc/cpuinfo");
    String model =
        Files.isReadable(cpus)
            ? Files.readAllLines(cpus).stream()
                .filter(l -> l.startsWith("model name"))
                .map(l -> l.substring(l.indexOf(':') + 2))
                .findFirst()
                .orElse("unknown processor")
            : System.getProperty("os.arch");
    return Runtime.getRuntime().availableProcessors()
        + " × "
        + model
        + ", "
        + System.getProperty("os.name")
        + ", Java "
        + Runtime.version().feature()
        + ", heap "
        + (Runtime.getRuntime().maxMemory() >> 20)
        + " MB";
  }

  private static void delete(Path home) throws IOException {
    try (Stream<Path> files = Files.walk(home)) {
      for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(file);
      }
    }
  }

  /**
   * What is asked for.
   *
   * @param givenRows 0 for each scenario's own number
   */
  private record Options(
      List<String> scenarios,
      long givenRows,
      int rounds,
      @org.jspecify.annotations.Nullable Path out) {
    static final List<String> CAPTURE_COST =
        List.of(
            "capture-rows",
            "capture-bulk",
            "capture-rows-mariadb",
            "capture-bulk-mariadb",
            "capture-rows-sqlite",
            "capture-bulk-sqlite");
    static final List<String> ALL =
        Stream.concat(
                Stream.of(
                    "load",
                    "load-mariadb",
                    "load-mapped",
                    "model",
                    "model-changed",
                    "model-scan",
                    "compare",
                    "evaluations",
                    "overlap",
                    "unchanged",
                    "verify",
                    "verify-differences",
                    "verify-mariadb",
                    "verify-streams",
                    "changes",
                    "changes-both",
                    "changes-few",
                    "live",
                    "version",
                    "plan"),
                CAPTURE_COST.stream())
            .toList();
    static final String USAGE =
        "usage: bench/run ["
            + String.join("|", ALL)
            + "|live-log|review|server-load|capture-cost]… [--rows N] [--rounds N] [--out FILE]";

    long rows(long usual) {
      return givenRows > 0 ? givenRows : usual;
    }

    static Options parse(String[] args) {
      List<String> scenarios = new ArrayList<>();
      long rows = 0;
      int rounds = 5;
      Path out = null;
      List<String> left = new ArrayList<>(Arrays.asList(args));
      while (!left.isEmpty()) {
        String arg = left.removeFirst();
        switch (arg) {
          case "--rows" -> rows = Long.parseLong(value(arg, left).replace("_", ""));
          case "--rounds" -> rounds = Integer.parseInt(value(arg, left));
          case "--out" -> out = Path.of(value(arg, left));
          case "capture-cost" -> scenarios.addAll(CAPTURE_COST);
          // Not among all: the server of live-log keeps more in its log, and begins first if it is
          // named first; a review and a server under load are measured by themselves, in
          // percentiles.
          case "live-log", REVIEW, SERVER_LOAD -> scenarios.add(arg);
          default -> {
            if (!ALL.contains(arg)) {
              throw new IllegalArgumentException("unknown scenario or option " + arg);
            }
            scenarios.add(arg);
          }
        }
      }
      return new Options(scenarios.isEmpty() ? ALL : scenarios, rows, rounds, out);
    }

    private static String value(String option, List<String> left) {
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value");
      }
      return left.removeFirst();
    }
  }
}
