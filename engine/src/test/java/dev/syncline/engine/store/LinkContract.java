package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.engine.store.StateStore.Change;
import dev.syncline.engine.store.StateStore.LinkScan;
import dev.syncline.engine.store.StateStore.PairScan;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** What every state store must do with links. */
abstract class LinkContract extends StoreFixture {

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
  void whatIsTouchedIsKeptForALogUntilItIsKnown() {
    put(link(1, 10));
    assertThat(store.touchedFor(TASK)).isEmpty();
    change(c -> c.keepTouched(TASK, "a"));
    assertThat(store.touchedFor(TASK)).contains("a");
    List<Touched> all = store.touched(TASK, 10);
    assertThat(all).extracting(Touched::key).containsExactly(Optional.empty());
    change(c -> c.forgetTouched(all));

    put(link(2, 20), link(3, 30));
    Due due = new Due(TASK, Side.TARGET, key("t9"), Due.Reason.WAITING, "", 0, 1, 0);
    change(c -> c.putDue(List.of(due)));
    assertThat(touched()).containsExactly("source 2", "source 3", "target t9");
    List<Touched> known = store.touched(TASK, 10);
    change(
        c -> {
          c.removeLinks(TASK, List.of(key(3L)));
          c.removeDue(TASK, Side.TARGET, List.of(key("t9"), key("t10")));
        });
    change(c -> c.forgetTouched(known));
    assertThat(touched()).containsExactly("source 3", "target t30", "target t9");
    assertThat(store.due(TASK, Side.TARGET, List.of(key("t9")))).isEmpty();

    change(c -> c.clearLinks(TASK));
    assertThat(store.touched(TASK, 1).getFirst().key()).isEmpty();
    change(c -> c.ignoreTouched(TASK));
    put(link(4, 40));
    assertThat(touched()).isEmpty();
    assertThat(store.touchedFor(TASK)).isEmpty();
  }

  private List<String> touched() {
    return store.touched(TASK, 100).stream()
        .map(t -> t.side().word() + " " + t.key().map(Key::toString).orElse("all"))
        .toList();
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
  void aLinkIsAdvancedBetweenTheSameKeysOnly() {
    put(link(1, 10), link(2, 20));
    Link later = new Link(key(1L), key("t10"), base(5, 6), 4, 2);
    change(c -> c.advanceLinks(TASK, List.of(later)));
    assertThat(all(Side.SOURCE, key(1L))).containsEntry(key(1L), later);
    assertThat(all(Side.TARGET, key("t10"))).containsEntry(key("t10"), later);
    assertThat(store.countLinks(TASK)).isEqualTo(2);
    assertScansAgree();
    for (Link other : List.of(link(1, 20), link(3, 30))) {
      assertThatThrownBy(() -> change(c -> c.advanceLinks(TASK, List.of(link(2, 20), other))))
          .isInstanceOf(StoreException.class)
          .hasMessageContaining("is not linked to");
    }
    assertThat(all(Side.SOURCE, key(1L), key(3L))).containsOnly(Map.entry(key(1L), later));
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
      links.add(new Link(key(number), key("é" + i, -i), base(number, i), i, 0));
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
          assertThat(scan.other()).isEqualTo(link.key(side.other()).bytes());
          assertThat(scan.fingerprint()).isEqualTo(link.base().rowFingerprint(side));
          assertThat(scan.layout()).isEqualTo(link.base().layout());
        }
        assertThat(scan.next()).isFalse();
      }
      try (PairScan scan = store.pairs(TASK, side)) {
        for (Link link : expected) {
          assertThat(scan.next()).isTrue();
          assertThat(scan.keys())
              .startsWith(link.key(side).bytes())
              .endsWith(link.key(side.other()).bytes())
              .hasSize(link.source().bytes().length + link.target().bytes().length);
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
        new ArrayList<>(IntStream.range(1_000, 6_000).mapToObj(i -> link(i, i * 7L)).toList());
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
    assertThat(store.incarnations(TASK + 1, Side.SOURCE, List.of(key(1L))).getOrDefault(key(1L), 0))
        .isZero();
    assertThat(store.incarnations(TASK, Side.SOURCE, List.of())).isEmpty();
  }

  @Test
  void aTargetRecordThatIsLinkedAgainHasAHigherIncarnationToo() {
    put(link(1, 10), link(2, 20));
    change(c -> c.removeLinks(TASK, List.of(key(1L))));
    assertThat(nextOfTarget("t10")).isEqualTo(1);
    assertThat(nextOfTarget("t20")).as("as it will be when it is unlinked").isEqualTo(1);
    assertThat(nextOfTarget("t30")).isZero();
    put(new Link(key(3L), key("t10"), base(1, 1), 0, 4));
    put(new Link(key(3L), key("t30"), base(1, 1), 1, 4));
    assertThat(nextOfTarget("t10")).as("its link went to another").isEqualTo(5);
    put(new Link(key(4L), key("t10"), base(1, 1), 0, 0));
    change(c -> c.removeLinks(TASK, List.of(key(4L))));
    assertThat(nextOfTarget("t10")).as("never lower than it was").isEqualTo(5);
    change(c -> c.clearLinks(TASK));
    assertThat(nextOfTarget("t99")).isEqualTo(5);
  }

  private int nextOfTarget(String target) {
    return store.incarnations(TASK, Side.TARGET, List.of(key(target))).getOrDefault(key(target), 0);
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
    assertThat(store.incarnations(TASK + 1, Side.SOURCE, List.of(key(9L))).getOrDefault(key(9L), 0))
        .isZero();
  }

  @Test
  void clearingCountsRecordsThatAreNotLinkedAnyMore() {
    put(new Link(key(3L), key("t30"), base(3, 3), 0, 4));
    change(c -> c.removeLinks(TASK, List.of(key(3L))));
    change(c -> c.clearLinks(TASK));
    assertThat(next(3)).isEqualTo(5);
  }

  private int next(long source) {
    return store.incarnations(TASK, Side.SOURCE, List.of(key(source))).getOrDefault(key(source), 0);
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
}
