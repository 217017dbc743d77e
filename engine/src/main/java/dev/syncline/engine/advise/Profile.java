package dev.syncline.engine.advise;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * What an object's columns hold, from one read of all of its rows: roughly how many distinct values
 * and which, and the hashes of the first rows, by which many combinations of columns are ruled out
 * as keys without another read.
 */
final class Profile {
  /** Two rows with the same values among so many show that a combination is no key. */
  private static final int SAMPLE = 20_000;

  private final Shape shape;
  private final DistinctSketch[] sketches;
  private final long[][] sample;
  private long rows;

  private Profile(Shape shape) {
    this.shape = shape;
    this.sketches = new DistinctSketch[shape.size()];
    for (int i = 0; i < sketches.length; i++) {
      sketches[i] = new DistinctSketch();
    }
    this.sample = new long[SAMPLE][];
  }

  /** Reads an object. */
  static Profile of(Connector connector, ObjectSchema schema) {
    Set<String> columns = new LinkedHashSet<>(schema.identity());
    schema.columns().stream().filter(Profile::isTelling).forEach(c -> columns.add(c.name()));
    Profile profile = new Profile(schema.shape(new ArrayList<>(columns)));
    CanonicalBytes scratch = new CanonicalBytes();
    try (RowStream stream = connector.read(profile.shape, Order.ANY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        profile.add(row, scratch);
      }
    }
    return profile;
  }

  /** Whether values of a column can tell records apart or columns from each other. */
  static boolean isTelling(Column column) {
    return switch (column.type()) {
      case Type.Bool b -> false;
      case Type.Real r -> false;
      case Type.Binary b -> false;
      case Type.Json j -> false;
      case Type.Array a -> false;
      case Type.Opaque o -> false;
      default -> true;
    };
  }

  private void add(Row row, CanonicalBytes scratch) {
    long[] hashes = new long[shape.size()];
    for (int i = 0; i < hashes.length; i++) {
      hashes[i] = ValueHash.loose(row.get(i), scratch);
      if (hashes[i] != 0) {
        sketches[i].add(hashes[i]);
      }
    }
    if (rows < SAMPLE) {
      sample[(int) rows] = hashes;
    }
    rows++;
  }

  long rows() {
    return rows;
  }

  boolean knows(String column) {
    return shape.columns().stream().anyMatch(c -> c.name().equals(column));
  }

  DistinctSketch sketch(String column) {
    return sketches[shape.indexOf(column)];
  }

  /** The values of some columns in the first rows: how many, and how many of them distinct. */
  Distinctness distinctness(List<String> columns) {
    int[] at = columns.stream().mapToInt(shape::indexOf).toArray();
    Set<Long> distinct = new HashSet<>();
    long whole = 0;
    int sampled = (int) Math.min(rows, SAMPLE);
    for (int r = 0; r < sampled; r++) {
      long hash = 0;
      for (int i : at) {
        long part = sample[r][i];
        hash = part == 0 ? 0 : ValueHash.then(hash, part);
        if (part == 0) {
          break;
        }
      }
      if (hash != 0) {
        whole++;
        distinct.add(hash);
      }
    }
    return new Distinctness(sampled, whole, distinct.size());
  }

  /**
   * How distinct some columns are.
   *
   * @param rows the rows looked at
   * @param whole rows without a null in the columns
   * @param distinct distinct values among those
   */
  record Distinctness(long rows, long whole, long distinct) {
    /** From 0 to 1; 1 where there is nothing to be told apart. */
    double share() {
      return whole == 0 ? (rows == 0 ? 1 : 0) : (double) distinct / whole;
    }
  }
}
