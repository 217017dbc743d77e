package dev.syncline.project.edit;

import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.engine.config.Arrow;
import dev.syncline.engine.config.ProposedComments;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Takes out of a task what Syncline itself remarked on its key and its fields when it proposed it,
 * and what an edit makes untrue. Other comments stay.
 */
final class StaleComments {
  private static final Pattern ALONE = Pattern.compile("\\s*# (.*)");

  private final YamlDocument before;
  private final YamlDocument after;
  private final List<String> lines;

  private StaleComments(YamlDocument before, YamlDocument after) {
    this.before = before;
    this.after = after;
    this.lines = new ArrayList<>(List.of(after.text().split("(?<=\n)", -1)));
  }

  /** What is to become of files, without what changes of it made untrue. */
  static ConfigurationEdit removed(ConfigurationEdit before, ConfigurationEdit after) {
    ConfigurationEdit all = after;
    for (String file : after.files()) {
      if (!before.text(file).equals(after.text(file))) {
        all = all.with(file, removed(before.document(file), after.document(file)));
      }
    }
    return all;
  }

  private static YamlDocument removed(YamlDocument before, YamlDocument after) {
    StaleComments stale = new StaleComments(before, after);
    for (String sync : after.keys(Place.of("syncs"))) {
      Place tasks = Place.of("syncs", sync, "tasks");
      for (int i = after.size(tasks) - 1; i >= 0; i--) { // from below, as lines go
        Place now = tasks.then(i);
        stale.was(tasks, after.get(now.then("id"))).ifPresent(was -> stale.task(sync, was, now));
      }
    }
    String text = String.join("", stale.lines);
    if (text.equals(after.text())) {
      return after;
    }
    YamlDocument cleared = YamlDocument.of(text);
    Place whole = new Place(List.of());
    return cleared.get(whole).equals(after.get(whole)) ? cleared : after;
  }

  /** Where the task of an id stood. */
  private Optional<Place> was(Place tasks, Optional<Object> id) {
    for (int i = 0; i < before.size(tasks); i++) {
      if (id.isPresent() && before.get(tasks.then(i).then("id")).equals(id)) {
        return Optional.of(tasks.then(i));
      }
    }
    return Optional.empty();
  }

  private void task(String sync, Place was, Place now) {
    Object match = after.get(now.then("match")).orElse(List.of());
    boolean otherKey = !match.equals(before.get(was.then("match")).orElse(List.of()));
    if (!otherKey && before.get(was.then("fields")).equals(after.get(now.then("fields")))) {
      return;
    }
    Used old = Used.of(before, was);
    Used used = Used.of(after, now);
    BySide<String> connections =
        BySide.of(
            side ->
                after.get(Place.of("syncs", sync, side.word())).map(Object::toString).orElse(""));
    fields(was, now);
    int first = after.line(now).orElse(1) - 1;
    boolean within = false; // a candidate that is the key now
    for (int i = first, left = end(now) - first; left > 0; i++, left--) {
      String line = lines.get(i).stripTrailing();
      String comment = ALONE.matcher(line).matches() ? line.strip().substring(2) : "";
      within =
          comment.startsWith("  ")
              ? within
              : ProposedComments.candidate(comment)
                  .filter(key -> otherKey && pairs(List.of(key.split(" and "))).equals(key(match)))
                  .isPresent();
      boolean untrue =
          within
              || otherKey && ProposedComments.isOfKey(comment)
              || ProposedComments.refers(comment).filter(c -> isNew(c, old, used)).isPresent();
      String mended = untrue ? "" : leftOut(comment, connections, old, used);
      if (mended.isEmpty() && !comment.isEmpty()) {
        lines.remove(i--);
      } else if (!mended.equals(comment)) {
        lines.set(i, lines.get(i).replace(comment, mended));
      }
    }
  }

  private static String leftOut(String comment, BySide<String> connections, Used old, Used used) {
    String mended = comment;
    for (Side side : Side.values()) {
      mended =
          ProposedComments.leftOutWithout(
                  mended,
                  connections.on(side),
                  column -> used.has(side, column) && !old.has(side, column))
              .orElse(mended);
    }
    return mended;
  }

  /** Whether some of these columns are mapped now, and were not. */
  private static boolean isNew(String columns, Used old, Used used) {
    return arrow(unquoted(columns))
        .filter(
            a ->
                a.source().stream()
                        .anyMatch(c -> used.has(Side.SOURCE, c) && !old.has(Side.SOURCE, c))
                    || a.target().stream()
                        .anyMatch(c -> used.has(Side.TARGET, c) && !old.has(Side.TARGET, c)))
        .isPresent();
  }

