package dev.syncline.engine.config;

import dev.syncline.core.BySide;
import dev.syncline.core.Nearest;
import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.Flow;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Given;
import dev.syncline.core.model.Lookup.Missing;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unrepresentable;
import dev.syncline.engine.config.FieldConfig.LookupField;
import dev.syncline.engine.config.FieldConfig.OnMissing;
import dev.syncline.engine.config.RelatedColumns.Related;
import dev.syncline.expression.Expression;
import dev.syncline.expression.InvalidExpression;
import dev.syncline.expression.RelatedName;
import dev.syncline.expression.Where;
import dev.syncline.expression.Where.Equation;
import dev.syncline.expression.Where.Operand;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Compiles lookups against the objects in which they look and the records for which they do, and
 * finds the way back: from the looked-up value to the one column of the record by which it was
 * found.
 */
final class LookupCompiler {
  private final SyncConfig sync;
  private final BySide<ConnectionConfig> connections;
  private final BySide<Schemas> schemas;
  private final Findings findings;

  LookupCompiler(
      SyncConfig sync,
      BySide<ConnectionConfig> connections,
      BySide<Schemas> schemas,
      Findings findings) {
    this.sync = sync;
    this.connections = connections;
    this.schemas = schemas;
    this.findings = findings;
  }

  /** What a lookup leads to; nothing when something speaks against it, which is said. */
  Optional<Draft.Looked> compile(Draft draft, LookupField field, Column written) {
    Side to = field.side();
    Optional<ObjectSchema> object = object(draft, field);
    Optional<Column> found =
        object.flatMap(
            o ->
                Columns.find(
                    field.object().at(),
                    field.found(),
                    draft.config().name(),
                    o,
                    UnaryOperator.identity(),
                    findings));
    if (object.isEmpty() || found.isEmpty()) {
      return Optional.empty();
    }
    Search search = new Search(draft, field);
    Where where;
    Way way;
    try {
      where = Where.of(field.where().text());
      way =
          search.way(
              object.get(), found.get(), where, kept(to, object.get(), found.get(), written));
    } catch (InvalidExpression e) {
      findings.error(
          field.where().at(),
          lookup(draft, field) + "\"where\", " + e.place() + ": " + e.reason(),
          "It says which record is meant, such as: code = country.");
      return Optional.empty();
    }
    Optional<TypePair> pair = pair(to, found.get(), written);
    if (pair.isEmpty()) {
      findings.error(
          field.object().at(),
          lookup(draft, field)
              + found.get().name()
              + " of "
              + object.get().name()
              + " is "
              + found.get().nativeType()
              + ", which "
              + written.nativeType()
              + " cannot take: "
              + TypePair.whyNot(found.get().type(), written.type()),
          "Look up another column.");
      return Optional.empty();
    }
    if (field.missing() == OnMissing.CREATE
        && !mayCreate(draft, field, object.get(), found.get(), way.lookups().getLast())) {
      return Optional.empty();
    }
    if (field.missing() == OnMissing.NULL && !written.nullable()) {
      findings.error(
          field.at(),
          lookup(draft, field)
              + written.name()
              + " of "
              + draft.schema(to).name()
              + " can never be null",
          "Say \"on-missing: reject\".");
      return Optional.empty();
    }
    Draft.Sought sought = new Draft.Sought(way.lookups(), way.given(), field.missing(), pair.get());
    Optional<Draft.Sought> back = Optional.empty();
    if (field.flow() == Flow.BOTH) {
      String obstacle = search.noWayBack(object.get(), found.get(), where);
      if (obstacle.isEmpty()) {
        back = Optional.of(search.back(object.get(), found.get(), where, written));
      } else if (!isNoted(draft, field, obstacle)) {
        return Optional.empty();
      }
    }
    Flow flow = back.isPresent() ? Flow.BOTH : to == Side.TARGET ? Flow.TO_TARGET : Flow.TO_SOURCE;
    Optional<Draft.Sought> wayBack = back;
    BySide<List<Column>> columns =
        BySide.of(side -> side == to ? List.of(written) : way.own().stream().distinct().toList());
    return Optional.of(
        new Draft.Looked(
            field.at(),
            to,
            flow,
            columns.source(),
            columns.target(),
            BySide.of(side -> side == to ? Optional.of(sought) : wayBack)));
  }

