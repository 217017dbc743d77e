package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.syncline.connect.ChangeTracking.Mark;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.LogReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * How long a log is waited for, what is done when it cannot be read, and what when it is not kept.
 */
class LogReadingTest implements LogReader, CatchingUp.Time {
  private static final long MINUTE = 60_000;

  @TempDir Path folder;
  private Sessions sessions;
  private LogReading reading;
  private long room = Long.MAX_VALUE;

  /** What the reader does, each time it is begun; the last goes on being done. */
  private final Deque<Consumer<Listener>> begins = new ArrayDeque<>();

  private final List<String> texts = new ArrayList<>();
  private Runnable meanwhile = () -> {};
  private Listener listener;
  private String schema = "";
  private boolean alive;
  private int closed;
  private int restarts;
  private long now;
  private String sent = "";
  private boolean visible = true;

  // The clock

  @Override
  public long millis() {
    return now;
  }

  @Override
  public void sleep(long millis) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    now += Math.max(millis, 500); // so that hours do not take long
    meanwhile.run();
  }

  // The reader

  @Override
  public boolean reads(String type) {
    return true;
  }

  @Override
  public Reading read(Log log, Listener told) {
    listener = told;
    schema = log.tables().getFirst().schema();
    alive = true;
    Consumer<Listener> begin = begins.size() > 1 ? begins.remove() : begins.peek();
    if (begin != null) {
      begin.accept(told);
    }
    return new Reading() {
      @Override
      public boolean alive() {
        return alive;
      }

      @Override
      public void close() {
        alive = false;
        closed++;
      }
    };
  }

  private void fails(Listener told) {
    alive = false;
    told.failed("the server said no");
  }

  private void tellsAll(Listener told) {
    meanwhile = () -> told.marker(texts.getLast());
  }

  /** The database. */
  private final class Capture implements LogCapture {
    @Override
    public Optional<String> obstacle(Connection connection, dev.syncline.connect.jdbc.Table table) {
      return Optional.empty();
    }

    @Override
    public List<String> blindSpots(Connection connection, dev.syncline.connect.jdbc.Table table) {
      return List.of();
    }

    @Override
    public List<String> missing(Connection c, String name, TableName table, boolean begun) {
      return List.of();
    }

    @Override
    public List<String> privileges(Connection connection, TableName table) {
      return List.of();
    }

    @Override
    public List<String> remove(Connection c, String name, TableName table, boolean last) {
      return List.of();
    }

    @Override
    public String mark(Connection connection, String name, String text) {
      texts.add(text);
      return "100";
    }

    @Override
    public String sent(Connection connection, String name, String place) {
      return sent;
    }

    @Override
    public boolean visible(Connection c, String name, Collection<Long> transactions) {
      return visible;
    }

    @Override
    public String gap(Connection connection, String name, String position, long keep) {
      return "";
    }

    @Override
    public String restart(Connection connection, String name) {
      restarts++;
      return "0";
    }
  }

  @BeforeEach
  void open() throws SQLException, IOException {
    Files.createFile(folder.resolve("crm.db"));
    ConnectionSpec spec =
        ConnectionSpec.of("crm", "sqlite", "jdbc:sqlite:" + folder.resolve("crm.db"), "", "");
    SqliteDialect dialect = new SqliteDialect();
    sessions = new Sessions(spec, dialect);
    try (Connection connection = sessions.open();
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE TABLE person (id integer PRIMARY KEY, name text)");
    }
    Catalog catalog = new Catalog(sessions, dialect, sessions.server().defaultSchema());
    MarkFolder marks =
        new MarkFolder("crm", folder.resolve("log")) {
          @Override
          Connection connect(Path file) throws SQLException {
            Connection connection = super.connect(file);
            if (room < Long.MAX_VALUE) {
              try (Statement statement = connection.createStatement()) {
                statement.execute("PRAGMA max_page_count = " + room);
              }
            }
            return connection;
          }
        };
    reading =
        new LogReading(
            sessions, catalog, new Capture(), Optional.of(this), marks, "syncline_x", this);
  }

  @AfterEach
  void close() {
    Thread.interrupted();
    reading.close();
    sessions.close();
  }

  private boolean catchUp() {
    return reading.catchUp(Long.MAX_VALUE, () -> false);
  }

  private List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    reading.marks().change(f -> f.marks("person", marks::add));
    return marks;
  }

  private void tell(int from, int to) {
    List<Change> changes = new ArrayList<>();
    for (int id = from; id <= to; id++) {
      changes.add(new Change(schema, "person", null, new Object[] {id}));
    }
    listener.changed(changes, Set.of());
  }

  @Test
  void aReaderThatTellsNothingIsGivenUpAndSaysSo() {
    reading.track("person");
    assertThatThrownBy(this::catchUp)
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("crm: the log was not read on for 5 minutes")
        .hasMessageContaining("Nothing of it is lost")
        .extracting(e -> ((ConnectorException) e).kind())
        .isEqualTo(Kind.TIMEOUT);
    assertThat(now).isBetween(5 * MINUTE, 6 * MINUTE);
    assertThat(closed).isEqualTo(1);
    // Who tries again does so with a new reader, from where it was read to.
    begins.add(this::tellsAll);
    assertThat(catchUp()).isTrue();
    assertThat(restarts).isZero();
    assertThat(marks()).isEmpty();
  }

  @Test
  void aReaderThatGetsOnIsWaitedForAsLongAsItTakes() {
    reading.track("person");
    List<Long> told = new ArrayList<>();
    meanwhile =
        () -> {
          if (now - (told.isEmpty() ? 0 : told.getLast()) >= 4 * MINUTE) {
            told.add(now);
            tell(told.size(), told.size());
          }
          if (told.size() == 20) {
            listener.marker(texts.getFirst());
          }
        };
    assertThat(catchUp()).isTrue();
    assertThat(now).isGreaterThan(60 * MINUTE);
    assertThat(marks()).hasSize(20);
  }

  @Test
  void aServerThatSendsOnlyWhatOthersWroteIsWaitedFor() {
    reading.track("person");
    meanwhile =
        () -> {
          sent = "" + Math.min(100, now / MINUTE);
          if (now > 200 * MINUTE) {
            listener.marker(texts.getFirst()); // too late
          }
        };
    assertThatThrownBy(this::catchUp).hasMessageContaining("was not read on");
    assertThat(now).as("it had sent everything").isBetween(105 * MINUTE, 107 * MINUTE);
  }

  @Test
  void aProcessThatWasHeldUpItselfDoesNotBlameTheServer() {
    reading.track("person");
    boolean[] slept = {false};
    meanwhile =
        () -> {
          if (!slept[0] && now > MINUTE) {
            slept[0] = true;
            now += 600 * MINUTE;
          } else if (slept[0] && now > 603 * MINUTE) {
            listener.marker(texts.getFirst());
          }
        };
    assertThat(catchUp()).isTrue();
  }

  @Test
  void whoAsksToStopNeedNotWait() {
    reading.track("person");
    boolean[] stop = {false};
    meanwhile = () -> stop[0] = now > MINUTE;
    assertThat(reading.catchUp(Long.MAX_VALUE, () -> stop[0])).isFalse();
    assertThat(now).isLessThan(2 * MINUTE);
  }

  @Test
  void anInterruptEndsTheWaitAndIsKept() {
    reading.track("person");
    meanwhile = Thread.currentThread()::interrupt;
    assertThat(catchUp()).isFalse();
    assertThat(Thread.currentThread().isInterrupted()).isTrue();
    assertThat(now).isLessThan(MINUTE);
  }

  @Test
  void aReaderThatIsHeldUpByWhatNobodySeesLetsGo() throws Exception {
    reading.track("person");
    visible = false;
    boolean[] stop = {false};
    Thread[] telling = {null};
    List<Throwable> refused = new ArrayList<>();
    begins.add(
        told -> {
          telling[0] = new Thread(() -> tell(1, 1), "reader");
          telling[0].setUncaughtExceptionHandler((thread, e) -> refused.add(e));
          telling[0].start();
          stop[0] = true;
        });
    assertThat(reading.catchUp(Long.MAX_VALUE, () -> stop[0])).isFalse();
    reading.pause();
    telling[0].join();
    assertThat(refused).singleElement().asString().contains("has ended");
    assertThat(marks()).isEmpty();
  }

  @Test
  void aLogThatCannotBeReadOnIsBegunAnewAndAllIsCompared() {
    reading.track("person");
    begins.add(this::fails);
    begins.add(this::fails);
    begins.add(this::fails);
    begins.add(this::tellsAll);
    assertThat(catchUp()).isTrue();
    assertThat(restarts).isEqualTo(1);
    assertThat(marks()).singleElement().matches(Mark::whole);
    assertThat(marks().getFirst().cause()).contains("the server said no");
  }

  @Test
  void aLogThatCannotBeReadAtAllIsAnError() {
    reading.track("person");
    begins.add(this::fails);
    assertThatThrownBy(this::catchUp)
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("the log cannot be read (the server said no)");
  }

  // Where the marks are kept

  @Test
  void aFullDiskIsAnErrorAndNothingIsConfirmed() {
    room = 12;
    reading.track("person");
    listener = null;
    begins.add(told -> meanwhile = this::tooMuch);
    assertThatThrownBy(this::catchUp)
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining("crm: the marks that were read from the log cannot be kept in")
        .hasMessageContaining("full")
        .hasMessageContaining("Look after the disk");
    assertThat(marks()).as("all or nothing").isEmpty();
    assertThat(reading.marks().ask(MarkFile::position)).isEqualTo("");
    assertThat(restarts).as("nothing is let go on the server").isZero();
    // There is room again.
    room = Long.MAX_VALUE;
    reading.close();
    meanwhile = () -> {};
    begins.clear();
    begins.add(
        told -> {
          tell(1, 5_000);
          told.reached("7");
          tellsAll(told);
        });
    assertThat(catchUp()).isTrue();
    assertThat(marks()).hasSize(5_000).noneMatch(Mark::whole);
    assertThat(reading.marks().ask(MarkFile::position)).isEqualTo("7");
  }

  /** As an engine does when its listener fails. */
  private void tooMuch() {
    try {
      tell(1, 5_000);
      listener.reached("7");
    } catch (ConnectorException e) {
      alive = false;
      listener.failed(e.getMessage());
    }
  }

  @Test
  void aPositionThatCannotBeKeptIsRefused() throws Exception {
    reading.track("person");
    begins.add(this::tellsAll);
    catchUp();
    Path file = folder.resolve("log").resolve("marks.db");
    try (Connection other = java.sql.DriverManager.getConnection("jdbc:sqlite:" + file);
        Statement statement = other.createStatement()) {
      statement.execute(
          "CREATE TRIGGER full BEFORE UPDATE OF position ON place BEGIN"
              + " SELECT raise(ABORT, 'no room'); END");
    }
    assertThatThrownBy(() -> listener.reached("9")).isInstanceOf(ConnectorException.class);
    assertThat(reading.marks().ask(MarkFile::position)).isEqualTo("");
  }

  @Test
  void aDamagedFileIsNamedAndAfterItIsGoneAllIsCompared() throws Exception {
    reading.track("person");
    begins.add(this::tellsAll);
    catchUp();
    reading.close();
    Path log = folder.resolve("log");
    Files.writeString(log.resolve("marks.db"), "x".repeat(20_000), StandardCharsets.UTF_8);
    assertThatThrownBy(this::catchUp)
        .isInstanceOf(ConnectorException.class)
        .hasMessageContaining(log.toString())
        .hasMessageContaining("delete the folder");
    for (String name : List.of("marks.db", "marks.db-wal", "marks.db-shm", "reader.lock")) {
      Files.deleteIfExists(log.resolve(name));
    }
    reading.expect("person");
    assertThat(marks()).singleElement().matches(Mark::whole);
    assertThat(marks().getFirst().cause()).contains("is not in " + log + " any more");
  }

  /** Who dealt with the mark of one file, by its number, has not dealt with that of the next. */
  @Test
  void theMarkOfAllRowsHasAnotherNumberInEachFile() throws Exception {
    List<Long> numbers = new ArrayList<>();
    for (int file = 0; file < 3; file++) {
      reading.expect("person");
      assertThat(marks()).singleElement().matches(Mark::whole);
      numbers.add(marks().getFirst().number());
      reading.close();
      for (String name : List.of("marks.db", "marks.db-wal", "marks.db-shm", "reader.lock")) {
        Files.deleteIfExists(folder.resolve("log").resolve(name));
      }
      Thread.sleep(2);
    }
    assertThat(numbers).doesNotHaveDuplicates();
  }
}
