package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.project.screen.JoinedScreen;
import dev.syncline.project.screen.JoinedScreen.Join;
import dev.syncline.project.screen.JoinedScreen.Reference;
import dev.syncline.project.screen.JoinedScreen.Thing;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.Picture;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/**
 * Draws what a sync joins: the objects of the source on the left, those of the target on the right,
 * the tasks between them, and in the margins which object refers to which.
 */
final class Drawing {
  private static final int MARGIN = 64;
  private static final int OBJECT = 224;
  private static final int TASK = 180;
  private static final int GAP = 64;
  private static final int HEIGHT = 46;
  private static final int PITCH = 62;
  private static final int TOP = 40;
  private static final int LETTERS = 26;
  private static final int AWAY = 8;
  private static final int NEAREST = 14;
  private static final int LANE = 8;
  private static final int LANES = 6;

  private static final int LEFT = MARGIN;
  private static final int MIDDLE = LEFT + OBJECT + GAP;
  private static final int RIGHT = MIDDLE + TASK + GAP;
  private static final int WIDTH = RIGHT + OBJECT + MARGIN;

  private final JoinedScreen joined;
  private final List<Picture.Box> boxes = new ArrayList<>();
  private final List<Picture.Line> lines = new ArrayList<>();
  private int lowest = TOP;

  private Drawing(JoinedScreen joined) {
    this.joined = joined;
  }

  static Picture of(JoinedScreen joined) {
    return new Drawing(joined).picture();
  }

  private Picture picture() {
    for (int i = 0; i < joined.joins().size(); i++) {
      task(joined.joins().get(i), middle(i));
    }
    for (Side side : Side.values()) {
      Map<String, Integer> heights = heights(side);
      joined.objects().on(side).forEach(thing -> object(side, thing, at(heights, thing.name())));
      joins(side, heights);
      references(side, heights);
    }
    return new Picture(
        WIDTH,
        lowest + HEIGHT / 2 + 12,
        "What " + joined.sync() + " joins",
        List.of(
            new Picture.Heading(LEFT + OBJECT / 2, 18, cut(joined.name(Side.SOURCE))),
            new Picture.Heading(MIDDLE + TASK / 2, 18, "tasks"),
            new Picture.Heading(RIGHT + OBJECT / 2, 18, cut(joined.name(Side.TARGET)))),
        boxes,
        lines,
        told());
  }

  private static int middle(int row) {
    return TOP + row * PITCH + HEIGHT / 2;
  }

  private static int at(Map<String, Integer> heights, String name) {
    return heights.getOrDefault(name, middle(0));
  }

  /** Each object stands beside the middle of its tasks, and none upon another. */
  private Map<String, Integer> heights(Side side) {
    Map<String, Double> wanted = new LinkedHashMap<>();
    for (Thing thing : joined.objects().on(side)) {
      wanted.put(
          thing.name(),
          IntStream.range(0, joined.joins().size())
              .filter(i -> concerns(joined.joins().get(i), side, thing.name()))
              .map(Drawing::middle)
              .average()
              .orElse(middle(0)));
    }
    Map<String, Integer> heights = new LinkedHashMap<>();
    int free = 0;
    for (Map.Entry<String, Double> one :
        wanted.entrySet().stream()
            .sorted(Comparator.comparingDouble(Map.Entry::getValue))
            .toList()) {
      int y = Math.max(free, (int) Math.round(one.getValue()));
      heights.put(one.getKey(), y);
      free = y + PITCH;
    }
    return heights;
  }

  private static boolean concerns(Join join, Side side, String object) {
    return join.objects().on(side).contains(object) || join.lookups().on(side).contains(object);
  }

  private void task(Join join, int y) {
    String fields = join.fields() < 0 ? "same names" : Words.count(join.fields(), "field");
    String due = join.due() == 0 ? "" : ", " + Words.number(join.due()) + " due";
    box(
        MIDDLE,
        y,
        TASK,
        join.due() == 0 ? "task" : "task care",
        join.task(),
        join.task() + ": " + joined.words(join) + due,
        fields + " · " + Words.count(join.links(), "link"),
        Links.with(Links.sync(joined.sync(), "mapping"), "task", join.task()));
  }

  private void object(Side side, Thing thing, int y) {
    box(
        side == Side.SOURCE ? LEFT : RIGHT,
        y,
        OBJECT,
        "thing",
        thing.name(),
        thing.name() + " in " + joined.name(side),
        thing.columns() < 0 ? "" : Words.count(thing.columns(), "column"),
        "");
  }