  /** The written column tells which record was found where it holds a part of its key. */
  private List<Condition> kept(Side to, ObjectSchema object, Column found, Column written) {
    return object.identity().contains(found.name())
        ? TypePair.of(written.type(), found.type(), connections.on(to).zone(), sync.notation())
            .map(
                pair ->
                    new Condition(
                        found.name(), new Lookup.Operand.Own(written.name(), false), pair))
            .stream()
            .toList()
        : List.of();
  }

  /** Whether a row that holds no more than what is compared can be added, and be found again. */
  private boolean mayCreate(
      Draft draft, LookupField field, ObjectSchema object, Column found, Lookup lookup) {
    List<String> given = lookup.conditions().stream().map(Condition::column).distinct().toList();
    List<String> fixed =
        given.stream()
            .filter(c -> object.column(c).orElseThrow().origin() != Origin.GIVEN)
            .filter(c -> object.column(c).orElseThrow().origin() != Origin.DEFAULT)
            .toList();
    List<String> lacking =
        object.columns().stream()
            .filter(Column::required)
            .map(Column::name)
            .filter(c -> !given.contains(c))
            .toList();
    String why = "";
    if (!connections.on(field.side()).isDatabase()) {
      why = "only databases are added to in this way";
    } else if (!fixed.isEmpty()) {
      why = "the system gives " + String.join(", ", fixed) + " itself";
    } else if (!lacking.isEmpty()) {
      why =
          "new records need "
              + String.join(", ", lacking)
              + " (NOT NULL without a default), which \"where\" does not give";
    } else if (!given.contains(found.name()) && found.origin() == Origin.GIVEN) {
      why = "new records would have no " + found.name() + ", which is looked up";
    }
    if (!why.isEmpty()) {
      findings.error(
          field.object().at(),
          lookup(draft, field) + "no record can be added to " + object.name() + ", because " + why,
          "Say \"on-missing: reject\" or \"null\".");
    }
    return why.isEmpty();
  }

  private static String lookup(Draft draft, LookupField field) {
    return "task " + draft.config().name() + ": the lookup of " + field.column() + ": ";
  }

  private Optional<ObjectSchema> object(Draft draft, LookupField field) {
    Schemas known = schemas.on(field.side());
    String name = field.object().text();
    Optional<ObjectSchema> object = known.find(name);
    if (object.isEmpty()) {
      findings.error(
          field.object().at(),
          lookup(draft, field) + known.connection() + " has no object \"" + name + "\"",
          known.remedy(name));
      return Optional.empty();
    }
    if (object.get().identity().isEmpty()) {
      findings.error(
          field.object().at(),
          lookup(draft, field)
              + object.get().name()
              + " has no key, so its records cannot be told apart",
          "Name a table that has a primary key.");
      return Optional.empty();
    }
    return object;
  }

  /** A value of a side's object for a column of it, with the value on the side that leads there. */
  private Optional<TypePair> pair(Side to, Column value, Column written) {
    ZoneId zone = connections.on(to).zone();
    return to == Side.TARGET
        ? TypePair.of(value.type(), written.type(), zone, sync.notation())
        : TypePair.of(written.type(), value.type(), zone, sync.notation());
  }

  /** Says that there is no way back; false when one was asked for. */
  private boolean isNoted(Draft draft, LookupField field, String obstacle) {
    if (field.direction().filter(Direction.TWO_WAY::equals).isPresent()) {
      findings.error(
          field.at(),
          lookup(draft, field) + "there is no way back, because " + obstacle,
          "Leave out \"direction\".");
      return false;
    }
    if (sync.direction().writes(field.side().other())) {
      findings.note(
          field.at(),
          lookup(draft, field) + "it goes one way only, because " + obstacle,
          "Say \"direction: "
              + Words.of(field.side() == Side.TARGET ? Direction.TO_TARGET : Direction.TO_SOURCE)
              + "\" to agree.");
    }
    return true;
  }

  /** The way to a value: what the rows lead to, with which columns of theirs it begins. */
  private record Way(List<Lookup> lookups, List<Column> own, Column given) {}

  /** The lookup of one field. */
  private final class Search {
    private final Draft draft;
    private final LookupField field;
    private final Side to;
    private final String text;

    Search(Draft draft, LookupField field) {
      this.draft = draft;
      this.field = field;
      this.to = field.side();
      this.text = field.where().text();
    }

