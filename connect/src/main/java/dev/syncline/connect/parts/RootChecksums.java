package dev.syncline.connect.parts;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Shape;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Checksums of objects without parts. */
record RootChecksums(Checksums sums, Set<String> wholes) implements Checksums {
  @Override
  public List<Way> ways() {
    return sums.ways();
  }

  @Override
  public Optional<String> obstacle(Digest digest) {
    return wholes.contains(digest.object())
        ? Optional.of("records of " + digest.object() + " have parts in other objects")
        : sums.obstacle(digest);
  }

  @Override
  public List<Sum> sums(Digest digest) {
    return sums.sums(digest);
  }

  @Override
  public RowStream rows(Shape shape, Digest digest, Collection<Integer> segments) {
    return sums.rows(shape, digest, segments);
  }
}
