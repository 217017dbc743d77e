package dev.syncline.core.laws;

import dev.syncline.core.value.Type;
import java.math.BigDecimal;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.stream.Collectors;

/** What made-up formulas make of values: such things as people write in expressions. */
public enum Recipe {
  CONSTANT(0, Type.Text.UNBOUNDED) {
    @Override
    Object of(List<?> read) {
      return "made";
    }
  },
  CAPITALS(1, Type.Text.UNBOUNDED) {
    @Override
    Object of(List<?> read) {
      return read.getFirst() instanceof String s ? s.toUpperCase(Locale.ROOT) : null;
    }
  },
  /** Two texts one after the other, of which either may be missing. */
  JOINED(2, Type.Text.UNBOUNDED) {
    @Override
    Object of(List<?> read) {
      return read.stream().allMatch(Objects::isNull)
          ? null
          : read.stream()
              .filter(Objects::nonNull)
              .map(Object::toString)
              .collect(Collectors.joining());
    }
  },
  LENGTH(1, new Type.Int(32, false)) {
    @Override
    Object of(List<?> read) {
      return read.getFirst() instanceof String s ? (Object) (long) s.length() : null;
    }
  },
  REVERSED(1, Type.Text.UNBOUNDED) {
    @Override
    Object of(List<?> read) {
      return read.getFirst() instanceof String s ? new StringBuilder(s).reverse().toString() : null;
    }

    @Override
    Object back(Object made) {
      return of(java.util.Collections.singletonList(made));
    }
  },
  TENFOLD(1, Type.Decimal.UNBOUNDED) {
    @Override
    Object of(List<?> read) {
      return moved(read.getFirst(), 1);
    }

    @Override
    Object back(Object made) {
      return moved(made, -1);
    }

    private Object moved(Object value, int places) {
      return switch (value) {
        case Long l -> BigDecimal.valueOf(l).movePointRight(places);
        case BigDecimal d -> d.movePointRight(places);
        case null, default -> null;
      };
    }
  };

  private final int reads;
  private final Type makes;

  Recipe(int reads, Type makes) {
    this.reads = reads;
    this.makes = makes;
  }

  /** How many values it reads. */
  public int reads() {
    return reads;
  }

  /** The type of what it makes, there and back. */
  public Type makes() {
    return makes;
  }

  /** Whether it reads and makes numbers, and not texts. */
  public boolean isOfNumbers() {
    return this == TENFOLD;
  }

  /** Whether there is a way back. */
  public boolean isReversible() {
    return this == REVERSED || this == TENFOLD;
  }

  /** What it makes of values. */
  abstract Object of(List<?> read);

  /** What it was made of. */
  Object back(Object made) {
    throw new UnsupportedOperationException("no way back from " + this);
  }
}
