package dev.syncline.engine;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.core.plan.Planner;
import dev.syncline.core.plan.Rebase;
import dev.syncline.core.plan.References;
import dev.syncline.engine.apply.Applied;
import dev.syncline.engine.apply.Applier;
import dev.syncline.engine.apply.Pipeline;
import dev.syncline.engine.apply.Recovery;
import dev.syncline.engine.sort.KeySorter;
import dev.syncline.engine.store.Due;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.survey.Survey;
import dev.syncline.engine.survey.Surveyor;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * One run or plan of a sync, from capture to remember:
 *
 * <ol>
 *   <li>every task is surveyed, parents first, and the guard looks at what would be created;
 *   <li>creates are written as they are decided, parents first;
 *   <li>updates and deletes wait until all are decided and the guard has seen their counts, then
 *       updates are written parents first and deletes children first;
 *   <li>what is not settled (stale, waiting for another write, a reference still to be filled) is
 *       looked at again, round after round, as long as rounds make progress;
 *   <li>what is left over becomes the due set.
 * </ol>
 *
 * <p>A plan is the same with nothing applied: what it would link is kept in a scratch store, so that
 * children see their parents' links.
 */
final class Run {

  private final Sync sync;
  private final Ends ends;
  private final StateStore store;
  private final LinkView links;
  private final RunOptions options;
  private final LongSupplier clock;
  private final Path temp;
  private final Progress progress;
  private final Consumer<PlanItem> sink;
  private final Batching batching;

  private final Parents parents;
  private final Tally tally = new Tally();
  private final Leftovers leftovers;
  private final GuardCheck guard;
  private final Cascades cascades;
  private final Map<Integer, TaskRun> tasks = new LinkedHashMap<>();
  private final List<String> halted = new ArrayList<>();
  private final Map<Side, Long> tokens = new EnumMap<>(Side.class);
  private long run;

  /** When a saved plan is applied: what it allows. */
  private @Nullable Reviewed reviewed;

  Run(
      Sync sync,
      Ends ends,
      LinkView links,
      RunOptions options,
      LongSupplier clock,
      Path temp,
      Progress progress,
      Consumer<PlanItem> sink,
      Batching batching) {
    this.sync = sync;
    this.ends = ends;
    this.store = links.store();
    this.links = links;
    this.options = options;
    this.clock = clock;
    this.temp = temp;
    this.progress = progress;
    this.sink = sink;
    this.batching = batching;
    this.parents = new Parents(sync, ends, links);
    this.leftovers = new Leftovers(store, clock.getAsLong());
    this.guard = new GuardCheck(sync.guard(), sync::creates, store, clock);
    this.cascades = new Cascades(ends);
  }

  Tally tally() {
    return tally;
  }

  List<String> halted() {
    return halted;
  }

  List<Due> due() {
    return leftovers.all();
  }

  /** Takes the sync in both systems and settles what an earlier run left open. */
  int begin(long runId) {
    run = runId;
    for (Side side : Side.values()) {
      if (sync.writes(side)) {
        ends.on(side).install();
        tokens.put(side, ends.on(side).claim(sync.id(), store.id(), options.takeOver()));
      }
    }
    Map<Integer, Task> byId = new HashMap<>();
    Map<Integer, Rebase> rebases = new HashMap<>();
    for (TaskRun t : tasks.values()) {
      byId.put(t.task.id(), t.task);
      rebases.put(t.task.id(), t.rebase);
    }
    return new Recovery(ends, store, clock).recover(sync.id(), byId, rebases);
  }

  /** Prepares the tasks. */
  void prepare() {
    for (Task task : sync.tasks()) {
      Rebase rebase = rebase(task);
      Planner planner = new Planner(task, rebase, store.fingerprinter());
      Decider decider =
          new Decider(task, ends, links, parents, planner, store.decisions(task.id()));
      TaskRun t = new TaskRun(task, rebase, planner, decider);
      tasks.put(task.id(), t);
    }
  }

  private Rebase rebase(Task task) {
    try (StateStore.Change change = store.begin()) {
      int layout = change.layout(task.layout());
      change.commit();
      return new Rebase(layout, task.layout(), store::layout);
    }
  }

