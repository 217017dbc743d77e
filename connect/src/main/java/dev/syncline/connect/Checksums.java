package dev.syncline.connect;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/**
 * Checksums that a system computes over its own rows, so that what is equal on both sides need not
 * leave it. Every row belongs to a segment, by its key alone, and each segment has a count and a
 * sum of its rows' digests modulo 2^64: never an exclusive or, under which a row that is there
 * twice would vanish.
 *
 * <p>A digest is taken of a rendering of the row's fields. What the interface promises is
 * one-sided: rows of two systems whose renderings are equal are equal by the fields' {@link
 * dev.syncline.core.value.TypePair}s. Rows that are equal may be rendered differently; that costs a
 * second look, never an error. Every method may throw {@link ConnectorException}.
 */
public interface Checksums {

  /** The ways of rendering that the system knows, the cheapest first. */
  List<Way> ways();

  /** Why an object's rows have no such checksums here; nothing when they do. */
  Optional<String> obstacle(Digest digest);

  /** The sums of all segments in which there are rows, in any order, as of one moment. */
  List<Sum> sums(Digest digest);

  /** The rows of some segments, in any order, as of one moment. */
  RowStream rows(Shape shape, Digest digest, Collection<Integer> segments);

  /** How rows are rendered and digested; sums of one way only can be compared. */
  enum Way {
    /** PostgreSQL's binary form and hash. */
    POSTGRES_BINARY,
    /** A text that is the same in every database, and its MD5. */
    TEXT
  }

  /**
   * What is digested of an object's rows.
   *
   * @param way how
   * @param object the object's name as configured
   * @param fields what is digested, in an order that both sides share; the key is part of it
   * @param key positions in {@code fields} of the columns that identify a row
   * @param segments how many there are, at least 1; a segment is a number below
   */
  record Digest(Way way, String object, List<Field> fields, List<Integer> key, int segments) {
    public Digest {
      fields = List.copyOf(fields);
      key = List.copyOf(key);
    }
  }

  /**
   * A column and what it is compared with.
   *
   * @param column its name
   * @param other the other side's type
   * @param common the coarser of both types, in which values are compared
   */
  record Field(String column, Type other, Type common) {}

  /**
   * A segment as a system sees it.
   *
   * @param rows how many there are
   * @param sum of their digests, modulo 2^64
   * @param doubtful whether a row of it has a value that the rendering does not tell, such as one
   *     that is too large to be read: the segment has to be read
   */
  record Sum(int segment, long rows, long sum, boolean doubtful) {}
}