  private void box(
      int x, int y, int width, String kind, String name, String full, String sub, String path) {
    int letters = width == TASK ? LETTERS - 5 : LETTERS;
    boxes.add(
        new Picture.Box(
            x, y - HEIGHT / 2, width, HEIGHT, kind, cut(name, letters), full, sub, path));
    lowest = Math.max(lowest, y);
  }

  private void joins(Side side, Map<String, Integer> heights) {
    boolean source = side == Side.SOURCE;
    boolean read = joined.direction().equals("⇄") || joined.direction().equals(source ? "→" : "←");
    boolean written =
        joined.direction().equals("⇄") || joined.direction().equals(source ? "←" : "→");
    for (int i = 0; i < joined.joins().size(); i++) {
      Join join = joined.joins().get(i);
      int from = source ? LEFT + OBJECT : RIGHT;
      int to = source ? MIDDLE : MIDDLE + TASK;
      for (String object : join.lookups().on(side)) {
        lines.add(
            new Picture.Line(
                curve(from, at(heights, object), to, middle(i)),
                "looked",
                false,
                true,
                join.task() + " looks up in " + object));
      }
      for (String object : join.objects().on(side)) {
        lines.add(
            new Picture.Line(
                curve(from, at(heights, object), to, middle(i)),
                "join",
                written,
                read && !written,
                object + " " + joined.direction() + " " + join.task()));
      }
    }
  }

  private static String curve(int x, int y, int toX, int toY) {
    int half = (x + toX) / 2;
    return "M" + x + " " + y + "C" + half + " " + y + " " + half + " " + toY + " " + toX + " "
        + toY;
  }

  /**
   * All that refer to one object come together in a lane of the margin, so that many of them stay
   * readable; lanes of objects that would lie upon each other are apart, as long as there is room.
   */
  private void references(Side side, Map<String, Integer> heights) {
    Map<String, List<Integer>> from = new LinkedHashMap<>();
    for (Thing thing : joined.objects().on(side)) {
      for (Reference reference : thing.references()) {
        from.computeIfAbsent(reference.to(), to -> new ArrayList<>())
            .add(at(heights, thing.name()));
      }
    }
    Map<String, Integer> lanes = lanes(from, heights);
    int edge = side == Side.SOURCE ? LEFT : RIGHT + OBJECT;
    int way = side == Side.SOURCE ? -1 : 1;
    for (Thing thing : joined.objects().on(side)) {
      for (Reference reference : thing.references()) {
        int start = at(heights, thing.name()) + AWAY;
        int end = at(heights, reference.to()) - AWAY;
        int lane = edge + way * (NEAREST + LANE * lanes.getOrDefault(reference.to(), 0));
        lines.add(
            new Picture.Line(
                "M" + edge + " " + start + "H" + lane + "V" + end + "H" + edge,
                "reference",
                false,
                true,
                refers(thing, reference)));
      }
    }
  }

  private static Map<String, Integer> lanes(
      Map<String, List<Integer>> from, Map<String, Integer> heights) {
    Map<String, Integer> lanes = new LinkedHashMap<>();
    List<Integer> ends = new ArrayList<>();
    from.entrySet().stream()
        .sorted(Comparator.comparingInt(e -> upper(e, heights)))
        .forEach(
            e -> {
              int upper = upper(e, heights);
              int lower = Math.max(Collections.max(e.getValue()), at(heights, e.getKey()));
              int lane = 0;
              while (lane < ends.size() && ends.get(lane) >= upper) {
                lane++;
              }
              if (lane == ends.size()) {
                ends.add(lower);
              } else {
                ends.set(lane, lower);
              }
              lanes.put(e.getKey(), lane % LANES);
            });
    return lanes;
  }

  private static int upper(Map.Entry<String, List<Integer>> to, Map<String, Integer> heights) {
    return Math.min(Collections.min(to.getValue()), at(heights, to.getKey()));
  }

  private static String refers(Thing thing, Reference reference) {
    return thing.name()
        + (reference.columns().isEmpty() ? "" : "." + String.join(", ", reference.columns()))
        + " refers to "
        + reference.to();
  }

  private List<String> told() {
    List<String> told = new ArrayList<>();
    joined.joins().forEach(join -> told.add(join.task() + ": " + joined.words(join)));
    for (Side side : Side.values()) {
      for (Thing thing : joined.objects().on(side)) {
        thing.references().forEach(r -> told.add(refers(thing, r) + " in " + joined.name(side)));
      }
    }
    return told;
  }

  static String cut(String text) {
    return cut(text, LETTERS);
  }

  /** As much of a text as there is room for, by its code points. */
  static String cut(String text, int letters) {
    return text.codePointCount(0, text.length()) <= letters
        ? text
        : text.substring(0, text.offsetByCodePoints(0, letters - 1)) + "…";
  }
}
