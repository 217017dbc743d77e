package dev.syncline.server.work;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Permission;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The one table of what it takes to have a command performed, and of what the audit log calls it:
 * pages, the operations of the API and command lines from elsewhere are the same commands. For the
 * latter every command and every option is either here, or expressly for where the project's files
 * are: whatever reads or writes a file, or goes on without an end.
 */
public final class Rules {
  /** Options of every command that only say how the answer is written. */
  private static final Set<String> EVERYWHERE =
      Set.of("--output", "--no-color", "--quiet", "--debug", "--help", "--version");

  private static final Set<String> ONLY_HERE =
      Set.of(
          "init",
          "fmt",
          "demo",
          "review",
          "links export",
          "links import",
          "backup",
          "restore",
          "serve",
          "serve link",
          "serve key",
          "serve secret");

  /** Options of every command that name a file, or another server. */
  private static final Set<String> PLACES = Set.of("--config", "--state", "--server");

  private static final Map<String, Rule> RULES = new LinkedHashMap<>();

  static {
    see("status").takes("--all --due --stored --show").here("--export");
    see("runs").takes("--limit");
    see("messages").takes("--limit --open --about");
    see("schedules").takes("--all");
    see("sequences");
    see("show run").takes("--show --skip --task --outcome --search --sync");
    see("show due").takes("--show --skip --task --reason --search");
    see("show sync").takes("--stored");
    see("show record").takes("--sync --task --side");
    see("show task").takes("--sync");
    see("conflicts list").takes("--all --task --search --skip --show");
    see("pins list").takes("--all --task");
    see("plans list");
    see("plans show")
        .takes("--offset --show --group --task --write --find")
        .takes(Permission.PLAN, "--where");
    see("plans choices");
    rule("plans select", Permission.REVIEW, Action.REVIEW)
        .takes("--take --leave --all --fields --group --task --write --find --sha256 --if-version")
        .takes(Permission.PLAN, "--where");
    rule("plans apply", Permission.APPLY, Action.APPLY)
        .takes("--at --sha256 --if-version --show")
        .takes(Permission.APPROVE, "--approve")
        .here("--mail");
    rule("plans test", Permission.TEST, Action.TEST).takes("--sha256 --if-version --show");
    rule("plans cancel", Permission.APPLY, Action.CANCEL);
    rule("plans drop", Permission.REVIEW, Action.REVIEW);
    rule("connections list", Permission.CONNECTIONS, null);
    rule("connections test", Permission.CONNECTIONS, Action.CONNECTION_USED);
    rule("connections browse", Permission.CONNECTIONS, Action.CONNECTION_USED);
    rule("propose", Permission.CONNECTIONS, Action.CONNECTION_USED)
        .takes("--name --direction --pair --outline");
    rule("edit", Permission.CONNECTIONS, null)
        .takes("--patch --file --text --sync --base")
        .is(Action.EDIT, "--base");
    rule("schedule", Permission.SCHEDULE, Action.SCHEDULE).takes("--time --none");
    see("mapping").takes("--sync").takes(Permission.EDIT, "--patch --figures");
    rule("check", Permission.PLAN, Action.PLAN).takes("--schema-only");
    rule("preview", Permission.PLAN, Action.PLAN).takes("--limit");
    rule("eval", Permission.EDIT, Action.PLAN).takes("--sync --side --key --limit --locale --zone");
    rule("plan", Permission.PLAN, Action.PLAN)
        .takes("--all --task --record --limit --show --keep")
        .here("--save --with --history --from --new-only --module --only --mail");
    rule("verify", Permission.PLAN, Action.PLAN).takes("--all --task --by --show");
    rule("run", Permission.RUN, Action.RUN)
        .takes("--all --task --record --limit --verify --sequence --now --show")
        .takes(Permission.APPROVE, "--approve")
        .is(Action.APPROVE, "--approve")
        .takes(Permission.TEST, "--test")
        .is(Action.TEST, "--test")
        .takes(Permission.EDIT, "--adopt --take-over")
        .here("--plan --watch --at --waiting --no-wait --mail");
    rule("retry", Permission.RUN, Action.RUN).takes("--all --task --record --limit --show");
    rule("start", Permission.RUN, Action.START)
        .takes("--all --show --print-sql --yes")
        .is(Action.PLAN, "--print-sql")
        .takes(Permission.APPROVE, "--approve");
    rule("stop", Permission.RUN, Action.STOP).takes("--all");
    rule("test-row", Permission.TEST, Action.TEST)
        .takes(
            "--task --record --search --first --random --set --type --as --rollback --plan --yes")
        .is(Action.PLAN, "--plan");
    rule("conflicts resolve", Permission.REVIEW, Action.REVIEW)
        .takes("--source --target --field --every --search --sync --task --side");
    rule("pins release", Permission.REVIEW, Action.REVIEW).takes("--every --sync --task --side");
    rule("cancel", Permission.APPLY, Action.CANCEL).takes("--of");
    rule("tell", Permission.SCHEDULE, null)
        .takes("--stored")
        .takes(Permission.SETTINGS, "--test")
        .is(Action.TEST, "--test");
    rule("undo", Permission.UNDO, Action.PLAN)
        .takes("--sync --task --record --yes --show")
        .is(Action.UNDO, "--yes")
        .takes(Permission.APPROVE, "--approve")
        .is(Action.APPROVE, "--approve");
    rule("resync", Permission.RESYNC, Action.RESYNC)
        .takes("--all --task --explain --show")
        .is(Action.PLAN, "--explain")
        .takes(Permission.APPROVE, "--approve");
    rule("reset", Permission.RESYNC, Action.PLAN)
        .takes("--cdc --task --to --yes")
        .is(Action.RESYNC, "--yes")
        .takes(Permission.EDIT, "--links --cursor --tracking");
    rule("erase", Permission.ERASE, Action.ERASE).takes("--sync --task --side --yes");
    rule("uninstall", Permission.SETTINGS, Action.SETTINGS_CHANGED).takes("--yes");
  }

