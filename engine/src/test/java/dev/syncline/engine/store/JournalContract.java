package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every state store must do with runs and the journal. */
abstract class JournalContract extends LinkContract {

  @Test
  void runsAreNumberedAndListedLatestFirst() throws Exception {
    List<Long> ids = new ArrayList<>();
    change(
        c -> {
          ids.add(c.openRun(1, "run", 100, null));
          ids.add(c.openRun(1, "plan", 200, "hash"));
          ids.add(c.openRun(2, "run", 300, null));
        });
    reopen();
    change(c -> ids.add(c.openRun(1, "undo", 400, null)));
    assertThat(ids).doesNotHaveDuplicates().isSorted();
    RunRecord open = new RunRecord(ids.get(1), 1, "plan", 200, 0, "", "", "hash");
    assertThat(store.run(ids.get(1))).contains(open);
    assertThat(store.planApplied("hash")).isEmpty();
    assertThat(store.planApplied("other")).isEmpty();
    RunRecord done = new RunRecord(ids.get(1), 1, "plan", 200, 250, "done", "{\"a\":1}", "hash");
    change(c -> c.closeRun(done));
    assertThat(store.run(ids.get(1))).contains(done);
    assertThat(store.planApplied("hash")).contains(done);
    assertThat(store.runs(1, 10))
        .extracting(RunRecord::id)
        .containsExactly(ids.get(3), ids.get(1), ids.get(0));
    assertThat(store.runs(1, 2)).hasSize(2);
    assertThat(store.run(999)).isEqualTo(Optional.empty());
  }

  static JournalEntry entry(long source, long target, String outcome) {
    return new JournalEntry(
        "%032x".formatted(source),
        JournalEntry.Kind.UPDATE,
        source < 0 ? null : key(source),
        target < 0 ? null : key("t" + target),
        List.of("name", "age"),
        new Object[] {"Ann", 1L},
        new Object[] {"Anna", null},
        outcome,
        "source-wins");
  }

