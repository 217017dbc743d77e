package dev.syncline.cli.demo;

import dev.syncline.cli.demo.Words.Shelf;
import java.math.BigDecimal;
import java.text.Normalizer;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.LocalTime;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * Three years of a shop's business, each record told to one half or to both. What one half lacks it
 * lacks with all that hangs on it: an order is only where its customer and its products are.
 */
final class Trade {
  private static final LocalDate OPENED = LocalDate.of(2022, 3, 1);
  private static final int DAYS_OPEN = 1_000;
  private static final int EMPLOYEES = 42;
  private static final int CUSTOMERS = 1_450;
  private static final int PRODUCTS = 340;
  static final int ORDERS = 2_300;
  private static final List<String> STATUS = List.of("new", "paid", "shipped", "returned");

  private final Store store;
  private final SplittableRandom random;
  private final Map<Entity, Map<Integer, Set<Half>>> holders = new HashMap<>();
  private int lastNo;

  Trade(Store store, long seed) {
    this.store = store;
    this.random = new SplittableRandom(seed);
  }

  void go() {
    countries();
    employees();
    categories();
    customers();
    products();
    orders();
  }

  // ---- who knows what

  /** Tells one record to some halves. */
  Item tell(Set<Half> halves, Entity entity, @Nullable Object... values) {
    Item item = Item.of(entity, ++lastNo, values);
    halves.forEach(half -> store.add(half, item));
    holders
        .computeIfAbsent(entity, e -> new LinkedHashMap<>())
        .put(item.no(), EnumSet.copyOf(halves));
    return item;
  }

  private Set<Half> both(int percent) {
    if (random.nextInt(100) < percent) {
      return EnumSet.allOf(Half.class);
    }
    return EnumSet.of(random.nextBoolean() ? Half.CRM : Half.SHOP);
  }

  private Set<Half> holders(Entity entity, int no) {
    return Objects.requireNonNull(Objects.requireNonNull(holders.get(entity)).get(no));
  }

  /** The numbers of the records that all of these halves know. */
  List<Integer> known(Entity entity, Set<Half> halves) {
    return Objects.requireNonNull(holders.get(entity)).entrySet().stream()
        .filter(e -> e.getValue().containsAll(halves))
        .map(Map.Entry::getKey)
        .toList();
  }

  // ---- the trade

  private void countries() {
    for (List<String> c : Words.COUNTRIES) {
      Set<Half> halves =
          switch (c.getFirst()) {
            case "IS", "TR" -> EnumSet.of(Half.CRM);
            case "US", "MT" -> EnumSet.of(Half.SHOP);
            default -> EnumSet.allOf(Half.class);
          };
      tell(halves, Entity.COUNTRY, c.get(0), c.get(1), c.get(2), c.get(3).equals("yes"));
    }
  }

  private void employees() {
    List<Integer> inBoth = new ArrayList<>();
    for (int i = 0; i < EMPLOYEES; i++) {
      String first = any(Words.FIRST_NAMES);
      String last = any(Words.LAST_NAMES);
      Integer manager = i == 0 ? null : inBoth.get(random.nextInt(Math.min(inBoth.size(), 7)));
      String title =
          i == 0 ? "Owner" : i < 7 ? "Head of " + Words.TITLES.get(i - 1) : any(Words.TITLES);
      Set<Half> halves = i < 7 ? EnumSet.allOf(Half.class) : both(80);
      LocalDate hired = OPENED.plusDays(i < 7 ? i : random.nextInt(DAYS_OPEN));
      Item item =
          tell(
              halves,
              Entity.EMPLOYEE,
              mail(first, last, i, "summit-store.example"),
              first,
              last,
              title,
              manager,
              hired,
              random.nextInt(100) >= 8);
      if (halves.size() == 2) {
        inBoth.add(item.no());
      }
    }
  }

  private void categories() {
    Map<String, Integer> parents = new HashMap<>();
    for (Shelf shelf : Words.SHELVES) {
      Integer parent =
          parents.computeIfAbsent(
              shelf.category(),
              name ->
                  tell(EnumSet.allOf(Half.class), Entity.CATEGORY, slug(name), name, null).no());
      tell(
          both(85),
          Entity.CATEGORY,
          slug(shelf.category() + " " + shelf.subcategory()),
          shelf.subcategory(),
          parent);
    }
  }

