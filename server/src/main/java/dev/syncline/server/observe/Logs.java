package dev.syncline.server.observe;

import dev.syncline.server.web.Json;
import io.opentelemetry.api.trace.Span;
import io.opentelemetry.api.trace.SpanContext;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.logging.Formatter;
import java.util.logging.Handler;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import java.util.stream.Stream;

/** The server's log: one line for each thing, for people or for programs. */
public final class Logs {
  private static final Logger ROOT = Logger.getLogger("");
  private static final Logger OWN = Logger.getLogger("dev.syncline");

  /** What these warn of, they also throw, and then whoever asked says it in better words. */
  private static final List<Logger> TALKATIVE =
      Stream.of("com.zaxxer.hikari", "org.mariadb.jdbc", "org.postgresql", "io.javalin")
          .map(Logger::getLogger)
          .toList();

  private Logs() {}

  /** How lines are written. */
  public enum Form {
    /** For people: time, level, words. */
    TEXT,
    /** For programs: a JSON object on each line. */
    JSON
  }

  /**
   * Sets the log of this process: our own lines from a level on, those of libraries from warnings
   * on, but for those that throw what they warn of, and nothing else.
   */
  public static void begin(Form form, Level level, OutputStream to) {
    for (Handler handler : ROOT.getHandlers()) {
      ROOT.removeHandler(handler);
    }
    ROOT.setLevel(Level.WARNING);
    OWN.setLevel(level);
    TALKATIVE.forEach(library -> library.setLevel(Level.OFF));
    ROOT.addHandler(handler(form, to));
  }

  /** Writes lines in a form. */
  static Handler handler(Form form, OutputStream to) {
    Handler handler =
        new StreamHandler(to, form == Form.JSON ? new JsonLines() : new TextLines()) {
          @Override
          public synchronized void publish(LogRecord line) {
            super.publish(line);
            flush();
          }

          @Override
          public synchronized void close() {
            flush(); // whom the stream belongs to closes it
          }
        };
    handler.setLevel(Level.ALL);
    return handler;
  }

  private static String level(LogRecord line) {
    int level = line.getLevel().intValue();
    if (level >= Level.SEVERE.intValue()) {
      return "error";
    }
    if (level >= Level.WARNING.intValue()) {
      return "warning";
    }
    return level >= Level.INFO.intValue() ? "info" : "debug";
  }

  /** What stands beside the words, and within which span that is, where there is one. */
  private static Map<String, Object> values(LogRecord line) {
    Map<String, Object> values = new LinkedHashMap<>(LogLine.values(line));
    SpanContext span = Span.current().getSpanContext();
    if (span.isValid()) {
      values.put("trace_id", span.getTraceId());
      values.put("span_id", span.getSpanId());
    }
    return values;
  }

  private static String trace(Throwable thrown) {
    StringWriter text = new StringWriter();
    thrown.printStackTrace(new PrintWriter(text));
    return text.toString();
  }

  /** An object on each line; values stand under their own names. */
  private static final class JsonLines extends Formatter {
    @Override
    public String format(LogRecord line) {
      Map<String, Object> json = new LinkedHashMap<>();
      json.put("time", line.getInstant().toString());
      json.put("level", level(line));
      json.put("logger", line.getLoggerName());
      json.put("message", formatMessage(line));
      values(line).forEach(json::putIfAbsent);
      if (line.getThrown() != null) {
        json.put("exception", trace(line.getThrown()));
      }
      return Json.text(json) + "\n";
    }
  }

  /** A line as people read it; what would break it is shown as a space. */
  private static final class TextLines extends Formatter {
    @Override
    public String format(LogRecord line) {
      StringBuilder text =
          new StringBuilder(line.getInstant().toString())
              .append(' ')
              .append(String.format(Locale.ROOT, "%-7s", level(line)))
              .append(' ')
              .append(formatMessage(line));
      values(line)
          .forEach((name, value) -> text.append(' ').append(name).append('=').append(value));
      String whole = text.toString().replaceAll("\\p{Cntrl}", " ");
      return whole + "\n" + (line.getThrown() == null ? "" : trace(line.getThrown()));
    }
  }
}