  /** Does it all. */
  void perform() {
    try {
      for (TaskRun t : chosen()) {
        survey(t);
      }
      if (!halted.isEmpty() && !options.approve()) {
        guarded();
        return;
      }
      if (options.linkOnly()) {
        for (TaskRun t : chosen()) {
          linkOnly(t);
        }
        return;
      }
      for (TaskRun t : chosen()) {
        decideAll(t);
      }
      applyWaiting();
      if (!links.planning() && halted.isEmpty()) {
        rounds();
      }
    } finally {
      for (TaskRun t : tasks.values()) {
        if (t.survey != null) {
          t.survey.close();
        }
      }
    }
  }

  private List<TaskRun> chosen() {
    return tasks.values().stream().filter(t -> options.includes(t.task.id())).toList();
  }

  // ---- survey

  private void survey(TaskRun t) {
    Task task = t.task;
    t.links = store.countLinks(task.id());
    boolean complete =
        store.sync(sync.id()).map(s -> s.tasks().getOrDefault(task.id(), false)).orElse(false);
    boolean matching =
        complete ? sync.matchLater() : sync.firstSync() == Sync.FirstSync.MATCH;
    Surveyor.ParentLookup lookUp =
        (side, rows) ->
            side == Side.SOURCE
                ? parents.lookUp(task, rows, List.of())
                : parents.lookUp(task, List.of(), rows);
    Surveyor surveyor = new Surveyor(ends, links, lookUp, temp, progress);
    if (!complete && !matching) {
      probableDuplicates(t, surveyor);
    }
    Survey survey = surveyor.survey(task, t.rebase.layout(), matching);
    t.survey = survey;
    Tally.OfTask counts = tally.task(task.id());
    counts.rows[0] = survey.rows(Side.SOURCE);
    counts.rows[1] = survey.rows(Side.TARGET);
    counts.links = t.links;
    List<String> stopped = guard.survey(survey, t.links);
    if (!stopped.isEmpty()) {
      halted.addAll(stopped);
      if (!options.approve()) {
        return;
      }
    }
    survey.held().forEach(h -> held(h));
    linkMatched(t, survey);
  }

  /** Copying without matching doubles what both sides already hold: say how much, and ask. */
  private void probableDuplicates(TaskRun t, Surveyor surveyor) {
    if (options.approve() || t.task.match().isEmpty() || t.links > 0) {
      return;
    }
    try (Survey probe = surveyor.survey(t.task, t.rebase.layout(), true)) {
      if (probe.matchedNow() > 0) {
        halted.add(
            t.task.name() + ": first-sync: copy would double " + probe.matchedNow()
                + " records that both sides hold already by their unique key. Use first-sync: match,"
                + " empty one side, or confirm the duplicates with: run --approve");
      }
    }
  }

  private void linkMatched(TaskRun t, Survey survey) {
    List<Link> batch = new ArrayList<>();
    Consumer<Link> take =
        link -> {
          item(
              new PlanItem.Match(
                  t.task.id(), link.source(), link.target(), link.base(),
                  new PlanItem.Seen(
                      link.base().rowFingerprint(Side.SOURCE),
                      link.base().rowFingerprint(Side.TARGET)),
                  "matched by unique key"));
          batch.add(link);
        };
    if (survey.matchedNow() > 0) {
      progress.begin(t.task.name(), "linking", survey.matchedNow());
    }
    survey.eachMatched(
        link -> {
          take.accept(link);
          if (batch.size() >= 50_000) {
            addLinks(t, batch);
          }
        });
    addLinks(t, batch);
    for (Survey.Moved moved : survey.moved()) {
      if (!links.planning()) {
        try (StateStore.Change change = store.begin()) {
          Link before = moved.before();
          change.removeLinks(t.task.id(), List.of(before.source()));
          change.putLinks(t.task.id(), List.of(moved(moved)));
          change.commit();
        }
      }
    }
    progress.end();
  }

  private static Link moved(Survey.Moved moved) {
    Link before = moved.before();
    return new Link(
        moved.source(), moved.target(), before.base(), before.revision() + 1, before.incarnation());
  }

  private void addLinks(TaskRun t, List<Link> batch) {
    if (batch.isEmpty()) {
      return;
    }
    try (StateStore.Change change = links.writable().begin()) {
      change.addLinks(t.task.id(), batch);
      change.commit();
    }
    progress.advance(batch.size());
    batch.clear();
  }