    /** From the record to a value of the object of a field. */
    Way way(ObjectSchema object, Column found, Where where, List<Condition> kept)
        throws InvalidExpression {
      return way(
          object,
          found,
          where,
          field.missing() == OnMissing.CREATE ? Missing.CREATED : Missing.UNFOUND,
          kept);
    }

    private Way way(
        ObjectSchema object, Column found, Where where, Missing missing, List<Condition> kept)
        throws InvalidExpression {
      List<Lookup> lookups = new ArrayList<>();
      List<Column> own = new ArrayList<>();
      List<Condition> conditions = new ArrayList<>();
      List<String> words = new ArrayList<>();
      for (Equation equation : where.equations()) {
        Column column = column(object, equation.column());
        switch (equation.operand()) {
          case Operand.OfRecord of -> {
            Column value = ofRecord(of.column(), lookups, own);
            conditions.add(condition(equation, column, value));
            words.add(column.name() + " = " + value.name());
          }
          case Operand.Constant constant -> {
            conditions.add(constant(equation, column, constant));
            words.add(column.name() + " = " + Expression.shown(constant.value()));
          }
          case Operand.LookedUp inner -> {
            ObjectSchema other = object(inner.object());
            Way before =
                way(
                    other,
                    column(other, inner.column()),
                    inner.where(),
                    Missing.UNFOUND,
                    List.of());
            lookups.addAll(before.lookups());
            own.addAll(before.own());
            conditions.add(condition(equation, column, before.given()));
            words.add(column.name() + " = (" + before.given().name() + ")");
          }
        }
      }
      noteSeveral(object, conditions.stream().map(Condition::column).distinct().toList());
      Given given = given(object, found, String.join(" and ", words));
      lookups.add(lookup(object, conditions, given, missing, kept));
      return new Way(lookups, own, given.as());
    }

    /** Says that there may be several records, where no unique key rules that out. */
    private void noteSeveral(ObjectSchema object, List<String> compared) {
      boolean unique =
          compared.containsAll(object.identity())
              || object.uniqueKeys().stream().anyMatch(k -> compared.containsAll(k.columns()));
      if (!unique) {
        findings.note(
            field.where().at(),
            LookupCompiler.lookup(draft, field)
                + "several records of "
                + object.name()
                + " may have the same "
                + String.join(" and ", compared)
                + "; nothing is guessed then, and the record is rejected",
            "A unique key of " + object.name() + " would rule it out.");
      }
    }

    private Lookup lookup(
        ObjectSchema object,
        List<Condition> conditions,
        Given given,
        Missing missing,
        List<Condition> kept) {
      Set<String> read = new LinkedHashSet<>(object.identity());
      conditions.forEach(c -> read.add(c.column()));
      read.add(given.column());
      return new Lookup(
          to, object.shape(List.copyOf(read)), conditions, List.of(given), missing, kept);
    }

    private static Given given(ObjectSchema object, Column found, String conditions) {
      return new Given(
          found.name(),
          new Column(
              object.name() + "." + found.name() + " where " + conditions,
              found.type(),
              found.nativeType(),
              true,
              Origin.COMPUTED));
    }

    /** A column of the record for which is looked, or of one that is related to it. */
    private Column ofRecord(RelatedName name, List<Lookup> lookups, List<Column> own)
        throws InvalidExpression {
      ObjectSchema schema = draft.schema(to.other());
      Optional<Column> plain = Columns.find(schema, name.name());
      if (plain.isPresent()) {
        own.add(plain.get());
        return plain.get();
      }
      if (name.parts().size() == 1) {
        throw unknown(schema, name);
      }
      Related related =
          new RelatedColumns(to.other(), schema, schemas.on(to.other())).find(name, text);
      lookups.addAll(related.lookups());
      own.addAll(related.own());
      return related.column();
    }

    private Condition condition(Equation equation, Column column, Column value)
        throws InvalidExpression {
      return new Condition(
          column.name(),
          new Lookup.Operand.Own(value.name(), false),
          compared(equation, column, value.type()));
    }

