package dev.syncline.server.api;

import static dev.syncline.server.api.Argument.flag;
import static dev.syncline.server.api.Argument.number;
import static dev.syncline.server.api.Argument.text;
import static dev.syncline.server.api.Argument.texts;

import dev.syncline.server.work.Rules;
import java.util.ArrayList;
import java.util.List;

/**
 * All commands that programs can ask for, each with a way of its own. Of the files of the folder
 * only the configuration is read or written here. What each takes stands in {@link Rules}.
 */
final class Operations {
  /** Where all of them are. */
  static final String ROOT = "/api/syncline/v1";

  private static final String PLAN = "/syncs/{sync}/plans/{plan}";

  private static final Argument GROUP =
      text("group", "Only of conflicts, new, modified or deleted.");
  private static final Argument FIND =
      text("find", "Only what has this in its key, name, values or reason.");
  private static final Argument WHERE =
      text("where", "An SQL condition over a task's records, as they are now.");
  private static final Argument SHA256 = text("sha256", "Only if the plan is this one.");
  private static final Argument VERSION =
      new Argument(
          "version",
          "--if-version",
          Argument.Kind.NUMBER,
          "Only if nobody has selected anything since this version.");
  private static final Argument TASK = text("task", "Only this task.");
  private static final Argument SHOW =
      number("show", "At most so many records of each task and kind in the answer.");
  private static final Argument APPROVE =
      flag("approve", "--approve", "Lets pass what the guard stopped.");
  private static final List<Argument> RECORDS =
      List.of(
          TASK,
          text("record", "Only the record of this key, on either side."),
          number("limit", "At most so many records of each task."),
          SHOW);

  private static final Argument SEARCH =
      text("search", "Only records with this text in their key, or why they are due.");
  private static final Argument SKIP = number("skip", "Leaves out the first so many.");
  private static final Argument SIDE =
      text("side", "On which side the key is the record's: source, which is usual, or target.");
  private static final List<Argument> PART =
      List.of(TASK, text("record", "Only the record of this key, on either side."), SHOW);
  private static final List<Argument> ROW =
      List.of(
          TASK,
          text("record", "The record of this key."),
          text("search", "The only record with COLUMN=VALUE."),
          flag("first", "--first", "The first record."),
          flag("random", "--random", "Any record."),
          text("as", "As what it is sent: added, changed or removed."),
          texts("set", "--set", "Other values, COLUMN=VALUE each."),
          texts("type", "--type", "Other types, COLUMN=TYPE each."));
  private static final List<Argument> RESETS =
      List.of(
          TASK,
          flag("links", "--links", "Which records belong together."),
          flag("cursor", "--cursor", "How far timestamps were read."),
          text("to", "With cursor: they count as read up to this time, such as 2026-11-23T06:30Z."),
          flag("tracking", "--tracking", "Triggers, or what reads the log, with their marks."),
          flag("cdc", "--cdc", "What was not sent yet."));

