package dev.syncline.cli.demo;

import dev.syncline.project.text.Console;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.io.IOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** The servers of an earlier demo, running again, with a prompt to work in both systems. */
public final class Play {
  private static final int MOST_ROWS = 20;
  private static final int WIDEST_CELL = 40;

  private final Console console;
  private final DemoServers servers;

  private Play(Console console, DemoServers servers) {
    this.console = console;
    this.servers = servers;
  }

  /** Starts them, and serves until somebody ends it. */
  public static void on(DemoFolder folder, Console console, BooleanSupplier ended)
      throws IOException, SQLException {
    try (DemoServers servers = folder.start()) {
      Play play = new Play(console, servers);
      Page page = play.page();
      folder.play(page, servers);
      play.print(page);
      play.serve(ended);
    }
  }

  private void serve(BooleanSupplier ended) {
    Lines lines = new Lines(console.in());
    boolean asks = console.asks() && console.terminalOut();
    while (!ended.getAsBoolean()) {
      if (asks) {
        print(page().paint(Style.FAINT, "crm|shop> "));
      }
      @Nullable String line = lines.next(ended);
      if (line == null) {
        Lines.sleep(ended); // nobody types: the servers run on
      } else {
        print(answer(line.strip()));
      }
    }
  }

  private Page answer(String line) {
    Page page = page();
    boolean crm = line.startsWith("crm ");
    if (line.isEmpty()) {
      return page;
    }
    if (!crm && !line.startsWith("shop ")) {
      return page.line("Begin with crm or shop, and then the statement.");
    }
    String sql = line.substring(line.indexOf(' ') + 1);
    try (Connection connection = crm ? servers.crm() : servers.shop();
        Statement statement = connection.createStatement()) {
      if (!statement.execute(sql)) {
        return page.line(Words.count(Math.max(0, statement.getUpdateCount()), "row") + " changed.");
      }
      try (ResultSet rows = statement.getResultSet()) {
        return rows(page, rows);
      }
    } catch (SQLException e) {
      return page.flow("", Style.BAD, Shown.safe(String.valueOf(e.getMessage())), 0);
    }
  }

  private static Page rows(Page page, ResultSet rows) throws SQLException {
    int columns = rows.getMetaData().getColumnCount();
    Table table = new Table();
    for (int i = 1; i <= columns; i++) {
      table.left(rows.getMetaData().getColumnLabel(i), WIDEST_CELL);
    }
    while (table.size() < MOST_ROWS && rows.next()) {
      Table.Cell[] cells = new Table.Cell[columns];
      for (int i = 0; i < columns; i++) {
        String value = rows.getString(i + 1);
        cells[i] = value == null ? Table.cell("null", Style.FAINT) : Table.cell(Shown.safe(value));
      }
      table.row(cells);
    }
    page.table(table, 2);
    return rows.next() ? page.line("  and more") : page;
  }

  private Page page() {
    return new Page(console.colours(console.terminalOut()), console.width());
  }

  private void print(Object text) {
    console.out().print(text);
    console.out().flush();
  }
}
