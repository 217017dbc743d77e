package dev.syncline.engine.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.core.Side;
import dev.syncline.engine.store.StateStore.Change;
import dev.syncline.engine.store.StateStore.LinkScan;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What every state store must do. */
abstract class StoreContract extends JournalContract {

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

  // Leases

  @Test
  void oneProcessAtATimeHasALease() throws Exception {
    assertThat(store.holder("sync-1")).isEmpty();
    try (StateStore other = open();
        Lease mine = store.take("sync-1").orElseThrow()) {
      assertThat(other.take("sync-1")).isEmpty();
      assertThat(store.take("sync-1")).isEmpty();
      assertThat(other.holder("sync-1")).contains(Lease.HERE);
      assertThat(other.holder("sync-11")).isEmpty();
      other.take("sync-11").orElseThrow().close();
      change(mine.store(), c -> c.putLinks(TASK, List.of(link(1, 10))));
      mine.close();
      assertThat(store.holder("sync-1")).isEmpty();
      try (Lease theirs = other.take("sync-1").orElseThrow()) {
        assertThat(store.take("sync-1")).isEmpty();
        theirs.end();
      }
      other.take("sync-1").orElseThrow().end();
    }
    assertThat(store.countLinks(TASK)).isEqualTo(1);
  }

  @Test
  void whereFilesAreIsReplaced() throws Exception {
    assertThat(store.home("shop")).isEmpty();
    change(c -> c.putHome(new Home("shop", "one", "/a")));
    change(c -> c.putHome(new Home("shop", "two", "/b")));
    reopen();
    assertThat(store.home("shop")).contains(new Home("shop", "two", "/b"));
    assertThat(store.home("crm")).isEmpty();
  }

