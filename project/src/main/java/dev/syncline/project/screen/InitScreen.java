package dev.syncline.project.screen;

import static dev.syncline.project.text.Table.cell;
import static dev.syncline.project.text.Table.number;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.engine.advise.KeyAdvice;
import dev.syncline.engine.advise.KeyPart;
import dev.syncline.engine.advise.PairAdvice;
import dev.syncline.engine.advise.Proposal;
import dev.syncline.engine.advise.SideFigures;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import dev.syncline.project.text.Table;
import dev.syncline.project.text.Words;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What is proposed for two systems, with the match advisor's figures.
 *
 * @param file the configuration that was written
 * @param missing how many tables one side lacks that could be made
 */
public record InitScreen(Systems systems, Proposal proposal, String file, int missing)
    implements Screen {

  @Override
  public void text(Page page) {
    page.line(
        page.paint(Style.STRONG, systems.sync())
            + "  "
            + systems.source()
            + " ("
            + systems.sourceProduct()
            + ") "
            + arrow()
            + " "
            + systems.target()
            + " ("
            + systems.targetProduct()
            + ")");
    page.blank();
    page.table(table(), 2);
    for (PairAdvice pair : proposal.pairs()) {
      notes(page, pair);
    }
    leftOut(
        page,
        "both",
        proposal.keyless().stream().map(k -> new Proposal.Alone(k.name(), k.reason())).toList());
    leftOut(page, systems.source(), proposal.sourceAlone());
    leftOut(page, systems.target(), proposal.targetAlone());
    for (Side side : Side.values()) {
      if (proposal.isEmpty(side)
          && !proposal.isEmpty(side.other())
          && systems.direction().writes(side)) {
        page.blank();
        page.flow(
            "  ",
            Style.PLAIN,
            systems.name(side)
                + (proposal.copies(systems.direction())
                    ? " holds none of these records yet, and not every table has what tells its"
                        + " records apart: so the configuration says first-sync: copy, with which all of"
                        + " them are created there and no unique key is asked."
                    : " holds none of these records yet. With first-sync: copy all of them are created"
                        + " there, and no unique key is asked, so that none is held."),
            2);
      }
    }
    page.blank();
    long chosen = proposal.pairs().stream().filter(this::isKept).count();
    page.good(
        "Wrote "
            + Words.count(chosen, "task")
            + " to "
            + file
            + ", with these figures beside each choice. Nothing was written into either system.");
    List<String> next = new ArrayList<>(List.of("syncline check", "syncline plan"));
    if (missing > 0) {
      next.add("syncline init … --create-tables --force");
    }
    if (chosen == 0) {
      next.add("syncline init … --pair SOURCE=TARGET --force");
    }
    Next.write(page, next);
    if (missing > 0) {
      page.line(
          Style.FAINT,
          "       shows the SQL for "
              + Words.count(missing, "table")
              + " that one side lacks, and makes"
              + (missing == 1 ? " it" : " them"));
    }
  }

  private boolean isKept(PairAdvice pair) {
    return proposal.keeps(pair, systems.direction());
  }

  private String arrow() {
    return switch (systems.direction()) {
      case TWO_WAY -> "⇄";
      case TO_TARGET -> "→";
      case TO_SOURCE -> "←";
    };
  }

  private Table table() {
    Table table =
        new Table()
            .left(systems.source(), 24)
            .right("rows")
            .left(systems.target(), 24)
            .right("rows")
            .left("matched by", 30)
            .right("links")
            .right(Shown.safe(systems.source()))
            .right(Shown.safe(systems.target()))
            .right("held")
            .group("", 6)
            .group("only in", 2)
            .group("", 1);
    for (PairAdvice pair : proposal.pairs()) {
      if (pair.chosen().isEmpty() && isKept(pair)) {
        table.row(
            cell(pair.source().name()),
            rows(pair, Side.SOURCE),
            cell(pair.target().name()),
            rows(pair, Side.TARGET),
            cell("nothing: copied", Style.CARE),
            number(0),
            number(pair.rows().source()),
            number(pair.rows().target()),
            number(0));
      } else if (pair.chosen().isEmpty()) {
        table.row(
            cell(pair.source().name()),
            rows(pair, Side.SOURCE),
            cell(pair.target().name()),
            rows(pair, Side.TARGET),
            cell("nothing: left out", Style.BAD),
            cell(""),
            cell(""),
            cell(""),
            cell(""));
      } else {
        KeyAdvice key = pair.chosen().get();
        table.row(
            cell(pair.source().name()),
            number(key.source().rows(), Style.FAINT),
            cell(pair.target().name()),
            number(key.target().rows(), Style.FAINT),
            cell(name(key)),
            number(key.links()),
            number(key.createsInTarget()),
            number(key.createsInSource()),
            number(key.ambiguous() + key.nulls(), Style.CARE));
      }
    }
    return table;
  }

  private static Table.Cell rows(PairAdvice pair, Side side) {
    return number(pair.rows().on(side), Style.FAINT);
  }

  private static String name(KeyAdvice key) {
    return Words.list(key.parts().stream().map(InitScreen::name).toList());
  }

  private static String name(KeyPart part) {
    String source = String.join(", ", part.source());
    String target = String.join(", ", part.target());
    return source.equals(target) ? source : source + " = " + target;
  }

  /** What is special about the chosen key, and what another would do better. */
  private void notes(Page page, PairAdvice pair) {
    List<String> notes = new ArrayList<>();
    switch (pair.why()) {
      case NAME, GIVEN -> {}
      case SHORT_NAME ->
          notes.add(
              "paired with "
                  + pair.target().name()
                  + ", since one name seems short for the other and they share columns");
      case COLUMNS ->
          notes.add(
              "paired with " + pair.target().name() + ", since they have mostly the same columns");
    }
    pair.sharedIds(systems.direction())
        .ifPresent(
            ids ->
                notes.add(
                    "new records need "
                        + Words.list(Stream.of(ids.source(), ids.target()).distinct().toList())
                        + ", which only one side generates: written with same-ids: true, which is"
                        + " right if one number is the same record on both sides"));
    if (!isKept(pair)) {
      notes.add(
          pair.carries() || !pair.keys().isEmpty()
              ? "nothing tells its records apart, and only into a side that holds nothing yet all could be"
                  + " copied: add a match in the configuration and remove the marks there"
              : "it shares nothing that could be carried but generated keys, if any: map its columns"
                  + " in the configuration and remove the marks there");
    }
    pair.chosen()
        .ifPresent(
            key -> {
              for (Side side : Side.values()) {
                SideFigures figures = key.figures(side);
                if (!figures.unique()) {
                  notes.add(
                      Words.count(figures.repeated(), "value")
                          + " of "
                          + name(key)
                          + " "
                          + (figures.repeated() == 1 ? "stands" : "stand")
                          + " in "
                          + systems.name(side)
                          + " more than once, such as "
                          + Shown.safe(figures.firstRepeated().getFirst()));
                }
                if (figures.nulls() > 0) {
                  notes.add(
                      Words.count(figures.nulls(), "row")
                          + " of "
                          + systems.name(side)
                          + " "
                          + (figures.nulls() == 1 ? "has" : "have")
                          + " no "
                          + name(key));
                }
              }
              key.moreLinks()
                  .forEach(
                      (form, n) ->
                          notes.add(
                              Words.number(n)
                                  + " more would be linked with form: "
                                  + Json.word(form)));
            });
    for (Side side : Side.values()) {
      leftOut(pair, side).ifPresent(notes::add);
    }
    if (notes.isEmpty()) {
      return;
    }
    page.blank();
    page.line("  " + page.paint(Style.STRONG, pair.source().name()));
    notes.forEach(n -> page.flow("    ", Style.PLAIN, n, 6));
  }

  /** The columns of a side that are not kept in step, but for those that the system fills. */
  private Optional<String> leftOut(PairAdvice pair, Side side) {
    List<Column> left =
        pair.leftOut(side, systems.direction()).stream()
            .filter(c -> c.origin() != Origin.GENERATED && c.origin() != Origin.COMPUTED)
            .toList();
    if (left.isEmpty()) {
      return Optional.empty();
    }
    List<String> needed =
        systems.direction().writes(side)
            ? left.stream().filter(Column::required).map(Column::name).toList()
            : List.of();
    return Optional.of(
        "left out of "
            + systems.name(side)
            + ", since nothing in "
            + systems.name(side.other())
            + " pairs with it: "
            + Words.list(left.stream().map(Column::name).map(Shown::safe).toList())
            + (needed.isEmpty()
                ? ""
                : "; but new records need "
                    + Words.list(needed.stream().map(Shown::safe).toList())
                    + ": name what they are filled from under fields"));
  }

  private static void leftOut(Page page, String of, List<Proposal.Alone> alone) {
    if (alone.isEmpty()) {
      return;
    }
    page.blank();
    page.line("  left out of " + page.paint(Style.STRONG, of));
    alone.forEach(a -> page.flow("    " + a.object() + "  ", Style.FAINT, a.reason(), 6));
  }

  @Override
  public Map<String, Object> json() {
    Map<String, Object> json = systems.json();
    List<Object> pairs = new ArrayList<>();
    for (PairAdvice pair : proposal.pairs()) {
      pairs.add(
          Json.map(
              "source", pair.source().name(),
              "target", pair.target().name(),
              "why", Json.word(pair.why()),
              "columns",
                  pair.columns().stream()
                      .map(c -> Json.map("source", c.source(), "target", c.target()))
                      .toList(),
              "relations",
                  pair.relations().stream()
                      .map(
                          r ->
                              Json.map(
                                  "source", r.source(), "target", r.target(), "parent", r.parent()))
                      .toList(),
              "keys", pair.keys().stream().map(k -> key(k, pair)).toList()));
    }
    json.put("pairs", pairs);
    json.put(
        "keyless",
        proposal.keyless().stream()
            .map(k -> Json.map("source", k.source(), "target", k.target()))
            .toList());
    json.put("onlySource", proposal.sourceAlone().stream().map(Proposal.Alone::object).toList());
    json.put("onlyTarget", proposal.targetAlone().stream().map(Proposal.Alone::object).toList());
    json.put("file", file);
    json.put("missingTables", missing);
    json.put("exit", exit().number());
    return json;
  }

  private static Map<String, Object> key(KeyAdvice key, PairAdvice pair) {
    Map<String, Object> more = Json.map();
    key.moreLinks().forEach((form, n) -> more.put(Json.word(form), n));
    return Json.map(
        "parts",
            key.parts().stream()
                .map(p -> Json.map("source", p.source(), "target", p.target()))
                .toList(),
        "form", Json.word(key.form()),
        "chosen", pair.chosen().filter(key::equals).isPresent(),
        "enforced", key.enforced(),
        "source", figures(key.source()),
        "target", figures(key.target()),
        "overlap", key.overlap(),
        "links", key.links(),
        "createsInTarget", key.createsInTarget(),
        "createsInSource", key.createsInSource(),
        "ambiguous", key.ambiguous(),
        "moreLinks", more);
  }

  private static Map<String, Object> figures(SideFigures figures) {
    return Json.map(
        "rows", figures.rows(),
        "nulls", figures.nulls(),
        "distinct", figures.distinct(),
        "repeated", figures.repeated());
  }

  @Override
  public ExitCode exit() {
    return proposal.pairs().stream().allMatch(this::isKept) && !proposal.pairs().isEmpty()
        ? ExitCode.IN_STEP
        : ExitCode.DIFFERENCES;
  }
}
