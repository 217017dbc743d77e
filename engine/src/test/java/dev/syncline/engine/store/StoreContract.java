package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore.Change;
import dev.syncline.engine.store.StateStore.LinkScan;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What every state store must do. */
abstract class StoreContract {
  static final int TASK = 7;

  StateStore store;

  /** Opens the test's store; the same one each time it is called in a test. */
  abstract StateStore open() throws Exception;

  @BeforeEach
  void openStore() throws Exception {
    store = open();
  }

  @AfterEach
  void closeStore() {
    store.close();
  }

  final void reopen() throws Exception {
    store.close();
    store = open();
  }

  static Key key(Object... parts) {
    return Key.of(parts);
  }

  /** A base of three fields whose fingerprints follow from two numbers. */
  static Base base(long source, long target) {
    return Base.of(
        1, new long[] {source, source + 1, 3}, new long[] {target, target + 1, 3});
  }

  static Link link(long source, long target) {
    return new Link(key(source), key("t" + target), base(source, target), 0, 0);
  }

  final void change(java.util.function.Consumer<Change> work) {
    try (Change change = store.begin()) {
      work.accept(change);
      change.commit();
    }
  }

  final void put(Link... links) {
    change(c -> c.putLinks(TASK, List.of(links)));
  }

  final Map<Key, Link> all(Side side, Key... keys) {
    return store.links(TASK, side, List.of(keys));
  }

  // Identity

  @Test
  void idAndSecretStay() throws Exception {
    String id = store.id();
    byte[] text = "Ann".getBytes(StandardCharsets.UTF_8);
    long print = store.fingerprinter().of(text, 0, text.length);
    reopen();
    assertThat(store.id()).isEqualTo(id).hasSize(36);
    assertThat(store.fingerprinter().of(text, 0, text.length)).isEqualTo(print);
  }

  // Changes