  private void linkOnly(TaskRun t) {
    Survey survey = java.util.Objects.requireNonNull(t.survey);
    List<Work> pairs = new ArrayList<>();
    survey.eachPair((s, target) -> pairs.add(Work.of(s, target)));
    inBatches(
        pairs, t, item -> {
          if (item instanceof PlanItem.Match m) {
            remember(t, List.of(m));
            item(m);
          } else if (item instanceof PlanItem.Operation op) {
            leftovers.add(op, Due.Reason.WAITING, "differs; only linked so far");
          }
        });
  }

  // ---- decide

  private void decideAll(TaskRun t) {
    Survey survey = java.util.Objects.requireNonNull(t.survey);
    Limiter limiter = new Limiter(options);
    for (Side holder : Side.values()) {
      alone(t, survey, holder, limiter);
    }
    BatchedWork rest = new BatchedWork(t, this::waiting);
    survey.eachPair((s, target) -> limiter.pass(Work.of(s, target), rest::add));
    for (Survey.Moved moved : survey.moved()) {
      limiter.pass(new Work(moved.source(), moved.target(), moved(moved)), rest::add);
    }
    survey.eachLinked(source -> limiter.pass(Work.of(source, null), rest::add));
    rest.flush();
  }

  /** Records that only {@code holder} has: created on the other side, or else listed. */
  private void alone(TaskRun t, Survey survey, Side holder, Limiter limiter) {
    long total = survey.alone(holder);
    if (total == 0) {
      return;
    }
    boolean creates = sync.creates(t.task, holder.other());
    progress.begin(
        t.task.name(),
        creates ? "creating on the " + holder.other().word() : "listing what only one side has",
        total);
    try (KeySorter.Cursor keys = survey.aloneKeys(holder);
        Pipeline pipeline = Pipeline.of(applier(t), batching.parallel(), done -> settle(t, done))) {
      t.pipeline = links.planning() ? null : pipeline;
      new AloneRows(t.task, holder, ends.on(holder), batching.creates())
          .each(
              keys,
              total > survey.rows(holder) / 5,
              (key, row) ->
                  limiter.pass(
                      holder == Side.SOURCE ? Work.of(key, null) : Work.of(null, key),
                      work -> t.alone.put(key, row)),
              () -> aloneBatch(t, holder, creates));
      aloneBatch(t, holder, creates);
      flushCreates(t);
      pipeline.drain();
    } finally {
      t.pipeline = null;
    }
    progress.end();
  }

  private void aloneBatch(TaskRun t, Side holder, boolean creates) {
    Map<Key, Row> rows = t.alone;
    t.alone = new LinkedHashMap<>();
    List<Work> work = new ArrayList<>(rows.size());
    for (Key key : rows.keySet()) {
      work.add(holder == Side.SOURCE ? Work.of(key, null) : Work.of(null, key));
    }
    if (!creates) {
      for (Work w : work) {
        Key key = java.util.Objects.requireNonNull(holder == Side.SOURCE ? w.source() : w.target());
        t.decider
            .alone(holder, w, java.util.Objects.requireNonNull(rows.get(key)))
            .forEach(this::waiting);
      }
      return;
    }
    t.decider.decide(
        work,
        holder == Side.SOURCE ? rows : Map.of(),
        holder == Side.TARGET ? rows : Map.of(),
        item -> creating(t, item));
  }

  /** Creates stream to the applier as they are decided; anything else waits like the rest. */
  private void creating(TaskRun t, PlanItem item) {
    waiting(item);
    if (t.creates(Side.SOURCE).size() + t.creates(Side.TARGET).size() >= batching.creates()) {
      flushCreates(t);
    }
  }

  private void flushCreates(TaskRun t) {
    for (Side side : Side.values()) {
      List<PlanItem.Create> creates = t.creates(side);
      if (!creates.isEmpty()) {
        if (t.pipeline != null) {
          t.pipeline.submit(side, List.copyOf(creates));
        } else if (!links.planning()) {
          apply(t, side, creates, false);
        }
        progress.advance(creates.size());
        creates.clear();
      }
    }
  }

