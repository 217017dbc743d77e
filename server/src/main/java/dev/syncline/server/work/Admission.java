package dev.syncline.server.work;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.project.Commands;
import dev.syncline.project.Terminals.Reached;
import dev.syncline.project.screen.ChoicesScreen;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.KeptPlansScreen;
import dev.syncline.project.screen.MessageWords;
import dev.syncline.project.screen.MessagesScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.SequencesScreen;
import dev.syncline.server.account.Access;
import dev.syncline.server.account.Caller;
import dev.syncline.server.account.Permission;
import dev.syncline.server.web.Refusal;
import dev.syncline.server.web.Visitor;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/**
 * The one place that says whether a command may be performed for somebody: it has to be allowed
 * whatever the command takes ({@link Rules}), for each sync that it is about. A sync between
 * environments may be by whom the environment is one of that it goes from: as the command names it,
 * or the plan that it is about, or the run, or the message. Where none of them says it, both
 * environments have to be.
 */
public final class Admission {
  private static final String FROM = "--from=";
  private static final String SEQUENCE = "--sequence=";
  private static final Set<String> ABOUT_NUMBERS = Set.of("plans", "undo", "cancel");
  private static final Set<Permission> STOPS = Set.of(Permission.RUN);

  private final Commands commands;

  /** Asks commands what goes from where. */
  public Admission(Commands commands) {
    this.commands = commands;
  }

  /**
   * Lets a command be performed for somebody.
   *
   * @param sync that it is about; empty where it is about none, or about a sequence that it names
   * @param words of the command, as {@link Rules#takes(List)} reads them
   * @return what it takes
   * @throws Refusal if it may not be
   */
  public Rules.Takes require(Visitor visitor, String sync, List<String> words) {
    Rules.Takes takes =
        Rules.takes(words)
            .orElseThrow(
                () ->
                    new Refusal(
                        400,
                        "usage",
                        "syncline " + String.join(" ", words) + " cannot be asked for here"));
    obstacle(visitor, takes.permissions(), sync, words)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
    return takes;
  }

  /**
   * The same of permissions that it takes, and of the syncs that it is about.
   *
   * @param reached each with the environments from which it may go; none where it is about none
   */
  public static void require(Visitor visitor, Set<Permission> permissions, List<Reached> reached) {
    obstacle(visitor, permissions, reached)
        .ifPresent(
            refusal -> {
              throw refusal;
            });
  }

  /** Whether somebody may have a command performed, as {@link #require} would let it be. */
  public boolean admits(Visitor visitor, String sync, List<String> words) {
    return Rules.takes(words)
        .filter(t -> obstacle(visitor, t.permissions(), sync, words).isEmpty())
        .isPresent();
  }

  /** What is the same wherever a sync goes from comes first; only then it is asked for. */
  private Optional<Refusal> obstacle(
      Visitor visitor, Set<Permission> permissions, String sync, List<String> words) {
    List<String> about = about(sync, words);
    Optional<Refusal> anywhere =
        obstacle(visitor, permissions, about.stream().map(s -> new Reached(s, List.of())).toList());
    if (anywhere.isPresent() || !asksWhereFrom(visitor, permissions)) {
      return anywhere;
    }
    try {
      return obstacle(
          visitor, permissions, about.stream().map(s -> reached(s, from(s, words))).toList());
    } catch (Refusal unknown) {
      return Optional.of(unknown);
    }
  }

  private static boolean asksWhereFrom(Visitor visitor, Set<Permission> permissions) {
    return !visitor.caller().user().profile().environments().all()
        && permissions.stream().anyMatch(permission -> permission != Permission.SEE);
  }

  private static Optional<Refusal> obstacle(
      Visitor visitor, Set<Permission> permissions, List<Reached> reached) {
    for (Permission permission : permissions) {
      if (reached.isEmpty() && !Access.may(visitor.caller(), permission, Access.On.SERVER)) {
        return Optional.of(Refusal.notAdmitted(visitor, permission, ""));
      }
      for (Reached sync : reached) {
        if (!admits(visitor.caller(), permission, sync)) {
          return Optional.of(Refusal.notAdmitted(visitor, permission, sync.sync()));
        }
      }
    }
    return Optional.empty();
  }

