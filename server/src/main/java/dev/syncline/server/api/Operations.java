package dev.syncline.server.api;

import static dev.syncline.server.api.Argument.flag;
import static dev.syncline.server.api.Argument.number;
import static dev.syncline.server.api.Argument.text;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Permission;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All commands that programs can ask for. What reads or writes a file of the folder is not here.
 */
final class Operations {
  /** Where all of them are. */
  static final String ROOT = "/api/syncline/v1";

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

  static final List<Operation> ALL =
      List.of(
          connections(
              "listConnections",
              "/connections",
              "The systems of the configuration, and which syncs use them.",
              null,
              "connections",
              "list"),
          connections(
              "testConnection",
              "/connections/{connection}/test",
              "Connects with a system.",
              Action.CONNECTION_USED,
              "connections",
              "test"),
          connections(
              "listTables",
              "/connections/{connection}/tables",
              "What a system holds.",
              Action.CONNECTION_USED,
              "connections",
              "browse"),
          connections(
              "getTable",
              "/connections/{connection}/tables/{table}",
              "Columns, keys and the first rows of a table.",
              Action.CONNECTION_USED,
              "connections",
              "browse"),
          connections(
              "getConfiguration",
              "/configuration",
              "The configuration's files, without secrets.",
              null,
              "edit"),
          new Operation(
              "editConfiguration",
              "PATCH",
              ROOT + "/configuration",
              Permission.CONNECTIONS,
              Action.EDIT,
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
              SHOW),
          read(
              "listMessages",
              "/messages",
              "The latest messages.",
              List.of("messages"),
              number("limit", "At most so many messages.")),
          begin(
              "plan",
              "/syncs/{sync}/plans",
              Permission.PLAN,
              Action.PLAN,
              "What a run would do; writes nothing.",
              List.of("plan"),
              RECORDS),
          begin(
              "run",
              "/syncs/{sync}/runs",
              Permission.RUN,
              Action.RUN,
              "Brings both sides in step.",
              List.of("run"),
              RECORDS),
          begin(
              "approve",
              "/syncs/{sync}/approvals",
              Permission.APPROVE,
              Action.APPROVE,
              "Runs, and lets pass what the guard stopped.",
              List.of("run", "--approve"),
              RECORDS),
          begin(
              "testRun",
              "/syncs/{sync}/tests",
              Permission.TEST,
              Action.TEST,
              "Writes in transactions that are taken back, and tells what the systems would refuse.",
              List.of("run", "--test"),
              RECORDS),
          begin(
              "retry",
              "/syncs/{sync}/retries",
              Permission.RUN,
              Action.RUN,
              "Tries again what is due, also before its time.",
              List.of("retry"),
              RECORDS),
          begin(
              "verify",
              "/syncs/{sync}/verifications",
              Permission.PLAN,
              Action.PLAN,
              "Proves both sides equal, or lists what differs.",
              List.of("verify"),
              List.of(
                  TASK, text("by", "Takes no cheaper way: checksums, streams or pairs."), SHOW)),
          begin(
              "resync",
              "/syncs/{sync}/resyncs",
              Permission.RESYNC,
              Action.RESYNC,
              "Looks at every record once more, and sends all of a model's.",
              List.of("resync"),
              List.of(TASK, APPROVE, SHOW)),
          begin(
              "start",
              "/syncs/{sync}/start",
              Permission.RUN,
              Action.START,
              "Makes a sync live, with its historical sync.",
              List.of("start"),
              List.of(flag("triggers", "--yes", "Makes triggers that mark what changes."), SHOW)),
          begin(
              "stop",
              "/syncs/{sync}/stop",
              Permission.RUN,
              Action.STOP,
              "Stops a sync: it does not run until it is started.",
              List.of("stop"),
              List.of()));

  private Operations() {}

  private static Operation connections(
      String id, String path, String summary, @Nullable Action action, String... command) {
    return new Operation(
        id,
        "GET",
        ROOT + path,
        Permission.CONNECTIONS,
        action,
        summary,
        List.of(command),
        List.of());
  }

  private static Operation read(
      String id, String path, String summary, List<String> command, Argument... arguments) {
    return new Operation(
        id, "GET", ROOT + path, Permission.SEE, null, summary, command, List.of(arguments));
  }

  private static Operation begin(
      String id,
      String path,
      Permission permission,
      Action action,
      String summary,
      List<String> command,
      List<Argument> arguments) {
    return new Operation(id, "POST", ROOT + path, permission, action, summary, command, arguments);
  }
}