  @Test
  void aPlanOfAMessageIsKeptAsItIs(@TempDir Path plans) throws Exception {
    byte[] bytes = new byte[2_500_000];
    new Random(1).nextBytes(bytes);
    Path plan = Files.write(plans.resolve("one.plan"), bytes);
    Path out = plans.resolve("out.plan");
    change(c -> c.keepPlan(5, plan));
    reopen();
    assertThat(store.plan(4, out)).isFalse();
    assertThat(store.plan(5, out)).isTrue();
    assertThat(Files.readAllBytes(out)).isEqualTo(bytes);
    change(c -> c.forgetPlan(5));
    assertThat(store.plan(5, out)).isFalse();
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
            1,
            "crm to shop",
            SyncState.Phase.HALTED,
            "guard",
            9,
            Map.of(TASK, false),
            "d",
            SyncState.Phase.DRAFT);
    change(c -> c.putSync(halted));
    assertThat(store.sync(1)).contains(halted);
    assertThat(store.sync(2)).isEmpty();
  }

  @Test
  void aStoreThatWasPutBackKnowsWhatEachSyncHasToLearn() throws Exception {
    assertThat(store.notesSince(1)).isEmpty();
    assertThat(store.hasOldBases(1)).isFalse();
    change(c -> c.putBack(1, 5, 9));
    reopen();
    assertThat(store.lastBatch()).isEqualTo(9);
    assertThat(store.notesSince(1)).hasValue(5);
    assertThat(store.hasOldBases(1)).isTrue();
    change(c -> c.basesLearnt(1));
    assertThat(store.hasOldBases(1)).isFalse();
    assertThat(store.notesSince(1)).hasValue(5);
    change(c -> c.putBack(1, 9, 12));
    assertThat(store.notesSince(1)).as("nothing of it is learnt").hasValue(5);
    assertThat(store.hasOldBases(1)).isTrue();
    change(c -> c.basesLearnt(1));
    change(c -> c.learnt(1));
    assertThat(store.notesSince(1)).isEmpty();
    assertThat(store.hasOldBases(1)).isFalse();
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
  void dueIsCountedPerTaskAndReasonBeforeItsSyncWasEverInStep() {
    change(
        c -> {
          c.putDue(
              List.of(
                  due(Side.SOURCE, 1, Due.Reason.STALE, 1),
                  due(Side.SOURCE, 2, Due.Reason.STALE, 1),
                  due(Side.TARGET, 2, Due.Reason.BLOCKED, 1),
                  new Due(99, Side.SOURCE, key(1L), Due.Reason.STALE, "", 0, 0, 0)));
        });
    assertThat(store.dueCounts(TASK))
        .isEqualTo(Map.of(Due.Reason.STALE, 2L, Due.Reason.BLOCKED, 1L));
    assertThat(store.dueCounts(99)).isEqualTo(Map.of(Due.Reason.STALE, 1L));
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

  @Test
  void messagesChangeTheirStateOnceAndAreFoundByIt() throws Exception {
    Message asked = message(1, Message.State.WAITING, 5_000, 0);
    long[] ids = new long[3];
    change(
        c -> {
          ids[0] = c.addMessage(asked);
          ids[1] = c.addMessage(message(2, Message.State.WAITING, 1_000, 0));
          ids[2] = c.addMessage(message(1, Message.State.COMPARED, 100, 100));
        });
    assertThat(ids[0]).isPositive().isLessThan(ids[1]);
    assertThat(store.message(ids[0])).contains(numbered(asked, ids[0]));
    assertThat(store.message(99)).isEmpty();
    assertThat(store.messages(1, 10)).extracting(Message::id).containsExactly(ids[2], ids[0]);
    assertThat(store.messages(1, 1)).extracting(Message::id).containsExactly(ids[2]);
    assertThat(store.messages(Message.State.WAITING))
        .as("in the order in which they are due")
        .extracting(Message::id)
        .containsExactly(ids[1], ids[0]);
    Message taken = numbered(asked, ids[0]).taken();
    boolean[] kept = new boolean[2];
    change(c -> kept[0] = c.putMessage(taken, Message.State.WAITING));
    change(
        c ->
            kept[1] =
                c.putMessage(
                    numbered(asked, ids[0]).ended(Message.State.CANCELLED, 6_000, 0, "cancelled"),
                    Message.State.WAITING));
    assertThat(kept).containsExactly(true, false);
    reopen();
    assertThat(store.message(ids[0])).contains(taken);
    assertThat(store.messages(Message.State.RUNNING)).containsExactly(taken);
  }

  @Test
  void ofAPlanThatIsKeptEachSelectionHasItsVersion() throws Exception {
    Path file = Files.createTempFile("kept", ".plan");
    byte[] bytes = new byte[(1 << 20) + 7];
    new java.util.Random(5).nextBytes(bytes);
    Files.write(file, bytes);
    KeptPlan plan = new KeptPlan(0, 1, "abc", 500, "test → prod", "test", "3 new", 0, 0, 0);
    long[] id = new long[1];
    change(c -> id[0] = c.keep(plan, file));
    assertThat(store.kept(id[0]).orElseThrow().hash()).isEqualTo("abc");
    assertThat(store.kept(99)).isEmpty();
    assertThat(store.keptOf(1)).extracting(KeptPlan::id).containsExactly(id[0]);
    assertThat(store.keptOf(2)).isEmpty();
    assertThat(store.selected(id[0], 0).orElseThrow()).isEmpty();

    boolean[] kept = new boolean[2];
    change(c -> kept[0] = c.select(id[0], 0, new byte[] {1, 2}));
    change(c -> kept[1] = c.select(id[0], 0, new byte[] {3}));
    assertThat(kept).as("the second did not know the first").containsExactly(true, false);
    KeptPlan seen = store.kept(id[0]).orElseThrow();
    change(c -> kept[0] = c.noteOf(seen.by(7, 8), 0));
    change(c -> kept[1] = c.noteOf(seen.by(9, 9), 0));
    assertThat(kept).as("a plan has one message at a time").containsExactly(true, false);
    change(c -> c.putOutcome(id[0], "{}"));
    reopen();
    KeptPlan now = store.kept(id[0]).orElseThrow();
    assertThat(now.version()).isEqualTo(1);
    assertThat(now.message()).isEqualTo(7);
    assertThat(now.run()).isEqualTo(8);
    assertThat(store.selected(id[0], 1).orElseThrow()).containsExactly(1, 2);
    assertThat(store.selected(id[0], 0)).as("what nobody has selected any more").isEmpty();
    assertThat(store.outcome(id[0])).isEqualTo("{}");
    assertThat(store.writeKept(id[0], file)).isTrue();
    assertThat(Files.readAllBytes(file)).isEqualTo(bytes);
    change(c -> kept[0] = c.forgetKept(seen));
    assertThat(kept[0]).as("it has a message since").isFalse();
    assertThat(store.writeKept(id[0], file)).isTrue();
    change(c -> kept[0] = c.forgetKept(now));
    assertThat(kept[0]).isTrue();
    assertThat(store.keptOf(1)).isEmpty();
    assertThat(store.writeKept(id[0], file)).isFalse();
    Files.deleteIfExists(file);
  }

  @Test
  void messagesAreSentToEachOnceAndForgotten() throws Exception {
    long[] ids = new long[2];
    change(
        c -> {
          ids[0] = c.addMessage(message(1, Message.State.WAITING, 1_000, 0));
          ids[1] = c.addMessage(message(1, Message.State.COMPARED, 1_000, 2_000));
          for (int i = 0; i < 2; i++) {
            c.addDelivery(
                Delivery.of(ids[1], true, Delivery.Channel.MAIL, "ann@example.org", 3_000));
          }
          c.addDelivery(Delivery.of(ids[1], true, Delivery.Channel.WEBHOOK, "team", 3_000));
        });
    assertThat(store.deliveries(Delivery.Channel.MAIL, 2_999)).isEmpty();
    Delivery mail = only(store.deliveries(Delivery.Channel.MAIL, 3_000));
    assertThat(mail.receiver()).isEqualTo("ann@example.org");
    change(c -> c.putDelivery(mail.again(9_000, "no server")));
    reopen();
    assertThat(store.deliveries(Delivery.Channel.MAIL, 8_999)).isEmpty();
    Delivery later = only(store.deliveries(Delivery.Channel.MAIL, 9_000));
    assertThat(later).isEqualTo(mail.again(9_000, "no server"));
    change(c -> c.putDelivery(later.sent()));
    assertThat(store.deliveries(Delivery.Channel.MAIL, Long.MAX_VALUE)).isEmpty();
    assertThat(store.deliveries(ids[1]))
        .extracting(Delivery::state)
        .containsExactly(Delivery.State.SENT, Delivery.State.DUE);
    change(c -> c.prune(2_000));
    assertThat(store.message(ids[1])).isPresent();
    change(c -> c.prune(2_001));
    assertThat(store.messages(1, 10))
        .as("what waits is never forgotten")
        .extracting(Message::id)
        .containsExactly(ids[0]);
    assertThat(store.deliveries(ids[1])).isEmpty();
  }

  private static Delivery only(List<Delivery> deliveries) {
    assertThat(deliveries).hasSize(1);
    return deliveries.getFirst();
  }

  private static Message message(int sync, Message.State state, long due, long ended) {
    return new Message(
        0,
        sync,
        Topic.PLAN,
        state,
        500,
        due,
        ended,
        "test → prod",
        "p.plan",
        0,
        "",
        "ann@example.org");
  }

  private static Message numbered(Message m, long id) {
    return new Message(
        id,
        m.sync(),
        m.topic(),
        m.state(),
        m.askedMillis(),
        m.dueMillis(),
        m.endedMillis(),
        m.way(),
        m.plan(),
        m.run(),
        m.text(),
        m.mailTo());
  }
}
