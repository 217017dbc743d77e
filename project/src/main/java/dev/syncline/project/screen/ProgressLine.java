package dev.syncline.project.screen;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.text.Console;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Width;
import dev.syncline.project.text.Words;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;

/**
 * Shows a run's steps while it runs: on a terminal one line that is written over again, which stays
 * only for steps that took a while; elsewhere a plain line every few seconds.
 */
public final class ProgressLine implements Progress {
  private static final long REPAINT_MILLIS = 100;
  private static final long PLAIN_MILLIS = 5_000;
  private static final long WORTH_KEEPING_MILLIS = 1_000;
  private static final int BAR = 20;

  private final Console console;
  private final boolean colour;
  private final BooleanSupplier cancelled;
  private String task = "";
  private String step = "";
  private long total = -1;
  private long done;
  private long began;
  private long painted;
  private String file = "";
  private boolean open;
  private boolean dirty;

  /** Follows on the console's error stream, so that what was asked for stays alone on the other. */
  public ProgressLine(Console console, boolean colour, BooleanSupplier cancelled) {
    this.console = console;
    this.colour = colour;
    this.cancelled = cancelled;
  }

  @Override
  public synchronized void begin(String ofTask, String what, long records) {
    end();
    task = ofTask;
    step = what;
    total = records;
    done = 0;
    file = "";
    began = console.clock().getAsLong();
    painted = began;
    open = true;
    if (console.terminalErr()) {
      paint();
    }
  }

  @Override
  public synchronized void advance(long records) {
    done += records;
    show();
  }

  /** So many bytes of a large file are read or copied, within a step. */
  public synchronized void copying(Path path, long bytes, long all) {
    file =
        bytes >= all
            ? ""
            : Shown.safe(String.valueOf(path.getFileName()))
                + " "
                + Words.number(bytes >> 20)
                + " of "
                + Words.number(all >> 20)
                + " MB";
    show();
  }

  /** Where it was not shown for a while. */
  private void show() {
    if (!open) {
      return;
    }
    long now = console.clock().getAsLong();
    if (now - painted >= (console.terminalErr() ? REPAINT_MILLIS : PLAIN_MILLIS)) {
      painted = now;
      if (console.terminalErr()) {
        paint();
      } else {
        console.err().println(name() + "  " + String.join("  ", facts(now - began)));
      }
    }
  }

  @Override
  public synchronized void end() {
    if (!open) {
      return;
    }
    open = false;
    long took = console.clock().getAsLong() - began;
    clear();
    boolean worth = took >= (console.terminalErr() ? WORTH_KEEPING_MILLIS : PLAIN_MILLIS);
    if (worth) {
      console
          .err()
          .println(
              paint(
                  Style.FAINT,
                  name()
                      + "  "
                      + (done == 0
                          ? Words.duration(took)
                          : Words.number(done)
                              + " in "
                              + Words.duration(took)
                              + ", "
                              + Words.rate(done, took))));
    }
  }

  @Override
  public boolean cancelled() {
    return cancelled.getAsBoolean();
  }

  private void paint() {
    long elapsed = console.clock().getAsLong() - began;
    String bar = total > 0 ? "  " + bar() : "";
    String line = name() + bar + "  " + String.join("  ", facts(elapsed));
    clear();
    console.err().print(Width.cut(line.stripTrailing(), console.width() - 1));
    console.err().flush();
    dirty = true;
  }

  private void clear() {
    if (dirty) {
      console.err().print("\r\u001b[2K");
      dirty = false;
    }
  }

  private String name() {
    return task.isEmpty() ? step : task + "  " + step;
  }

  private String bar() {
    int full = (int) Math.min(BAR, done * BAR / total);
    return "━".repeat(full) + "╌".repeat(BAR - full);
  }

  private List<String> facts(long elapsed) {
    List<String> facts = new ArrayList<>(counts(elapsed));
    if (!file.isEmpty()) {
      facts.add(file);
    }
    return facts;
  }

  private List<String> counts(long elapsed) {
    if (done == 0) {
      return List.of();
    }
    String count =
        total > 0 ? Words.number(done) + " of " + Words.number(total) : Words.number(done);
    // Before that a rate says more about the first batch than about the step.
    if (elapsed < WORTH_KEEPING_MILLIS) {
      return List.of(count);
    }
    String rate = Words.rate(done, elapsed);
    if (total <= done) {
      return List.of(count, rate);
    }
    long left = Math.round((double) elapsed / done * (total - done));
    return List.of(count, rate, Words.remaining(left) + " left");
  }

  private String paint(Style style, String text) {
    return colour ? new Page(true, console.width()).paint(style, text) : text;
  }
}
