package dev.syncline.engine.advise;

import dev.syncline.connect.Connector;
import dev.syncline.connect.Connector.Order;
import dev.syncline.connect.Connector.RowStream;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.MatchForm;
import dev.syncline.engine.advise.KeyCount.Outcome;
import dev.syncline.engine.advise.KeyCount.Outcomes;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Counts all candidates of a pair of objects in one read of each side. */
final class KeyMeasure {
  private static final int LONGEST_SHOWN = 40;
  private static final long LEAST_MEMORY = 1 << 20;

  private final ObjectSchema source;
  private final ObjectSchema target;
  private final BySide<Connector> connectors;
  private final AdviceOptions options;
  private final ParentKeys parents;

  KeyMeasure(
      ObjectSchema source,
      ObjectSchema target,
      BySide<Connector> connectors,
      AdviceOptions options,
      ParentKeys parents) {
    this.source = source;
    this.target = target;
    this.connectors = connectors;
    this.options = options;
    this.parents = parents;
  }

  List<KeyAdvice> measure(List<KeyCandidate> candidates) {
    if (candidates.isEmpty()) {
      return List.of();
    }
    long memory = Math.max(LEAST_MEMORY, options.memoryBytes() / (2L * candidates.size()));
    List<KeyCount> counts = new ArrayList<>();
    try {
      candidates.forEach(c -> counts.add(new KeyCount(c, options, memory)));
      for (Side side : Side.values()) {
        read(side, counts);
      }
      List<KeyAdvice> advice = new ArrayList<>();
      for (KeyCount count : counts) {
        advice.add(advice(count));
      }
      return advice;
    } finally {
      counts.forEach(KeyCount::close);
    }
  }

  private ObjectSchema schema(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  private Shape shape(Side side, List<KeyCandidate> candidates) {
    Set<String> columns = new LinkedHashSet<>(schema(side).identity());
    candidates.forEach(c -> c.parts().forEach(p -> columns.addAll(p.columns(side))));
    return schema(side).shape(new ArrayList<>(columns));
  }

  private KeyReader reader(KeyCandidate candidate, Side side, Shape shape) {
    return new KeyReader(candidate.parts(), side, source, target, shape, options, parents);
  }

  private void read(Side side, List<KeyCount> counts) {
    Shape shape = shape(side, counts.stream().map(KeyCount::candidate).toList());
    List<KeyReader> readers = counts.stream().map(c -> reader(c.candidate(), side, shape)).toList();
    try (RowStream stream = connectors.on(side).read(shape, Order.ANY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        for (int i = 0; i < readers.size(); i++) {
          counts.get(i).add(side, row, readers.get(i));
        }
      }
    }
  }

  private KeyAdvice advice(KeyCount count) {
    KeyCandidate candidate = count.candidate();
    Outcomes outcomes = count.outcomes();
    Outcome outcome = outcomes.of(candidate.form());
    Map<MatchForm, Long> more = new EnumMap<>(MatchForm.class);
    for (MatchForm form : MatchForm.values()) {
      long links = outcomes.of(form).links - outcome.links;
      if (links > 0) {
        more.put(form, links);
      }
    }
    return new KeyAdvice(
        candidate.parts(),
        candidate.form(),
        candidate.enforcedInSource() && candidate.enforcedInTarget(),
        !candidate.enforcedInSource() && !candidate.enforcedInTarget(),
        figures(Side.SOURCE, count, outcome),
        figures(Side.TARGET, count, outcome),
        outcome.overlap,
        outcome.links,
        outcome.alone[0],
        outcome.alone[1],
        outcome.ambiguous,
        more);
  }

  private SideFigures figures(Side side, KeyCount count, Outcome outcome) {
    int i = side == Side.SOURCE ? 0 : 1;
    return new SideFigures(
        count.rows(side),
        count.nulls(side),
        outcome.distinct[i],
        outcome.repeated[i],
        values(side, count.candidate(), outcome.firstRepeated.get(i)));
  }

  /** The values behind some hashes, in the words of a row that holds them. */
  private List<String> values(Side side, KeyCandidate candidate, List<Long> hashes) {
    if (hashes.isEmpty()) {
      return List.of();
    }
    Shape shape = shape(side, List.of(candidate));
    KeyReader reader = reader(candidate, side, shape);
    Set<Long> wanted = new HashSet<>(hashes);
    Map<Long, String> found = new HashMap<>();
    try (RowStream stream = connectors.on(side).read(shape, Order.ANY)) {
      for (Row row = stream.next();
          row != null && found.size() < wanted.size();
          row = stream.next()) {
        long hash = reader.read(row, candidate.form());
        if (wanted.contains(hash)) {
          found.putIfAbsent(hash, shown(side, candidate, row));
        }
      }
    }
    return found.values().stream().sorted().toList();
  }

  private static String shown(Side side, KeyCandidate candidate, Row row) {
    List<String> values = new ArrayList<>();
    for (KeyPart part : candidate.parts()) {
      for (String column : part.columns(side)) {
        String text = String.valueOf(row.get(column));
        int end =
            text.offsetByCodePoints(
                0, Math.min(LONGEST_SHOWN, text.codePointCount(0, text.length())));
        values.add(end == text.length() ? text : text.substring(0, end) + "…");
      }
    }
    return String.join(", ", values);
  }
}
