package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.CanonicalBytes;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.MatchForm;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Reads the hash of a candidate key from a row of a side. Equal hashes mean equal keys: of ten
 * million values, two different ones have the same hash with a chance of three in a million.
 */
final class KeyReader {
  /** How a part of the key is read. */
  private sealed interface Part {
    /** Compared by its own value. */
    record Value(int column, TypePair pair, boolean text) implements Part {}

    /** Compared by the unique key of the parent that it refers to. */
    record Parent(List<Integer> columns, LongMap keys) implements Part {}
  }

  private final Side side;
  private final List<Part> parts = new ArrayList<>();
  private final CanonicalBytes scratch = new CanonicalBytes();

  /**
   * @param parentKeys the side's unique keys by identity, per source object that is referred to
   */
  KeyReader(
      List<KeyPart> key,
      Side side,
      ObjectSchema source,
      ObjectSchema target,
      Shape shape,
      AdviceOptions options,
      ParentKeys parentKeys) {
    this.side = side;
    for (KeyPart part : key) {
      if (part.parent().isPresent()) {
        List<Integer> columns = part.columns(side).stream().map(shape::indexOf).toList();
        parts.add(new Part.Parent(columns, parentKeys.of(part.parent().get(), side)));
      } else {
        Type sourceType = source.column(part.source().getFirst()).orElseThrow().type();
        Type targetType = target.column(part.target().getFirst()).orElseThrow().type();
        int column = shape.indexOf(part.columns(side).getFirst());
        parts.add(
            new Part.Value(
                column, pair(sourceType, targetType, options), part.isText(source, target)));
      }
    }
  }

  private static TypePair pair(Type source, Type target, AdviceOptions options) {
    boolean sourceIsLocal = source instanceof Type.Timestamp t && !t.zoned();
    return TypePair.of(
            source,
            target,
            sourceIsLocal ? options.sourceZone() : options.targetZone(),
            options.notation())
        .orElseThrow();
  }

  /** Whether forms other than exact make a difference. */
  boolean hasText() {
    return parts.stream().anyMatch(p -> p instanceof Part.Value v && v.text());
  }

  /** The hash of a row's key under a form; 0 when a part of it is null. */
  long read(Row row, MatchForm form) {
    long hash = 0;
    for (Part part : parts) {
      long next =
          switch (part) {
            case Part.Value value -> value(value, row.get(value.column()), form);
            case Part.Parent parent -> parent(parent, row);
          };
      if (next == 0) {
        return 0;
      }
      hash = ValueHash.then(hash, next);
    }
    return hash;
  }

  private long value(Part.Value part, @Nullable Object value, MatchForm form) {
    if (value == null || value instanceof Flaw) {
      return 0;
    }
    Object formed = part.text() && value instanceof String s ? form.apply(s) : value;
    scratch.reset();
    part.pair().canonical(side, formed, scratch);
    return ValueHash.of(scratch);
  }

  private static long parent(Part.Parent part, Row row) {
    Object[] values = new Object[part.columns().size()];
    for (int i = 0; i < values.length; i++) {
      Object value = row.get((int) part.columns().get(i));
      if (value == null || value instanceof Flaw) {
        return 0;
      }
      values[i] = value;
    }
    return part.keys().get(ValueHash.of(Key.of(values)));
  }
}
