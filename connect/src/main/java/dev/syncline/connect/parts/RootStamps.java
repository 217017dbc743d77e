package dev.syncline.connect.parts;

import dev.syncline.connect.AuditColumns;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.Stamps;
import dev.syncline.core.model.Shape;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Timestamps of objects without parts: those of a root do not tell what changes in its parts. */
record RootStamps(Stamps stamps, Set<String> wholes) implements Stamps {
  @Override
  public Optional<String> obstacle(String object) {
    return wholes.contains(object)
        ? Optional.of(
            "timestamps of "
                + object
                + " do not tell what changes in its parts. Capture it by triggers or by scan.")
        : stamps.obstacle(object);
  }

  @Override
  public List<String> blindSpots(String object, AuditColumns columns) {
    return stamps.blindSpots(object, columns);
  }

  @Override
  public Clock clock(String object, AuditColumns columns) {
    return stamps.clock(object, columns);
  }

  @Override
  public RowStream since(Shape shape, AuditColumns columns, @Nullable Instant from) {
    return stamps.since(shape, columns, from);
  }
}
