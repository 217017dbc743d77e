package dev.syncline.connect.jdbc;

import dev.syncline.connect.Transcript;
import dev.syncline.core.value.Hex;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A connection whose statements are told to somebody, with what was read of their results. */
final class Overheard {
  private final Transcript listener;

  private Overheard(Transcript listener) {
    this.listener = listener;
  }

  /** The same connection, overheard. */
  static Connection of(Connection connection, Transcript listener) {
    Overheard overheard = new Overheard(listener);
    return proxy(
        Connection.class,
        (method, arguments) -> {
          Object made = call(connection, method, arguments);
          if (made instanceof PreparedStatement prepared) {
            Statement told = overheard.new Told(prepared, (String) argument(arguments, 0)).proxy();
            return told;
          }
          return made instanceof Statement plain ? overheard.new Told(plain, "").proxy() : made;
        });
  }

  /** What is done instead of a call. */
  private interface Handler {
    @Nullable Object handle(Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable;
  }

  private static <T> T proxy(Class<T> type, Handler handler) {
    return type.cast(
        Proxy.newProxyInstance(
            Overheard.class.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> handler.handle(method, arguments)));
  }

  private static @Nullable Object call(
      Object on, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
    try {
      return method.invoke(on, arguments);
    } catch (InvocationTargetException e) {
      throw e.getCause();
    }
  }

  private static @Nullable Object argument(@Nullable Object @Nullable [] arguments, int at) {
    return arguments == null || arguments.length <= at ? null : arguments[at];
  }

  private static @Nullable Object shown(@Nullable Object value) {
    return value instanceof byte[] bytes ? "0x" + Hex.text(bytes) : value;
  }

  /** A statement, from its parameters to its result. */
  private final class Told {
    private final Statement statement;
    private final String prepared;
    private final TreeMap<Integer, @Nullable Object> parameters = new TreeMap<>();
    private final List<List<@Nullable Object>> batch = new ArrayList<>();
    private @Nullable Result open;

    Told(Statement statement, @Nullable String prepared) {
      this.statement = statement;
      this.prepared = Objects.requireNonNullElse(prepared, "");
    }

    Statement proxy() {
      return statement instanceof PreparedStatement
          ? Overheard.proxy(PreparedStatement.class, this::handle)
          : Overheard.proxy(Statement.class, this::handle);
    }

    private @Nullable Object handle(Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable {
      String name = method.getName();
      if (name.startsWith("set") && method.getParameterCount() > 1) {
        boolean isNull = name.equals("setNull");
        parameters.put(
            (Integer) Objects.requireNonNull(argument(arguments, 0)),
            isNull ? null : shown(argument(arguments, 1)));
      } else if (name.equals("addBatch") && arguments == null) {
        batch.add(List.copyOf(values()));
      } else if (name.startsWith("execute")) {
        return execute(method, arguments);
      } else if (name.equals("close")) {
        end();
      }
      Object answer = call(statement, method, arguments);
      return answer instanceof ResultSet rows && open != null ? open.read(rows) : answer;
    }

    private List<@Nullable Object> values() {
      return new ArrayList<>(parameters.values());
    }

    private @Nullable Object execute(Method method, @Nullable Object @Nullable [] arguments)
        throws Throwable {
      end();
      String sql = prepared.isEmpty() ? String.valueOf(argument(arguments, 0)) : prepared;
      Result result = new Result(sql, values());
      if (!batch.isEmpty()) {
        result.parameters.clear();
        batch.forEach(result.parameters::addAll);
        batch.clear();
      }
      open = result;
      try {
        Object answer = call(statement, method, arguments);
        if (answer instanceof ResultSet rows) {
          return result.read(rows);
        }
        switch (answer) {
          case Integer n -> result.count = n;
          case Long n -> result.count = n;
          case int[] each -> result.count = each.length;
          case long[] each -> result.count = each.length;
          case Boolean rows when !rows -> result.count = statement.getUpdateCount();
          case null, default -> {}
        }
        return answer;
      } catch (SQLException e) {
        result.error = String.valueOf(e.getMessage());
        end();
        throw e;
      }
    }

    private void end() {
      Result result = open;
      if (result != null) {
        open = null;
        listener.heard(
            new Transcript.Statement(
                result.sql,
                result.parameters,
                result.columns,
                result.rows,
                result.count,
                result.error));
      }
    }
  }

  /** What a statement gave, as far as somebody read it. */
  private static final class Result {
    final String sql;
    final List<@Nullable Object> parameters;
    final List<String> columns = new ArrayList<>();
    final List<List<@Nullable Object>> rows = new ArrayList<>();
    long count = -1;
    @Nullable String error;
    private int last;

    Result(String sql, List<@Nullable Object> parameters) {
      this.sql = sql;
      this.parameters = parameters;
    }

    ResultSet read(ResultSet of) throws SQLException {
      ResultSetMetaData data = of.getMetaData();
      if (columns.isEmpty()) {
        for (int i = 1; i <= data.getColumnCount(); i++) {
          columns.add(data.getColumnLabel(i));
        }
      }
      return Overheard.proxy(ResultSet.class, (method, arguments) -> read(of, method, arguments));
    }

    /** A driver gives the bytes of any value, whose text it knows as well. */
    private static @Nullable Object said(ResultSet of, int at, byte[] bytes) throws SQLException {
      return of.getObject(at + 1) instanceof byte[] ? shown(bytes) : of.getString(at + 1);
    }

    private @Nullable Object read(
        ResultSet of, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      Object answer = call(of, method, arguments);
      String name = method.getName();
      if (name.equals("next") && Boolean.TRUE.equals(answer)) {
        List<@Nullable Object> row = new ArrayList<>();
        columns.forEach(c -> row.add(null));
        rows.add(row);
      } else if (name.startsWith("get") && !rows.isEmpty()) {
        int at =
            switch (argument(arguments, 0)) {
              case Integer n -> n - 1;
              case String column -> columns.indexOf(column);
              case null, default -> -1;
            };
        if (at >= 0 && at < columns.size()) {
          last = at;
          rows.getLast().set(at, answer instanceof byte[] bytes ? said(of, at, bytes) : answer);
        }
      } else if (name.equals("wasNull") && Boolean.TRUE.equals(answer) && !rows.isEmpty()) {
        rows.getLast().set(last, null);
      }
      return answer;
    }
  }
}