  @Test
  void aBatchIsOpenUntilItsOutcomesAreWritten() {
    long[] ids = new long[3];
    change(
        c -> {
          ids[0] = c.openRun(1, "run", 100, null);
          ids[1] =
              c.openBatch(ids[0], TASK, Side.TARGET, List.of(entry(1, 10, ""), entry(2, -1, "")));
        });
    assertThat(store.openBatches(1))
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.id()).isEqualTo(ids[1]);
              assertThat(b.run()).isEqualTo(ids[0]);
              assertThat(b.task()).isEqualTo(TASK);
              assertThat(b.side()).isEqualTo(Side.TARGET);
              assertThat(b.open()).isTrue();
              assertThat(b.atMillis()).isZero();
              assertSame(b.entries().get(0), entry(1, 10, ""));
              assertSame(b.entries().get(1), entry(2, -1, ""));
            });
    assertThat(store.openBatches(2)).isEmpty();
    change(c -> c.closeBatch(ids[1], List.of(entry(1, 10, "applied"), entry(2, 22, "stale")), 500));
    assertThat(store.openBatches(1)).isEmpty();
    List<JournalBatch> journal = new ArrayList<>();
    store.journal(ids[0], journal::add);
    assertThat(journal)
        .singleElement()
        .satisfies(
            b -> {
              assertThat(b.open()).isFalse();
              assertThat(b.atMillis()).isEqualTo(500);
              assertSame(b.entries().get(0), entry(1, 10, "applied"));
              assertSame(b.entries().get(1), entry(2, 22, "stale"));
            });
    change(c -> ids[2] = c.openBatch(ids[0], TASK, Side.TARGET, List.of()));
    assertThat(ids[2]).isGreaterThan(ids[1]);
  }

  @Test
  void aBatchIsClosedOnceAndWithAllItsOutcomes() {
    long[] id = new long[1];
    change(
        c ->
            id[0] =
                c.openBatch(
                    c.openRun(1, "run", 0, null), TASK, Side.SOURCE, List.of(entry(1, 1, ""))));
    assertThatThrownBy(() -> change(c -> c.closeBatch(id[0], List.of(), 5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> change(c -> c.closeBatch(id[0] + 1, List.of(), 5)))
        .isInstanceOf(IllegalArgumentException.class);
    assertThat(store.openBatches(1)).hasSize(1);
    change(c -> c.closeBatch(id[0], List.of(entry(1, 1, "applied")), 5));
    assertThatThrownBy(() -> change(c -> c.closeBatch(id[0], List.of(entry(1, 1, "x")), 6)))
        .isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void theJournalOfARecordIsFoundByEitherKey() {
    change(
        c -> {
          long run = c.openRun(1, "run", 0, null);
          for (int b = 0; b < 50; b++) {
            long first = b * 100L;
            List<JournalEntry> entries =
                IntStream.range(0, 100).mapToObj(i -> entry(first + i, -1, "")).toList();
            long id = c.openBatch(run, TASK, Side.TARGET, entries);
            if (b != 7) {
              List<JournalEntry> outcomes =
                  IntStream.range(0, 100)
                      .mapToObj(i -> entry(first + i, 10_000 + first + i, "applied"))
                      .toList();
              c.closeBatch(id, outcomes, 1_000 + b);
            }
          }
        });
    for (long record : new long[] {0, 99, 100, 731, 4_999}) {
      assertThat(batchesWith(Side.SOURCE, key(record)))
          .as("by source %d", record)
          .anyMatch(b -> b.entries().stream().anyMatch(e -> key(record).equals(e.source())))
          .hasSizeLessThan(6);
    }
    assertThat(batchesWith(Side.TARGET, key("t12345")))
        .anyMatch(b -> b.entries().stream().anyMatch(e -> key("t12345").equals(e.target())))
        .hasSizeLessThan(6);
    assertThat(batchesWith(Side.SOURCE, key(77_777L))).hasSizeLessThan(6);
  }

  @Test
  void theLatestOfARecordComeFirstAndNoFurtherBackThanAskedFor() {
    change(
        c -> {
          long run = c.openRun(1, "run", 0, null);
          for (int b = 0; b < 20; b++) {
            long id = c.openBatch(run, TASK, Side.TARGET, List.of(entry(b % 2, -1, "")));
            c.closeBatch(id, List.of(entry(b % 2, 10 + b % 2, "applied")), 1_000 + b);
          }
        });
    List<Long> all = new ArrayList<>();
    store.latest(TASK, Side.SOURCE, 100).each(key(1L), b -> all.add(b.atMillis()));
    assertThat(all).contains(1_019L, 1_017L, 1_001L).isSortedAccordingTo((a, b) -> b.compareTo(a));
    List<Long> some = new ArrayList<>();
    store.latest(TASK, Side.SOURCE, 4).each(key(1L), b -> some.add(b.atMillis()));
    assertThat(some).contains(1_019L, 1_017L).doesNotContain(1_015L);
    List<Long> one = new ArrayList<>();
    store.latest(TASK, Side.SOURCE, 100).each(key(1L), b -> !one.add(b.atMillis()));
    assertThat(one).containsExactly(1_019L);
  }

  @Test
  void pruningForgetsOldRunsButForTheLatestAndThoseWithAPlanOrABatch() {
    change(
        c -> {
          for (String plan : new String[] {null, "hash", null, null}) {
            long run = c.openRun(1, "run", 10, plan);
            c.closeRun(new RunRecord(run, 1, "run", 10, 20, "done", "", plan));
          }
          long other = c.openRun(2, "run", 10, null);
          c.closeRun(new RunRecord(other, 2, "run", 10, 20, "done", "", null));
          long written = c.openRun(1, "run", 10, null);
          long batch = c.openBatch(written, TASK, Side.TARGET, List.of());
          c.closeBatch(batch, List.of(), 5_000);
          c.closeRun(new RunRecord(written, 1, "run", 10, 20, "done", "", null));
          c.openRun(1, "run", 10, null);
          long latest = c.openRun(1, "run", 10, null);
          c.closeRun(new RunRecord(latest, 1, "run", 10, 20, "done", "", null));
        });
    change(c -> c.prune(1_000));
    assertThat(store.runs(1, 99)).extracting(RunRecord::id).containsExactly(8L, 7L, 6L, 2L);
    assertThat(store.runs(2, 99)).hasSize(1);
    change(c -> c.prune(6_000));
    assertThat(store.runs(1, 99)).extracting(RunRecord::id).containsExactly(8L, 7L, 2L);
  }

  @Test
  void pruningForgetsOldClosedBatchesOnly() {
    long[] ids = new long[4];
    long[] runs = new long[4];
    change(
        c -> {
          for (int b = 1; b <= 3; b++) {
            runs[b] = c.openRun(1, "run", 0, null);
            ids[b] = c.openBatch(runs[b], TASK, Side.TARGET, List.of(entry(b, b, "")));
          }
          c.closeBatch(ids[1], List.of(entry(1, 1, "applied")), 1_000);
          c.closeBatch(ids[2], List.of(entry(2, 2, "applied")), 2_000);
        });
    change(c -> assertThat(c.prune(2_000)).isEqualTo(1));
    assertThat(store.hasJournal(runs[1])).isFalse();
    assertThat(store.hasJournal(runs[2])).isTrue();
    assertThat(store.hasJournal(runs[3])).isTrue();
    assertThat(holding(key(1L))).isEmpty();
    assertThat(holding(key(2L))).hasSize(1);
    change(
        c -> assertThat(c.openBatch(runs[3], TASK, Side.TARGET, List.of())).isGreaterThan(ids[3]));
  }

  @Test
  void ofARunAllIsForgottenOrNothing() {
    long[] id = new long[4];
    change(
        c -> {
          id[0] = c.openRun(1, "run", 0, null);
          for (int b = 1; b <= 2; b++) {
            id[b] = c.openBatch(id[0], TASK, Side.TARGET, List.of(entry(b, b, "")));
            c.closeBatch(id[b], List.of(entry(b, b, "applied")), b * 1_000L);
          }
        });
    change(c -> assertThat(c.prune(2_000)).isZero());
    assertThat(holding(key(1L))).hasSize(1);
    change(c -> assertThat(c.prune(2_001)).isEqualTo(2));
    assertThat(store.hasJournal(id[0])).isFalse();
  }

  @Test
  void erasingTakesTheValuesOfSomeEntriesOfABatch() {
    JournalEntry stored = entry(1, 1, "applied");
    JournalEntry other = entry(2, 2, "applied");
    JournalEntry refused =
        new JournalEntry(
            "op3",
            JournalEntry.Kind.UPDATE,
            key(3L),
            key(3L),
            List.of("id", "name"),
            new Object[] {3L, "Old"},
            new Object[] {3L, "New"},
            "rejected",
            "there is a New already");
    long[] batch = new long[1];
    change(
        c -> {
          long run = c.openRun(1, "run", 0, null);
          List<JournalEntry> intents = List.of(entry(1, 1, ""), entry(2, 2, ""), refused);
          batch[0] = c.openBatch(run, TASK, Side.TARGET, intents);
          c.closeBatch(
              batch[0],
              List.of(
                  JournalEntry.asIntended(
                      intents.get(0), stored.source(), stored.target(), "applied"),
                  other,
                  refused),
              1_000);
        });
    change(
        c ->
            c.erase(
                batch[0],
                e -> key(1L).equals(e.source()) || key(3L).equals(e.source()),
                column -> column.equals("id")));
    List<JournalEntry> left = holding(key(1L)).getFirst().entries();
    assertThat(left.get(0).source()).isEqualTo(key(1L));
    assertThat(left.get(0).outcome()).isEqualTo("applied");
    assertThat(left.get(0).isErasable(column -> column.equals("id"))).isFalse();
    assertSame(left.get(1), other);
    assertThat(left.get(2).before()).containsExactly(3L, Withheld.ERASED);
    assertThat(left.get(2).after()).containsExactly(3L, Withheld.ERASED);
    assertThat(left.get(2).detail()).isEqualTo("erased");
  }

  @Test
  void aMovedLinkRemembersItsKeysForAsLongAsTheJournalHoldsThem() {
    put(link(1, 10), link(2, 20));
    long[] batch = new long[2];
    change(
        c -> {
          batch[0] = batch(c, 1_000);
          c.moveLink(TASK, link(1, 10), link(5, 10));
        });
    change(
        c -> {
          batch[1] = batch(c, 2_000);
          c.moveLink(TASK, link(5, 10), link(6, 60));
          c.moveLink(TASK, link(2, 20), link(2, 21));
        });
    assertThat(all(Side.SOURCE, key(1L), key(5L), key(6L))).isEqualTo(Map.of(key(6L), link(6, 60)));
    LinkMove first = new LinkMove(TASK, Side.SOURCE, key(1L), key(5L), batch[0]);
    LinkMove second = new LinkMove(TASK, Side.SOURCE, key(5L), key(6L), batch[1]);
    LinkMove target = new LinkMove(TASK, Side.TARGET, key("t10"), key("t60"), batch[1]);
    assertThat(store.moves(TASK, Side.SOURCE, key(1L))).containsExactly(first);
    assertThat(store.moves(TASK, Side.SOURCE, key(5L))).containsExactly(second, first);
    assertThat(store.moves(TASK, Side.SOURCE, key(2L))).isEmpty();
    assertThat(store.moves(TASK, Side.TARGET, key("t60"))).containsExactly(target);
    assertThat(store.moves(TASK + 1, Side.SOURCE, key(5L))).isEmpty();

    change(c -> c.prune(1_500));
    assertThat(store.moves(TASK, Side.SOURCE, key(5L)))
        .as("nothing is left that was written under 1")
        .containsExactly(second);
    change(c -> c.forgetMoves(List.of(second)));
    assertThat(store.moves(TASK, Side.SOURCE, key(5L))).isEmpty();
    assertThat(store.moves(TASK, Side.TARGET, key("t10"))).containsExactly(target);
    change(c -> c.prune(3_000));
    assertThat(store.moves(TASK, Side.TARGET, key("t10"))).isEmpty();
  }

  @Test
  void aLinkThatMovesThereAndBackRemembersBothTheLatestFirst() {
    put(link(1, 10));
    change(
        c -> {
          c.moveLink(TASK, link(1, 10), link(2, 10));
          c.moveLink(TASK, link(2, 10), link(1, 10));
        });
    long[] later = new long[1];
    change(c -> later[0] = batch(c, 1_000));
    change(c -> c.moveLink(TASK, link(1, 10), link(2, 10)));
    assertThat(store.moves(TASK, Side.SOURCE, key(2L)))
        .containsExactly(
            new LinkMove(TASK, Side.SOURCE, key(1L), key(2L), later[0]),
            new LinkMove(TASK, Side.SOURCE, key(2L), key(1L), 0));
  }

  /** A batch of a run of its own, closed at a moment. */
  private static long batch(StateStore.Change change, long atMillis) {
    long batch = change.openBatch(change.openRun(1, "run", 0, null), TASK, Side.TARGET, List.of());
    change.closeBatch(batch, List.of(), atMillis);
    return batch;
  }

  /** Without the batches of which a filter said in error that they may hold the key. */
  private List<JournalBatch> holding(Key source) {
    return batchesWith(Side.SOURCE, source).stream()
        .filter(b -> b.holds(Side.SOURCE, source))
        .toList();
  }

  private List<JournalBatch> batchesWith(Side side, Key key) {
    List<JournalBatch> batches = new ArrayList<>();
    store.journal(TASK, side, key, batches::add);
    assertThat(batches).isSortedAccordingTo((a, b) -> Long.compare(a.id(), b.id()));
    return batches;
  }

  /** Entries hold arrays, and so are equal by their parts. */
  static void assertSame(JournalEntry found, JournalEntry expected) {
    assertThat(found).usingRecursiveComparison().isEqualTo(expected);
  }
}
