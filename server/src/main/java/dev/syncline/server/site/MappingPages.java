package dev.syncline.server.site;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.engine.config.Finding;
import dev.syncline.project.Mapping;
import dev.syncline.project.screen.MappingScreen;
import dev.syncline.project.screen.MappingScreen.Kind;
import dev.syncline.server.page.Choice;
import dev.syncline.server.page.Frame;
import dev.syncline.server.page.MappingPage;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Makes the page of a mapping. */
final class MappingPages {
  private static final Map<String, String> ARROWS =
      Map.of("<->", "⇄ both ways", "->", "→ to the target", "<-", "← to the source");
  private static final Map<Kind, String> KINDS =
      Map.of(
          Kind.COLUMN, "column equals column",
          Kind.RELATION, "relation",
          Kind.EXPRESSION, "expression",
          Kind.CONSTANT, "constant",
          Kind.LOOKUP, "lookup");

  private MappingPages() {}

  static MappingPage page(
      Frame frame,
      List<MappingPage.Tab> tabs,
      boolean mayEdit,
      MappingScreen mapping,
      MappingChanges changes,
      MappingForm form,
      MappingPage.@Nullable Question question) {
    List<String> intro = new ArrayList<>();
    if (mapping.chosen()) {
      intro.add(
          "No fields are listed: columns of the same name and compatible type are kept in step."
              + " The first change lists them.");
    }
    intro.add(
        mapping.key().isEmpty()
            ? "There is no unique key: records that are not linked are created."
            : "Unique key: "
                + key(mapping)
                + (mapping.keyChosen() ? ", which both systems enforce." : "."));
    List<MappingPage.Field> fields = new ArrayList<>();
    mapping.fields().forEach(field -> fields.add(field(mapping, field, fields.size())));
    return new MappingPage(
        frame,
        mapping.sync(),
        Links.sync(mapping.sync()),
        path(mapping.sync()),
        path(mapping.sync(), mapping.task()),
        tabs,
        mapping.task(),
        mayEdit,
        changes.text(),
        !changes.isEmpty(),
        intro,
        MappingPicture.of(mapping),
        fields,
        form(mapping, form),
        question,
        Stream.concat(mapping.edit().errors().stream(), mapping.findings().stream())
            .filter(Finding::isError)
            .map(f -> problem(mapping, f))
            .distinct()
            .toList());
  }

  /** Where it is, for no task yet. */
  static String path(String sync) {
    return Links.sync(sync, "mapping");
  }

  /** Where that of a task is. */
  static String path(String sync, String task) {
    return Links.with(path(sync), "task", task);
  }

  /** The unique key in words. */
  static String key(MappingScreen mapping) {
    return mapping.key().isEmpty()
        ? "none"
        : mapping.key().stream().map(k -> words(k.pair())).collect(Collectors.joining(" and "));
  }

  private static String words(MappingScreen.Pair pair) {
    String source = String.join(", ", pair.source());
    String target = String.join(", ", pair.target());
    return source.equals(target) ? source : source + " = " + target;
  }

  /** Whether a part of the unique key is of these columns. */
  static boolean isKey(MappingScreen.KeyPart part, MappingScreen.Pair pair) {
    return part.pair().source().equals(pair.source()) && part.pair().target().equals(pair.target());
  }

  private static MappingPage.Field field(
      MappingScreen mapping, MappingScreen.Field field, int number) {
    boolean canBeKey = field.kind() == Kind.COLUMN || field.kind() == Kind.RELATION;
    boolean isKey = mapping.key().stream().anyMatch(k -> isKey(k, field.pair()));
    return new MappingPage.Field(
        number,
        field.kind().word(),
        String.join(", ", field.pair().source()),
        arrow(field.pair().flow()),
        String.join(", ", field.pair().target()),
        field.text(),
        canBeKey ? isKey ? "yes" : "may" : "no",
        mapping.chosen() || !field.place().isEmpty(),
        field.findings().stream()
            .map(f -> new MappingPage.Finding(said(mapping, field, f), f.isError()))
            .toList());
  }