    private TypePair compared(Equation equation, Column column, Type value)
        throws InvalidExpression {
      Optional<TypePair> pair =
          TypePair.of(value, column.type(), connections.on(to.other()).zone(), sync.notation());
      if (pair.isEmpty()) {
        throw equation
            .column()
            .invalid(
                text,
                column.name()
                    + ", which is "
                    + column.nativeType()
                    + ", cannot equal that: "
                    + TypePair.whyNot(value, column.type()));
      }
      return pair.get();
    }

    private Condition constant(Equation equation, Column column, Operand.Constant constant)
        throws InvalidExpression {
      TypePair pair = compared(equation, column, constant.type());
      try {
        pair.carry(Side.SOURCE, constant.value());
      } catch (Unrepresentable e) {
        throw equation
            .column()
            .invalid(text, column.name() + " can never equal that: " + e.getMessage());
      }
      return new Condition(column.name(), new Lookup.Operand.Constant(constant.value()), pair);
    }

    private Column column(ObjectSchema object, RelatedName name) throws InvalidExpression {
      Optional<Column> column = Columns.find(object, name.name());
      if (column.isEmpty()) {
        throw unknown(object, name);
      }
      return column.get();
    }

    private InvalidExpression unknown(ObjectSchema object, RelatedName name) {
      List<String> names = object.columns().stream().map(Column::name).toList();
      String remedy = Nearest.remedy(name.name(), "Its columns", names);
      return name.invalid(
          text,
          object.name()
              + " has no column \""
              + name.name()
              + "\". "
              + (remedy.endsWith(".") ? remedy.substring(0, remedy.length() - 1) : remedy));
    }

    private ObjectSchema object(RelatedName name) throws InvalidExpression {
      Schemas known = schemas.on(to);
      Optional<ObjectSchema> object = known.find(name.name());
      if (object.isEmpty() || object.get().identity().isEmpty()) {
        throw name.invalid(
            text,
            known.connection()
                + " has no object \""
                + name.name()
                + "\""
                + (object.isPresent() ? " with a key" : ""));
      }
      return object.get();
    }

    /** Why a looked-up value does not lead back to what it was found by; empty when it does. */
    String noWayBack(ObjectSchema object, Column found, Where where) {
      List<RelatedName> columns = new ArrayList<>();
      for (Equation equation : where.equations()) {
        switch (equation.operand()) {
          case Operand.OfRecord of -> columns.add(of.column());
          case Operand.Constant constant -> {}
          case Operand.LookedUp inner -> {
            return "what it is found by is itself looked up";
          }
        }
      }
      if (columns.size() != 1) {
        return columns.isEmpty()
            ? "it is the same for every record"
            : "it is found by several columns of the record";
      }
      if (Columns.find(draft.schema(to.other()), columns.getFirst().name()).isEmpty()) {
        return "it is found by a column of a related record";
      }
      List<String> key = List.of(found.name());
      return object.primaryKey().equals(key)
              || object.uniqueKeys().stream().anyMatch(k -> k.columns().equals(key))
          ? ""
          : found.name() + " is no unique key of " + object.name();
    }

    /** From the written column back to the column of the other side by which it was found. */
    Draft.Sought back(ObjectSchema object, Column found, Where where, Column written) {
      List<Condition> conditions = new ArrayList<>();
      conditions.add(
          new Condition(
              found.name(),
              new Lookup.Operand.Own(written.name(), false),
              TypePair.of(written.type(), found.type(), connections.on(to).zone(), sync.notation())
                  .orElseThrow()));
      Column by = found;
      Column record = written;
      for (Equation equation : where.equations()) {
        Column column = Columns.find(object, equation.column().name()).orElseThrow();
        switch (equation.operand()) {
          case Operand.OfRecord of -> {
            by = column;
            record = Columns.find(draft.schema(to.other()), of.column().name()).orElseThrow();
          }
          case Operand.Constant constant ->
              conditions.add(
                  new Condition(
                      column.name(),
                      new Lookup.Operand.Constant(constant.value()),
                      TypePair.of(constant.type(), column.type(), connections.on(to.other()).zone())
                          .orElseThrow()));
          case Operand.LookedUp inner -> throw new IllegalStateException("no way back");
        }
      }
      Given given = given(object, by, found.name() + " = " + written.name());
      return new Draft.Sought(
          List.of(lookup(object, conditions, given, Missing.UNFOUND, List.of())),
          given.as(),
          OnMissing.REJECT,
          pair(to.other(), by, record).orElseThrow());
    }
  }
}
