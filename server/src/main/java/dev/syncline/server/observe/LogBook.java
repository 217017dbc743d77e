package dev.syncline.server.observe;

import dev.syncline.server.web.Visitor;
import dev.syncline.server.web.Web;
import dev.syncline.server.work.Job;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Writes into the log what was asked for and what was done. Of a request it is the pattern of its
 * path, without what stands in it: keys of records are no matter of logs.
 */
final class LogBook {
  private static final Logger REQUESTS = Logger.getLogger("dev.syncline.requests");
  private static final Logger JOBS = Logger.getLogger("dev.syncline.jobs");

  void answered(Context request, Web.Answered answered) {
    Level level = answered.status() >= 500 ? Level.WARNING : Level.FINE;
    if (!REQUESTS.isLoggable(level)) {
      return;
    }
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("method", answered.method());
    of.put("way", answered.way());
    of.put("status", answered.status());
    of.put("millis", answered.took().toMillis());
    Visitor visitor = Visitor.find(request);
    if (visitor != null) {
      of.put("user", visitor.caller().user().name());
    }
    LogLine.write(REQUESTS, level, answered.method() + " " + answered.way(), of);
  }

  void asked(Job job) {
    LogLine.write(JOBS, Level.INFO, "job asked for", of(job));
  }

  void over(Job job) {
    Map<String, Object> of = of(job);
    job.answer().ifPresent(answer -> of.put("exit", answer.exit().number()));
    of.put("millis", job.endedMillis() - job.askedMillis());
    LogLine.write(JOBS, Level.INFO, "job over", of);
  }

  private static Map<String, Object> of(Job job) {
    Map<String, Object> of = new LinkedHashMap<>();
    of.put("job", job.id());
    of.put("sync", job.order().sync());
    of.put("command", job.order().word());
    of.put("who", job.order().who());
    return of;
  }
}
