package dev.syncline.engine.sim;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.core.model.Key;
import dev.syncline.engine.capture.MarkedRows;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** More marks than a run looks at. */
class ManyMarksTest {
  private static final String READER = "store/one";
  private static final String OWN = ChangeTracking.origin("store", 1);
  private static final int MANY = 200_000;
  private static final int MOST = 1_000;

  private final MemoryLedger ledger = new MemoryLedger();
  private ChangeTracking tracking;

  @BeforeEach
  void track() {
    tracking = new MemoryTracking("one", new MemoryDatabase(), ledger, Faults.NONE);
    tracking.track(READER, List.of("people"));
  }

  private static Mark insert(long number, String origin) {
    return new Mark(number, null, Key.of(number), origin);
  }

  private void marked(Stream<Mark> marks) {
    ledger.keep(READER, "people", marks.toList());
  }

  private static Stream<Mark> many(String origin) {
    return LongStream.rangeClosed(1, MANY).mapToObj(number -> insert(number, origin));
  }

  private MarkedRows read(String... witnesses) {
    return MarkedRows.read(
        tracking, READER, "people", Set.of(witnesses), origin -> origin.equals(OWN), MOST);
  }

  private List<Long> left() {
    return ledger.marks(READER, "people").stream().map(Mark::number).toList();
  }

  @Test
  void allAreForgottenButTheWitness() {
    marked(many(null));
    MarkedRows read = read();
    assertThat(read.whole()).isEqualTo("more than 1000 changes wait");
    assertThat(read.follow("")).isTrue();
    String witness = read.witness();
    read.forget(() -> false);
    assertThat(left()).containsExactly((long) MANY);
    MarkedRows next = read(witness);
    assertThat(next.follow(witness)).isTrue();
    assertThat(next.whole()).isEmpty();
    assertThat(next.keys(origin -> false)).isEmpty();
    assertThat(next.witness()).isEqualTo(witness);
  }

  /** It has the lower number, and was not there when the others were read. */
  @Test
  void oneThatAppearsLateIsNotForgottenUnseen() {
    marked(many(null).filter(mark -> mark.number() != 70_000));
    MarkedRows read = read();
    marked(many(null));
    read.forget(() -> false);
    assertThat(left()).containsExactly(70_000L, (long) MANY);
    MarkedRows next = read(read.witness());
    assertThat(next.follow(read.witness())).isTrue();
    assertThat(next.keys(origin -> false)).containsExactly(Key.of(70_000L));
    next.forget(() -> false);
    assertThat(left()).containsExactly(70_000L);
    assertThat(next.witness()).isNotEqualTo(read.witness());
    assertThat(read(next.witness()).follow(next.witness())).isTrue();
    assertThat(read(read.witness()).follow(read.witness())).isFalse();
  }

  @Test
  void thoseThatNobodyLooksAtAreNoneTooMany() {
    marked(many(OWN).map(mark -> mark.number() % 1_000 == 7 ? insert(mark.number(), null) : mark));
    MarkedRows read = read();
    assertThat(read.whole()).isEmpty();
    assertThat(read.keys(OWN::equals)).hasSize(200).contains(Key.of(7L), Key.of(199_007L));
    read.forget(() -> false);
    assertThat(left()).containsExactly((long) MANY);
  }

  @Test
  void aKeyThatWasLeftIsKnownWhoeverWrote() {
    marked(
        Stream.of(
            insert(1, OWN),
            new Mark(2, Key.of(1L), Key.of(2L), OWN),
            new Mark(3, Key.of(2L), Key.of(2L), OWN),
            new Mark(4, Key.of(2L), Key.of(5L), "by ann"),
            new Mark(5, Key.of(9L), null, OWN)));
    MarkedRows read = read();
    assertThat(read.moved()).isEqualTo(Map.of(Key.of(1L), Key.of(5L)));
    assertThat(read.left()).containsExactlyInAnyOrder(Key.of(1L), Key.of(2L), Key.of(9L));
    assertThat(read.keys(OWN::equals)).containsExactlyInAnyOrder(Key.of(2L), Key.of(5L));
  }

  @Test
  void whatIsNotForgottenIsReadAgain() {
    marked(many(null));
    MarkedRows read = read();
    AtomicInteger blocks = new AtomicInteger();
    read.forget(() -> blocks.incrementAndGet() > 1);
    assertThat(left()).first().isEqualTo(65_536L);
    MarkedRows next = read(read.witness());
    assertThat(next.follow(read.witness())).isTrue();
    next.forget(() -> false);
    assertThat(left()).hasSize(1);
  }
}