  private Rules() {}

  private static Rule see(String command) {
    return rule(command, Permission.SEE, null);
  }

  private static Rule rule(String command, Permission permission, @Nullable Action action) {
    Rule rule = new Rule(permission, action);
    RULES.put(command, rule);
    return rule;
  }

  /** Of a command: what it takes, and which of its options may come from elsewhere. */
  public static final class Rule {
    private final Permission permission;
    private final @Nullable Action action;
    private final Map<String, Action> actions = new LinkedHashMap<>();
    private final Set<String> plain = new HashSet<>(EVERYWHERE);
    private final Map<Permission, Set<String>> further = new EnumMap<>(Permission.class);
    private final Set<String> here = new HashSet<>(PLACES);

    private Rule(Permission permission, @Nullable Action action) {
      this.permission = permission;
      this.action = action;
    }

    private Rule takes(String options) {
      plain.addAll(Arrays.asList(options.split(" ")));
      return this;
    }

    private Rule takes(Permission more, String options) {
      further.put(more, Set.of(options.split(" ")));
      return this;
    }

    /** It is something else with this option; of several the one that was said last counts. */
    private Rule is(Action other, String option) {
      actions.put(option, other);
      return this;
    }

    private Rule here(String options) {
      here.addAll(Arrays.asList(options.split(" ")));
      return this;
    }

    /** What it takes with these options, which have their longest names. */
    public Takes with(Collection<String> options) {
      Set<Permission> all = EnumSet.of(permission);
      further.forEach(
          (more, names) -> {
            if (options.stream().anyMatch(names::contains)) {
              all.add(more);
            }
          });
      Action called = action;
      for (Map.Entry<String, Action> other : actions.entrySet()) {
        called = options.contains(other.getKey()) ? other.getValue() : called;
      }
      return new Takes(all, Optional.ofNullable(called));
    }

    /** Whether it may come from elsewhere; what nobody thought of may not. */
    public boolean allows(String option) {
      return plain.contains(option)
          || further.values().stream().anyMatch(names -> names.contains(option));
    }

    /** Whether it is expressly for where the project's files are. */
    public boolean isHere(String option) {
      return here.contains(option);
    }
  }

  /**
   * What a command with its options takes.
   *
   * @param permissions all of them
   * @param action what the audit log calls it; nothing for what changes nothing
   */
  public record Takes(Set<Permission> permissions, Optional<Action> action) {
    public Takes {
      permissions = Collections.unmodifiableSet(new LinkedHashSet<>(permissions));
    }

    /** What takes a single permission. */
    public static Takes only(Permission permission, Action action) {
      return new Takes(Set.of(permission), Optional.of(action));
    }
  }

  /**
   * What a command takes whose options have their longest names, with their values in the same
   * word; nothing for one that nobody thought of.
   */
  public static Optional<Takes> takes(List<String> words) {
    List<String> options = options(words).map(word -> word.split("=", 2)[0]).toList();
    return Stream.of(2, 1)
        .filter(length -> length <= words.size())
        .flatMap(length -> rule(String.join(" ", words.subList(0, length))).stream())
        .findFirst()
        .filter(rule -> options.stream().allMatch(o -> rule.allows(o) || rule.isHere(o)))
        .map(rule -> rule.with(options));
  }

  /** The options among the words of a command, with their values. */
  static Stream<String> options(List<String> words) {
    return words.stream().takeWhile(word -> !word.equals("--")).filter(w -> w.startsWith("-"));
  }

  /** What a command takes; nothing for one that may not come from elsewhere. */
  public static Optional<Rule> rule(String command) {
    return Optional.ofNullable(RULES.get(command));
  }

  /** Whether a command is expressly for where the project's files are. */
  public static boolean isHere(String command) {
    return ONLY_HERE.contains(command);
  }

  /**
   * Why a command with these options may not come from elsewhere; nothing if it may.
   *
   * @param options their longest names
   */
  public static Optional<String> obstacle(String command, Set<String> options) {
    Rule rule = RULES.get(command);
    if (rule == null) {
      return Optional.of("syncline " + command + PLACE);
    }
    return options.stream()
        .filter(option -> !rule.allows(option))
        .sorted()
        .findFirst()
        .map(option -> option + " of syncline " + command + PLACE);
  }

  private static final String PLACE =
      " works only where the project's files are, and not through a server. Call it on the server's"
          + " machine, without --server and SYNCLINE_SERVER";
}
