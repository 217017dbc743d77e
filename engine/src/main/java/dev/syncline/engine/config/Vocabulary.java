package dev.syncline.engine.config;

import java.util.List;
import java.util.Locale;

/**
 * Every key a configuration may hold, per block. The JSON Schema has one definition of the same
 * name for each; a test keeps both equal.
 */
@SuppressWarnings("ImmutableEnumChecker") // they are lists of List.of
enum Vocabulary {
  FILE(
      List.of(
          "version",
          "connections",
          "models",
          "environments",
          "mappings",
          "syncs",
          "sequences",
          "journal",
          "sync-log",
          "mail",
          "notify",
          "state"),
      List.of("users")),
  CONNECTION(
      List.of(
          "type",
          "url",
          "path",
          "user",
          "password",
          "password-file",
          "token",
          "description",
          "max-connections",
          "lock-timeout",
          "statement-timeout",
          "time-zone",
          "throttle",
          "max-value-size",
          "timestamps",
          "dedicated-account",
          "tls",
          "ssh",
          "properties",
          "files"),
      List.of("account", "environment")),
  MODEL(
      List.of(
          "connection",
          "key",
          "sql",
          "variables",
          "table",
          "file",
          "delimiter",
          "header",
          "encoding",
          "null-text",
          "types"),
      List.of()),
  CSV(List.of("file", "key", "delimiter", "header", "encoding", "null-text", "types"), List.of()),
  ENVIRONMENT(List.of("connection", "files"), List.of()),
  SEQUENCE(List.of("syncs", "on-failure"), List.of()),
  SYNC(
      List.of(
          "id",
          "source",
          "target",
          "between",
          "start-from",
          "modules",
          "never",
          "direction",
          "type",
          "mode",
          "nulls",
          "first-sync",
          "match-on",
          "create",
          "conflicts",
          "winner",
          "delete-conflicts",
          "deletes",
          "null-keys",
          "missing-parent",
          "same-ids",
          "guard",
          "capture",
          "sweep",
          "log-keep",
          "overlap",
          "key-sweep",
          "batch",
          "after",
          "blackout",
          "schedule",
          "alerts",
          "locale",
          "collation",
          "tasks"),
      List.of("account", "filter", "model", "notify", "review", "type")),
  TASK(
      List.of(
          "name",
          "id",
          "source",
          "target",
          "parts",
          "include",
          "match",
          "filter",
          "fields",
          "clock",
          "timestamps",
          "type",
          "mode",
          "nulls",
          "order",
          "conflicts",
          "winner",
          "delete-conflicts",
          "deletes",
          "null-keys",
          "missing-parent",
          "same-ids",
          "never-journaled"),
      List.of("batch", "capture", "create", "model", "module", "sweep")),
  MAPPING(
      List.of(
          "match",
          "filter",
          "fields",
          "clock",
          "timestamps",
          "conflicts",
          "winner",
          "delete-conflicts",
          "deletes",
          "null-keys",
          "missing-parent",
          "same-ids",
          "never-journaled"),
      List.of("batch", "capture", "create", "mode", "model", "module", "parts", "sweep")),
  MATCH(List.of("key", "form"), List.of()),
  FIELD(
      List.of(
          "column",
          "winner",
          "nulls",
          "relation",
          "through",
          "missing-parent",
          "to",
          "sql",
          "from",
          "back",
          "constant",
          "lookup",
          "where",
          "on-missing",
          "direction"),
      List.of()),
  PARTS(List.of("source", "target"), List.of()),
  PART(List.of("object", "key", "from", "where"), List.of()),
  MODULE(List.of("tasks", "requires", "choose"), List.of()),
  FILTER(List.of("source", "target"), List.of()),
  CLOCK(List.of("source", "target"), List.of()),
  GUARD(List.of("creates", "deletes", "overwrites"), List.of()),
  THROTTLE(List.of("rows-per-second"), List.of()),
  TLS(List.of("mode", "ca", "certificate", "key", "key-password", "key-password-file"), List.of()),
  SSH(
      List.of(
          "host",
          "port",
          "user",
          "key",
          "key-password",
          "key-password-file",
          "password",
          "password-file",
          "known-hosts"),
      List.of()),
  ALERTS(List.of("late", "due", "marks"), List.of()),
  JOURNAL(List.of("keep"), List.of()),
  SYNC_LOG(List.of("connection", "keep", "values", "except"), List.of()),
  MAIL(List.of("host", "port", "from", "user", "password", "password-file", "tls"), List.of()),
  RECEIVER(
      List.of("mail", "slack", "webhook", "secret", "secret-file", "syncs", "about"), List.of()),
  STATE(List.of("url", "user", "password", "password-file", "lease"), List.of()),
  LIMIT(List.of("share", "floor"), List.of()),
  DELETES(List.of("to-source", "to-target"), List.of()),
  CREATE(List.of("to-source", "to-target"), List.of()),
  CAPTURE(List.of("source", "target"), List.of()),
  TIMESTAMPS(List.of("created", "updated", "updated-by"), List.of()),
  SIDES(List.of("source", "target"), List.of());

  private final List<String> keys;
  private final List<String> later;

  Vocabulary(List<String> keys, List<String> later) {
    this.keys = keys;
    this.later = later;
  }

  /** The keys, in the order in which they are best written. */
  List<String> keys() {
    return keys;
  }

  /** Keys that later versions will know. */
  List<String> later() {
    return later;
  }

  /** The name of the block's definition in the JSON Schema. */
  String definition() {
    return name().toLowerCase(Locale.ROOT);
  }
}
