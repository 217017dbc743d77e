package dev.syncline.log;

import dev.syncline.cli.Main;
import dev.syncline.connect.LogReader;
import dev.syncline.connect.jdbc.ObservedDrivers;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.DriverPropertyInfo;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.logging.Logger;
import java.util.regex.Pattern;

/**
 * The command, in a process that ends in the middle of it as by {@code kill -9}: before the step
 * whose number it is given. Steps are all that changes something for good: each commit, and each
 * statement that is one, to a database or to the file of marks, and each time the reader of the log
 * tells something or has told it. They are written down as they come.
 *
 * <p>For that it stands between the command and its drivers, and before the reader of the log.
 */
public final class Halting {
  static final String AT = "halt.at";
  static final String STEPS = "halt.steps";

  private static final int KILLED = 137;
  private static final int LAST = Integer.getInteger(AT, Integer.MAX_VALUE);
  private static final Path NOTES = Path.of(System.getProperty(STEPS, "steps"));
  private static final Pattern WRITES =
      Pattern.compile(
          "(?is)\\s*(insert|update|delete|replace|create|drop|alter|lock|begin|commit)\\b.*"
              + "|.*\\bpg_(create_logical|drop_replication|replication_slot_advance|logical_emit).*");

  private static int count;

  private Halting() {}

  /** The command. */
  public static void main(String[] args) {
    ObservedDrivers.through(Between::new);
    Main.main(args);
  }

  /** Something is about to happen. */
  private static synchronized void before(String step) {
    try {
      Files.writeString(
          NOTES,
          step.replaceAll("\\s+", " ") + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    if (++count == LAST) {
      Runtime.getRuntime().halt(KILLED);
    }
  }

  /** What reads the log; found before the one it stands for. */
  public static final class Reader implements LogReader {
    private final LogReader reader = new DebeziumReader();

    /** Found by {@link java.util.ServiceLoader}. */
    public Reader() {}

    @Override
    public boolean reads(String type) {
      return reader.reads(type);
    }

    @Override
    public Reading read(Log log, Listener listener) {
      String type = log.spec().type();
      return reader.read(
          log,
          new Listener() {
            @Override
            public void changed(List<Change> changes, Set<Long> transactions) {
              before(type + " tells of changes");
              listener.changed(changes, transactions);
              before(type + " told of changes");
            }

            @Override
            public void marker(String text) {
              listener.marker(text);
              before(type + " told of a marker");
            }

            @Override
            public void reached(String position) {
              listener.reached(position);
              before(type + " is about to confirm what it told");
            }

            @Override
            public void failed(String reason) {
              listener.failed(reason);
            }
          });
    }
  }

  /** A driver for those it stands before. */
  private record Between(Driver driver) implements Driver {
    @Override
    public boolean acceptsURL(String url) throws SQLException {
      return driver.acceptsURL(url);
    }

    @Override
    public Connection connect(String url, Properties properties) throws SQLException {
      String name = url.replaceFirst("jdbc:(\\w+):.*", "$1").replace("sqlite", "marks");
      return between(Connection.class, driver.connect(url, properties), name, "");
    }

    @Override
    public DriverPropertyInfo[] getPropertyInfo(String url, Properties properties) {
      return new DriverPropertyInfo[0];
    }

    @Override
    public int getMajorVersion() {
      return 1;
    }

    @Override
    public int getMinorVersion() {
      return 0;
    }

    @Override
    public boolean jdbcCompliant() {
      return false;
    }

    @Override
    public Logger getParentLogger() {
      return Logger.getGlobal();
    }
  }

  private static <T> T between(Class<T> kind, T real, String name, String sql) {
    return kind.cast(
        Proxy.newProxyInstance(
            Halting.class.getClassLoader(),
            new Class<?>[] {kind},
            (proxy, method, arguments) -> call(real, name, sql, method, arguments)));
  }

  private static Object call(Object real, String name, String sql, Method method, Object[] args)
      throws Throwable {
    String said = args != null && args.length > 0 && args[0] instanceof String s ? s : sql;
    if (method.getName().equals("commit")) {
      before(name + " commit");
    } else if (method.getName().startsWith("execute")
        && WRITES.matcher(said).matches()
        && ((Statement) real).getConnection().getAutoCommit()) {
      before(name + " " + said.strip().substring(0, Math.min(60, said.strip().length())));
    }
    Object answer;
    try {
      answer = method.invoke(real, args);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
    String text = method.getName().toLowerCase(Locale.ROOT).startsWith("prepare") ? said : "";
    return switch (answer) {
      case CallableStatement statement -> between(CallableStatement.class, statement, name, text);
      case PreparedStatement statement -> between(PreparedStatement.class, statement, name, text);
      case Statement statement when !method.getName().equals("getStatement") ->
          between(Statement.class, statement, name, text);
      case null, default -> answer;
    };
  }
}
