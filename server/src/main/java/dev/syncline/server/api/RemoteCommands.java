package dev.syncline.server.api;

import dev.syncline.server.account.Event.Action;
import dev.syncline.server.account.Permission;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What it takes to have a command performed from elsewhere. Every command and every option is
 * either here, or expressly for where the project's files are: whatever reads or writes a file, or
 * goes on without an end.
 */
public final class RemoteCommands {
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
    see("conflicts list").takes("--all --task --show");
    see("pins list").takes("--all --task");
    see("plans list");
    see("plans show").takes("--offset --show --group --task --write --find --where");
    see("plans choices");
    rule("plans select", Permission.REVIEW, Action.REVIEW)
        .takes(
            "--take --leave --all --fields --group --task --write --find --where --sha256 --if-version");
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
    rule("edit", Permission.SETTINGS, Action.EDIT).takes("--patch --file --text --sync --base");
    rule("mapping", Permission.PLAN, null).takes("--sync --patch --figures");
    rule("check", Permission.PLAN, Action.PLAN).takes("--schema-only");
    rule("preview", Permission.PLAN, Action.PLAN).takes("--limit");
    rule("eval", Permission.PLAN, Action.PLAN).takes("--sync --side --key --limit --locale --zone");
    rule("plan", Permission.PLAN, Action.PLAN)
        .takes("--all --task --record --limit --show --keep")
        .here("--save --with --history --from --new-only --module --only --mail");
    rule("verify", Permission.PLAN, Action.PLAN).takes("--all --task --by --show");
    rule("run", Permission.RUN, Action.RUN)
        .takes("--all --task --record --limit --verify --sequence --now --show")
        .takes(Permission.APPROVE, "--approve")
        .takes(Permission.TEST, "--test")
        .takes(Permission.EDIT, "--adopt --take-over")
        .here("--plan --watch --at --waiting --no-wait --mail");
    rule("retry", Permission.RUN, Action.RUN).takes("--all --task --record --limit --show");
    rule("start", Permission.RUN, Action.START)
        .takes("--all --show --print-sql --yes")
        .takes(Permission.APPROVE, "--approve");
    rule("stop", Permission.RUN, Action.STOP).takes("--all");
    rule("test-row", Permission.TEST, Action.TEST)
        .takes(
            "--task --record --search --first --random --set --type --as --rollback --plan --yes");
    rule("conflicts resolve", Permission.REVIEW, Action.REVIEW)
        .takes("--source --target --field --every --sync --task --side");
    rule("pins release", Permission.REVIEW, Action.REVIEW).takes("--every --sync --task --side");
    rule("cancel", Permission.APPLY, Action.CANCEL).takes("--of");
    rule("tell", Permission.SCHEDULE, null).takes("--stored --test");
    rule("undo", Permission.UNDO, Action.UNDO)
        .takes("--sync --task --record --yes --show")
        .takes(Permission.APPROVE, "--approve");
    rule("resync", Permission.RESYNC, Action.RESYNC)
        .takes("--all --task --explain --show")
        .takes(Permission.APPROVE, "--approve");
    rule("reset", Permission.RESYNC, Action.RESYNC)
        .takes("--cdc --task --to --yes")
        .takes(Permission.EDIT, "--links --cursor --tracking");
    rule("erase", Permission.ERASE, Action.ERASE).takes("--sync --task --side --yes");
    rule("uninstall", Permission.SETTINGS, Action.SETTINGS_CHANGED).takes("--yes");
  }

  private RemoteCommands() {}

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

    private Rule here(String options) {
      here.addAll(Arrays.asList(options.split(" ")));
      return this;
    }

    /** What the audit log calls it; null for what changes nothing. */
    @Nullable Action action() {
      return action;
    }

    /** All that it takes with these options. */
    Set<Permission> permissions(Set<String> options) {
      Set<Permission> all = new LinkedHashSet<>();
      all.add(permission);
      further.forEach(
          (more, names) -> {
            if (options.stream().anyMatch(names::contains)) {
              all.add(more);
            }
          });
      return all;
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
