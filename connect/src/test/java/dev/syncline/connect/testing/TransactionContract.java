package dev.syncline.connect.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import dev.syncline.connect.Connector.Noted;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.core.model.Key;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What a connector to a system with transactions promises beside {@link ConnectorContract}. */
public abstract class TransactionContract extends ConnectorContract {

  @Test
  void writesWhileItStreams() {
    write(insert("1", "Ann", null, null), insert("2", "Bob", null, null));
    try (RowStream stream = connector.read(shape, Order.ANY)) {
      assertThat(stream.next()).isNotNull();
      applied(write(insert("3", "Cyd", null, null)).getFirst());
      assertThat(stream.next()).isNotNull();
      assertThat(stream.next()).as("as of one moment").isNull();
    }
  }

  @Test
  void rollbackTriesEverythingAndLeavesNothing() {
    List<Write> writes = List.of(insert("1", "Ann", "a", null), insert("2", "Bob", "a", null));
    List<WriteOutcome> outcomes =
        connector.write(new WriteBatch("r", STORE, SYNC, 3, token, true, false, writes));
    applied(outcomes.get(0));
    assertThat(rejected(outcomes.get(1)).cause()).isEqualTo(Cause.UNIQUE);
    assertThat(connector.count(person.name())).isZero();
    assertThat(found("r", writes.toArray(Write[]::new))).isEmpty();
  }

  @Test
  void uniqueValuesChangePlacesTogether() {
    Key ann = key(write(insert("1", "Ann", "a", 1L)).getFirst());
    Key bob = key(write(insert("2", "Bob", "b", 2L)).getFirst());
    List<WriteOutcome> outcomes =
        together(update("3", ann, "email", "b"), update("4", bob, "email", "a"));
    assertThat(applied(outcomes.get(0)).get("email")).isEqualTo("b");
    assertThat(applied(outcomes.get(1)).get("email")).isEqualTo("a");
    assertThat(connector.fetch(shape, List.of(ann)).getFirst().get("email")).isEqualTo("b");
  }

  @Test
  void togetherIsAllOrNothing() {
    Key ann = key(write(insert("1", "Ann", "a", 1L)).getFirst());
    Key bob = key(write(insert("2", "Bob", "b", 2L)).getFirst());
    List<WriteOutcome> stale =
        together(
            update("3", ann, "email", "b"),
            update(shape, "4", bob, "email", "a", row -> row.get("age").equals(99L)));
    assertThat(stale.get(0)).isInstanceOf(WriteOutcome.Retry.class);
    assertThat(stale.get(1)).isInstanceOf(WriteOutcome.Stale.class);
    List<WriteOutcome> refused =
        together(update("5", ann, "age", 50L), insert("6", null, null, null));
    assertThat(refused).noneMatch(WriteOutcome.Applied.class::isInstance);
    assertThat(refused).anyMatch(WriteOutcome.Rejected.class::isInstance);
    assertThat(connector.fetch(shape, List.of(ann)).getFirst().values())
        .isEqualTo(new Object[] {ann.parts()[0], "Ann", "a", 1L});
  }

  @Test
  void tellsWhatIsNotedInLaterBatches() {
    assertThat(connector.latestBatch(STORE, 0)).isZero();
    Key ann = key(write(insert("ann", "Ann", null, null)).getFirst());
    List<Write> many = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      many.add(insert("many " + i, "Name " + i, null, null));
    }
    List<WriteOutcome> inserted = connector.write(batch(many));
    for (int i = 3; i <= 12; i++) {
      write(update("update " + i, ann, "name", "Ann " + i));
    }
    assertThat(connector.latestBatch(STORE, 2)).isEqualTo(12);
    assertThat(connector.latestBatch(STORE, 12)).isEqualTo(12);
    assertThat(connector.latestBatch("another", 0)).isZero();

    Map<String, Noted> noted = new HashMap<>();
    connector.noted(STORE, SYNC, 1, n -> noted.put(n.operation(), n));
    assertThat(noted).hasSize(500 + 10).doesNotContainKey("ann");
    assertThat(noted.get("many 499").applied().written()).isEqualTo(key(inserted.get(499)));
    assertThat(noted.get("many 499").batch()).isEqualTo(2);
    assertThat(noted.get("update 12").applied().written()).isEqualTo(ann);
    assertThat(noted.get("update 12").applied().note()).isNotEmpty();
    assertThat(noted.get("update 12").batch()).isEqualTo(12);
    connector.noted(STORE, SYNC + 1, 0, n -> fail("another sync's " + n));
  }

  protected final List<WriteOutcome> together(Write... writes) {
    return connector.write(
        new WriteBatch("t" + ++batches, STORE, SYNC, 3, token, false, true, List.of(writes)));
  }
}