  /** Takes a line of the plan: remembers what needs no write, and lets writes wait. */
  private void waiting(PlanItem decided) {
    TaskRun t = java.util.Objects.requireNonNull(tasks.get(decided.task()));
    PlanItem item = reviewed == null ? decided : reviewed.only(decided);
    if (item == null) {
      return;
    }
    switch (item) {
      case PlanItem.Create c -> t.creates(c.side()).add(c);
      case PlanItem.Update u -> t.updates(u.side()).add(u);
      case PlanItem.Delete d -> {
        PlanItem whole = d.before() != null ? d : t.decider.whole(d);
        if (whole == null) {
          // It went while it was decided; the next look sees it gone on both sides.
          t.again.add(Work.of(d.source(), d.target()));
          return;
        }
        t.deletes(d.side()).add((PlanItem.Delete) whole);
        item(whole);
        return;
      }
      case PlanItem.Match m -> remember(t, List.of(m));
      case PlanItem.Advance a -> remember(t, List.of(a));
      case PlanItem.Unlink u -> remember(t, List.of(u));
      case PlanItem.Held h -> leftovers.add(h);
      case PlanItem.Drift d -> {}
      case PlanItem.Alone a -> {}
    }
    item(item);
  }

  private void item(PlanItem item) {
    tally.plan(item);
    sink.accept(item);
  }

  private void held(PlanItem.Held h) {
    leftovers.add(h);
    Side side = h.source() != null ? Side.SOURCE : Side.TARGET;
    Key key = h.key(side);
    if (key != null && (h.source() == null || h.target() == null)) {
      parents.hold(h.task(), side, key);
    }
    item(h);
  }

  /** Keeps what a plan's line means for links and bases where nothing is written. */
  private void remember(TaskRun t, List<PlanItem> items) {
    if (links.planning() && items.stream().noneMatch(PlanItem.Match.class::isInstance)) {
      return;
    }
    try (StateStore.Change change = links.writable().begin()) {
      for (PlanItem item : items) {
        switch (item) {
          case PlanItem.Match m -> {
            int incarnation =
                store.incarnations(t.task.id(), List.of(m.source())).getOrDefault(m.source(), 0);
            change.putLinks(
                t.task.id(), List.of(new Link(m.source(), m.target(), m.base(), 0, incarnation)));
          }
          case PlanItem.Advance a -> {
            Link link = store.links(t.task.id(), Side.SOURCE, List.of(a.source())).get(a.source());
            if (link != null) {
              change.putLinks(
                  t.task.id(),
                  List.of(
                      new Link(
                          link.source(), link.target(), a.base(), a.revision() + 1,
                          link.incarnation())));
            }
          }
          case PlanItem.Unlink u -> change.removeLinks(t.task.id(), List.of(u.source()));
          default -> {}
        }
      }
      change.commit();
    }
  }

  // ---- apply

  private void applyWaiting() {
    List<String> stopped = new ArrayList<>();
    for (TaskRun t : tasks.values()) {
      for (Side side : Side.values()) {
        stopped.addAll(
            guard.writes(
                t.task, side, t.updates(side).size(), t.deletes(side).size(),
                t.links + tally.task(t.task.id()).matched));
      }
    }
    halted.addAll(stopped);
    if (links.planning()) {
      return;
    }
    if (!stopped.isEmpty() && !options.approve()) {
      for (TaskRun t : tasks.values()) {
        for (Side side : Side.values()) {
          t.updates(side).forEach(o -> leftovers.add(o, Due.Reason.GUARDED, "waits for approval"));
          t.deletes(side).forEach(o -> leftovers.add(o, Due.Reason.GUARDED, "waits for approval"));
        }
      }
      return;
    }
    writeWaiting();
  }

  private void writeWaiting() {
    List<TaskRun> order = new ArrayList<>(tasks.values());
    for (TaskRun t : order) {
      flushCreates(t);
    }
    for (TaskRun t : order) {
      for (Side side : Side.values()) {
        applyBatches(t, side, t.updates(side), "updating the ");
      }
    }
    for (int i = order.size() - 1; i >= 0; i--) {
      for (Side side : Side.values()) {
        applyBatches(order.get(i), side, order.get(i).deletes(side), "deleting on the ");
      }
    }
  }

