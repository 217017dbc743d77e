package dev.syncline.engine.sim;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.Side;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.SipHash;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.sim.Faults.Step;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Checksums over a {@link MemoryDatabase}. */
final class MemoryChecksums implements Checksums {
  private static final SipHash HASH = new SipHash(new byte[16]);

  private final String name;
  private final MemoryDatabase database;
  private final Faults faults;

  MemoryChecksums(String name, MemoryDatabase database, Faults faults) {
    this.name = name;
    this.database = database;
    this.faults = faults;
  }

  @Override
  public List<Way> ways() {
    return List.of(Way.TEXT);
  }

  @Override
  public Optional<String> obstacle(Digest digest) {
    return Optional.empty();
  }

  @Override
  public List<Sum> sums(Digest digest) {
    faults.at(name, Step.BEFORE_READ);
    Map<Integer, Sum> sums = new HashMap<>();
    synchronized (database) {
      MemoryTable table = database.table(digest.object());
      for (Object[] stored : table.rows().values()) {
        long[] prints = prints(table, stored, digest);
        sums.merge(
            segment(prints, digest),
            new Sum(segment(prints, digest), 1, Base.combine(prints), false),
            (a, b) -> new Sum(a.segment(), a.rows() + b.rows(), a.sum() + b.sum(), false));
      }
    }
    return List.copyOf(sums.values());
  }

  @Override
  public RowStream rows(Shape shape, Digest digest, Collection<Integer> segments) {
    faults.at(name, Step.BEFORE_READ);
    List<Row> found = new ArrayList<>();
    synchronized (database) {
      MemoryTable table = database.table(shape.object());
      for (Object[] stored : table.rows().values()) {
        if (segments.contains(segment(prints(table, stored, digest), digest))) {
          found.add(table.row(shape, stored));
        }
      }
    }
    Iterator<Row> rows = found.iterator();
    return new RowStream() {
      @Override
      public Row next() {
        faults.at(name, Step.DURING_READ);
        return rows.hasNext() ? rows.next() : null;
      }

      @Override
      public void close() {}
    };
  }

  private static long[] prints(MemoryTable table, Object[] stored, Digest digest) {
    long[] prints = new long[digest.fields().size()];
    for (int i = 0; i < prints.length; i++) {
      Field field = digest.fields().get(i);
      int column = table.whole().indexOf(field.column());
      TypePair pair =
          TypePair.of(table.whole().columns().get(column).type(), field.other(), ZoneOffset.UTC)
              .orElseThrow();
      prints[i] = pair.fingerprint(Side.SOURCE, stored[column], HASH, new CanonicalBytes());
    }
    return prints;
  }

  private static int segment(long[] prints, Digest digest) {
    long[] key = digest.key().stream().mapToLong(i -> prints[i]).toArray();
    return (int) Long.remainderUnsigned(Base.combine(key), digest.segments());
  }
}
