package dev.syncline.cli.command;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.Commands.Host;
import dev.syncline.project.KeptPlans;
import dev.syncline.project.OpenPlans;
import dev.syncline.project.Places;
import dev.syncline.project.Project;
import dev.syncline.project.Terminals;
import dev.syncline.project.Variables;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExitCode;
import dev.syncline.project.screen.Json;
import dev.syncline.project.screen.ProgressLine;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.screen.Upcoming;
import dev.syncline.project.text.Console;
import dev.syncline.project.text.Page;
import java.io.IOException;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** One call of the command line: its console, its options, and how it talks with a person. */
public final class Session {
  private final Console console;
  private final SynclineCommand options;
  private final Interrupt interrupt;
  private final CommandLines others;
  private final List<String> secrets = new ArrayList<>();
  private final @Nullable Caller caller;
  private @Nullable Screen answer;
  private @Nullable Project project;
  private @Nullable OpenPlans plans;
  private @Nullable ProgressLine following;
  private boolean follows;
  private boolean remarked;

  /** Performs a whole command line. */
  public interface CommandLines {
    /** Runs a command on a console, as the process itself does, and returns its exit code. */
    int run(Console console, Interrupt interrupt, String... args);

    /** Performs it for a caller who is at no terminal. */
    Screen perform(Console console, Caller caller, String... args);

    /** Understands those that are typed elsewhere, over a project. */
    Terminals terminals(Console console, Places places, List<String> options);
  }

  /**
   * A call with its options.
   *
   * @param others performs further commands, for a command that consists of others
   */
  public Session(
      Console console, SynclineCommand options, Interrupt interrupt, CommandLines others) {
    this(console, options, interrupt, others, null);
  }

  /** A call of somebody who is at no terminal, for whom the answer is kept. */
  public Session(Console console, SynclineCommand options, CommandLines others, Caller caller) {
    this(console, options, new Interrupt(), others, caller);
  }

  private Session(
      Console console,
      SynclineCommand options,
      Interrupt interrupt,
      CommandLines others,
      @Nullable Caller caller) {
    this.caller = caller;
    this.console = console;
    this.options = options;
    this.interrupt = interrupt;
    this.others = others;
  }

  Console console() {
    return console;
  }

  Places places() {
    String state = options.state;
    if (state == null) {
      state = console.environment().get(Places.STATE);
    }
    return Places.of(
        console.folder(), options.config, state == null || state.isBlank() ? null : state.strip());
  }

  /** Options with which another command is about the same project. */
  List<String> sameProject() {
    List<String> same = new ArrayList<>();
    if (options.config != null) {
      same.add("--config=" + console.folder().resolve(options.config));
    }
    if (options.state != null) {
      same.add("--state=" + options.state);
    }
    return same;
  }

  /** Whether somebody asks who is at no terminal. */
  boolean isServed() {
    return caller != null;
  }

  /** The address of the person for whom a server performs this; an empty one if not known. */
  Optional<String> person() {
    return caller == null ? Optional.empty() : caller.person();
  }

  /** The project that the options name. */
  Project project() {
    Project open = project;
    if (open == null) {
      Map<String, String> variables =
          caller == null
              ? console.environment()
              : new Variables(console.environment(), caller.host()::secret);
      open = new Project(places(), variables, console.clock());
      open.warnTo(this::warn);
      if (caller != null) {
        open.askedBy(caller);
        open.mask();
      }
      project = open;
    }
    return open;
  }

  /** Plans that are kept for people to review. */
  KeptPlans plans() {
    OpenPlans open =
        Optional.ofNullable(caller)
            .map(Caller::host)
            .flatMap(Host::plans)
            .orElseGet(this::ownPlans);
    return new KeptPlans(project(), open, zone());
  }

  private OpenPlans ownPlans() {
    OpenPlans own = plans;
    if (own == null) {
      own = new OpenPlans();
      plans = own;
    }
    return own;
  }

  /** In which zone whoever asks reads and writes times. */
  ZoneId zone() {
    return caller == null ? console.zone() : caller.zone();
  }

  boolean json() {
    return options.output == SynclineCommand.Output.json;
  }

  /** Follows a run, if anybody wants to see it. */
  Progress progress() {
    if (caller != null) {
      return caller.progress();
    }
    if (options.quiet || json() && !console.terminalErr()) {
      return new Progress() {
        @Override
        public boolean cancelled() {
          return interrupt.asked();
        }
      };
    }
    ProgressLine line = new ProgressLine(console, colours(console.terminalErr()), interrupt::asked);
    following = line;
    project().follow(line::copying);
    return line;
  }

  /** How people reach the pages of a server, without a slash at its end, if that is known. */
  Optional<String> address() {
    return caller == null
        ? UrlOption.of(console.environment().getOrDefault(UrlOption.VARIABLE, ""))
        : caller.host().address();
  }

  /** When a sync runs by itself, by its id, if the caller knows. */
  Optional<Upcoming> upcoming(int sync) {
    return caller == null ? Optional.empty() : caller.host().upcoming(sync);
  }

  /** Who asks to stop. */
  Interrupt interrupt() {
    return interrupt;
  }

  /** Runs another command on a console, until who may stop this one stops it. */
  int run(Console on, String... args) {
    return others.run(on, interrupt, args);
  }

  /** Who performs commands for callers at no terminal. */
  CommandLines others() {
    return others;
  }

  /** Whether a person asked to stop. */
  boolean cancelled() {
    return interrupt.asked() || caller != null && caller.progress().cancelled();
  }

  private boolean colours(boolean terminal) {
    return !options.noColor && console.colours(terminal);
  }

