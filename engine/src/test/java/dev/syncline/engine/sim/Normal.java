package dev.syncline.engine.sim;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What a column makes of a value that is written to it, by anyone, as some systems do. */
enum Normal {
  AS_IS {
    @Override
    Object of(Object value) {
      return value;
    }
  },
  /** Spaces around a text are cut off. */
  TRIMMED {
    @Override
    Object of(Object value) {
      return value instanceof String s ? s.strip() : value;
    }
  },
  /** Text is stored in capitals. */
  UPPER_CASE {
    @Override
    Object of(Object value) {
      return value instanceof String s ? s.toUpperCase(Locale.ROOT) : value;
    }
  },
  /** Decimals are stored with one digit after the point. */
  ROUNDED {
    @Override
    Object of(Object value) {
      return value instanceof BigDecimal d ? d.setScale(1, RoundingMode.HALF_EVEN) : value;
    }
  },
  /** Timestamps are stored in whole seconds. */
  WHOLE_SECONDS {
    @Override
    Object of(Object value) {
      return switch (value) {
        case LocalDateTime t -> t.truncatedTo(ChronoUnit.SECONDS);
        case Instant t -> t.truncatedTo(ChronoUnit.SECONDS);
        case null, default -> value;
      };
    }
  };

  /** What is stored for a value. */
  abstract Object of(Object value);
}
