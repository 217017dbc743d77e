package dev.syncline.connect.jdbc;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.connect.testing.Brand;
import dev.syncline.connect.testing.StampsContract;
import java.sql.SQLException;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Capture by timestamps in SQLite. */
class SqliteStampsTest extends StampsContract {
  SqliteStampsTest() {
    super(Brand.SQLITE);
  }

  @Override
  protected Map<Boolean, String> types() {
    return Map.of(false, "datetime", true, "datetime");
  }

  @Override
  protected void maintain() throws SQLException {
    database.run(
        "CREATE TRIGGER stamp AFTER UPDATE ON person BEGIN"
            + " UPDATE person SET updated = datetime('now') WHERE id = NEW.id; END");
  }

  @Test
  void textIsFoundInAnyFormAndNumbersAlways() throws SQLException {
    table("datetime", "datetime");
    row(1, "2024-05-05T10:00:00", null);
    row(2, "2024-05-05 10:00:00.5", null);
    row(3, "2024-05-05", null);
    database.run("INSERT INTO person VALUES (4, 1714903200, 1714903200)");
    row(5, "2024-05-01 10:00:00", "2024-05-02 10:00:00");
    assertThat(since(BOTH, "2024-05-05T09:00:00Z")).containsExactly(1L, 2L, 3L, 4L);
  }
}
