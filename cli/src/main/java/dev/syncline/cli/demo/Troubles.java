package dev.syncline.cli.demo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What years without a sync do to data. Every trouble befalls the same number of records whatever
 * the seed, so that a walk can say what it will find.
 */
final class Troubles {
  /** Customers of both halves whose e-mail the shop wrote in other letters or with spaces. */
  static final int SLOPPY_EMAILS = 24;

  /** E-mails that two customers of the CRM share, one of whom the shop knows. */
  static final int SHARED_EMAILS = 2;

  /** Customers of each half without any e-mail. */
  static final int WITHOUT_EMAIL = 2;

  /** A company that does not fit the shop's 60 characters. */
  static final String LONG_COMPANY =
      "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch Walking Club";

  /** The e-mail of its customer. */
  static final String LONG_COMPANY_EMAIL = "walking.club@post.example";

  /** A refund booked as a negative payment, which the shop's own rules refuse. */
  static final BigDecimal REFUND = new BigDecimal("-49.90");

  private static final int EMPTY = 90;
  private static final int DIFFERENT = 30;

  private final Store store;
  private final Trade trade;

  Troubles(Store store, Trade trade) {
    this.store = store;
    this.trade = trade;
  }

  void happen() {
    differences();
    emptyFields();
    sloppyEmails();
    sharedEmails();
    withoutEmail();
    tooLong();
    refused();
  }

  private void differences() {
    both(Entity.CUSTOMER, 0, DIFFERENT, Half.SHOP, c -> c.with("phone", "+49 30 90" + c.no()));
    both(
        Entity.CUSTOMER,
        DIFFERENT,
        DIFFERENT,
        Half.SHOP,
        c -> c.with("credit_limit", new BigDecimal("1234.50")));
    both(Entity.PRODUCT, 0, DIFFERENT, Half.SHOP, p -> p.with("stock", 7));
    both(
        Entity.PRODUCT,
        DIFFERENT,
        DIFFERENT,
        Half.SHOP,
        p ->
            p.with(
                "price",
                money(p, "price")
                    .multiply(new BigDecimal("1.10"))
                    .setScale(2, RoundingMode.HALF_UP)));
    both(Entity.ORDER, 0, DIFFERENT, Half.CRM, o -> o.with("status", "new"));
  }

  private void emptyFields() {
    int at = 3 * DIFFERENT;
    for (Half half : Half.values()) {
      for (String field : List.of("phone", "born_on", "account_manager_id")) {
        both(Entity.CUSTOMER, at, EMPTY, half, c -> c.with(field, null));
        at += EMPTY;
      }
    }
  }

  private void sloppyEmails() {
    both(
        Entity.CUSTOMER,
        2 * DIFFERENT,
        SLOPPY_EMAILS,
        Half.SHOP,
        c -> {
          String email = String.valueOf(c.get("email"));
          return c.with(
              "email",
              c.no() % 2 == 0
                  ? email.substring(0, 1).toUpperCase(Locale.ROOT) + email.substring(1)
                  : " " + email);
        });
  }

  private void sharedEmails() {
    List<Item> crmOnly = only(Half.CRM, Entity.CUSTOMER);
    List<Item> known = inBoth(Half.CRM, Entity.CUSTOMER);
    for (int i = 0; i < SHARED_EMAILS; i++) {
      Item first = known.get(known.size() - 1 - i);
      Item second = crmOnly.get(i);
      replace(
          Half.CRM,
          second.with("email", first.get("email")).with("last_name", first.get("last_name")));
    }
  }

  private void withoutEmail() {
    for (Half half : Half.values()) {
      List<Item> only = only(half, Entity.CUSTOMER);
      for (int i = 0; i < WITHOUT_EMAIL; i++) {
        replace(half, only.get(only.size() - 1 - i).with("email", null));
      }
    }
  }

  private void tooLong() {
    Item template = only(Half.CRM, Entity.CUSTOMER).get(SHARED_EMAILS);
    @Nullable Object[] values = template.values().clone();
    Item club =
        trade.tell(
            EnumSet.of(Half.CRM),
            Entity.CUSTOMER,
            Item.of(Entity.CUSTOMER, 0, values)
                .with("email", LONG_COMPANY_EMAIL)
                .with("first_name", "Gwen")
                .with("last_name", "Hughes")
                .with("company", LONG_COMPANY)
                .values());
    trade.order(EnumSet.of(Half.CRM), club.no(), Trade.ORDERS);
  }

  private void refused() {
    Item payment = inBoth(Half.CRM, Entity.PAYMENT).getFirst();
    trade.tell(
        EnumSet.of(Half.CRM),
        Entity.PAYMENT,
        payment
            .with("reference", UUID.fromString("00000000-0000-4000-8000-000000004990"))
            .with("method", "refund")
            .with("amount", REFUND)
            .values());
  }

  // ---- who it befalls

  private void both(Entity entity, int from, int count, Half half, UnaryOperator<Item> trouble) {
    List<Item> items = inBoth(half, entity);
    for (int i = from; i < from + count; i++) {
      Item now = trade.views(entity, items.get(i % items.size()).no()).get(half);
      if (now != null) {
        replace(half, trouble.apply(now));
      }
    }
  }

  private List<Item> inBoth(Half half, Entity entity) {
    return in(half, entity, 2);
  }

  private List<Item> only(Half half, Entity entity) {
    return in(half, entity, 1);
  }

  private List<Item> in(Half half, Entity entity, int halves) {
    Function<Item, Integer> count = item -> trade.views(entity, item.no()).size();
    return store.items(half, entity).stream().filter(i -> count.apply(i) == halves).toList();
  }

  private void replace(Half half, Item item) {
    List<Item> items = store.items(half, item.entity());
    items.replaceAll(i -> i.no() == item.no() ? item : i);
  }

  private static BigDecimal money(Item item, String field) {
    return item.get(field) instanceof BigDecimal money ? money : BigDecimal.ZERO;
  }
}
