package dev.syncline.server.site;

import dev.syncline.project.text.Csv;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.AuditLog;
import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import dev.syncline.server.page.AuditPage;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.web.Need;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Who did what: page by page, and as a file. */
final class AuditSite {
  private static final String PATH = SettingsTab.AUDIT.path();
  private static final int LINES = 100;
  private static final List<String> FIELDS =
      List.of("who", "action", "sync", "outcome", "from", "until");

  private final Desk desk;

  AuditSite(Desk desk) {
    this.desk = desk;
  }

  void ways(RoutesConfig routes) {
    routes.get(PATH, this::show, Need.of(Permission.AUDIT));
    routes.get(PATH + ".csv", this::export, Need.of(Permission.AUDIT));
  }

  private static @Nullable String orNull(String text) {
    return text.isEmpty() ? null : text;
  }

  private AuditLog.Filter filter(Context request) {
    return new AuditLog.Filter(
        orNull(Sent.query(request, "who")),
        chosen(Event.Action.values(), Sent.query(request, "action")),
        orNull(Sent.query(request, "sync")),
        chosen(Event.Outcome.values(), Sent.query(request, "outcome")),
        begin(Sent.query(request, "from"), 0),
        begin(Sent.query(request, "until"), 1));
  }

  private static <E extends Enum<E>> @Nullable E chosen(E[] all, String name) {
    if (name.isEmpty()) {
      return null;
    }
    return Stream.of(all)
        .filter(each -> each.name().equalsIgnoreCase(name.replace(' ', '_')))
        .findFirst()
        .orElseThrow(
            () ->
                new Refusal(
                    400,
                    "usage",
                    "There is no \""
                        + name
                        + "\" among "
                        + Stream.of(all).map(AuditSite::words).collect(Collectors.joining(", "))
                        + "."));
  }

  /** When a day begins in the zone of the server, or the one that comes so many days after it. */
  private @Nullable Instant begin(String day, int after) {
    if (day.isEmpty()) {
      return null;
    }
    try {
      return LocalDate.parse(day).plusDays(after).atStartOfDay(desk.zone()).toInstant();
    } catch (DateTimeException e) {
      throw new Refusal(400, "usage", "A day is written like 2026-03-01, not \"" + day + "\".");
    }
  }

  private static long before(Context request) {
    String text = Sent.query(request, "before");
    if (text.isEmpty()) {
      return Long.MAX_VALUE;
    }
    if (!text.matches("[0-9]{1,18}")) {
      throw new Refusal(400, "usage", "\"before\" is the number of a line.");
    }
    return Long.parseLong(text);
  }

  private void show(Context request) {
    Visitor visitor = Visitor.of(request);
    long before = before(request);
    List<AuditLog.Line> found = desk.accounts().audit().page(filter(request), before, LINES + 1);
    List<AuditLog.Line> lines = found.subList(0, Math.min(LINES, found.size()));
    desk.show(
        request,
        "settings/audit",
        new AuditPage(
            desk.frame(visitor, "Audit log", Frame.Section.SETTINGS),
            SettingsTab.AUDIT.tabs(visitor),
            Sent.query(request, "who"),
            choices(Event.Action.values(), Sent.query(request, "action"), "any"),
            Sent.query(request, "sync"),
            choices(Event.Outcome.values(), Sent.query(request, "outcome"), "any"),
            Sent.query(request, "from"),
            Sent.query(request, "until"),
            lines.stream().map(this::line).toList(),
            found.size() > LINES
                ? path(request, PATH, Map.of("before", Long.toString(lines.getLast().id())))
                : "",
            before == Long.MAX_VALUE ? "" : path(request, PATH, Map.of()),
            path(request, PATH + ".csv", Map.of()),
            desk.zoneName()));
  }

  private static <E extends Enum<E>> List<Choice> choices(E[] all, String chosen, String any) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", any, chosen.isEmpty()));
    for (E each : all) {
      choices.add(
          new Choice(
              words(each), words(each), each.name().equalsIgnoreCase(chosen.replace(' ', '_'))));
    }
    return choices;
  }

  private static String words(Enum<?> each) {
    return each.name().toLowerCase(java.util.Locale.ROOT).replace('_', ' ');
  }

  /** The same lines elsewhere. */
  private static String path(Context request, String path, Map<String, String> more) {
    Map<String, String> query = new LinkedHashMap<>();
    FIELDS.forEach(field -> query.put(field, Sent.query(request, field)));
    query.putAll(more);
    String text =
        query.entrySet().stream()
            .filter(each -> !each.getValue().isEmpty())
            .map(
                each ->
                    each.getKey()
                        + "="
                        + URLEncoder.encode(each.getValue(), StandardCharsets.UTF_8))
            .collect(Collectors.joining("&"));
    return text.isEmpty() ? path : path + "?" + text;
  }

  private AuditPage.Line line(AuditLog.Line line) {
    Event event = line.event();
    return new AuditPage.Line(
        desk.point(line.at()),
        line.by().name().isEmpty() ? line.by().kind().words() : line.by().name(),
        line.by().token() == null ? "" : "by token " + line.by().token(),
        Optional.ofNullable(line.by().address()).orElse(""),
        event.action().words(),
        Stream.of(event.about(), event.sync(), event.record())
            .filter(each -> each != null && !each.isEmpty())
            .collect(Collectors.joining(" ")),
        Optional.ofNullable(event.detail()).orElse(""),
        event.outcome().word(),
        switch (event.outcome()) {
          case BEGUN -> "busy";
          case DONE -> "good";
          case REFUSED -> "care";
          case FAILED -> "bad";
        });
  }

  /** All lines that are asked for, read piece by piece, so that there may be very many. */
  private void export(Context request) throws IOException {
    AuditLog.Filter filter = filter(request);
    request.contentType("text/csv; charset=utf-8");
    request.header("Content-Disposition", "attachment; filename=\"audit.csv\"");
    Csv csv = new Csv(request.outputStream());
    csv.line(
        "time", "kind", "who", "token", "address", "action", "about", "sync", "record", "outcome",
        "detail");
    long before = Long.MAX_VALUE;
    List<AuditLog.Line> lines;
    do {
      lines = desk.accounts().audit().page(filter, before, AuditLog.LONGEST_PAGE);
      for (AuditLog.Line line : lines) {
        Actor by = line.by();
        Event event = line.event();
        csv.line(
            line.at().toString(),
            by.kind().words(),
            by.name(),
            by.token(),
            by.address(),
            event.action().words(),
            event.about(),
            event.sync(),
            event.record(),
            event.outcome().word(),
            event.detail());
        before = line.id();
      }
    } while (lines.size() == AuditLog.LONGEST_PAGE);
    csv.end();
  }
}
