package dev.syncline.cli.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.Places;
import dev.syncline.project.Terminals;
import dev.syncline.project.screen.Screen;
import dev.syncline.project.text.Console;
import java.io.BufferedReader;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a command opened is closed after it, and has no say in what it answered. */
class SessionTest {
  @TempDir Path folder;

  @Test
  void whatCannotBeClosedIsSaidAndTheRestIsClosed() throws Exception {
    Files.writeString(folder.resolve("syncline.yaml"), "version: 1\nsyncs: {}\n");
    Noting caller = new Noting(new ArrayList<>());
    Session session = new Session(console(), new SynclineCommand(), new None(), caller);
    Path temp = session.project().temp();
    try (StateStore.Change open = session.project().store().begin()) {
      session.close();
      assertThat(caller.remarks()).hasSize(1);
      assertThat(caller.remarks().getFirst()).contains("could be closed", "has a change open");
      assertThat(temp).doesNotExist();
      open.commit();
    }
    session.project().close();
  }

  private Console console() {
    PrintStream out =
        new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8);
    return new Console(
        out,
        out,
        new BufferedReader(Reader.nullReader()),
        false,
        false,
        false,
        100,
        Map.of(),
        folder,
        ZoneOffset.UTC,
        System::currentTimeMillis);
  }

  private record Noting(List<String> remarks) implements Commands.Caller {
    @Override
    public Progress progress() {
      return Progress.NONE;
    }

    @Override
    public ZoneId zone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Optional<String> person() {
      return Optional.empty();
    }

    @Override
    public void remark(String what) {
      remarks.add(what);
    }
  }

  private static final class None implements Session.CommandLines {
    @Override
    public int run(Console console, Interrupt interrupt, String... args) {
      throw new AssertionError("no further command");
    }

    @Override
    public Screen perform(Console console, Commands.Caller caller, String... args) {
      throw new AssertionError("no further command");
    }

    @Override
    public Terminals terminals(Console console, Places places, List<String> options) {
      throw new AssertionError("no further command");
    }
  }
}
