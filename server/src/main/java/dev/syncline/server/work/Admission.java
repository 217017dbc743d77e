package dev.syncline.server.work;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.Commands;
import dev.syncline.project.screen.ChoicesScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Access;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Permission;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * The one place that says whether a command about a sync may be performed for somebody. A sync
 * between environments may be by whom the environment is one of that it goes from: as the command
 * names it, or the plan that it is about, or the run, or the message. Where none of them says it,
 * both environments have to be.
 */
public final class Admission {
  private static final String FROM = "--from=";
  private static final List<String> ABOUT_NUMBERS = List.of("plans", "undo", "cancel");

  private final Commands commands;

  /** Asks commands what goes from where. */
  public Admission(Commands commands) {
    this.commands = commands;
  }

  /**
   * Whether somebody may have a command performed.
   *
   * @param sync that it is about; empty where it is about none
   * @param words of the command
   */
  public boolean admits(Caller caller, Permission permission, String sync, List<String> words) {
    if (sync.isEmpty() || permission == Permission.SEE) {
      return Access.may(
          caller, permission, sync.isEmpty() ? Access.On.SERVER : Access.On.sync(sync));
    }
    Optional<String> from = from(sync, words);
    if (from.isPresent()) {
      return admits(caller, permission, sync, from.get());
    }
    List<String> environments = environments(sync);
    return Access.may(caller, permission, Access.On.sync(sync))
        && environments.stream().allMatch(each -> admits(caller, permission, sync, each));
  }

  /**
   * Whether somebody may do this to a sync.
   *
   * @param from the environment that it goes from; empty where it is between none
   */
  public static boolean admits(Caller caller, Permission permission, String sync, String from) {
    return Access.may(
        caller,
        permission,
        from.isEmpty() ? Access.On.sync(sync) : Access.On.promotion(sync, from));
  }

  /** Between which environments a sync goes; nothing for any other sync. */
  private List<String> environments(String sync) {
    Screen answer = ask("plans", "choices", "--", sync);
    return answer instanceof ChoicesScreen choices ? choices.environments() : List.of();
  }

  /** From which environment a command goes, if its words say so; empty for a plan of none. */
  private Optional<String> from(String sync, List<String> words) {
    Optional<String> named =
        words.stream()
            .filter(w -> w.startsWith(FROM))
            .map(w -> w.substring(FROM.length()))
            .findFirst();
    if (named.isPresent() && !named.get().isEmpty()) {
      return named;
    }
    OptionalLong number = number(words);
    if (number.isEmpty()) {
      return Optional.empty();
    }
    if (words.getFirst().equals("cancel")) {
      return ofMessage(sync, number.getAsLong());
    }
    if (!(ask("plans", "list", "--", sync) instanceof KeptPlansScreen kept)) {
      return Optional.empty();
    }
    boolean undo = words.getFirst().equals("undo");
    return kept.plans().stream()
        .map(KeptPlansScreen.Line::plan)
        .filter(plan -> (undo ? plan.run() : plan.id()) == number.getAsLong())
        .map(plan -> plan.origin())
        .findFirst();
  }

  /** From which environment goes what a message of a sync waits for. */
  private Optional<String> ofMessage(String sync, long message) {
    return ask("messages", "--open", "--limit=" + Integer.MAX_VALUE, "--", sync)
            instanceof MessagesScreen open
        ? open.messages().stream()
            .map(MessagesScreen.Line::words)
            .filter(words -> words.message().id() == message)
            .map(Admission::origin)
            .findFirst()
        : Optional.empty();
  }

  /** From which environment goes what a message is about; empty for what goes between none. */
  public static String origin(MessageWords words) {
    boolean chosen = words.sync().flatMap(SyncConfig::promotion).isPresent();
    return chosen ? words.message().way().split(" ", 2)[0] : "";
  }

  /** The number of the plan, run or message that a command is about, which stands last. */
  private static OptionalLong number(List<String> words) {
    String first = words.isEmpty() ? "" : words.getFirst();
    String last = words.isEmpty() ? "" : words.getLast();
    return ABOUT_NUMBERS.contains(first) && last.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(last))
        : OptionalLong.empty();
  }

  private Screen ask(String... words) {
    return commands.perform(Commands.Caller.alone(ZoneOffset.UTC), words);
  }
}
