package dev.syncline.project.screen;

import dev.syncline.connect.ChangeTracking.Burden;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.SyncState;
import dev.syncline.engine.sync.Capturing.Method;
import dev.syncline.engine.sync.Resting;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * How a sync stands, from the state store alone.
 *
 * @param name its name now
 * @param arrow its two connections, such as {@code crm ⇄ shop}
 * @param systems the same one by one
 * @param state its life; nothing when it never ran
 * @param links links per task, by task id
 * @param tasks names of its tasks by id
 * @param counts what is due per task and reason
 * @param due the records that are due; empty unless asked for
 * @param listed whether they were asked for
 * @param backsOff whether what is refused again and again is not tried by every run
 * @param selected whether a person selects what is written, so that nothing is tried again by
 *     itself
 * @param unaccounted records that are due without a stated reason; always 0
 * @param pins what undos left as it is until a side changes
 * @param last its latest run
 * @param holder which process runs it now, in words
 * @param resting tasks that the latest run left as they were, because a database did not fit them
 * @param captured how changes of each side of each task are found
 * @param review its latest plan that is kept, where that waits for a person
 * @param waiting plans that wait for their time
 * @param upcoming when it runs by itself
 * @param zone in which moments are shown
 * @param alarms what its alerts say, and which systems cannot be asked
 * @param show at most so many records of each task and reason
 */