  private void applyBatches(
      TaskRun t, Side side, List<? extends PlanItem.Operation> operations, String step) {
    if (operations.isEmpty()) {
      return;
    }
    progress.begin(t.task.name(), step + side.word(), operations.size());
    for (int from = 0; from < operations.size(); from += batching.writes()) {
      List<? extends PlanItem.Operation> batch =
          operations.subList(from, Math.min(from + batching.writes(), operations.size()));
      apply(t, side, batch, false);
      progress.advance(batch.size());
    }
    progress.end();
    operations.clear();
  }

  private long apply(
      TaskRun t, Side side, List<? extends PlanItem.Operation> operations, boolean together) {
    List<PlanItem.Operation> allowed = new ArrayList<>();
    for (PlanItem.Operation op : operations) {
      String refused = op instanceof PlanItem.Delete d ? cascades.refuses(t.task, d) : null;
      if (refused == null) {
        allowed.add(op);
      } else {
        leftovers.add(op, Due.Reason.REJECTED, refused);
        t.again.add(work(op));
      }
    }
    return settle(t, applier(t).apply(side, allowed, together));
  }

  private Applier applier(TaskRun t) {
    Applier applier = t.applier;
    if (applier == null) {
      applier = new Applier(sync.id(), t.task, t.rebase, ends, store, run, tokens, clock);
      t.applier = applier;
    }
    return applier;
  }

  /** Takes what became of operations; returns how many were applied. */
  private long settle(TaskRun t, List<Applied> outcomes) {
    long done = 0;
    for (Applied applied : outcomes) {
      PlanItem.Operation op = applied.operation();
      switch (applied.result()) {
        case APPLIED -> {
          tally.applied(op);
          leftovers.remove(op.task(), op.source(), op.target());
          done++;
        }
        case STALE -> {
          tally.task(op.task()).stale++;
          leftovers.add(op, Due.Reason.STALE, applied.message());
        }
        case REJECTED -> {
          leftovers.add(op, Due.Reason.REJECTED, applied.message());
          if (op instanceof PlanItem.Create c) {
            parents.hold(op.task(), c.side().other(), c.origin());
          }
        }
        case BLOCKED -> leftovers.add(op, Due.Reason.BLOCKED, applied.message());
        case RETRY -> leftovers.add(op, Due.Reason.RETRY, applied.message());
      }
      if (applied.again()) {
        t.again.add(work(op));
      }
    }
    return done;
  }

  private static Work work(PlanItem.Operation op) {
    return switch (op) {
      // Whether it is linked by now, and to what, is looked up by the origin's key: the key that a
      // record had before it came back leads to what is gone.
      case PlanItem.Create c ->
          c.side() == Side.TARGET ? Work.of(c.origin(), null) : Work.of(null, c.origin());
      case PlanItem.Update u -> Work.of(u.source(), u.target());
      case PlanItem.Delete d -> Work.of(d.source(), d.target());
    };
  }

  // ---- rounds

  private void rounds() {
    long progressMade = 1;
    while (progressMade > 0 && tasks.values().stream().anyMatch(t -> !t.again.isEmpty())) {
      parents.release();
      long before = tally.applied();
      for (TaskRun t : tasks.values()) {
        List<Work> work = t.again;
        t.again = new ArrayList<>();
        for (Work w : work) {
          leftovers.remove(t.task.id(), w.source(), w.target());
        }
        inBatches(stillLinked(t, work), t, this::waiting);
        flushCreates(t);
      }
      writeWaiting();
      progressMade = tally.applied() - before;
      if (progressMade == 0) {
        progressMade = new Knots(this).untie(tasks.values());
      }
    }
  }

  // ---- a saved plan

  /** Applies a saved plan: what it says and nothing else. */
  void perform(Path planFile) {
    Reviewed plan = new Reviewed(sync, ends, store, tally);
    Tally planned = plan.count(planFile);
    for (TaskRun t : tasks.values()) {
      t.links = store.countLinks(t.task.id());
      for (Side side : Side.values()) {
        Tally.OfTask counts = planned.task(t.task.id());
        halted.addAll(
            guard.writes(
                t.task, side, counts.planned.updates(side), counts.planned.deletes(side),
                t.links + counts.matched));
      }
    }
    if (!halted.isEmpty() && !options.approve()) {
      return;
    }
    plan.each(
        planFile,
        item -> {
          waiting(item);
          TaskRun t = java.util.Objects.requireNonNull(tasks.get(item.task()));
          if (t.creates(Side.SOURCE).size() + t.creates(Side.TARGET).size() >= batching.writes()) {
            flushCreates(t);
          }
        },
        leftovers::add);
    reviewed = plan;
    writeWaiting();
    rounds();
  }