  static final List<Operation> ALL =
      List.of(
          read(
              "listConnections",
              "/connections",
              "The systems of the configuration, and which syncs use them.",
              List.of("connections", "list")),
          read(
              "testConnection",
              "/connections/{connection}/test",
              "Connects with a system.",
              List.of("connections", "test")),
          read(
              "listTables",
              "/connections/{connection}/tables",
              "What a system holds.",
              List.of("connections", "browse")),
          read(
              "getTable",
              "/connections/{connection}/tables/{table}",
              "Columns, keys and the first rows of a table.",
              List.of("connections", "browse")),
          read(
              "getConfiguration",
              "/configuration",
              "The configuration's files, without secrets.",
              List.of("edit")),
          command(
              "editConfiguration",
              "PATCH",
              "/configuration",
              "Changes the configuration's files, or shows how.",
              List.of("edit"),
              List.of(
                  text("patch", "A JSON Patch (RFC 6902), as text."),
                  text("file", "The file that gets another text."),
                  text("text", "That text."),
                  text("base", "Saves it, if the files are still those that were seen."))),
          read(
              "listSyncs",
              "/syncs",
              "How all syncs stand, from the state store.",
              List.of("status", "--stored")),
          read(
              "getSync",
              "/syncs/{sync}",
              "How a sync stands, and which records are due.",
              List.of("status", "--due"),
              SHOW,
              flag("stored", "--stored", "Asks no system how many marks wait there.")),
          read(
              "listSchedules", "/schedules", "When syncs run by themselves.", List.of("schedules")),
          command(
              "setSchedule",
              "PUT",
              "/syncs/{sync}/schedule",
              "Says in the configuration when a sync runs by itself.",
              List.of("schedule"),
              List.of(
                  new Argument(
                      "times",
                      "--time",
                      Argument.Kind.TEXTS,
                      "When, such as \"every 15m\"; at least one.",
                      true))),
          command(
              "removeSchedule",
              "DELETE",
              "/syncs/{sync}/schedule",
              "Sees to it that a sync does not run by itself.",
              List.of("schedule", "--none"),
              List.of()),
          read(
              "listRuns",
              "/syncs/{sync}/runs",
              "The latest runs of a sync.",
              List.of("runs"),
              number("limit", "At most so many runs.")),
          read(
              "listConflicts",
              "/syncs/{sync}/conflicts",
              "What waits for a person to decide.",
              List.of("conflicts", "list"),
              TASK,
              SEARCH,
              SKIP,
              SHOW),
          read(
              "showSync",
              "/syncs/{sync}/joined",
              "What a sync joins: objects of both sides, their relations, its tasks.",
              List.of("show", "sync"),
              flag("stored", "--stored", "Asks no system for relations.")),
          read(
              "listDue",
              "/syncs/{sync}/due",
              "Records that are due, page by page, with reason and remedy.",
              List.of("show", "due"),
              TASK,
              text("reason", "Only records that are due for this reason."),
              SEARCH,
              SKIP,
              SHOW),
          read(
              "getRun",
              "/syncs/{sync}/runs/{run}",
              "A run with its counts, and its journal page by page: each write, before and after.",
              List.of("show", "run", "--sync={sync}"),
              TASK,
              text("outcome", "Only writes that ended so, such as rejected."),
              SEARCH,
              SKIP,
              SHOW),
          read(
              "getRecord",
              "/syncs/{sync}/tasks/{task}/records/{key}",
              "A record on both sides, why it is due, and every value that Syncline gave it.",
              List.of("show", "record", "--sync={sync}", "--task={task}"),
              SIDE),
          read(
              "listPins",
              "/syncs/{sync}/pins",
              "What undos restored, and for which nothing flows.",
              List.of("pins", "list"),
              TASK),
          read(
              "listSequences",
              "/sequences",
              "Syncs that run one after another.",
              List.of("sequences")),
          begin(
              "runSequence",
              "/sequences/{sequence}/runs",
              "Runs the syncs of a sequence, one after another.",
              List.of("run", "--sequence={sequence}"),
              List.of()),
          begin(
              "planUndo",
              "/syncs/{sync}/runs/{run}/undo-plans",
              "What taking a run back would write, and what it would leave alone.",
              List.of("undo", "--sync={sync}"),
              PART),
          begin(
              "undo",
              "/syncs/{sync}/runs/{run}/undos",
              "Takes a run back, but for what was changed since.",
              List.of("undo", "--yes", "--sync={sync}"),
              PART),
          begin(
              "releasePins",
              "/syncs/{sync}/tasks/{task}/records/{key}/releases",
              "Lets what an undo restored flow again.",
              List.of("pins", "release", "--sync={sync}", "--task={task}"),
              List.of(SIDE)),
          begin(
              "resolveConflict",
              "/syncs/{sync}/tasks/{task}/records/{key}/decisions",
              "Settles a conflict: the next run takes what one side holds.",
              List.of("conflicts", "resolve", "--sync={sync}", "--task={task}"),
              List.of(
                  flag("source", "--source", "Takes what the source holds."),
                  flag("target", "--target", "Takes what the target holds."),
                  text("field", "Only for this field."))),
          begin(
              "resolveConflicts",
              "/syncs/{sync}/decisions",
              "Settles all conflicts that are not decided yet, of a task and with a text.",
              List.of("conflicts", "resolve", "--every", "--sync={sync}"),
              List.of(
                  flag("source", "--source", "Takes what the source holds."),
                  flag("target", "--target", "Takes what the target holds."),
                  text("field", "Only for this field."),
                  TASK,
                  SEARCH)),
          begin(
              "testRow",
              "/syncs/{sync}/row-tests",
              "Sends one record in a transaction that is taken back, and tells what was said.",
              List.of("test-row", "--rollback"),
              ROW),
          begin(
              "planRow",
              "/syncs/{sync}/row-plans",
              "Shows one record, and what would be written of it; sends nothing.",
              List.of("test-row", "--plan"),
              ROW),
          begin(
              "sendRow",
              "/syncs/{sync}/rows",
              "Sends one record for good, and tells what was said.",
              List.of("test-row", "--yes"),
              ROW),
          begin(
              "explainResync",
              "/syncs/{sync}/resync-plans",
              "What a resync would do; does nothing.",
              List.of("resync", "--explain"),
              List.of(TASK)),
          begin(
              "planReset",
              "/syncs/{sync}/reset-plans",
              "What forgetting a part of the state would mean; forgets nothing.",
              List.of("reset"),
              RESETS),
          begin(
              "reset",
              "/syncs/{sync}/resets",
              "Forgets a part of the state.",
              List.of("reset", "--yes"),
              RESETS),
          read(
              "listMessages",
              "/messages",
              "The latest messages.",
              List.of("messages"),
              number("limit", "At most so many messages."),
              flag("open", "--open", "Only what is still so, waits, or is being done."),
              text("about", "Only these topics, separated by commas.")),
          begin(
              "testReceiver",
              "/messages/tests",
              "Sends a test to a receiver of the configuration, or to an address.",
              List.of("tell"),
              List.of(
                  new Argument(
                      "receiver", "--test", Argument.Kind.TEXT, "Its name, or an address.", true))),
          begin(
              "plan",
              "/syncs/{sync}/plans",
              "What a run would do; writes nothing. Between environments: what differs.",
              List.of("plan"),
              List.of(
                  TASK,
                  text("record", "Only the record of this key, on either side."),
                  number("limit", "At most so many records of each task."),
                  SHOW,
                  text("from", "Between environments: whose records are promoted to the other."),
                  flag("newOnly", "--new-only", "Between environments: only new records."),
                  new Argument(
                      "modules",
                      "--module",
                      Argument.Kind.TEXT,
                      "Between environments: only these modules, with commas between them."),
                  text("only", "Between environments: MODULE=VALUE, of a module only these."),
                  flag("keep", "--keep", "Keeps the plan for a review."))),
          read(
              "listChoices",
              "/syncs/{sync}/choices",
              "Between which environments a sync goes, and what of it can be compared.",
              List.of("plans", "choices")),
          read(
              "listPlans",
              "/syncs/{sync}/plans",
              "The plans that are kept for a review.",
              List.of("plans", "list")),
          read(
              "getPlan",
              PLAN,
              "What a kept plan offers, and what of it is selected.",
              List.of("plans", "show"),
              GROUP,
              TASK,
              FIND,
              WHERE,
              number("offset", "Leaves out the first so many of those that are meant."),
              number("show", "At most so many records; 1000 at most.")),
          command(
              "selectOfPlan",
              "PUT",
              PLAN + "/selection",
              "Takes or leaves writes of a kept plan.",
              List.of("plans", "select"),
              List.of(
                  flag("take", "--take", "Takes what else is named."),
                  flag("leave", "--leave", "Leaves what else is named."),
                  flag("all", "--all", "All of it."),
                  GROUP,
                  TASK,
                  FIND,
                  WHERE,
                  new Argument(
                      "writes",
                      "--write",
                      Argument.Kind.TEXT,
                      "Only the writes of these numbers, with commas between them."),
                  text(
                      "fields",
                      "Of one update exactly these fields, by their numbers; 0 for none."),
                  SHA256,
                  VERSION)),
          begin(
              "applyPlan",
              PLAN + "/applications",
              "Writes exactly what is selected of a kept plan, now or at a time.",
              List.of("plans", "apply"),
              List.of(text("at", "Then, such as 2026-11-23T06:30Z."), SHA256, VERSION, SHOW)),
          begin(
              "testPlan",
              PLAN + "/tests",
              "Writes what is selected in transactions that are taken back.",
              List.of("plans", "test"),
              List.of(SHA256, VERSION, SHOW)),
          command(
              "cancelPlan",
              "DELETE",
              PLAN + "/waiting",
              "Cancels a kept plan that waits to be applied.",
              List.of("plans", "cancel"),
              List.of()),
          command(
              "dropPlan",
              "DELETE",
              PLAN,
              "Forgets a kept plan. Writes nothing.",
              List.of("plans", "drop"),
              List.of()),
          begin("run", "/syncs/{sync}/runs", "Brings both sides in step.", List.of("run"), RECORDS),
          begin(
              "approve",
              "/syncs/{sync}/approvals",
              "Runs, and lets pass what the guard stopped.",
              List.of("run", "--approve"),
              RECORDS),
          begin(
              "testRun",
              "/syncs/{sync}/tests",
              "Writes in transactions that are taken back, and tells what the systems would"
                  + " refuse.",
              List.of("run", "--test"),
              RECORDS),
          begin(
              "retry",
              "/syncs/{sync}/retries",
              "Tries again what is due, also before its time.",
              List.of("retry"),
              RECORDS),
          begin(
              "verify",
              "/syncs/{sync}/verifications",
              "Proves both sides equal, or lists what differs.",
              List.of("verify"),
              List.of(
                  TASK, text("by", "Takes no cheaper way: checksums, streams or pairs."), SHOW)),
          begin(
              "resync",
              "/syncs/{sync}/resyncs",
              "Looks at every record once more, and sends all of a model's.",
              List.of("resync"),
              List.of(TASK, APPROVE, SHOW)),
          begin(
              "start",
              "/syncs/{sync}/start",
              "Makes a sync live, with its historical sync.",
              List.of("start"),
              List.of(flag("triggers", "--yes", "Makes triggers that mark what changes."), SHOW)),
          begin(
              "stop",
              "/syncs/{sync}/stop",
              "Stops a sync: it does not run until it is started.",
              List.of("stop"),
              List.of()));

  private Operations() {}

  private static Operation read(
      String id, String path, String summary, List<String> command, Argument... arguments) {
    return command(id, "GET", path, summary, command, List.of(arguments));
  }

  private static Operation begin(
      String id, String path, String summary, List<String> command, List<Argument> arguments) {
    return command(id, "POST", path, summary, command, arguments);
  }

  /** It takes what its command does, with what has to be said of it. */
  private static Operation command(
      String id,
      String method,
      String path,
      String summary,
      List<String> command,
      List<Argument> arguments) {
    List<String> words = new ArrayList<>(command);
    arguments.stream().filter(Argument::required).map(Argument::option).forEach(words::add);
    return new Operation(
        id,
        method,
        ROOT + path,
        Rules.takes(words).orElseThrow().permissions(),
        summary,
        command,
        arguments);
  }
}
