package dev.syncline.engine.run;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.engine.decide.Decider;
import dev.syncline.engine.decide.Work;
import dev.syncline.engine.survey.KeptRows;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;

/**
 * Collects records of a task in batches. While one batch is decided, the links and the rows of the
 * next are read, as they would be if both were one batch.
 */
final class WorkBatches implements AutoCloseable {
  private final RunState run;
  private final TaskRun t;
  private final BySide<KeptRows> kept;
  private final Decide decide;
  private final List<Work> batch = new ArrayList<>();
  private @Nullable ExecutorService reader;
  private @Nullable CompletableFuture<Read> ahead;

  /** Takes records with their links and rows. */
  interface Decide {
    void decide(List<Work> work, BySide<Map<Key, Row>> rows);
  }

  private record Read(List<Work> work, BySide<Map<Key, Row>> rows) {}

  /**
   * @param kept rows that are read already
   */
  WorkBatches(RunState run, TaskRun t, BySide<KeptRows> kept, Decide decide) {
    this.run = run;
    this.t = t;
    this.kept = kept;
    this.decide = decide;
  }

  void add(Work work) {
    batch.add(work);
    if (batch.size() < Decider.BATCH) {
      return;
    }
    if (run.batching.parallel()) {
      CompletableFuture<Read> next = readAhead(take());
      decideAhead();
      ahead = next;
    } else {
      decide(read(take()));
    }
  }

  /** Has the rest decided. */
  void flush() {
    decideAhead();
    if (!batch.isEmpty()) {
      decide(read(take()));
    }
  }

  private List<Work> take() {
    List<Work> taken = List.copyOf(batch);
    batch.clear();
    return taken;
  }

  private CompletableFuture<Read> readAhead(List<Work> work) {
    ExecutorService thread = reader;
    if (thread == null) {
      thread =
          Executors.newSingleThreadExecutor(
              Thread.ofPlatform().daemon().name("syncline-reading").factory());
      reader = thread;
    }
    return CompletableFuture.supplyAsync(() -> read(work), thread);
  }

  private void decideAhead() {
    CompletableFuture<Read> read = ahead;
    ahead = null;
    if (read != null) {
      decide(answer(read));
    }
  }

  private void decide(Read read) {
    decide.decide(read.work, read.rows);
  }

  private static Read answer(CompletableFuture<Read> read) {
    try {
      return read.join();
    } catch (CompletionException e) {
      switch (e.getCause()) {
        case RuntimeException cause -> throw cause;
        case Error cause -> throw cause;
        case null, default -> throw e;
      }
    }
  }

  private Read read(List<Work> work) {
    List<Work> linked = withLinks(work);
    return new Read(linked, t.decider.read(linked, kept, run.batching.parallel()));
  }

  private List<Work> withLinks(List<Work> work) {
    List<Key> sources = new ArrayList<>();
    List<Key> targets = new ArrayList<>();
    for (Work w : work) {
      if (w.target() == null && w.source() != null) {
        sources.add(w.source());
      } else if (w.source() == null && w.target() != null) {
        targets.add(w.target());
      }
    }
    Map<Key, Link> bySource = run.links.find(t.task.id(), Side.SOURCE, sources);
    Map<Key, Link> byTarget = run.links.find(t.task.id(), Side.TARGET, targets);
    List<Work> whole = new ArrayList<>(work.size());
    for (Work w : work) {
      Link link =
          w.target() == null && w.source() != null
              ? bySource.get(w.source())
              : w.source() == null && w.target() != null ? byTarget.get(w.target()) : null;
      whole.add(link == null ? w : new Work(link.source(), link.target(), link));
    }
    return whole;
  }

  /** Ends it; what was not decided is left. */
  @Override
  public void close() {
    if (reader != null) {
      reader.close();
    }
  }
}
