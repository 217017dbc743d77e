package dev.syncline.engine.verify;

import dev.syncline.connect.Checksums;
import dev.syncline.connect.Checksums.Digest;
import dev.syncline.connect.Checksums.Field;
import dev.syncline.connect.Checksums.Way;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule;
import dev.syncline.core.mapping.FieldRule.ColumnRule;
import dev.syncline.core.mapping.FieldRule.FormulaRule;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.engine.sync.Ends;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;

/**
 * How the rows of a task are digested on both sides so that the sums can be compared. It takes a
 * task whose records have the same key on both sides, so that a row's segment is the same there.
 * References count as the columns that they are made of, which is right where the records that they
 * lead to are linked to their like, too: see {@link UnlikeKeys}.
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
    List<Columns> columns = new ArrayList<>();
    for (FieldRule rule : task.fields()) {
      switch (rule) {
        case ColumnRule c -> {
          if (c.pair().isLocal()) {
            throw new NotThisWay(c.name() + " is written in a locale, which no system computes");
          }
          columns.add(new Columns(c.source(), c.target(), c.pair()));
        }
        case FormulaRule f ->
            throw new NotThisWay(
                f.name()
                    + switch (f.kind()) {
                      case EXPRESSION -> " is made by an expression, which no system computes";
                      case LOOKUP -> " is looked up in another object";
                    });
        case RelationRule r -> columns.addAll(references(task, r));
      }
    }
    List<Integer> key = key(task, columns);
    String why = "the two systems know no checksum in common";
    for (Way way : source.ways()) {
      if (target.ways().contains(way)) {
        Digest one = digest(way, task, Side.SOURCE, columns, key, segments);
        Digest other = digest(way, task, Side.TARGET, columns, key, segments);
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

  /** A column of each side, by their positions in the shapes, and how they are compared. */
  private record Columns(int source, int target, TypePair pair) {}

  /** The columns of a reference, which are those of the key that it leads to. */
  private static List<Columns> references(Task task, RelationRule rule) throws NotThisWay {
    List<Columns> columns = new ArrayList<>();
    for (int part = 0; part < rule.source().size(); part++) {
      int source = rule.source().get(part);
      int target = rule.target().get(part);
      TypePair pair =
          TypePair.of(
                  task.shape(Side.SOURCE).columns().get(source).type(),
                  task.shape(Side.TARGET).columns().get(target).type(),
                  ZoneOffset.UTC)
              .filter(Digests::isSame)
              .orElseThrow(
                  () ->
                      new NotThisWay(
                          rule.name() + " refers to records whose keys are not the same"));
      columns.add(new Columns(source, target, pair));
    }
    return columns;
  }

  /** Which of the columns are the key: it is mapped to the key, part by part, of the same type. */
  private static List<Integer> key(Task task, List<Columns> columns) throws NotThisWay {
    int[] source = task.shape(Side.SOURCE).key();
    int[] target = task.shape(Side.TARGET).key();
    List<Integer> key = new ArrayList<>();
    for (int part = 0; part < source.length && source.length == target.length; part++) {
      for (int i = 0; i < columns.size() && key.size() == part; i++) {
        Columns c = columns.get(i);
        if (c.source() == source[part] && c.target() == target[part] && isSame(c.pair())) {
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
      Way way, Task task, Side side, List<Columns> columns, List<Integer> key, int segments) {
    Shape shape = task.shape(side);
    List<Field> fields = new ArrayList<>();
    for (Columns c : columns) {
      int column = side == Side.SOURCE ? c.source() : c.target();
      fields.add(
          new Field(
              shape.columns().get(column).name(), c.pair().type(side.other()), c.pair().common()));
    }
    return new Digest(way, shape.object(), fields, key, segments);
  }
}