  private static boolean admits(Caller caller, Permission permission, Reached sync) {
    return permission.reach() == Permission.Reach.SYNC
        ? admits(caller, permission, sync.sync(), "")
            && sync.environments().stream()
                .allMatch(from -> admits(caller, permission, sync.sync(), from))
        : Access.may(caller, permission, Access.On.SERVER);
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

  /**
   * Whether somebody may follow a job: what is the server's takes what the job took, what is a
   * person's own is for that person, and whoever sees its syncs sees all else.
   */
  public boolean shows(Visitor visitor, Job.Order order) {
    boolean mayAsk =
        order.takes().permissions().stream()
            .allMatch(
                permission ->
                    switch (permission.reach()) {
                      case SYNC -> true;
                      case SERVER -> visitor.may(permission);
                      case PERSON -> order.person().equals(visitor.person());
                    });
    List<String> syncs = about(order.sync(), order.words());
    return mayAsk
        && (syncs.isEmpty()
            ? visitor.maySeeAll()
            : syncs.stream().allMatch(sync -> visitor.may(Permission.SEE, sync)));
  }

  /**
   * Lets somebody stop a job.
   *
   * @throws Refusal if that may not be
   */
  public void requireStop(Visitor visitor, Job.Order order) {
    obstacle(visitor, STOPS, order.sync(), order.words())
        .ifPresent(
            refusal -> {
              throw refusal;
            });
  }

  /** Whether somebody may stop a job. */
  public boolean stops(Visitor visitor, Job.Order order) {
    return obstacle(visitor, STOPS, order.sync(), order.words()).isEmpty();
  }

  private Reached reached(String sync, Optional<String> from) {
    return new Reached(
        sync,
        from.map(f -> f.isEmpty() ? List.<String>of() : List.of(f))
            .orElseGet(() -> environments(sync)));
  }

  /** The syncs that a command is about: one, or those of its sequence; none if it is neither. */
  private List<String> about(String sync, List<String> words) {
    if (!sync.isEmpty()) {
      return List.of(sync);
    }
    Optional<String> sequence = option(SEQUENCE, words);
    return sequence.isPresent() && ask("sequences") instanceof SequencesScreen known
        ? known.sequences().stream()
            .filter(one -> one.name().equals(sequence.get()))
            .flatMap(one -> one.syncs().stream())
            .toList()
        : List.of();
  }

  private static Optional<String> option(String option, List<String> words) {
    return Rules.options(words)
        .filter(word -> word.startsWith(option))
        .map(word -> word.substring(option.length()))
        .filter(value -> !value.isEmpty())
        .findFirst();
  }

  /**
   * Between which environments a sync goes; nothing for any other sync.
   *
   * @throws Refusal if nobody knows, as while the configuration has errors
   */
  private List<String> environments(String sync) {
    Screen answer = ask("plans", "choices", "--", sync);
    if (answer instanceof ErrorScreen error) {
      throw new Refusal(409, error.kind(), String.join("\n", error.lines()));
    }
    return answer instanceof ChoicesScreen choices ? choices.environments() : List.of();
  }

  /** From which environment a command goes, if its words say so; empty for a plan of none. */
  private Optional<String> from(String sync, List<String> words) {
    Optional<String> named = option(FROM, words);
    if (named.isPresent()) {
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

  /**
   * The number of the plan, the run or the message that a command is about, which stands last,
   * behind "--".
   */
  private static OptionalLong number(List<String> words) {
    String first = words.isEmpty() ? "" : words.getFirst();
    String last = words.isEmpty() || !words.contains("--") ? "" : words.getLast();
    return ABOUT_NUMBERS.contains(first) && last.matches("\\d{1,18}")
        ? OptionalLong.of(Long.parseLong(last))
        : OptionalLong.empty();
  }

  private Screen ask(String... words) {
    return commands.perform(Commands.Caller.alone(ZoneOffset.UTC), words);
  }
}
