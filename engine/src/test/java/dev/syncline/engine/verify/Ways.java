package dev.syncline.engine.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.Engine;
import dev.syncline.engine.verify.Certificate.Difference;
import dev.syncline.engine.verify.Verifier.Way;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Every way to verify says the same: the same counts, and the same records by name. */
public final class Ways {
  private Ways() {}

  /** The certificate of the cheapest way that applies to each task. */
  public static Certificate agree(Engine engine) {
    Certificate cheapest = engine.verify(Set.of(), Way.CHECKSUMS);
    List<String> pairs = said(engine.verify(Set.of(), Way.PAIRS));
    assertThat(said(cheapest)).as("in the cheapest way").isEqualTo(pairs);
    assertThat(said(engine.verify(Set.of(), Way.STREAMS))).as("by streams").isEqualTo(pairs);
    return cheapest;
  }

  private static List<String> said(Certificate certificate) {
    List<String> said = new ArrayList<>();
    for (Certificate.OfTask t : certificate.tasks()) {
      said.add(
          "%s: rows %d and %d, %d equal, %d normalised, %d held, %d alone, %d unreadable"
              .formatted(
                  t.name,
                  t.sourceRows,
                  t.targetRows,
                  t.equal,
                  t.normalised,
                  t.held,
                  t.oneSided,
                  t.unreadable));
      said.add("%d differ: %s".formatted(t.different, sorted(t.differences)));
      said.add("%d pinned: %s".formatted(t.pinned, sorted(t.pins)));
    }
    return said;
  }

  private static List<String> sorted(Collection<Difference> differences) {
    return differences.stream().map(Difference::toString).sorted().toList();
  }
}