  /** What is said of a field, without its name and its task's: it stands beside it. */
  static String said(MappingScreen mapping, MappingScreen.Field field, Finding finding) {
    String said = ofTask(mapping, finding.sentences());
    for (String flow : ARROWS.keySet()) {
      String name =
          Mapping.written(
              new MappingScreen.Pair(field.pair().source(), flow, field.pair().target()));
      if (said.startsWith('"' + name + '"')) {
        return withoutName(said.substring(name.length() + 2));
      }
    }
    for (Side side : Side.values()) {
      for (String column : field.pair().columns(side)) {
        String lookup = "the lookup of " + column + ": ";
        String expression = "the expression of " + column;
        if (said.startsWith(lookup)) {
          return said.substring(lookup.length());
        }
        if (said.startsWith(expression) && field.pair().columns(side.other()).isEmpty()) {
          return "The expression" + said.substring(expression.length());
        }
      }
    }
    return said.replaceFirst("\\A\"[^\"]*\": ", "");
  }

  private static String withoutName(String said) {
    return said.startsWith(": ") ? said.substring(2) : "It" + said;
  }

  /** The same without the name of the task whose page it is. */
  private static String ofTask(MappingScreen mapping, String said) {
    String task = "task " + mapping.task();
    if (said.startsWith(task + ": ")) {
      return said.substring(task.length() + 2);
    }
    return said.startsWith(task + " ") ? "The task" + said.substring(task.length()) : said;
  }

  /** An error of anything but a field, with its place. */
  private static String problem(MappingScreen mapping, Finding finding) {
    return finding.at() + ": " + ofTask(mapping, finding.sentences());
  }

  private static String arrow(String flow) {
    return ARROWS.getOrDefault(flow, "⇄").substring(0, 1);
  }

  /** A side's columns; none where there is no such table. */
  static List<Column> columns(MappingScreen mapping, Side side) {
    return mapping.objects().on(side).map(ObjectSchema::columns).orElse(List.of());
  }

  private static MappingPage.FieldForm form(MappingScreen mapping, MappingForm form) {
    return new MappingPage.FieldForm(
        form.number(),
        form.open(),
        Stream.of(Kind.values())
            .map(k -> new Choice(k.word(), KINDS.getOrDefault(k, k.word()), k == form.kind()))
            .toList(),
        choices(columns(mapping, Side.SOURCE), form.value("source")),
        choices(columns(mapping, Side.TARGET), form.value("target")),
        Stream.of("<->", "->", "<-")
            .map(a -> new Choice(a, ARROWS.getOrDefault(a, a), a.equals(form.value("arrow"))))
            .toList(),
        winners(form.value("winner")),
        new MappingPage.Values(
            form.value("relation"),
            form.value("through"),
            form.value("sql"),
            form.value("back"),
            form.value("constant"),
            form.value("lookup"),
            form.value("where"),
            form.value("missing").toLowerCase(Locale.ROOT)),
        form.refused());
  }

  private static List<Choice> choices(List<Column> columns, String chosen) {
    List<Choice> choices = new ArrayList<>();
    choices.add(new Choice("", "none", chosen.isEmpty()));
    columns.forEach(
        c ->
            choices.add(
                new Choice(c.name(), c.name() + "  " + c.nativeType(), c.name().equals(chosen))));
    return choices;
  }

  private static List<Choice> winners(String chosen) {
    return List.of(
        new Choice("", "as the task says", chosen.isEmpty()),
        new Choice("source", "the source wins", chosen.equals("source")),
        new Choice("target", "the target wins", chosen.equals("target")),
        new Choice("newest", "the newest wins", chosen.equals("newest")),
        new Choice("hold", "a person decides", chosen.equals("hold")));
  }
}
