package dev.syncline.engine.advise;

import static org.assertj.core.api.Assertions.assertThat;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import dev.syncline.engine.advise.PairAdvice.Why;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectPairsTest {
  private static ObjectSchema object(String text) {
    String[] halves = text.split(": ");
    List<Column> columns =
        Stream.of(halves[1].split(" "))
            .map(c -> new Column(c, Type.Text.UNBOUNDED, "text", false, Origin.GIVEN))
            .toList();
    return new ObjectSchema(
        halves[0], columns, List.of(columns.getFirst().name()), List.of(), List.of());
  }

  private static String why(Why why) {
    return switch (why) {
      case NAME -> "";
      case SHORT_NAME -> " by short name";
      case COLUMNS -> " by columns";
      case GIVEN -> " given";
    };
  }

  private static List<String> pairs(List<String> source, List<String> target) {
    return ObjectPairs.of(
            source.stream().map(ObjectPairsTest::object).toList(),
            target.stream().map(ObjectPairsTest::object).toList(),
            Map.of())
        .stream()
        .map(p -> p.source().name() + " " + p.target().name() + why(p.why()))
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "customer, customer",
    "public.customer, customers",
    "Customer, CUSTOMERS",
    "invoice_line, InvoiceLine",
    "categories, category",
    "addresses, Address",
    "boxes, box",
    "status, Status",
    "public.media_type, media-types",
    "customers, CUSTOMER_TBL",
    "t_order, orders",
  })
  void pairsByName(String source, String target) {
    assertThat(pairs(List.of(source + ": id x"), List.of(target + ": no y")))
        .containsExactly(source + " " + target);
  }

  @ParameterizedTest
  @CsvSource({"customer, custom", "bus, bu", "class, clas", "news, new_s_1"})
  void doesNotPairOtherNames(String source, String target) {
    assertThat(pairs(List.of(source + ": id x"), List.of(target + ": no y"))).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"dept, departments", "EMP, employee", "cust_addr, CustomerAddresses"})
  void pairsNamesThatAreShortForEachOtherWhereColumnsAgree(String source, String target) {
    assertThat(pairs(List.of(source + ": id name"), List.of(target + ": id name city")))
        .containsExactly(source + " " + target + " by short name");
    assertThat(pairs(List.of(source + ": id x"), List.of(target + ": id y"))).isEmpty();
  }

  @Test
  void whatMayBeShortForSeveralNamesIsNotGuessed() {
    assertThat(
            pairs(
                List.of("inv: id total"), List.of("invoice: id total", "inventory: id total room")))
        .isEmpty();
    assertThat(pairs(List.of("inv: id total", "invoices: id total"), List.of("invoice: id total")))
        .containsExactly("invoices invoice");
  }

  @Test
  void whatAPersonNamesComesFirst() {
    ObjectSchema staff = object("staff: id name");
    ObjectSchema person = object("person: id name");
    ObjectSchema people = object("staff: id label");
    assertThat(ObjectPairs.of(List.of(staff), List.of(people, person), Map.of("staff", "person")))
        .singleElement()
        .satisfies(
            p -> {
              assertThat(p.target()).isEqualTo(person);
              assertThat(p.why()).isEqualTo(Why.GIVEN);
            });
  }

  @Test
  void pairsWhatIsLeftByColumns() {
    assertThat(
            pairs(
                List.of("person: id email first_name city", "vat: id rate"),
                List.of("contact: id Email firstName town", "rates: id rate from until")))
        .containsExactly("person contact by columns");
  }

  @Test
  void theBetterNameAndThenTheBetterColumnsWin() {
    assertThat(
            pairs(
                List.of("log.customer: id line", "public.customer: id email city"),
                List.of("customers: id email city")))
        .containsExactly("public.customer customers");
    assertThat(
            pairs(List.of("customers: id a b c", "customer: id x"), List.of("customer: id a b c")))
        .containsExactly("customer customer");
  }

  @ParameterizedTest
  @CsvSource({
    "email, email_address, 0.5",
    "customerEmail, customer_email, 1",
    "first_name, last_name, 0.33",
    "HTTPUrl, http_url, 1",
    "note, remark, 0",
  })
  void comparesNamesByWords(String one, String other, double likeness) {
    assertThat(ObjectNames.likeness(one, other))
        .isCloseTo(likeness, org.assertj.core.data.Offset.offset(0.01));
  }
}
