package dev.syncline.server.observe;

import dev.syncline.server.account.Accounts;
import dev.syncline.server.web.Json;
import dev.syncline.server.web.Need;
import dev.syncline.server.work.Jobs;
import io.javalin.config.RoutesConfig;
import io.javalin.http.Context;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * Whether the process lives, and whether it should be asked: for balancers and what restarts
 * processes. Anybody may know it, so it says nothing else.
 */
public final class Health {
  private static final Logger LOG = Logger.getLogger(Health.class.getName());

  private final Accounts accounts;
  private final Jobs jobs;

  /** Of a server with these. */
  public Health(Accounts accounts, Jobs jobs) {
    this.accounts = accounts;
    this.jobs = jobs;
  }

  /** Adds the ways. */
  public void ways(RoutesConfig routes) {
    routes.get("/health", request -> answer(request, Map.of("process", true)), Need.NOTHING);
    routes.get("/ready", request -> answer(request, ready()), Need.NOTHING);
  }

  private Map<String, Boolean> ready() {
    Map<String, Boolean> parts = new LinkedHashMap<>();
    parts.put("jobs", jobs.isOpen());
    parts.put("store", isStoreThere());
    return parts;
  }

  private boolean isStoreThere() {
    try {
      accounts
          .store()
          .read(
              "see whether the store is there",
              sql -> sql.first("SELECT version FROM server_store", row -> row.getInt(1)));
      return true;
    } catch (RuntimeException e) {
      LOG.log(Level.WARNING, "the server's store cannot be asked", e);
      return false;
    }
  }

  private static void answer(Context request, Map<String, Boolean> parts) {
    boolean up = !parts.containsValue(false);
    Map<String, Object> json = new LinkedHashMap<>();
    json.put("status", up ? "up" : "down");
    parts.forEach((part, is) -> json.put(part, is ? "up" : "down"));
    request.status(up ? 200 : 503).contentType("application/json").result(Json.text(json));
  }
}