  @Test
  void whatIsCommittedIsSeenAndLasts() throws Exception {
    put(link(1, 10));
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), link(1, 10));
    reopen();
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), link(1, 10));
  }

  @Test
  void anOpenChangeIsNotSeenAndBlocksNoReader() {
    put(link(1, 10));
    try (Change change = store.begin()) {
      change.putLinks(TASK, List.of(link(2, 20)));
      change.removeLinks(TASK, List.of(key(1L)));
      assertThat(all(Side.SOURCE, key(1L), key(2L))).containsOnlyKeys(key(1L));
      assertThat(store.countLinks(TASK)).isEqualTo(1);
      try (LinkScan scan = store.scan(TASK, Side.TARGET)) {
        assertThat(scan.next()).isTrue();
        assertThat(scan.key()).isEqualTo(key("t10").bytes());
        change.commit();
        assertThat(scan.next()).as("a scan sees one state").isFalse();
      }
    }
    assertThat(all(Side.SOURCE, key(1L), key(2L))).containsOnlyKeys(key(2L));
  }

  @Test
  void aChangeThatIsClosedWithoutCommitLeavesNothing() {
    try (Change change = store.begin()) {
      change.putLinks(TASK, List.of(link(1, 10)));
      change.addLinks(TASK, List.of(link(2, 20)));
      change.putSync(state(1, "crm"));
    }
    assertThat(store.countLinks(TASK)).isZero();
    assertThat(store.sync(1)).isEmpty();
  }

  @Test
  void aFailedChangeCanOnlyBeClosed() {
    put(link(1, 10));
    try (Change change = store.begin()) {
      change.putLinks(TASK, List.of(link(3, 30)));
      assertThatThrownBy(() -> change.putLinks(TASK, List.of(link(2, 10))))
          .isInstanceOf(StoreException.class);
      assertThatThrownBy(change::commit).isInstanceOf(IllegalStateException.class);
    }
    assertThat(all(Side.SOURCE, key(1L), key(2L), key(3L))).containsOnlyKeys(key(1L));
  }

  @Test
  void anEndedChangeTakesNoMore() {
    Change change = store.begin();
    change.commit();
    assertThatThrownBy(() -> change.putLinks(TASK, List.of(link(1, 10))))
        .isInstanceOf(IllegalStateException.class);
    change.close();
    put(link(1, 10));
  }

  @Test
  void aSecondChangeWaitsForTheFirst() throws Exception {
    CompletableFuture<Void> second;
    try (Change first = store.begin()) {
      first.putLinks(TASK, List.of(link(1, 10)));
      second = CompletableFuture.runAsync(() -> put(link(1, 11)));
      assertThatThrownBy(() -> second.get(100, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
      first.commit();
    }
    second.get(10, TimeUnit.SECONDS);
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), link(1, 11));
  }

  @Test
  void aSecondChangeOfTheSameThreadIsRefusedInsteadOfWaitingForEver() {
    try (Change first = store.begin()) {
      assertThatThrownBy(() -> store.begin()).isInstanceOf(IllegalStateException.class);
      first.commit();
    }
    put(link(1, 10));
  }

  // Links

  @Test
  void linksAreFoundByEitherKey() {
    put(link(1, 10), link(2, 20), link(3, 30));
    assertThat(all(Side.SOURCE, key(1L), key(3L), key(9L), key(3L)))
        .containsOnly(Map.entry(key(1L), link(1, 10)), Map.entry(key(3L), link(3, 30)));
    assertThat(all(Side.TARGET, key("t20"), key("t99")))
        .containsOnly(Map.entry(key("t20"), link(2, 20)));
    assertThat(store.links(TASK + 1, Side.SOURCE, List.of(key(1L)))).isEmpty();
    assertThat(store.links(TASK, Side.SOURCE, List.of())).isEmpty();
    assertThat(store.countLinks(TASK)).isEqualTo(3);
    assertThat(store.countLinks(TASK + 1)).isZero();
  }

  @Test
  void manyLinksAreFoundByEitherKey() {
    List<Link> links = new ArrayList<>();
    for (long i = 0; i < 1_000; i++) {
      links.add(link(i, i * 7 % 1000));
    }
    change(c -> c.putLinks(TASK, links));
    for (int count : new int[] {1, 15, 16, 17, 127, 128, 129, 145, 999, 1000}) {
      for (Side side : Side.values()) {
        List<Key> keys = links.stream().limit(count).map(l -> l.key(side)).toList();
        assertThat(store.links(TASK, side, keys))
            .hasSize(count)
            .allSatisfy((key, link) -> assertThat(link.key(side)).isEqualTo(key));
      }
    }
  }

  @Test
  void aLinkIsReplacedBySourceKey() {
    put(link(1, 10));
    Link later = new Link(key(1L), key("t11"), base(5, 6), 4, 2);
    put(later);
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), later);
    assertThat(all(Side.TARGET, key("t10"), key("t11"))).containsOnlyKeys(key("t11"));
    assertThat(store.countLinks(TASK)).isEqualTo(1);
    assertScansAgree();
  }

  @Test
  void theLastOfTwoLinksOfOneSourceInOneCallHolds() {
    put(link(1, 10), link(1, 11));
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), link(1, 11));
    assertThat(store.countLinks(TASK)).isEqualTo(1);
    assertScansAgree();
  }

  @Test
  void linksMaySwapTheirTargets() {
    put(link(1, 10), link(2, 20), link(3, 30));
    put(link(1, 20), link(2, 30), link(3, 10));
    assertThat(all(Side.TARGET, key("t10"), key("t20"), key("t30")))
        .containsOnly(
            Map.entry(key("t10"), link(3, 10)),
            Map.entry(key("t20"), link(1, 20)),
            Map.entry(key("t30"), link(2, 30)));
    assertThat(store.countLinks(TASK)).isEqualTo(3);
    assertScansAgree();
  }

  @Test
  void aTargetIsLinkedOnce() {
    put(link(1, 10));
    assertThatThrownBy(() -> put(link(2, 10)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining("task 7")
        .hasMessageContaining(key(1L).toString())
        .hasMessageContaining(key(2L).toString())
        .hasMessageContaining(key("t10").toString());
    assertThatThrownBy(() -> put(link(3, 30), link(4, 30)))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(key("t30").toString());
    assertThat(all(Side.SOURCE, key(1L), key(2L), key(3L), key(4L))).containsOnlyKeys(key(1L));
    assertThat(store.countLinks(TASK)).isEqualTo(1);
    assertScansAgree();
  }

  @Test
  void aTargetMayBeLinkedInEachTask() {
    put(link(1, 10));
    change(c -> c.putLinks(TASK + 1, List.of(link(1, 10))));
    change(c -> c.addLinks(TASK + 2, List.of(link(1, 10))));
    assertThat(store.countLinks(TASK + 1)).isEqualTo(1);
    assertThat(store.countLinks(TASK + 2)).isEqualTo(1);
  }

  @Test
  void scansGiveKeysInUnsignedOrderWithTheSidesFingerprints() {
    Random random = new Random(1);
    List<Link> links = new ArrayList<>();
    for (long i = 0; i < 3_000; i++) {
      long number = random.nextLong();
      links.add(
          new Link(key(number), key("é" + i, -i), base(number, i), i, 0));
    }
    links.set(5, new Link(key(5L), key("u", 5L), Base.unknown(3, 2), 0, 0));
    change(c -> c.putLinks(TASK, links));
    for (Side side : Side.values()) {
      List<Link> expected =
          links.stream()
              .sorted((a, b) -> Arrays.compareUnsigned(a.key(side).bytes(), b.key(side).bytes()))
              .toList();
      try (LinkScan scan = store.scan(TASK, side)) {
        for (Link link : expected) {
          assertThat(scan.next()).isTrue();
          assertThat(scan.key()).isEqualTo(link.key(side).bytes());
          assertThat(scan.fingerprint()).isEqualTo(link.base().rowFingerprint(side));
          assertThat(scan.layout()).isEqualTo(link.base().layout());
        }
        assertThat(scan.next()).isFalse();
      }
    }
  }

  @Test
  void aBaseComesBackAsItWas() {
    Base partly = Base.unknown(9, 70).with(0, 1, 2).with(69, -1, -1);
    put(new Link(key(1L), key("a"), partly, Long.MAX_VALUE, 3));
    Link found = all(Side.SOURCE, key(1L)).get(key(1L));
    assertThat(found.base()).isEqualTo(partly);
    assertThat(found.revision()).isEqualTo(Long.MAX_VALUE);
    assertThat(found.incarnation()).isEqualTo(3);
  }

  @Test
  void bulkAddedLinksAreLikeOthers() {
    put(link(500, 500_000));
    List<Link> links =
        new ArrayList<>(IntStream.range(1_000, 6_000).mapToObj(i -> link(i, i * 7)).toList());
    Collections.shuffle(links, new Random(2));
    change(c -> c.addLinks(TASK, links));
    assertThat(store.countLinks(TASK)).isEqualTo(5_001);
    assertThat(store.links(TASK, Side.TARGET, links.stream().map(Link::target).toList()).values())
        .containsExactlyInAnyOrderElementsOf(links);
    assertThat(store.links(TASK, Side.SOURCE, links.stream().map(Link::source).toList()).values())
        .containsExactlyInAnyOrderElementsOf(links);
    assertScansAgree();
  }

  @Test
  void linksMayBeAddedInBulkSeveralTimesInOneChange() {
    change(
        c -> {
          c.addLinks(TASK, List.of(link(1, 10), link(5, 50)));
          c.addLinks(TASK, List.of());
          c.addLinks(TASK + 1, List.of(link(1, 10)));
          c.addLinks(TASK, List.of(link(3, 30)));
        });
    assertThat(all(Side.SOURCE, key(1L), key(3L), key(5L))).hasSize(3);
    assertThat(store.countLinks(TASK + 1)).isEqualTo(1);
    assertScansAgree();
  }

  @Test
  void bulkAddingRefusesASecondLinkOfEitherRecord() {
    put(link(1, 10));
    assertThatThrownBy(() -> change(c -> c.addLinks(TASK, List.of(link(4, 40), link(1, 11)))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(key(1L).toString())
        .hasMessageContaining(key("t10").toString())
        .hasMessageContaining(key("t11").toString());
    assertThatThrownBy(() -> change(c -> c.addLinks(TASK, List.of(link(4, 40), link(2, 10)))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(key(1L).toString())
        .hasMessageContaining(key(2L).toString())
        .hasMessageContaining(key("t10").toString());
    assertThatThrownBy(() -> change(c -> c.addLinks(TASK, List.of(link(4, 40), link(5, 40)))))
        .isInstanceOf(StoreException.class)
        .hasMessageContaining(key("t40").toString());
    assertThat(store.countLinks(TASK)).isEqualTo(1);
    assertThat(all(Side.SOURCE, key(1L), key(4L))).containsOnlyKeys(key(1L));
    assertScansAgree();
  }

  @Test
  void removedLinksAreGoneAndTheirTargetsFree() {
    put(link(1, 10), link(2, 20));
    change(c -> c.removeLinks(TASK, List.of(key(1L), key(9L))));
    assertThat(all(Side.SOURCE, key(1L), key(2L))).containsOnlyKeys(key(2L));
    assertThat(all(Side.TARGET, key("t10"))).isEmpty();
    assertThat(store.countLinks(TASK)).isEqualTo(1);
    put(link(3, 10));
    assertScansAgree();
  }

  @Test
  void aSourceRecordThatIsLinkedAgainHasAHigherIncarnation() {
    put(link(1, 10), link(2, 20));
    assertThat(next(8)).isZero();
    change(c -> c.removeLinks(TASK, List.of(key(1L))));
    assertThat(next(1)).isEqualTo(1);
    assertThat(next(2)).as("as it will be when it is unlinked").isEqualTo(1);
    assertThat(next(3)).isZero();
    put(new Link(key(1L), key("t10"), base(1, 1), 0, 1));
    assertThat(next(1)).isEqualTo(2);
    change(c -> c.removeLinks(TASK, List.of(key(1L))));
    assertThat(next(1)).isEqualTo(2);
    assertThat(store.incarnations(TASK + 1, List.of(key(1L))).getOrDefault(key(1L), 0)).isZero();
    assertThat(store.incarnations(TASK, List.of())).isEmpty();
  }

  @Test
  void clearedLinksAreGoneButNotTheirIncarnations() {
    put(link(1, 10), link(2, 20));
    put(new Link(key(3L), key("t30"), base(3, 3), 0, 4));
    change(c -> c.putLinks(TASK + 1, List.of(link(1, 10))));
    change(c -> c.clearLinks(TASK));
    assertThat(store.countLinks(TASK)).isZero();
    assertThat(all(Side.SOURCE, key(1L), key(2L), key(3L))).isEmpty();
    assertThat(all(Side.TARGET, key("t10"))).isEmpty();
    assertThat(store.countLinks(TASK + 1)).isEqualTo(1);
    assertThat(next(1)).isEqualTo(5);
    assertThat(next(3)).isEqualTo(5);
    change(c -> c.clearLinks(TASK));
    change(c -> c.clearLinks(TASK + 5));
    assertThat(next(1)).isEqualTo(5);
    assertThat(store.incarnations(TASK + 1, List.of(key(9L))).getOrDefault(key(9L), 0)).isZero();
  }

  @Test
  void clearingCountsRecordsThatAreNotLinkedAnyMore() {
    put(new Link(key(3L), key("t30"), base(3, 3), 0, 4));
    change(c -> c.removeLinks(TASK, List.of(key(3L))));
    change(c -> c.clearLinks(TASK));
    assertThat(next(3)).isEqualTo(5);
  }

  private int next(long source) {
    return store.incarnations(TASK, List.of(key(source))).getOrDefault(key(source), 0);
  }

  @Test
  void randomChangesOfLinksMatchAMap() {
    Random random = new Random(3);
    Map<Key, Link> expected = new java.util.HashMap<>();
    for (int round = 0; round < 60; round++) {
      boolean commit = random.nextInt(4) > 0;
      Map<Key, Link> next = new java.util.HashMap<>(expected);
      try (Change change = store.begin()) {
        List<Key> removed = new ArrayList<>();
        for (int i = random.nextInt(20); i > 0; i--) {
          removed.add(key((long) random.nextInt(100)));
        }
        change.removeLinks(TASK, removed);
        next.keySet().removeAll(Set.copyOf(removed));
        List<Link> puts = new ArrayList<>();
        for (int i = random.nextInt(30); i > 0; i--) {
          Link link = link(random.nextInt(100), random.nextInt(100));
          Key target = link.target();
          boolean taken =
              Stream.concat(next.values().stream(), puts.stream())
                  .anyMatch(l -> l.target().equals(target));
          if (!taken) {
            puts.add(link);
          }
        }
        change.putLinks(TASK, puts);
        puts.forEach(l -> next.put(l.source(), l));
        if (commit) {
          change.commit();
          expected = next;
        }
      }
      assertThat(store.countLinks(TASK)).isEqualTo(expected.size());
      List<Key> sources = IntStream.range(0, 100).mapToObj(i -> key((long) i)).toList();
      assertThat(store.links(TASK, Side.SOURCE, sources)).isEqualTo(expected);
      List<Key> targets = IntStream.range(0, 100).mapToObj(i -> key("t" + i)).toList();
      assertThat(store.links(TASK, Side.TARGET, targets).values())
          .containsExactlyInAnyOrderElementsOf(expected.values());
      assertScansAgree();
    }
  }

  /** Both orders hold the same links. */
  final void assertScansAgree() {
    List<Key> sources = scanned(Side.SOURCE);
    List<Key> targets = scanned(Side.TARGET);
    assertThat(store.countLinks(TASK)).isEqualTo(sources.size());
    assertThat(store.links(TASK, Side.SOURCE, sources).values().stream().map(Link::target))
        .containsExactlyInAnyOrderElementsOf(targets);
    assertThat(store.links(TASK, Side.TARGET, targets)).hasSameSizeAs(targets);
  }

  private List<Key> scanned(Side side) {
    List<Key> keys = new ArrayList<>();
    try (LinkScan scan = store.scan(TASK, side)) {
      while (scan.next()) {
        keys.add(Key.fromBytes(scan.key()));
      }
    }
    return keys;
  }

  // Syncs, layouts, due, decisions, guards

  static SyncState state(int id, String name) {
    return new SyncState(
        id, name, SyncState.Phase.LIVE, "", 5, Map.of(TASK, true, TASK + 1, false), "abc");
  }

  @Test
  void aSyncsStateIsReplaced() {
    assertThat(store.sync(1)).isEmpty();
    change(c -> c.putSync(state(1, "crm")));
    assertThat(store.sync(1)).contains(state(1, "crm"));
    SyncState halted =
        new SyncState(
            1, "crm to shop", SyncState.Phase.HALTED, "guard", 9, Map.of(TASK, false), "d");
    change(c -> c.putSync(halted));
    assertThat(store.sync(1)).contains(halted);
    assertThat(store.sync(2)).isEmpty();
  }

  @Test
  void aLayoutHasOneId() {
    List<String> one = List.of("email text", "name, \"quoted\" 名");
    List<String> two = List.of("email text name");
    List<Integer> ids = new ArrayList<>();
    change(
        c -> {
          ids.add(c.layout(one));
          ids.add(c.layout(two));
          ids.add(c.layout(one));
        });
    change(c -> ids.add(c.layout(List.of())));
    change(c -> ids.add(c.layout(two)));
    assertThat(ids.get(2)).isEqualTo(ids.get(0));
    assertThat(ids.get(4)).isEqualTo(ids.get(1));
    assertThat(Set.copyOf(ids)).hasSize(3);
    assertThat(store.layout(ids.get(0))).isEqualTo(one);
    assertThat(store.layout(ids.get(1))).isEqualTo(two);
    assertThat(store.layout(ids.get(3))).isEmpty();
    assertThatThrownBy(() -> store.layout(99)).isInstanceOf(StoreException.class);
  }

  static Due due(Side side, long key, Due.Reason reason, long since) {
    return new Due(TASK, side, key(key), reason, "because of " + key, 2, since, -key);
  }

  @Test
  void dueRecordsComeInTheOrderInWhichTheyBecameDue() {
    Due first = due(Side.TARGET, 9, Due.Reason.CONFLICT, 100);
    Due second = due(Side.SOURCE, 1, Due.Reason.REJECTED, 200);
    Due third = due(Side.SOURCE, 5, Due.Reason.WAITING, 300);
    change(c -> c.putDue(List.of(third, first, second)));
    assertThat(dueNow()).containsExactly(first, second, third);
    Due again = due(Side.SOURCE, 1, Due.Reason.STALE, 400);
    change(c -> c.putDue(List.of(again)));
    assertThat(dueNow()).containsExactly(first, third, again);
    change(c -> c.removeDue(TASK, Side.SOURCE, List.of(key(9L), key(5L))));
    assertThat(dueNow()).containsExactly(first, again);
    change(c -> c.clearDue(TASK, Due.Reason.CONFLICT));
    assertThat(dueNow()).containsExactly(again);
  }

  @Test
  void whatIsDueMayBeAskedAboutWhileItIsRead() {
    put(link(1, 10));
    change(
        c ->
            c.putDue(
                List.of(
                    due(Side.SOURCE, 1, Due.Reason.STALE, 1),
                    due(Side.SOURCE, 2, Due.Reason.STALE, 2))));
    List<Integer> found = new ArrayList<>();
    store.due(
        TASK,
        d -> {
          found.add(store.links(TASK, d.side(), List.of(d.key())).size());
          change(c -> c.removeDue(TASK, d.side(), List.of(d.key())));
        });
    assertThat(found).containsExactly(1, 0);
    assertThat(dueNow()).isEmpty();
  }

  private List<Due> dueNow() {
    List<Due> all = new ArrayList<>();
    store.due(TASK, all::add);
    return all;
  }

  @Test
  void dueIsCountedPerTaskOfASyncAndReason() {
    change(
        c -> {
          c.putSync(state(1, "crm"));
          c.putDue(
              List.of(
                  due(Side.SOURCE, 1, Due.Reason.STALE, 1),
                  due(Side.SOURCE, 2, Due.Reason.STALE, 1),
                  due(Side.TARGET, 2, Due.Reason.BLOCKED, 1),
                  new Due(99, Side.SOURCE, key(1L), Due.Reason.STALE, "", 0, 0, 0)));
        });
    assertThat(store.dueCounts(1))
        .isEqualTo(Map.of(TASK, Map.of(Due.Reason.STALE, 2L, Due.Reason.BLOCKED, 1L)));
    assertThat(store.dueCounts(2)).isEmpty();
  }

  @Test
  void decisionsAreKeptPerField() {
    Decision whole = new Decision(TASK, Side.SOURCE, key(1L), "*", "decline", 5, 100);
    Decision email = new Decision(TASK, Side.SOURCE, key(1L), "email", "source", -6, 200);
    change(c -> c.putDecision(whole));
    change(c -> c.putDecision(email));
    assertThat(store.decisions(TASK)).containsExactly(whole, email);
    Decision later = new Decision(TASK, Side.SOURCE, key(1L), "email", "target", 7, 300);
    change(c -> c.putDecision(later));
    change(c -> c.removeDecision(whole));
    assertThat(store.decisions(TASK)).containsExactly(later);
    assertThat(store.decisions(TASK + 1)).isEmpty();
  }

  @Test
  void guardsCountWithinAWindowSinceTheLastApproval() {
    change(
        c -> {
          c.countForGuard(TASK, Side.TARGET, "delete", 3, 1_000);
          c.countForGuard(TASK, Side.TARGET, "delete", 4, 1_000);
          c.countForGuard(TASK, Side.TARGET, "delete", 5, 2_000);
          c.countForGuard(TASK, Side.SOURCE, "delete", 100, 2_000);
          c.countForGuard(TASK, Side.TARGET, "create", 200, 2_000);
          c.countForGuard(TASK + 1, Side.TARGET, "delete", 400, 2_000);
        });
    assertThat(store.guardCount(TASK, Side.TARGET, "delete", 0)).isEqualTo(12);
    assertThat(store.guardCount(TASK, Side.TARGET, "delete", 1_000)).isEqualTo(12);
    assertThat(store.guardCount(TASK, Side.TARGET, "delete", 1_001)).isEqualTo(5);
    assertThat(store.guardCount(TASK, Side.TARGET, "delete", 2_001)).isZero();
    change(c -> c.approve(TASK));
    assertThat(store.guardCount(TASK, Side.TARGET, "delete", 0)).isZero();
    assertThat(store.guardCount(TASK + 1, Side.TARGET, "delete", 0)).isEqualTo(400);
  }

  // Runs and the journal

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
    assertThat(store.planApplied("hash")).contains(open);
    assertThat(store.planApplied("other")).isEmpty();
    RunRecord done = new RunRecord(ids.get(1), 1, "plan", 200, 250, "done", "{\"a\":1}", "hash");
    change(c -> c.closeRun(done));
    assertThat(store.run(ids.get(1))).contains(done);
    assertThat(store.runs(1, 10)).extracting(RunRecord::id)
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
          ids[1] = c.openBatch(ids[0], TASK, Side.TARGET, List.of(entry(1, 10, ""), entry(2, -1, "")));
        });
    assertThat(store.openBatches(1)).singleElement().satisfies(
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
    change(
        c -> c.closeBatch(ids[1], List.of(entry(1, 10, "applied"), entry(2, 22, "stale")), 500));
    assertThat(store.openBatches(1)).isEmpty();
    List<JournalBatch> journal = new ArrayList<>();
    store.journal(ids[0], journal::add);
    assertThat(journal).singleElement().satisfies(
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
    change(c -> id[0] = c.openBatch(c.openRun(1, "run", 0, null), TASK, Side.SOURCE, List.of(entry(1, 1, ""))));
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
  void pruningForgetsOldClosedBatchesOnly() {
    long[] ids = new long[4];
    change(
        c -> {
          ids[0] = c.openRun(1, "run", 0, null);
          for (int b = 1; b <= 3; b++) {
            ids[b] = c.openBatch(ids[0], TASK, Side.TARGET, List.of(entry(b, b, "")));
          }
          c.closeBatch(ids[1], List.of(entry(1, 1, "applied")), 1_000);
          c.closeBatch(ids[2], List.of(entry(2, 2, "applied")), 2_000);
        });
    change(c -> assertThat(c.prune(2_000)).isEqualTo(1));
    List<Long> left = new ArrayList<>();
    store.journal(ids[0], b -> left.add(b.id()));
    assertThat(left).containsExactly(ids[2], ids[3]);
    assertThat(batchesWith(Side.SOURCE, key(1L))).isEmpty();
    assertThat(batchesWith(Side.SOURCE, key(2L))).hasSize(1);
    change(c -> assertThat(c.openBatch(ids[0], TASK, Side.TARGET, List.of())).isGreaterThan(ids[3]));
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