  /** Applies operations that only make sense as one; for {@link Knots}. */
  long applyTogether(TaskRun t, Side side, List<? extends PlanItem.Operation> operations) {
    return apply(t, side, operations, true);
  }

  /**
   * Pairs under the keys that their links have by now; what is no longer linked is not a pair any
   * more, and only a survey may match it anew.
   */
  List<Work> stillLinked(TaskRun t, List<Work> again) {
    List<Key> sources = new ArrayList<>();
    List<Key> targets = new ArrayList<>();
    for (Work w : again) {
      if (w.source() != null && w.target() != null) {
        sources.add(w.source());
        targets.add(w.target());
      }
    }
    Map<Key, Link> bySource = links.find(t.task.id(), Side.SOURCE, sources);
    Map<Key, Link> byTarget = links.find(t.task.id(), Side.TARGET, targets);
    List<Work> linked = new ArrayList<>();
    for (Work w : again) {
      if (w.source() == null || w.target() == null) {
        linked.add(w);
        continue;
      }
      Link link = bySource.getOrDefault(w.source(), byTarget.get(w.target()));
      if (link != null) {
        linked.add(new Work(link.source(), link.target(), link));
      }
    }
    return linked;
  }

  void inBatches(List<Work> work, TaskRun t, Consumer<PlanItem> take) {
    BatchedWork batches = new BatchedWork(t, take);
    work.forEach(batches::add);
    batches.flush();
  }

  /** Collects records and has them decided in batches. */
  private final class BatchedWork {
    private final TaskRun t;
    private final Consumer<PlanItem> take;
    private final List<Work> batch = new ArrayList<>();

    BatchedWork(TaskRun t, Consumer<PlanItem> take) {
      this.t = t;
      this.take = take;
    }

    void add(Work work) {
      batch.add(work);
      if (batch.size() >= Decider.BATCH) {
        flush();
      }
    }

    void flush() {
      if (batch.isEmpty()) {
        return;
      }
      List<Work> whole = new ArrayList<>(batch.size());
      List<Key> sources = new ArrayList<>();
      List<Key> targets = new ArrayList<>();
      for (Work w : batch) {
        if (w.target() == null && w.source() != null) {
          sources.add(w.source());
        } else if (w.source() == null && w.target() != null) {
          targets.add(w.target());
        }
      }
      Map<Key, Link> bySource = links.find(t.task.id(), Side.SOURCE, sources);
      Map<Key, Link> byTarget = links.find(t.task.id(), Side.TARGET, targets);
      for (Work w : batch) {
        Link link =
            w.target() == null && w.source() != null
                ? bySource.get(w.source())
                : w.source() == null && w.target() != null ? byTarget.get(w.target()) : null;
        whole.add(link == null ? w : new Work(link.source(), link.target(), link));
      }
      batch.clear();
      t.decider.decide(whole, take);
    }
  }

  /** Lets only the records pass that were asked for. */
  private static final class Limiter {
    private final RunOptions options;
    private long passed;

    Limiter(RunOptions options) {
      this.options = options;
    }

    void pass(Work work, Consumer<Work> next) {
      Key only = options.only();
      if (only != null && !only.equals(work.source()) && !only.equals(work.target())) {
        return;
      }
      if (options.limit() == 0 || passed++ < options.limit()) {
        next.accept(work);
      }
    }
  }

  // ---- remember

  /** The guard stopped the run before anything was written. */
  private void guarded() {
    for (TaskRun t : chosen()) {
      if (t.survey != null) {
        t.survey.held().forEach(h -> leftovers.add(h));
      }
    }
  }

  /** Makes the leftovers the due set. */
  void finish(StateStore.Change change, boolean surveyed) {
    for (TaskRun t : chosen()) {
      leftovers.keep(change, t.task, surveyed && options.whole(), List.of());
    }
  }
}