  private void customers() {
    for (int i = 0; i < CUSTOMERS; i++) {
      customer(both(70), i);
    }
  }

  private Item customer(Set<Half> halves, int i) {
    String first = any(Words.FIRST_NAMES);
    String last = any(Words.LAST_NAMES);
    int country = any(known(Entity.COUNTRY, halves));
    List<String> land = Words.COUNTRIES.get(country - 1);
    String company = random.nextInt(100) < 25 ? last + " " + any(Words.COMPANIES) : null;
    LocalDateTime joined = moment(random.nextInt(DAYS_OPEN / 2));
    return tell(
        halves,
        Entity.CUSTOMER,
        mail(first, last, i, company == null ? "mail.example" : "post.example"),
        first,
        last,
        company,
        perhaps(80, "+" + (30 + country) + " " + digits(3) + " " + digits(6)),
        land.getLast(),
        country,
        perhaps(60, LocalDate.of(1948, 1, 1).plusDays(random.nextInt(20_000))),
        random.nextBoolean(),
        money(random.nextInt(20) * 25_000L),
        perhaps(15, any(Words.NOTES)),
        perhaps(70, any(known(Entity.EMPLOYEE, halves))),
        zoned(joined));
  }

  private void products() {
    for (int i = 0; i < PRODUCTS; i++) {
      Shelf shelf = Words.SHELVES.get(i % Words.SHELVES.size());
      Set<Half> halves = EnumSet.copyOf(both(75));
      int category = category(shelf, halves);
      String thing = any(shelf.things());
      String series = Words.SERIES.get((i / Words.SHELVES.size()) % Words.SERIES.size());
      tell(
          halves,
          Entity.PRODUCT,
          sku(shelf, series, i),
          series + " " + thing,
          category,
          money(Math.round(shelf.cents() * (0.6 + random.nextDouble()) / 10) * 10 - 1),
          perhaps(
              90,
              BigDecimal.valueOf(Math.round(shelf.grams() * (0.8 + 0.4 * random.nextDouble())), 3)),
          random.nextInt(120),
          random.nextInt(100) < 6,
          perhaps(
              70,
              "{\"colour\": \""
                  + any(Words.COLOURS)
                  + "\", \"warranty_years\": "
                  + (2 + i % 4)
                  + "}"),
          moment(random.nextInt(DAYS_OPEN / 2)));
    }
  }

  /** The shelf's subcategory, or the category above it where a half does not know the former. */
  private int category(Shelf shelf, Set<Half> halves) {
    Map<String, Integer> numbers = new HashMap<>();
    for (Half half : Half.values()) {
      store.items(half, Entity.CATEGORY).forEach(c -> numbers.put((String) c.get("slug"), c.no()));
    }
    int exact =
        Objects.requireNonNull(numbers.get(slug(shelf.category() + " " + shelf.subcategory())));
    return holders(Entity.CATEGORY, exact).containsAll(halves)
        ? exact
        : Objects.requireNonNull(numbers.get(slug(shelf.category())));
  }

  private void orders() {
    List<Integer> all = List.copyOf(known(Entity.CUSTOMER, Set.of()));
    for (int i = 0; i < ORDERS; i++) {
      int customer = any(all);
      Set<Half> halves = holders(Entity.CUSTOMER, customer);
      if (halves.size() == 2) {
        halves = both(75);
      }
      order(halves, customer, i);
    }
  }

