package dev.syncline.connect;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.Side;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Lookup;
import dev.syncline.core.model.Lookup.Condition;
import dev.syncline.core.model.Lookup.Given;
import dev.syncline.core.model.Lookup.Operand;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import dev.syncline.core.value.TypePair;
import dev.syncline.core.value.Unfound;
import java.lang.reflect.Proxy;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookingUpTest {
  private static final Type INT = new Type.Int(64, false);
  private static final Type TEXT = Type.Text.UNBOUNDED;
  private static final Shape COUNTRIES =
      shape("countries", column("id", INT), column("code", TEXT), column("zone", TEXT));
  private static final Shape ZONES = shape("zones", column("id", INT), column("label", TEXT));
  private static final Shape PEOPLE = shape("people", column("id", INT), column("country", TEXT));

  private static Shape shape(String object, Column... columns) {
    return new Shape(object, List.of(columns), List.of("id"));
  }

  private static Column column(String name, Type type) {
    return new Column(name, type, "test", true, Origin.GIVEN);
  }

  private static Condition is(String column, Operand operand) {
    return new Condition(column, operand, TypePair.of(TEXT, TEXT, ZoneOffset.UTC).orElseThrow());
  }

  private static Lookup lookup(Shape in, String column, String as, Condition... by) {
    Type type = in.columns().get(in.indexOf(column)).type();
    return new Lookup(
        Side.TARGET,
        in,
        List.of(by),
        List.of(new Given(column, column(as, type))),
        Lookup.Missing.UNFOUND);
  }

  private static final Lookup COUNTRY =
      lookup(COUNTRIES, "id", "country_id", is("code", new Operand.Own("country", false)));
  private static final Lookup ZONE =
      lookup(COUNTRIES, "zone", "zone", is("code", new Operand.Own("country", false)));
  private static final Lookup ZONE_ID =
      lookup(ZONES, "id", "zone_id", is("label", new Operand.Own("zone", false)));

  /** Rows by object, and the questions that were asked of them. */
  private static final class Tables {
    private final List<Row> rows = new ArrayList<>();
    private final List<String> asked = new ArrayList<>();
    private List<Write> written = List.of();

    Tables with(Shape shape, Object... values) {
      rows.add(new Row(shape, values));
      return this;
    }

    Connector connector() {
      return (Connector)
          Proxy.newProxyInstance(
              getClass().getClassLoader(),
              new Class<?>[] {Connector.class},
              (proxy, method, given) -> answer(method.getName(), given));
    }

    private Object answer(String method, Object[] given) {
      return switch (method) {
        case "read" -> stream(of((Shape) given[0]).iterator());
        case "fetch" ->
            of((Shape) given[0]).stream()
                .filter(r -> ((Collection<?>) given[1]).contains(r.key()))
                .toList();
        case "find" -> {
          asked.add(((Shape) given[0]).object() + ((List<?>) given[2]).size());
          yield of((Shape) given[0]); // a superset, as may be
        }
        case "write" -> {
          written = ((WriteBatch) given[0]).writes();
          yield written.stream().map(w -> new WriteOutcome.Stale(null)).toList();
        }
        default -> throw new UnsupportedOperationException(method);
      };
    }

    private List<Row> of(Shape shape) {
      assertThat(shape.lookups()).isEmpty();
      return rows.stream()
          .filter(r -> r.shape().object().equals(shape.object()))
          .map(r -> r.in(shape))
          .toList();
    }

    private static Connector.RowStream stream(Iterator<Row> rows) {
      return new Connector.RowStream() {
        @Override
        public Row next() {
          return rows.hasNext() ? rows.next() : null;
        }

        @Override
        public void close() {}
      };
    }
  }

  private final Tables people = new Tables();
  private final Tables places =
      new Tables()
          .with(COUNTRIES, 7L, "FR", "west")
          .with(COUNTRIES, 8L, "DE", "east")
          .with(COUNTRIES, 9L, "XX", null)
          .with(COUNTRIES, 10L, "XX", "west")
          .with(COUNTRIES, 11L, "YY", new Flaw("odd"))
          .with(ZONES, 70L, "west");

  private LookingUp source() {
    return LookingUp.on(Side.SOURCE, people.connector(), places.connector());
  }

  private List<Row> read(Lookup... lookups) {
    List<Row> rows = new ArrayList<>();
    try (Connector.RowStream stream =
        source().read(PEOPLE.with(List.of(lookups)), Connector.Order.KEY)) {
      for (Row row = stream.next(); row != null; row = stream.next()) {
        rows.add(row);
      }
    }
    return rows;
  }

  private static Unfound.Why why(Row row, String column) {
    return ((Unfound) row.get(column)).why();
  }

  @Test
  void rowsComeWithWhatTheyLeadTo() {
    people.with(PEOPLE, 1L, "FR").with(PEOPLE, 2L, null).with(PEOPLE, 3L, "fr");
    List<Row> rows = read(COUNTRY);
    assertThat(rows.get(0).get("country_id")).isEqualTo(7L);
    assertThat(rows.get(1).get("country_id")).isNull();
    assertThat(rows.get(2).get("country_id"))
        .isEqualTo(
            new Unfound(
                Unfound.Why.MISSING,
                "country_id",
                List.of("fr"),
                "no record of countries has code = 'fr'"));
    assertThat(rows.get(0).stored().shape()).isSameAs(PEOPLE);
    assertThat(rows.get(0).stored().values()).containsExactly(1L, "FR");
  }

  @Test
  void severalAreNeverGuessed() {
    people.with(PEOPLE, 1L, "XX").with(PEOPLE, 2L, "YY");
    List<Row> rows = read(COUNTRY, ZONE, ZONE_ID);
    assertThat(why(rows.get(0), "country_id")).isEqualTo(Unfound.Why.SEVERAL);
    assertThat(((Unfound) rows.get(0).get("country_id")).reason())
        .isEqualTo("2 records of countries have code = 'XX'");
    // What rests on it is not known either, for the same reason.
    assertThat(why(rows.get(0), "zone_id")).isEqualTo(Unfound.Why.SEVERAL);
    assertThat(why(rows.get(1), "zone")).isEqualTo(Unfound.Why.UNREADABLE);
  }

  @Test
  void oneLeadsToTheNext() {
    people.with(PEOPLE, 1L, "FR").with(PEOPLE, 2L, "DE");
    List<Row> rows = read(ZONE, ZONE_ID);
    assertThat(rows.get(0).get("zone_id")).isEqualTo(70L);
    assertThat(((Unfound) rows.get(1).get("zone_id")).reason())
        .isEqualTo("no record of zones has label = 'east'");
  }

  @Test
  void aConstantLeadsAllToOne() {
    people.with(PEOPLE, 1L, null).with(PEOPLE, 2L, "DE");
    Lookup home = lookup(COUNTRIES, "id", "home", is("code", new Operand.Constant("FR")));
    assertThat(read(home)).extracting(r -> r.get("home")).containsExactly(7L, 7L);
    assertThat(places.asked).containsExactly("countries1");
  }

  @Test
  void manyAreAskedForAtOnceAndEachOnce() {
    IntStream.range(0, 2_500).forEach(i -> people.with(PEOPLE, (long) i, i % 2 == 0 ? "FR" : "DE"));
    List<Row> rows = read(Lookup.merged(List.of(COUNTRY, ZONE)).toArray(Lookup[]::new));
    assertThat(rows).hasSize(2_500);
    assertThat(rows.getLast().get("zone")).isEqualTo("east");
    assertThat(rows.getLast().get("country_id")).isEqualTo(8L);
    assertThat(places.asked).containsExactly("countries2", "countries2", "countries2");
  }

  @Test
  void hiddenValuesAreNotShown() {
    people.with(PEOPLE, 1L, "ZZ");
    Row row = read(COUNTRY.hiding(Set.of("country"))).getFirst();
    assertThat(((Unfound) row.get("country_id")).reason())
        .isEqualTo("no record of countries has code = ***");
  }

  /** As it is now, as it is to be, and nothing of what nobody asked for. */
  @Test
  void whatIsWrittenIsComparedWithWhatItLeadsTo() {
    people.with(PEOPLE, 1L, "FR");
    Shape shape = PEOPLE.with(List.of(COUNTRY));
    List<Object> seen = new ArrayList<>();
    source()
        .write(
            new WriteBatch(
                "b",
                "s",
                1,
                1,
                1,
                false,
                false,
                List.of(
                    new Write.Update(
                        "o",
                        shape,
                        Key.of(1L),
                        List.of("country"),
                        new Object[] {"DE"},
                        row -> seen.add(row.get("country_id")),
                        row -> new byte[] {((Long) row.get("country_id")).byteValue()}))));
    Write.Update update = (Write.Update) people.written.getFirst();
    assertThat(update.shape()).isSameAs(PEOPLE);
    assertThat(update.asSeen().test(new Row(PEOPLE, new Object[] {1L, "FR"}))).isTrue();
    assertThat(update.asSeen().test(new Row(PEOPLE, new Object[] {1L, "YY"}))).isTrue();
    assertThat(seen.get(0)).isEqualTo(7L);
    assertThat(((Unfound) seen.get(1)).why()).isEqualTo(Unfound.Why.UNASKED);
    assertThat(update.note().apply(new Row(PEOPLE, new Object[] {1L, "DE"}))).containsExactly(8);
  }
}