  /** A page for the result. */
  Page page() {
    return new Page(colours(console.terminalOut()), console.width());
  }

  /** Shows a result, and says how the command ends. */
  public ExitCode show(Screen screen) {
    endProgress();
    if (caller != null) {
      answer = screen;
      return screen.exit();
    }
    if (json()) {
      String json = Json.text(screen.json());
      if (follows) {
        line(json);
      } else {
        console.out().print(json + "\n");
      }
    } else if (!options.quiet) {
      Page page = page();
      screen.text(page);
      console.out().print(hideSecrets(page.toString()));
    }
    console.out().flush();
    return screen.exit();
  }

  /** Shows why a command could not go on. */
  public ExitCode showError(Screen error) {
    endProgress();
    if (caller != null) {
      answer = withoutSecrets(error);
      return error.exit();
    }
    if (json()) {
      String json = Json.text(error.json());
      if (follows) {
        line(json);
      } else {
        console.out().print(hideSecrets(json) + "\n");
        console.out().flush();
      }
    }
    Page page = new Page(colours(console.terminalErr()), console.width());
    error.text(page);
    console.err().print(hideSecrets(page.toString()));
    console.err().flush();
    return error.exit();
  }

  /** Whoever has the answer shows it as it is. */
  private Screen withoutSecrets(Screen error) {
    return error instanceof ErrorScreen e
        ? new ErrorScreen(e.exit(), e.kind(), hideSecrets(e.message()), e.findings())
        : error;
  }

  /** A step that was cut short leaves no half a line behind. */
  private void endProgress() {
    endRemarks();
    if (following != null) {
      following.end();
    }
  }

  /** Says what goes on; on a terminal over what was said so before. */
  void remark(String what) {
    if (caller != null) {
      caller.remark(hideSecrets(what));
      return;
    }
    if (options.quiet || json() && !console.terminalErr()) {
      return;
    }
    String line = hideSecrets(what);
    console.err().print(console.terminalErr() ? "\r\u001b[K" + line : line + "\n");
    console.err().flush();
    remarked = console.terminalErr();
  }

  /** Says what went wrong beside the work itself, which goes on. */
  private void warn(String what) {
    if (caller != null) {
      caller.remark(hideSecrets(what));
      return;
    }
    endProgress();
    console.err().print(hideSecrets(what) + "\n");
    console.err().flush();
  }

  /** What was said over and over stays as the last line of it. */
  void endRemarks() {
    if (remarked) {
      console.err().print("\n");
      console.err().flush();
      remarked = false;
    }
  }

  /** Writes a text that is not the result, such as what a question is about. */
  void say(Page page) {
    console.err().print(hideSecrets(page.toString()));
    console.err().flush();
  }

  /** From now on each object of the result is a line, for a program that follows. */
  void follow() {
    follows = true;
  }

  /** Writes a line of the result before it is whole, for a program that follows. */
  void line(String json) {
    console.out().print(hideSecrets(json).replaceAll("\\s*\\R\\s*", " ") + "\n");
    console.out().flush();
  }

  /** Whether error traces are wanted. */
  public boolean debug() {
    return options.debug;
  }

  /** A text without what must never be shown. */
  public String hideSecrets(String text) {
    String shown = project == null ? text : project.hideSecrets(text);
    for (String secret : secrets) {
      shown = ConnectionSpec.without(secret, shown);
    }
    return shown;
  }

  /**
   * Hides the secrets of the project from now on, as far as its configuration can be understood,
   * also where nothing of it was asked for.
   *
   * @param host the process that knows what they are
   */
  public void hideSecretsOfProject(Host host) {
    Project open =
        new Project(places(), new Variables(console.environment(), host::secret), console.clock());
    open.askedBy(new Commands.Within(Caller.alone(zone()), host));
    var unused = open.loaded();
    project = open;
  }

  /** Writes what another process said, where that is said here. */
  void relay(String out, String err) {
    endProgress();
    console.out().print(out);
    console.out().flush();
    console.err().print(err);
    console.err().flush();
  }

  /** The address of the server that is to perform the command; empty for none. */
  String server() {
    String server =
        options.server == null
            ? console.environment().getOrDefault("SYNCLINE_SERVER", "")
            : options.server;
    return server.strip();
  }

  /** Whether somebody named a project, which a server does by itself. */
  boolean namesProject() {
    return options.config != null || options.state != null;
  }

  /** Never shows a text from now on. */
  void secret(String text) {
    secrets.add(text);
  }

  /** Asks a yes-or-no question; no is the answer where nobody can be asked. */
  boolean confirm(String question) {
    if (!console.asks() || json()) {
      return false;
    }
    String answer = ask(question + " [y/N]", "").toLowerCase(Locale.ROOT);
    return answer.equals("y") || answer.equals("yes");
  }

  /** Asks for a line; an empty answer is the default. */
  String ask(String question, String otherwise) {
    console.err().print(question + (otherwise.isEmpty() ? " " : " [" + otherwise + "] "));
    console.err().flush();
    try {
      String line = console.in().readLine();
      return line == null || line.isBlank() ? otherwise : line.strip();
    } catch (IOException e) {
      return otherwise;
    }
  }

  /** What was shown to a caller; nothing where only help was asked for. */
  public Optional<Screen> answer() {
    return Optional.ofNullable(answer);
  }

  /** Closes what was opened. What cannot be closed is said, and changes nothing of the result. */
  public void close() {
    close(plans);
    close(project);
  }

  private void close(@Nullable AutoCloseable opened) {
    try {
      if (opened != null) {
        opened.close();
      }
    } catch (Exception e) {
      warn("Not all that was opened could be closed: " + e + ". The result is as it was said.");
    }
  }
}