  /** An order with its lines, and its payment if it was paid. */
  Item order(Set<Half> halves, int customer, int i) {
    List<Integer> shelf = known(Entity.PRODUCT, halves);
    Map<Integer, Integer> basket = new LinkedHashMap<>();
    for (int n = 1 + random.nextInt(4); n > 0; n--) {
      basket.put(any(shelf), 1 + random.nextInt(3));
    }
    Half witness = halves.iterator().next();
    Map<Integer, BigDecimal> prices = new HashMap<>();
    store
        .items(witness, Entity.PRODUCT)
        .forEach(p -> prices.put(p.no(), (BigDecimal) p.get("price")));
    BigDecimal total =
        basket.entrySet().stream()
            .map(
                e ->
                    Objects.requireNonNull(prices.get(e.getKey()))
                        .multiply(BigDecimal.valueOf(e.getValue())))
            .reduce(BigDecimal.ZERO, BigDecimal::add);
    String status = i % 11 == 0 ? STATUS.getLast() : STATUS.get(random.nextInt(3));
    LocalDateTime placed = moment(DAYS_OPEN / 2 + i * (DAYS_OPEN / 2) / ORDERS);
    Item order =
        tell(
            halves,
            Entity.ORDER,
            "SO-" + placed.getYear() + "-" + String.format(Locale.ROOT, "%05d", i + 1),
            customer,
            status,
            zoned(placed),
            perhaps(60, placed.toLocalDate().plusDays(2 + random.nextInt(9))),
            random.nextInt(100) < 7,
            total,
            perhaps(8, any(Words.REMARKS)));
    int lineNo = 0;
    for (Map.Entry<Integer, Integer> line : basket.entrySet()) {
      Integer product = line.getKey();
      tell(
          halves, Entity.LINE, order.no(), ++lineNo, product, line.getValue(), prices.get(product));
    }
    if (!status.equals("new")) {
      // A payment that only one side has seen is the commonest reason to want a sync.
      Set<Half> told = halves.size() == 2 ? both(92) : halves;
      tell(
          told,
          Entity.PAYMENT,
          new UUID(random.nextLong() & ~0xF000L | 0x4000L, random.nextLong() >>> 2 | 1L << 63),
          order.no(),
          any(List.of("card", "invoice", "transfer", "voucher")),
          total,
          zoned(placed.plusMinutes(random.nextInt(600)))
              .plus(random.nextInt(1_000_000), ChronoUnit.MICROS));
    }
    return order;
  }

  // ---- values

  <T> T any(List<T> list) {
    return list.get(random.nextInt(list.size()));
  }

  private <T> @Nullable T perhaps(int percent, T value) {
    return random.nextInt(100) < percent ? value : null;
  }

  private String digits(int count) {
    StringBuilder digits = new StringBuilder();
    for (int i = 0; i < count; i++) {
      digits.append(random.nextInt(10));
    }
    return digits.toString();
  }

  /** A moment within business hours, which no change of the clocks makes doubtful. */
  private LocalDateTime moment(int day) {
    return OPENED.plusDays(day).atTime(LocalTime.of(8, 0)).plusSeconds(random.nextInt(12 * 3_600));
  }

  private static Instant zoned(LocalDateTime local) {
    return local.atZone(StoreDatabase.SHOP_ZONE).toInstant();
  }

  private static BigDecimal money(long cents) {
    return BigDecimal.valueOf(cents, 2);
  }

  private static String sku(Shelf shelf, String series, int i) {
    return (shelf.subcategory().substring(0, 3) + "-" + series.substring(0, 3) + "-")
            .toUpperCase(Locale.ROOT)
        + String.format(Locale.ROOT, "%04d", 1_000 + i * 7);
  }

  private static String mail(String first, String last, int i, String domain) {
    return plain(first) + "." + plain(last) + (i + 1) + "@" + domain;
  }

  private static String slug(String name) {
    return name.toLowerCase(Locale.ROOT).replace(' ', '-');
  }

  private static String plain(String name) {
    return Normalizer.normalize(name, Normalizer.Form.NFD)
        .toLowerCase(Locale.ROOT)
        .replace('ł', 'l')
        .replace('ø', 'o')
        .replace('ı', 'i')
        .replaceAll("[^a-z]", "");
  }

  /** How the halves know a record of a number. */
  Map<Half, Item> views(Entity entity, int no) {
    Map<Half, Item> views = new EnumMap<>(Half.class);
    for (Half half : holders(entity, no)) {
      store.items(half, entity).stream()
          .filter(item -> item.no() == no)
          .findFirst()
          .ifPresent(item -> views.put(half, item));
    }
    return views;
  }
}
