package dev.syncline.engine.advise;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A source object and a target object that seem to hold the same records.
 *
 * @param source the source object
 * @param target the target object
 * @param why what speaks for it
 * @param columns columns that belong together, foreign keys excepted
 * @param relations foreign keys that belong together
 * @param keys candidates for the unique key, the best first; those of columns that nothing pairs
 *     but that both systems keep them unique come last, and are not chosen
 * @param chosen the one to be used; nothing when none tells records apart well enough
 * @param generated keys that were not considered because a system generates them
 * @param rows how many records each side holds
 */
public record PairAdvice(
    ObjectSchema source,
    ObjectSchema target,
    Why why,
    List<ColumnPair> columns,
    List<RelationPair> relations,
    List<KeyAdvice> keys,
    Optional<KeyAdvice> chosen,
    List<ColumnPair> generated,
    BySide<Long> rows) {
  public PairAdvice {
    columns = List.copyOf(columns);
    relations = List.copyOf(relations);
    keys = List.copyOf(keys);
    generated = List.copyOf(generated);
  }

  /** What speaks for a pair of objects. */
  public enum Why {
    /** A person named both. */
    GIVEN,
    /** They have the same name but for habits: case, separators, plural. */
    NAME,
    /** One name is short for the other, for no other name besides, and they share columns. */
    SHORT_NAME,
    /** They have mostly the same columns. */
    COLUMNS
  }

  /**
   * Two columns that belong together.
   *
   * @param byName whether their names or a person said so; else their words and values did
   */
  public record ColumnPair(String source, String target, boolean byName) {
    /** The column of a side. */
    public String on(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /**
   * Two foreign keys that refer to objects of the same pair.
   *
   * @param source columns, in the order of the parent's key
   * @param target columns, in the order of the parent's key
   * @param parent name of the source object they refer to
   * @param declared whether both systems declare the foreign key; else one or both have only
   *     columns that are named after it
   */
  public record RelationPair(
      List<String> source, List<String> target, String parent, boolean declared) {
    public RelationPair {
      source = List.copyOf(source);
      target = List.copyOf(target);
    }

    /** The columns of a side. */
    public List<String> columns(Side side) {
      return side == Side.SOURCE ? source : target;
    }
  }

  /**
   * A number of the same name by which one system, that generates it, and the other, that has to be
   * given it with every new record, tell records apart: these only go there if both sides number
   * them alike.
   */
  public Optional<ColumnPair> sharedIds(Direction direction) {
    return generated.stream()
        .filter(g -> g.source().equalsIgnoreCase(g.target()))
        .filter(g -> isNumber(source, g.source()) && isNumber(target, g.target()))
        .filter(
            g ->
                direction.writes(Side.SOURCE)
                        && source.column(g.source()).filter(Column::required).isPresent()
                    || direction.writes(Side.TARGET)
                        && target.column(g.target()).filter(Column::required).isPresent())
        .findFirst();
  }

  private static boolean isNumber(ObjectSchema object, String column) {
    return object.column(column).filter(c -> c.type() instanceof Type.Int).isPresent();
  }

  /** The columns of a side that nothing is carried to or from. */
  public List<Column> leftOut(Side side, Direction direction) {
    Set<String> used = new HashSet<>();
    columns.forEach(c -> used.add(c.on(side)));
    relations.forEach(r -> used.addAll(r.columns(side)));
    sharedIds(direction).ifPresent(ids -> used.add(ids.on(side)));
    return schema(side).columns().stream().filter(c -> !used.contains(c.name())).toList();
  }

  /** Whether there is anything that can be carried from one side to the other. */
  public boolean carries() {
    return !columns.isEmpty() || !relations.isEmpty();
  }

  /**
   * The same by another of its candidates, whose columns belong together then; by none where that
   * is null.
   */
  public PairAdvice by(@Nullable KeyAdvice key) {
    List<ColumnPair> paired = new ArrayList<>(columns);
    if (key != null) {
      key.parts().stream()
          .filter(part -> part.parent().isEmpty())
          .map(part -> new ColumnPair(part.source().getFirst(), part.target().getFirst(), true))
          .filter(pair -> columns.stream().noneMatch(c -> c.source().equals(pair.source())))
          .forEach(paired::add);
    }
    return new PairAdvice(
        source, target, why, paired, relations, keys, Optional.ofNullable(key), generated, rows);
  }

  /** The object of a side. */
  public ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? source : target;
  }
}
