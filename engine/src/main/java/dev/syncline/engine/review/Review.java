package dev.syncline.engine.review;

import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem.Update;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.BitSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * Which writes of one plan a person takes. Small: a bit for each write, and a few fields that are
 * left out of updates.
 */
public final class Review {
  private final String plan;
  private final BitSet taken = new BitSet();
  private final Map<Integer, Set<Integer>> left = new HashMap<>();

  /**
   * A review in which nothing is taken.
   *
   * @param plan the hash of the plan
   */
  public Review(String plan) {
    this.plan = plan;
  }

  /** What is taken of a plan unless a person says otherwise. */
  public static Review usual(String plan, Offers offers) {
    Review review = new Review(plan);
    offers.each(
        offer -> {
          review.leave(offer.number(), offer.left());
          if (offer.taken()) {
            review.take(offer);
          }
        });
    return review;
  }

  /** The hash of the plan that it is a review of. */
  public String plan() {
    return plan;
  }

  /** Takes a write, and the one without which it could not be made. */
  public void take(Offer offer) {
    taken.set(offer.number());
    if (offer.along() != 0) {
      taken.set(offer.along());
    }
  }

  /** Takes a write that needs no other. */
  public void take(int number) {
    taken.set(number);
  }

  /** How many fields are left out of an update. */
  public int left(int number) {
    return left.getOrDefault(number, Set.of()).size();
  }

  /** Leaves a write. */
  public void leave(int number) {
    taken.clear(number);
  }

  /** Leaves some fields out of an update, and takes its others. */
  public void leave(int number, Set<Integer> fields) {
    if (fields.isEmpty()) {
      left.remove(number);
    } else {
      left.put(number, new HashSet<>(fields));
    }
  }

  /** Whether a write is taken. */
  public boolean takes(int number) {
    return taken.get(number);
  }

  /** Whether a field of an update is taken when the update is. */
  public boolean takes(int number, int field) {
    return !left.getOrDefault(number, Set.of()).contains(field);
  }

  /** The same, to be changed by itself. */
  public Review copy() {
    Review copy = new Review(plan);
    copy.taken.or(taken);
    left.forEach((number, fields) -> copy.left.put(number, new HashSet<>(fields)));
    return copy;
  }

  /** The numbers of the writes that are taken. */
  public BitSet taken() {
    return (BitSet) taken.clone();
  }

  /** All of it in few bytes, for {@link #unpack}. */
  public byte[] pack() {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (DataOutputStream out = new DataOutputStream(new DeflaterOutputStream(bytes))) {
      byte[] bits = taken.toByteArray();
      out.writeInt(bits.length);
      out.write(bits);
      out.writeInt(left.size());
      for (Map.Entry<Integer, Set<Integer>> one : left.entrySet()) {
        out.writeInt(one.getKey());
        out.writeShort(one.getValue().size());
        for (int field : one.getValue()) {
          out.writeShort(field);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return bytes.toByteArray();
  }

  /** What {@link #pack} gave of a review of this plan. */
  public static Review unpack(String plan, byte[] packed) {
    Review review = new Review(plan);
    try (DataInputStream in =
        new DataInputStream(new InflaterInputStream(new ByteArrayInputStream(packed)))) {
      review.taken.or(BitSet.valueOf(in.readNBytes(in.readInt())));
      int all = in.readInt();
      for (int i = 0; i < all; i++) {
        int number = in.readInt();
        Set<Integer> fields = new HashSet<>();
        int n = in.readUnsignedShort();
        for (int j = 0; j < n; j++) {
          fields.add(in.readUnsignedShort());
        }
        review.left.put(number, fields);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return review;
  }

  /** How many writes are taken. */
  public int size() {
    return taken.cardinality();
  }

  /** What is taken of an update that is taken. */
  Update of(int number, Update update) {
    List<Change> changes = update.changes().stream().filter(c -> takes(number, c.field())).toList();
    return changes.size() == update.changes().size() ? update : update.with(changes);
  }
}
