package dev.syncline.server.site;

import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Screens;
import dev.syncline.project.screen.TrackingSql;
import dev.syncline.server.work.Job;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * What may be done once a person has read what it would do: a command that said so first is given
 * again, so that it does it. The words come from the job, and none from the request.
 */
enum Confirmations {
  /** Takes a run back, after its plan. */
  UNDO(
      "Take it back",
      "Writes what stands above. It is worked out anew then: what changed meanwhile is left alone."),
  /** The same although the guard stops it. */
  UNDO_ALL(
      "Take it back, and let it pass the guard",
      "Writes what stands above although the guard stops it."),
  /** Lets pass what the guard stopped, after its plan. */
  APPROVE(
      "Approve, and do it",
      "Runs the sync and lets pass what the guard stops. It is decided anew from what both sides"
          + " hold then."),
  /** Brings in step what a plan showed. */
  RUN("Run now", "Runs the sync. It is decided anew from what both sides hold then."),
  /** Makes a sync live that needs nothing to be made for it. */
  START("Start", "Makes the sync live, and does its historical sync."),
  /** The same with what tells which records change. */
  START_WITH(
      "Make this, and start",
      "Makes what stands above, and does the historical sync. Later runs read only what changed."),
  /** The same without. */
  START_WITHOUT(
      "Start without",
      "Does the historical sync. Every run then reads all of these tables, but for those of which"
          + " the configuration itself asks for \"capture\"."),
  /** Looks at everything once more. */
  RESYNC("Resync", "Does what stands above."),
  /** Forgets a part of the state. */
  RESET("Yes, do this", "Does what stands above."),
  /** Sends a record for good. */
  TEST_ROW(
      "Send it",
      "Writes what stands above, and keeps it. A record that was edited, or sent as removed, stays"
          + " due, and the next run puts it right.");

  private static final Set<ExitCode> WRITES =
      Set.of(ExitCode.DIFFERENCES, ExitCode.HELD, ExitCode.REJECTED);

  private final String label;
  private final String words;

  Confirmations(String label, String words) {
    this.label = label;
    this.words = words;
  }

  String label() {
    return label;
  }

  /** What pressing the button means. */
  String words() {
    return words;
  }

  /** Its name in an address. */
  String way() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  String look() {
    return switch (this) {
      case RUN, TEST_ROW, START, START_WITH -> "main";
      case START_WITHOUT -> "";
      case UNDO, UNDO_ALL, APPROVE, RESYNC, RESET -> "risky";
    };
  }

  /** What may follow on a job as it is. */
  static List<Confirmations> of(Job job) {
    Screen answer = job.answer().orElse(null);
    if (answer == null || job.order().sync().isEmpty()) {
      return List.of();
    }
    List<String> given = job.order().words();
    boolean done = given.contains("--yes");
    boolean guarded = isGuarded(answer);
    List<Confirmations> all = new ArrayList<>();
    switch (given.getFirst()) {
      case "undo" -> {
        if (!done && answer.exit() == ExitCode.HELD) {
          all.add(guarded ? UNDO_ALL : UNDO);
        }
      }
      case "plan" -> {
        if (isPlain(given) && guarded) {
          all.add(APPROVE);
        } else if (isPlain(given) && WRITES.contains(answer.exit())) {
          all.add(RUN);
        }
      }
      case "start" -> {
        if (one(answer) instanceof TrackingSql sql) {
          all.addAll(sql.parts().isEmpty() ? List.of(START) : List.of(START_WITH, START_WITHOUT));
        }
      }
      case "resync" -> {
        if (given.contains("--explain") && answer.exit() == ExitCode.HELD) {
          all.add(RESYNC);
        }
      }
      case "reset" -> {
        if (!done && answer.exit() == ExitCode.HELD) {
          all.add(RESET);
        }
      }
      case "test-row" -> {
        if (given.contains("--plan") && answer.exit() == ExitCode.IN_STEP) {
          all.add(TEST_ROW);
        }
      }
      default -> {}
    }
    return all;
  }

  /** Whether a run could do what the plan says; some show what is not in force. */
  private static boolean isPlain(List<String> plan) {
    return plan.stream().noneMatch(word -> word.matches("--(from|with|save|history|mail)(=.*)?"));
  }

  private static Screen one(Screen answer) {
    return answer instanceof Screens several ? several.all().getFirst() : answer;
  }

  private static boolean isGuarded(Screen answer) {
    Map<String, Object> json = one(answer).json();
    return json.get("guard") instanceof List<?> why && !why.isEmpty();
  }

  /** The command that does what a job said it would. */
  List<String> command(Job job) {
    List<String> words = new ArrayList<>(job.order().words());
    words.remove("--plan");
    words.remove("--explain");
    words.remove("--print-sql");
    switch (this) {
      case UNDO, RESET, TEST_ROW, START, START_WITH -> words.add(1, "--yes");
      case UNDO_ALL -> words.addAll(1, List.of("--yes", "--approve"));
      case APPROVE -> {
        words.removeIf(w -> w.startsWith("--show="));
        words.set(0, "run");
        words.add(1, "--approve");
      }
      case RUN -> {
        words.removeIf(w -> w.startsWith("--show="));
        words.set(0, "run");
      }
      case RESYNC, START_WITHOUT -> {}
    }
    return words;
  }
}
