package dev.syncline.engine.verify;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Checksums.Digest;
import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.Ends;
import java.util.ArrayList;
import java.util.List;

/**
 * How the rows of a task are digested on both sides so that the sums can be compared. It takes a
 * task whose records have the same key on both sides, so that a row's segment is the same there,
 * and whose fields are columns: a reference would have to be seen through links.
 */
record Digests(Checksums source, Digest ofSource, Checksums target, Digest ofTarget) {

  /**
   * The cheapest way that both systems know.
   *
   * @throws NotThisWay when there is none
   */
  static Digests of(Task task, Ends ends, int segments) throws NotThisWay {
    Checksums source = checksums(ends, Side.SOURCE);
    Checksums target = checksums(ends, Side.TARGET);
    List<ColumnRule> rules = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      if (!(rule instanceof ColumnRule column)) {
        throw new NotThisWay(rule.name() + " refers to other records");
      }
      rules.add(column);
    }
    List<Integer> key = key(task, rules);
    String why = "the two systems know no checksum in common";
    for (Way way : source.ways()) {
      if (target.ways().contains(way)) {
        Digest one = digest(way, task, Side.SOURCE, rules, key, segments);
        Digest other = digest(way, task, Side.TARGET, rules, key, segments);
        String obstacle =
            source
                .obstacle(one)
                .map(o -> ends.name(Side.SOURCE) + ": " + o)
                .or(() -> target.obstacle(other).map(o -> ends.name(Side.TARGET) + ": " + o))
                .orElse("");
        if (obstacle.isEmpty()) {
          return new Digests(source, one, target, other);
        }
        why = obstacle;
      }
    }
    throw new NotThisWay(why);
  }

  private static Checksums checksums(Ends ends, Side side) throws NotThisWay {
    return ends.on(side)
        .checksums()
        .filter(c -> !c.ways().isEmpty())
        .orElseThrow(() -> new NotThisWay(ends.name(side) + " computes no checksums"));
  }

  /** Which of the rules are the key: it is mapped to the key, part by part, of the same type. */
  private static List<Integer> key(Task task, List<ColumnRule> rules) throws NotThisWay {
    int[] source = task.shape(Side.SOURCE).key();
    int[] target = task.shape(Side.TARGET).key();
    List<Integer> key = new ArrayList<>();
    for (int part = 0; part < source.length && source.length == target.length; part++) {
      for (int i = 0; i < rules.size(); i++) {
        ColumnRule rule = rules.get(i);
        if (rule.source() == source[part] && rule.target() == target[part] && isSame(rule.pair())) {
          key.add(i);
        }
      }
    }
    if (key.isEmpty() || key.size() != source.length) {
      throw new NotThisWay("its records have not the same key on both sides");
    }
    return key;
  }

  /** Whether keys of these types are equal exactly when their bytes in a link are. */
  private static boolean isSame(TypePair pair) {
    Type one = pair.type(Side.SOURCE);
    Type other = pair.type(Side.TARGET);
    return switch (one) {
      case Type.Int i -> other instanceof Type.Int;
      case Type.Text t -> other instanceof Type.Text u && !t.padded() && !u.padded();
      case Type.Binary b -> other instanceof Type.Binary c && !b.padded() && !c.padded();
      case Type.Uuid u -> other instanceof Type.Uuid;
      case Type.Date d -> other instanceof Type.Date;
      case Type.Timestamp t -> other.equals(t);
      default -> false;
    };
  }

  private static Digest digest(
      Way way, Task task, Side side, List<ColumnRule> rules, List<Integer> key, int segments) {
    Shape shape = task.shape(side);
    List<Field> fields = new ArrayList<>();
    for (ColumnRule rule : rules) {
      int column = side == Side.SOURCE ? rule.source() : rule.target();
      TypePair pair = rule.pair();
      fields.add(
          new Field(shape.columns().get(column).name(), pair.type(side.other()), pair.common()));
    }
    return new Digest(way, shape.object(), fields, key, segments);
  }
}