  /** Cuts off what stands behind fields that are of other columns now. */
  private void fields(Place was, Place now) {
    List<String> old = before.text().lines().toList();
    for (String remark : List.of(ProposedComments.BY_VALUES, ProposedComments.UNDECLARED)) {
      String end = " # " + remark;
      Set<String> known = new HashSet<>();
      each(
          before,
          was,
          (line, pair) -> {
            if (old.get(line).stripTrailing().endsWith(end)) {
              known.add(pair);
            }
          });
      each(
          after,
          now,
          (line, pair) -> {
            String text = lines.get(line);
            if (text.stripTrailing().endsWith(end) && !known.contains(pair)) {
              lines.set(
                  line, text.substring(0, text.lastIndexOf(end)).stripTrailing() + lineEnd(text));
            }
          });
    }
  }

  private static String lineEnd(String line) {
    return line.substring(line.stripTrailing().length()).replaceAll("[^\r\n]", "");
  }

  /** Is given the line of a field, from 0, and which columns it pairs. */
  private interface Looked {
    void at(int line, String pair);
  }

  private static void each(YamlDocument document, Place task, Looked looked) {
    Place fields = task.then("fields");
    for (int i = 0; i < document.size(fields); i++) {
      Object field = document.get(fields.then(i)).orElse("");
      String kind =
          field instanceof Map<?, ?> keys && keys.containsKey("relation") ? "relation " : "";
      String columns =
          field instanceof Map<?, ?> keys
              ? Objects.requireNonNullElse(
                      keys.containsKey("column") ? keys.get("column") : keys.get("relation"), "")
                  .toString()
              : field.toString();
      int line = document.line(fields.then(i)).orElse(1) - 1;
      looked.at(line, kind + arrow(columns).map(a -> a.source() + " " + a.target()).orElse(""));
    }
  }

  /** The line after a task, from 0: the next one's, or where its list ends. */
  private int end(Place task) {
    int number = Integer.parseInt(task.last());
    Optional<Integer> next = after.line(task.parent().then(number + 1));
    if (next.isPresent()) {
      return next.get() - 1;
    }
    int column = after.column(task).orElse(1) - 1;
    List<String> all = after.text().lines().toList();
    int end = after.line(task).orElse(1);
    while (end < all.size()) {
      String line = all.get(end);
      int indent = line.length() - line.stripLeading().length();
      if (!line.isBlank() && indent < column && line.charAt(indent) != '#') {
        break;
      }
      end++;
    }
    return end;
  }

  private static Set<String> key(Object match) {
    List<String> parts = new ArrayList<>();
    for (Object part : match instanceof Collection<?> several ? several : List.of(match)) {
      parts.add(String.valueOf(part instanceof Map<?, ?> keys ? keys.get("key") : part));
    }
    return pairs(parts);
  }

  private static Set<String> pairs(List<String> arrows) {
    Set<String> pairs = new TreeSet<>();
    arrows.forEach(
        text -> pairs.add(arrow(text).map(a -> a.source() + " " + a.target()).orElse(text)));
    return pairs;
  }

  private static Optional<Arrow> arrow(String text) {
    try {
      return Optional.of(Arrow.parse(text));
    } catch (Arrow.Malformed e) {
      return Optional.empty();
    }
  }

  /** A scalar as YAML reads it. */
  private static String unquoted(String scalar) {
    try {
      return YamlDocument.of("- " + scalar).get(Place.of(0)).map(Object::toString).orElse(scalar);
    } catch (EditRefused e) {
      return scalar;
    }
  }

  /**
   * What a task's fields and key use.
   *
   * @param columns of each side
   * @param texts expressions over each side's columns
   */
  private record Used(BySide<Set<String>> columns, BySide<Set<String>> texts) {
    static Used of(YamlDocument document, Place task) {
      Used used = new Used(BySide.of(side -> new HashSet<>()), BySide.of(side -> new HashSet<>()));
      for (String list : List.of("fields", "match")) {
        Object items = document.get(task.then(list)).orElse(List.of());
        for (Object item : items instanceof Collection<?> several ? several : List.of(items)) {
          used.add(item);
        }
      }
      return used;
    }

    private void add(Object item) {
      if (!(item instanceof Map<?, ?> keys)) {
        pair(item.toString());
        return;
      }
      Side read = keys.containsKey("to") ? Side.SOURCE : Side.TARGET;
      keys.forEach(
          (key, value) -> {
            String text = String.valueOf(value);
            switch (String.valueOf(key)) {
              case "column", "relation", "key" -> pair(text);
              case "to" -> columns.target().add(text);
              case "from" -> columns.source().add(text);
              case "sql" -> texts.source().add(text);
              case "back" -> texts.target().add(text);
              case "where" -> texts.on(read).add(text);
              default -> {}
            }
          });
    }

    private void pair(String text) {
      arrow(text)
          .ifPresent(
              a -> {
                columns.source().addAll(a.source());
                columns.target().addAll(a.target());
              });
    }

    boolean has(Side side, String column) {
      Pattern word =
          Pattern.compile(
              "(?<![\\p{L}\\p{N}_])" + Pattern.quote(column) + "(?![\\p{L}\\p{N}_])",
              Pattern.CASE_INSENSITIVE);
      return columns.on(side).stream().anyMatch(column::equalsIgnoreCase)
          || texts.on(side).stream().anyMatch(t -> word.matcher(t).find());
    }
  }
}
