package dev.syncline.engine.sim;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * What is asked of several databases together, whatever syncs keep them in step: each holds the
 * same records, and no record more often than people gave it.
 */
final class AllAlike {
  private final List<MemoryDatabase> databases;
  private final List<SimTable> tables;

  /** How often people added a record, by table and uid. */
  private final Map<String, Integer> given = new HashMap<>();

  AllAlike(List<MemoryDatabase> databases, List<SimTable> tables) {
    this.databases = databases;
    this.tables = tables;
    for (MemoryDatabase database : databases) {
      database.watch(
          changes -> changes.stream().filter(AllAlike::gives).forEach(c -> given(database, c)));
    }
  }

  /**
   * Whether a person adds a row, or anybody gives it another key: then it is another row to whoever
   * looks at rows only.
   */
  private static boolean gives(MemoryDatabase.Changed change) {
    return change.before() == null
        ? change.by().equals(MemoryDatabase.USER)
        : change.after() != null && !change.keyAfter().equals(change.keyBefore());
  }

  private void given(MemoryDatabase database, MemoryDatabase.Changed change) {
    given.merge(name(database.table(change.table()), change.after()), 1, Integer::sum);
  }

  private static String name(MemoryTable table, Object[] row) {
    return table.schema().name() + " " + table.values(row, List.of("uid")).getFirst();
  }

  /** The unique key, which each may write in its own way where that does not matter. */
  private static String code(SimTable table, MemoryTable rows, Object[] row) {
    String code = (String) rows.values(row, List.of("code")).getFirst();
    return code == null ? null : table.form().apply(code);
  }

  /**
   * What is wrong.
   *
   * @param settled whether nothing waits for a person, so that all hold the same
   */
  List<String> problems(boolean settled) {
    List<String> problems = new ArrayList<>();
    for (SimTable each : tables) {
      List<Map<String, Integer>> held = new ArrayList<>();
      for (MemoryDatabase database : databases) {
        MemoryTable table = database.table(each.name());
        Map<String, Integer> times = new TreeMap<>();
        for (Object[] row : table.rows().values()) {
          // Two that win over one delete, each under another unique key, are two from then on.
          String record = name(table, row) + " " + code(each, table, row);
          if (times.merge(record, 1, Integer::sum) > given.getOrDefault(name(table, row), 0)) {
            problems.add(record + " is there more often than people gave it: " + times);
          }
        }
        held.add(times);
      }
      if (settled && held.stream().distinct().count() > 1) {
        problems.add("not all hold the same records: " + held);
      }
    }
    return problems;
  }
}
