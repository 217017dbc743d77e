package dev.syncline.server.page;

import java.util.ArrayList;
import java.util.List;

/**
 * What the latest runs wrote, as a row of bars, the oldest first.
 *
 * @param bars one of each run
 * @param words the same for who does not see them
 */
public record Spark(List<Bar> bars, String words) {
  /** Columns of the drawing, of which each run takes {@link #STEP}. */
  public static final int WIDTH = 120;

  /** Its height. */
  public static final int HEIGHT = 28;

  private static final int STEP = 6;
  private static final int MOST = WIDTH / STEP;

  public Spark {
    bars = List.copyOf(bars);
  }

  /**
   * A bar of the drawing.
   *
   * @param kind {@code idle} where nothing was written, {@code bad} where the run failed, or empty
   */
  public record Bar(int x, int y, int height, String kind) {}

  /**
   * A run of which a bar is drawn.
   *
   * @param written how many records it wrote
   */
  public record Run(long written, boolean failed) {}

  /**
   * Draws them, by the logarithm of what they wrote, so that a first load does not flatten all that
   * came after it.
   *
   * @param runs the oldest first
   */
  public static Spark of(List<Run> runs) {
    List<Run> latest = runs.subList(Math.max(0, runs.size() - MOST), runs.size());
    double most = latest.stream().mapToDouble(run -> Math.log1p(run.written())).max().orElse(0);
    List<Bar> bars = new ArrayList<>();
    int x = WIDTH - latest.size() * STEP;
    for (Run run : latest) {
      boolean idle = run.written() == 0;
      double share = idle || most == 0 ? 0 : Math.log1p(run.written()) / most;
      int height = run.failed() ? HEIGHT : Math.max(2, (int) Math.round(share * HEIGHT));
      bars.add(new Bar(x, HEIGHT - height, height, run.failed() ? "bad" : idle ? "idle" : ""));
      x += STEP;
    }
    long failed = latest.stream().filter(Run::failed).count();
    long written = latest.stream().mapToLong(Run::written).sum();
    return new Spark(
        bars,
        latest.isEmpty()
            ? "no run yet"
            : written
                + " records written in the latest "
                + latest.size()
                + " runs"
                + (failed == 0 ? "" : ", of which " + failed + " failed"));
  }
}