public record StatusScreen(
    String name,
    String arrow,
    BySide<String> systems,
    Optional<SyncState> state,
    Map<Integer, Long> links,
    Map<Integer, String> tasks,
    Map<Integer, Map<Due.Reason, Long>> counts,
    List<Due> due,
    boolean listed,
    boolean backsOff,
    boolean selected,
    long unaccounted,
    long pins,
    Optional<RunRecord> last,
    Optional<String> holder,
    List<Resting> resting,
    List<Captured> captured,
    Optional<KeptPlan> review,
    List<MessageWords> waiting,
    Upcoming upcoming,
    ZoneId zone,
    List<Alarm> alarms,
    int show,
    long nowMillis)
    implements Screen {

  /**
   * How changes of one side of a task are found.
   *
   * @param method by what; else every run compares in full
   * @param comparedMillis when everything was last compared since; 0 if never
   * @param waiting how many marks wait; -1 if the system cannot be asked
   * @param burden what the system keeps of its log for it
   */
  public record Captured(
      int task,
      Side side,
      String connection,
      Optional<Method> method,
      long comparedMillis,
      long waiting,
      Optional<Burden> burden) {
    /** That the system keeps more than a run would read. */
    public Optional<String> tooMuch(SyncConfig sync) {
      return burden
          .filter(b -> b.bytes() > sync.capturing().logKeep())
          .map(b -> KeptLog.tooMuch(sync, connection, b));
    }

    private boolean marked() {
      return method.filter(m -> m == Method.TRIGGERS || m == Method.LOG).isPresent();
    }
  }

  @Override
  public void text(Page page) {
    page.line(page.paint(Style.STRONG, name) + "  " + arrow + "  " + page.paint(style(), phase()));
    if (state.isPresent() && !state.get().reason().isEmpty() && !isGoingOn()) {
      Page why = page.indented(4);
      state.get().reason().lines().forEach(l -> why.flow("", Style.PLAIN, l, 2));
      page.add(why);
    }
    page.line("    last in step  " + lastInStep());
    page.line("    last run      " + lastRun());
    if (upcoming.isScheduled()) {
      page.flow("    next run      ", Style.PLAIN, nextRun(), 18);
    }
    page.line("    links         " + Words.number(links.values().stream().mapToLong(n -> n).sum()));
    page.flow("    due           ", Style.PLAIN, dueInWords(), 18);
    page.line("    unaccounted   " + Words.number(unaccounted));
    if (pins > 0) {
      page.line("    pinned        " + Words.number(pins) + " by undos (syncline pins list)");
    }
    String before = "    capture       ";
    for (Side side : Side.values()) {
      List<Captured> here = captured.stream().filter(c -> c.side() == side).toList();
      if (!here.isEmpty()) {
        page.flow(before, Style.PLAIN, words(here), 20);
        before = " ".repeat(before.length());
      }
    }
    captured.stream()
        .flatMap(c -> kept(c).stream())
        .distinct()
        .forEach(b -> page.flow("                  ", Style.FAINT, b, 18));
    for (Resting task : resting) {
      page.flow(
          "    " + page.paint(Style.CARE, "resting") + "       ",
          Style.CARE,
          Shown.safe(task.name() + ": " + String.join(" ", task.why())),
          18);
    }
    review.ifPresent(
        plan ->
            page.flow(
                "    review        ",
                Style.CARE,
                "plan " + plan.id() + " waits (syncline plans show " + name + " " + plan.id() + ")",
                18));
    for (MessageWords one : waiting) {
      page.flow("    waiting       ", Style.PLAIN, one.waits(), 18);
    }
    for (Alarm alarm : alarms) {
      page.flow("    " + page.paint(Style.BAD, "alarm") + "         ", Style.BAD, alarm.text(), 18);
    }
    if (listed && !due.isEmpty()) {
      page.blank();
      LeftOver.write(page, systems::on, tasks, due, show, backsOff);
    }
    if (!resting.isEmpty()) {
      Next.write(page, List.of("syncline check " + name));
    }
  }

  private List<String> kept(Captured side) {
    Burden burden = side.burden().orElse(null);
    if (burden == null) {
      return List.of();
    }
    List<String> say = new ArrayList<>(List.of(burden.text()));
    if (!burden.remedy().isEmpty()) {
      say.add("But " + KeptLog.unbounded(side.connection()) + ". " + KeptLog.remedy(name, burden));
    }
    return say;
  }

  private String words(List<Captured> side) {
    List<Captured> marked = new ArrayList<>(by(Method.TRIGGERS, side));
    marked.addAll(by(Method.LOG, side));
    List<Captured> stamps = by(Method.TIMESTAMPS, side);
    String name = side.getFirst().connection() + ": ";
    if (marked.isEmpty() && !stamps.isEmpty()) {
      return name + "timestamps" + share(stamps, side) + compared(stamps);
    }
    if (marked.isEmpty()) {
      return name + "every run compares in full";
    }
    long waiting = marked.stream().mapToLong(Captured::waiting).sum();
    boolean asked = marked.stream().allMatch(c -> c.waiting() >= 0);
    return name
        + Json.word(marked.getFirst().method().orElseThrow())
        + share(marked, side)
        + (stamps.isEmpty() ? "" : ", timestamps" + share(stamps, side))
        + (asked
            ? ", "
                + (waiting == 0
                    ? "no marks wait"
                    : Words.count(waiting, "mark waits", "marks wait"))
            : ", marks not known")
        + compared(marked);
  }

  private static List<Captured> by(Method method, List<Captured> side) {
    return side.stream().filter(c -> c.method().filter(method::equals).isPresent()).toList();
  }

  private static String share(List<Captured> some, List<Captured> side) {
    return some.size() == side.size()
        ? ""
        : " for " + some.size() + " of " + Words.count(side.size(), "task");
  }

  private String compared(List<Captured> some) {
    long oldest = some.stream().mapToLong(Captured::comparedMillis).min().orElse(0);
    return oldest == 0
        ? ", compared in full by the next run"
        : ", compared in full " + Words.ago(oldest, nowMillis);
  }

  private String phase() {
    return isGoingOn()
        ? "running"
        : state.map(s -> Json.word(s.phase())).orElse(last.isPresent() ? "draft" : "never ran");
  }

  /** Whether a run is on. */
  public boolean isRunning() {
    return last.filter(r -> r.result().equals("running")).isPresent();
  }

  /** Whether a run is on that somebody began after the guard had stopped the one before. */
  public boolean isGoingOn() {
    return state.filter(s -> s.phase() == SyncState.Phase.HALTED).isPresent() && isRunning();
  }

  private Style style() {
    return state
        .map(
            s ->
                switch (s.phase()) {
                  case LIVE -> Style.GOOD;
                  case HALTED -> isGoingOn() ? Style.GOOD : Style.BAD;
                  case PAUSED -> Style.CARE;
                  case DRAFT -> Style.FAINT;
                })
        .orElse(Style.FAINT);
  }

  private String lastInStep() {
    return state
        .filter(s -> s.lastSyncMillis() > 0)
        .map(s -> Words.ago(s.lastSyncMillis(), nowMillis))
        .orElse("never");
  }

  private String lastRun() {
    return last.map(
            r ->
                Words.ago(r.startedMillis(), nowMillis)
                    + ", run "
                    + r.id()
                    + ", "
                    + r.result()
                    + (isRunning() ? holder.map(h -> " in " + h).orElse("") : ""))
        .orElse("none");
  }

  /** When it runs next by itself, and why. */
  private String nextRun() {
    String words = upcoming.words(Instant.ofEpochMilli(nowMillis), zone);
    return words.equals(upcoming.schedule()) ? words : words + " (" + upcoming.schedule() + ")";
  }

  /** What is due, in words. */
  public String dueInWords() {
    Map<Due.Reason, Long> sum = sum();
    List<String> parts = new ArrayList<>();
    sum.forEach((reason, n) -> parts.add(Endings.count(n, reason)));
    if (!isHalted()) {
      return parts.isEmpty()
          ? "nothing"
          : Words.list(parts)
              + (selected ? " (not tried again by itself: compare again, and review)" : "");
    }
    if (!sum().containsKey(Due.Reason.GUARDED)) {
      parts.add("all that the guard stopped"); // before it was known record by record
    }
    return Words.list(parts)
        + " (syncline plan "
        + name
        + " shows it, syncline run "
        + name
        + " --approve does it)";
  }

  /** Numbers of records by their reasons: {@code 2 conflicts and 1 ambiguous}. */
  public static String words(Map<Due.Reason, Long> counts) {
    return Words.list(
        counts.entrySet().stream().map(e -> Endings.count(e.getValue(), e.getKey())).toList());
  }

  /** Whether the guard stopped it, and nobody has let it go since. */
  public boolean isHalted() {
    return state.filter(s -> s.phase() == SyncState.Phase.HALTED).isPresent() && !isGoingOn();
  }

  /** How much is due of all tasks, per reason; none is left out. */
  public Map<Due.Reason, Long> sum() {
    Map<Due.Reason, Long> sum = new EnumMap<>(Due.Reason.class);
    counts.values().forEach(c -> c.forEach((reason, n) -> sum.merge(reason, n, Long::sum)));
    sum.values().removeIf(n -> n == 0);
    return sum;
  }

  @Override
  public Map<String, Object> json() {
    List<Object> perTask = new ArrayList<>();
    Set<Integer> ids = new LinkedHashSet<>(tasks.keySet());
    ids.addAll(counts.keySet());
    for (int id : ids) {
      Map<String, Object> reasons = new LinkedHashMap<>();
      counts.getOrDefault(id, Map.of()).forEach((r, n) -> reasons.put(Json.word(r), n));
      perTask.add(
          Json.map(
              "task", tasks.getOrDefault(id, "task " + id),
              "id", id,
              "links", links.getOrDefault(id, 0L),
              "complete", state.map(s -> s.tasks().getOrDefault(id, false)).orElse(false),
              "due", reasons,
              "capture", capture(id)));
    }
    Map<String, Object> json =
        Json.map(
            "sync",
            name,
            "phase",
            isGoingOn() ? "running" : state.map(s -> Json.word(s.phase())).orElse("draft"),
            "reason",
            state.map(SyncState::reason).filter(r -> !r.isEmpty() && !isGoingOn()).orElse(null),
            "lastInStep",
            state.map(s -> Json.moment(s.lastSyncMillis())).orElse(null),
            "lastRun",
            last.map(RunsScreen::json).orElse(null),
            "runsIn",
            holder.filter(h -> isRunning()).orElse(null),
            "unaccounted",
            unaccounted,
            "pins",
            pins,
            "paused",
            resting.stream().map(StatusScreen::json).toList(),
            "review",
            review.map(KeptPlan::id).orElse(null),
            "waiting",
            waiting.stream().map(MessagesScreen::json).toList(),
            "alarms",
            alarms.stream().map(Alarm::text).toList(),
            "tasks",
            perTask);
    json.putAll(SchedulesScreen.json(upcoming));
    if (listed) {
      json.put("due", LeftOver.json(tasks, due, backsOff));
    }
    json.put("exit", exit().number());
    return json;
  }

  private static Map<String, Object> json(Resting task) {
    return Json.map("task", task.name(), "id", task.task(), "why", task.why());
  }

  private Map<String, Object> capture(int task) {
    Map<String, Object> sides = Json.map();
    for (Captured c : captured) {
      if (c.task() == task) {
        sides.put(
            c.side().word(),
            Json.map(
                "capture", Json.word(c.method().orElse(Method.SCAN)),
                "marksWaiting", c.marked() && c.waiting() >= 0 ? c.waiting() : null,
                "compared", Json.moment(c.comparedMillis()),
                "logKept", c.burden().map(Burden::bytes).orElse(null)));
      }
    }
    return sides;
  }

  @Override
  public ExitCode exit() {
    ExitCode exit = Endings.of(sum().keySet());
    if (state.isEmpty() || state.get().lastSyncMillis() == 0 && exit == ExitCode.IN_STEP) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    if (!alarms.isEmpty()) {
      exit = exit.and(ExitCode.DIFFERENCES);
    }
    return isHalted() || !resting.isEmpty() ? exit.and(ExitCode.HELD) : exit;
  }
}
