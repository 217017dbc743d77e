package dev.syncline.project.text;

import java.io.BufferedReader;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.ZoneId;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Where a command runs: its streams, its environment and its clock, so that a test can be all of
 * them.
 *
 * @param out for what was asked for
 * @param err for progress and errors
 * @param in for answers
 * @param asks whether a person is there to answer questions
 * @param terminalOut whether {@code out} is a terminal
 * @param terminalErr whether {@code err} is a terminal
 * @param width columns of the terminal
 * @param environment the environment's variables
 * @param folder where relative paths begin
 * @param zone in which times are shown
 * @param clock milliseconds since the epoch
 */
public record Console(
    PrintStream out,
    PrintStream err,
    BufferedReader in,
    boolean asks,
    boolean terminalOut,
    boolean terminalErr,
    int width,
    Map<String, String> environment,
    Path folder,
    ZoneId zone,
    LongSupplier clock) {

  private static final int NARROWEST = 60;
  private static final int WIDEST = 140;

  /** The console of this process. The launcher says what it knows of it. */
  public static Console ofProcess() {
    String known = System.getProperty("syncline.terminal", "");
    boolean all = known.isEmpty() && isTerminal();
    return new Console(
        new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8),
        new PrintStream(new FileOutputStream(FileDescriptor.err), true, StandardCharsets.UTF_8),
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8)),
        all || known.contains("in"),
        all || known.contains("out"),
        all || known.contains("err"),
        columns(System.getProperty("syncline.columns", "")),
        System.getenv(),
        Path.of("").toAbsolutePath(),
        ZoneId.systemDefault(),
        System::currentTimeMillis);
  }

  /** From JDK 22 on there may be a console that is no terminal, and a method that tells. */
  @SuppressWarnings("SystemConsoleNull")
  private static boolean isTerminal() {
    java.io.Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      Method tells = java.io.Console.class.getMethod("isTerminal");
      return (boolean) tells.invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** The same in another folder, without anybody to answer questions. */
  public Console unattended(Path other) {
    return new Console(
        out,
        err,
        in,
        false,
        terminalOut,
        terminalErr,
        Math.min(width, Page.WIDTH),
        environment,
        other,
        zone,
        clock);
  }

  /** The same at no terminal: nobody answers, and what would be written goes nowhere. */
  public Console silent() {
    PrintStream nowhere =
        new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8);
    return new Console(
        nowhere,
        nowhere,
        new BufferedReader(Reader.nullReader()),
        false,
        false,
        false,
        Page.WIDTH,
        environment,
        folder,
        zone,
        clock);
  }

  private static int columns(String text) {
    try {
      return Math.clamp(Integer.parseInt(text), NARROWEST, WIDEST);
    } catch (NumberFormatException e) {
      return Page.WIDTH;
    }
  }

  /** Whether colours are wanted on a stream that is a terminal. */
  public boolean colours(boolean terminal) {
    String no = environment.getOrDefault("NO_COLOR", "");
    return terminal && no.isEmpty() && !environment.getOrDefault("TERM", "").equals("dumb");
  }
}
