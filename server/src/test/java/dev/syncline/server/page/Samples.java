package dev.syncline.server.page;

import java.util.ArrayList;
import java.util.List;

/** What pages show in tests that look at pages alone. */
final class Samples {
  private Samples() {}

  static Frame frame(String title, Frame.Section section) {
    return new Frame(title, section, "Ada Lovelace", "admin", "token");
  }

  static SyncsPage syncs() {
    return new SyncsPage(
        frame("Syncs", Frame.Section.SYNCS),
        List.of(
            line("customers", "crm", "⇄", "shop", "two-way", State.IN_STEP, "", 0, 7),
            line(
                "orders",
                "shop",
                "→",
                "warehouse",
                "to warehouse",
                State.RUNNING,
                "Orders: writing shop, 48,210 of 120,000",
                0,
                11),
            line(
                "lifetime-value",
                "warehouse",
                "→",
                "hubspot",
                "model, mirror",
                State.REJECTED,
                "12 rows were refused: “email is not valid”. They are tried again in 12 min.",
                12,
                3),
            line(
                "content",
                "test",
                "→",
                "prod",
                "environments",
                State.REVIEW,
                "Compared at 19:40: 1 in conflict, 12 new, 3 modified.",
                0,
                5),
            line(
                "stock",
                "erp",
                "⇄",
                "shop",
                "two-way",
                State.HALTED,
                "2,310 of 9,800 records would be deleted in shop, more than the guard allows.",
                41,
                2),
            line(
                "invoices",
                "erp",
                "→",
                "archive",
                "to archive",
                State.LATE,
                "In step last at 06:00; alerts ask for every 4 h.",
                3,
                9),
            line("newsletter", "crm", "→", "mail", "model, list", State.DRAFT, "", 0, 0)),
        List.of());
  }

  private static SyncsPage.Line line(
      String name,
      String source,
      String arrow,
      String target,
      String kind,
      State state,
      String why,
      long due,
      int seed) {
    List<Spark.Run> runs = new ArrayList<>();
    for (int i = 0; i < seed * 3; i++) {
      runs.add(
          new Spark.Run(
              i == 0 ? 120_000 : (i * 37L * seed) % 5 == 0 ? 0 : (i * 131L * seed) % 900,
              i % 13 == 12));
    }
    return new SyncsPage.Line(
        name,
        "/syncs/" + name,
        source,
        arrow,
        target,
        kind,
        state,
        why,
        seed == 0 ? "" : seed + " min ago",
        "2026-11-23T19:4" + (seed % 10) + ":00Z",
        seed == 0 ? "by hand" : "in " + (15 - seed) + " min",
        due,
        Spark.of(runs));
  }
}
