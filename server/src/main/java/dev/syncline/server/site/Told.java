package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.engine.store.Due;
import dev.syncline.project.screen.DueScreen;
import dev.syncline.project.screen.History;
import dev.syncline.project.screen.RunDetailScreen.Written;
import dev.syncline.project.text.Words;
import dev.syncline.server.page.DueLine;
import dev.syncline.server.page.Operation;
import dev.syncline.server.page.Pager;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** How records, and what becomes of them, are shown wherever they are. */
final class Told {
  private static final int VALUE = 400;

  private Told() {}

  /**
   * A record that is due.
   *
   * @param mayRetry whether this person may try it again
   */
  static DueLine due(
      String sync, String task, String system, Due due, boolean mayRetry, String since) {
    return new DueLine(
        task,
        system,
        due.key().toString(),
        Links.record(sync, task, due.side().word(), due.key().toString()),
        DueScreen.words(due.reason()),
        tone(due.reason()),
        here(due.message()),
        since + (due.attempts() > 1 ? ", tried " + due.attempts() + " times" : ""),
        mayRetry ? Links.sync(sync, "retry") : "");
  }

  /** What a message says, without commands for which pages have buttons. */
  static String here(String message) {
    return message
        .replaceAll(" If [^.]*run --approve$", "")
        .replace("decide with: syncline conflicts resolve", "a person decides");
  }

  private static String tone(Due.Reason reason) {
    return switch (reason) {
      case REJECTED, UNREADABLE, BLOCKED -> "bad";
      case CONFLICT, AMBIGUOUS, NULL_KEY, QUARANTINED, GUARDED -> "care";
      case WAITING, STALE, RETRY -> "";
    };
  }

  /**
   * A write that the journal knows.
   *
   * @param system names a side
   * @param when says a moment; null where the run says it
   */
  static Operation written(
      String sync,
      String task,
      Written written,
      Function<Side, String> system,
      @Nullable LongFunction<String> when) {
    String outcome = History.outcome(written.batch(), written.entry());
    List<Operation.Field> fields = new ArrayList<>();
    History.fields(written.entry(), VALUE)
        .forEach(
            (name, of) ->
                fields.add(
                    new Operation.Field(
                        name,
                        Objects.requireNonNullElse(of[0], ""),
                        Objects.requireNonNullElse(of[1], ""))));
    boolean bySource = written.entry().source() != null;
    String key = String.valueOf(bySource ? written.entry().source() : written.entry().target());
    return new Operation(
        task,
        History.key(written.entry()),
        Links.record(sync, task, bySource ? "source" : "target", key),
        written.entry().kind().name().toLowerCase(Locale.ROOT),
        system.apply(written.batch().side()),
        outcome.equals("applied") ? "" : outcome,
        outcome.equals("rejected") ? "bad" : "care",
        here(written.entry().detail()),
        when == null
            ? ""
            : written.batch().atMillis() == 0 ? "now" : when.apply(written.batch().atMillis()),
        when == null ? "" : Long.toString(written.batch().run()),
        fields);
  }

  /** Where a page of so many is in all of them. */
  static Pager pager(
      long skipped, int shown, long total, int most, LongFunction<String> pathAfter) {
    return new Pager(
        shown == 0
            ? ""
            : Words.number(skipped + 1)
                + " to "
                + Words.number(skipped + shown)
                + " of "
                + Words.number(total),
        skipped == 0 ? "" : pathAfter.apply(Math.max(0, skipped - most)),
        skipped + shown < total && shown > 0 ? pathAfter.apply(skipped + shown) : "");
  }
}
