package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.UnaryOperator;

/**
 * People and their orders on the source; contacts, spread over three tables, and purchases on the
 * target. Which kinds of fields join them, and which filters keep some of them out, is drawn for
 * each world: all of them together, or a few. What should come of it is worked out here once more,
 * slowly.
 */
final class MappedWorld extends SmallWorld {
  private static final List<String> CODES = List.of("A", "B", "C");
  private static final List<String> WORDS = List.of("x", "y", "z");
  private static final List<Long> NUMBERS = List.of(1L, 2L, 30L);
  private static final List<String> ORIGINS = List.of("crm", "crm", "shop");

  private static final String SYNC =
      """
      syncs:
        sim:
          id: 1
          source: source
          target: target
          guard: off
          capture: %s
          conflicts: %s
          tasks:
            - name: people
              id: 1
              source: people
              target: contacts
              match: code
      """;

  private static final String ORDERS =
      """
            - name: orders
              id: 2
              source: orders
              target: purchases
              match: number
              fields:
                - number
                - note
                - { relation: person <-> contact, through: people }
      """;

  private static final String PARTS =
      """
              parts:
                target:
                  address: { object: addresses }
                  first: { object: numbers, where: "slot = 1" }
      """;

  /** Kinds of fields, and what else a mapping may have. */
  private enum Drawn {
    EXPRESSION("{ to: label, sql: \"UPPER(name) || '-' || kind\" }"),
    PAIR("{ to: net, sql: \"gross + 10\", from: gross, back: \"net - 10\" }"),
    CONSTANT("{ to: origin, constant: crm }"),
    LOOKUP("{ to: country_id, lookup: countries.id, where: \"code = country\" }"),
    ADDED(
        "{ to: country_id, lookup: countries.id, where: \"code = country\", on-missing: create }"),
    RELATED("{ to: agent, sql: \"rep.name\" }"),
    ADDRESS("street <-> address.street", "city <-> address.city"),
    PHONE("phone <-> first.number"),
    MADE_PART("{ to: address.city, sql: \"LOWER(country)\" }"),
    KIND("kind"),
    SOURCE_FILTER,
    TARGET_FILTER,
    ORDERS;

    final List<String> fields;

    Drawn(String... fields) {
      this.fields = List.of(fields);
    }
  }

  private final Set<Drawn> drawn = EnumSet.noneOf(Drawn.class);
  private int named;

  /** Codes of records that were out of scope on a side when a run last looked. */
  private final BySide<Set<Object>> outside = BySide.of(side -> new HashSet<>());

  /** Codes of records that were deleted out of scope: nobody keeps their counterparts any more. */
  private final Set<Object> abandoned = new HashSet<>();

  /** The people whom users added to the source; one that came back is another. */
  private final Set<Key> born = new HashSet<>();

  /**
   * An empty world.
   *
   * @param targetAs what stands between the engine and the target
   */
  MappedWorld(long seed, Path folder, UnaryOperator<Connector> targetAs) {
    super(seed, folder, new BySide<>(UnaryOperator.identity(), targetAs));
    for (Drawn one : Drawn.values()) {
      if (random.nextBoolean()) {
        drawn.add(one);
      }
    }
    if (has(Drawn.LOOKUP)) {
      drawn.remove(Drawn.ADDED);
    }
    if (has(Drawn.ADDRESS)) {
      drawn.remove(Drawn.MADE_PART);
    }
    add(Side.SOURCE, 1, "reps: id int generated key; name text(9) null");
    add(
        Side.SOURCE,
        1,
        "people: id int generated key; code text(9) unique; name text(9) null;"
            + " country text(3) null; gross int null; kind text(3) null; street text(9) null;"
            + " city text(9) null; phone text(9) null; rep int null -> reps(id)");
    add(
        Side.SOURCE,
        1,
        "orders: id int generated key; number text(9) unique; note text(9) null;"
            + " person int -> people(id)");
    add(Side.TARGET, 701, "countries: id int generated key; code text(3) null");
    add(
        Side.TARGET,
        501,
        "contacts: id int generated key; code text(9) unique; name text(9) null;"
            + " label text(30) null; country_id int null; net int null; origin text(9) null;"
            + " kind text(3) null; agent text(9) null");
    add(
        Side.TARGET,
        1,
        "addresses: contact int key -> contacts(id); street text(9) null; city text(9) null");
    add(
        Side.TARGET,
        901,
        "numbers: id int generated key; contact int -> contacts(id); slot int; number text(9);"
            + " unique(contact, slot)");
    add(
        Side.TARGET,
        301,
        "purchases: id int generated key; number text(9) unique; note text(9) null;"
            + " contact int -> contacts(id)");
    configure(configuration());
  }

  private boolean has(Drawn some) {
    return drawn.contains(some);
  }

  private boolean hasParts() {
    return has(Drawn.ADDRESS) || has(Drawn.PHONE) || has(Drawn.MADE_PART);
  }

  private String configuration() {
    StringBuilder text =
        new StringBuilder(
            SYNC.formatted(
                random.nextBoolean() ? "scan" : "triggers",
                random.nextBoolean() ? "merge" : "target-wins"));
    if (hasParts()) {
      text.append(PARTS);
    }
    List<String> filters = new ArrayList<>();
    if (has(Drawn.SOURCE_FILTER)) {
      filters.add("source: \"kind IS NULL OR kind <> 'x'\"");
    }
    if (has(Drawn.TARGET_FILTER)) {
      filters.add("target: \"kind IS NULL OR kind <> 'y'\"");
    }
    if (!filters.isEmpty()) {
      text.append("        filter: { " + String.join(", ", filters) + " }\n");
    }
    text.append("        fields:\n");
    List<String> fields = new ArrayList<>(List.of("code", "name"));
    drawn.forEach(d -> fields.addAll(d.fields));
    fields.forEach(f -> text.append("          - ").append(f).append('\n'));
    if (has(Drawn.ORDERS)) {
      text.append(ORDERS);
    }
    return text.toString();
  }

  @Override
  void edit(Side side) throws Violation {
    if (side == Side.SOURCE) {
      editSource();
    } else {
      editTarget();
    }
  }

  private void editSource() throws Violation {
    List<String> columns =
        List.of("name", "country", "gross", "kind", "street", "city", "phone", "rep");
    Object[] values = {
      some(WORDS),
      some(CODES),
      some(NUMBERS),
      some(WORDS),
      some(WORDS),
      some(WORDS),
      some(WORDS),
      any(Side.SOURCE, "reps")
    };
    switch (random.nextInt(9)) {
      case 0 -> put(Side.SOURCE, "reps", List.of("name"), some(WORDS));
      case 1 -> removeWhole(Side.SOURCE, "people", Map.of("orders", "person"));
      case 2, 3 -> {
        List<String> all = new ArrayList<>(columns);
        all.add("code");
        List<Object> given = new ArrayList<>(Arrays.asList(values));
        given.add("p" + named++);
        born.add(insert(Side.SOURCE, "people", all, given.toArray()));
      }
      case 4 -> editOrders(Side.SOURCE, "orders", "person", "people");
      default -> change(Side.SOURCE, "people", columns, values);
    }
  }

  private void editTarget() throws Violation {
    List<String> columns = List.of("name", "country_id", "net", "kind", "origin");
    Object[] values = {
      some(WORDS),
      any(Side.TARGET, "countries"),
      some(NUMBERS),
      some(WORDS),
      ORIGINS.get(random.nextInt(ORIGINS.size()))
    };
    switch (random.nextInt(12)) {
      case 0, 1 -> put(Side.TARGET, "countries", List.of("code"), some(CODES));
      case 2 ->
          removeWhole(
              Side.TARGET,
              "contacts",
              Map.of("addresses", "contact", "numbers", "contact", "purchases", "contact"));
      case 3, 4 -> {
        List<String> all = new ArrayList<>(columns);
        all.add("code");
        List<Object> given = new ArrayList<>(Arrays.asList(values));
        given.add("c" + named++);
        insert(Side.TARGET, "contacts", all, given.toArray());
      }
      case 5 -> editOrders(Side.TARGET, "purchases", "contact", "contacts");
      case 6 ->
          insert(
              Side.TARGET,
              "addresses",
              List.of("contact", "street", "city"),
              any(Side.TARGET, "contacts"),
              some(WORDS),
              has(Drawn.MADE_PART) ? null : some(WORDS));
      case 7 -> change(Side.TARGET, "addresses", List.of("street"), some(WORDS));
      case 8 ->
          insert(
              Side.TARGET,
              "numbers",
              List.of("contact", "slot", "number"),
              any(Side.TARGET, "contacts"),
              random.nextInt(4) == 0 ? 9L : 1L,
              "n" + named++);
      case 9 -> remove(Side.TARGET, "numbers");
      default -> change(Side.TARGET, "contacts", columns, values);
    }
  }

  private void editOrders(Side side, String table, String column, String parents) throws Violation {
    if (!has(Drawn.ORDERS)) {
      return;
    }
    switch (random.nextInt(4)) {
      case 0 -> remove(side, table);
      case 1 -> change(side, table, List.of("note", column), some(WORDS), any(side, parents));
      default ->
          insert(
              side,
              table,
              List.of("number", "note", column),
              (side == Side.SOURCE ? "o" : "q") + named++,
              some(WORDS),
              any(side, parents));
    }
  }

  /** A record goes with all that hangs on it. */
  private void removeWhole(Side side, String table, Map<String, String> hanging) throws Violation {
    Key key = row(side, table);
    if (key == null) {
      return;
    }
    for (Map.Entry<String, String> h : hanging.entrySet()) {
      for (Key row : List.copyOf(databases.on(side).table(h.getKey()).rows().keySet())) {
        if (key.parts()[0].equals(row(side, h.getKey(), row).get(h.getValue()))) {
          databases.on(side).delete(h.getKey(), row);
        }
      }
    }
    Map<String, Object> record = row(side, table, key);
    databases.on(side).delete(table, key);
    Object code = record.get("code");
    if (outside.on(side).contains(code) || !isInScope(side, record)) {
      abandoned.add(code);
    }
  }

  /** Remembers, when nobody edits any more and a run has looked, what is out of scope. */
  void settled() {
    for (Side side : Side.values()) {
      outside.on(side).clear();
      rows(side, table(side)).stream()
          .filter(r -> !isInScope(side, r))
          .forEach(r -> outside.on(side).add(r.get("code")));
    }
  }

  private static String table(Side side) {
    return side == Side.SOURCE ? "people" : "contacts";
  }

  private boolean isInScope(Side side, Map<String, Object> record) {
    if (side == Side.SOURCE) {
      return !has(Drawn.SOURCE_FILTER) || !"x".equals(record.get("kind"));
    }
    return (!has(Drawn.TARGET_FILTER) || !"y".equals(record.get("kind")))
        && (!has(Drawn.CONSTANT) || "crm".equals(record.get("origin")));
  }

  private Map<String, Object> record(Side side, Object code) {
    List<Map<String, Object>> found = with(side, table(side), "code", code);
    return found.isEmpty() ? null : found.getFirst();
  }

  /** What is kept of a side's records both ways, by code. */
  Map<Object, List<Object>> kept(Side side) {
    Map<Object, List<Object>> kept = new TreeMap<>();
    for (Map<String, Object> r : rows(side, table(side))) {
      List<Object> values = new ArrayList<>();
      values.add(r.get("name"));
      values.add(r.get("kind"));
      if (side == Side.SOURCE) {
        values.add(r.get("gross"));
        values.add(r.get("country"));
        values.add(r.get("street"));
        values.add(r.get("phone"));
      } else {
        values.add(r.get("net"));
        values.add(r.get("origin"));
        values.add(r.get("country_id"));
        values.add(address(r).get("street"));
        values.add(phone(r));
      }
      kept.put(r.get("code"), values);
    }
    String orders = side == Side.SOURCE ? "orders" : "purchases";
    rows(side, orders).forEach(o -> kept.put(o.get("number"), List.of(o.toString())));
    return kept;
  }

  private Map<String, Object> address(Map<String, Object> contact) {
    List<Map<String, Object>> found = with(Side.TARGET, "addresses", "contact", contact.get("id"));
    return found.isEmpty() ? Map.of() : found.getFirst();
  }

  private Object phone(Map<String, Object> contact) {
    return with(Side.TARGET, "numbers", "contact", contact.get("id")).stream()
        .filter(n -> n.get("slot").equals(1L))
        .map(n -> n.get("number"))
        .findFirst()
        .orElse(null);
  }

  /** What is not as it should be once nobody edits any more and some runs were made. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<Object> due = new HashSet<>();
    for (Due d : due()) {
      boolean person = d.task() == 1;
      String table =
          d.side() == Side.SOURCE
              ? person ? "people" : "orders"
              : person ? "contacts" : "purchases";
      Map<String, Object> row = row(d.side(), table, d.key());
      if (row != null) {
        due.add(row.get(person ? "code" : "number"));
      }
    }
    Set<Object> codes = new TreeSet<>(values(Side.SOURCE, "people", "code"));
    codes.addAll(values(Side.TARGET, "contacts", "code"));
    for (Object code : codes) {
      Map<String, Object> person = record(Side.SOURCE, code);
      Map<String, Object> contact = record(Side.TARGET, code);
      boolean unclear = isUnclear(person, contact);
      String both = drawn + ": " + person + " and " + contact + " with " + beside(contact);
      // One whose counterpart is gone is due by the key of what is gone.
      boolean left = due.contains(code) || unclear && isAnyDue();
      if (!isAsItShouldBe(code, person, contact) && !left) {
        problems.add(both + " differ, and are not due");
      }
      if (due.contains(code) && !unclear) {
        problems.add(both + " are due for no reason " + due());
      }
    }
    if (has(Drawn.ORDERS)) {
      orders(due, problems);
    }
    return problems;
  }

  private String beside(Map<String, Object> contact) {
    return contact == null
        ? "nothing"
        : address(contact) + ", " + phone(contact) + ", " + rows(Side.TARGET, "countries");
  }

  private void orders(Set<Object> due, List<String> problems) {
    Set<Object> numbers = new TreeSet<>(values(Side.SOURCE, "orders", "number"));
    numbers.addAll(values(Side.TARGET, "purchases", "number"));
    for (Object number : numbers) {
      Map<String, Object> order = first(with(Side.SOURCE, "orders", "number", number));
      Map<String, Object> purchase = first(with(Side.TARGET, "purchases", "number", number));
      Object here = order == null ? null : row(Side.SOURCE, "people", Key.of(order.get("person")));
      Object there =
          purchase == null ? null : row(Side.TARGET, "contacts", Key.of(purchase.get("contact")));
      boolean same =
          order != null
              && purchase != null
              && Objects.equals(order.get("note"), purchase.get("note"))
              && Objects.equals(code(here), code(there));
      boolean clear = isInStep(code(here)) && isInStep(code(there));
      String both = drawn + ": " + order + " and " + purchase;
      if (!same && clear && !due.contains(number)) {
        problems.add(both + " differ, and are not due");
      }
      if (due.contains(number) && clear) {
        problems.add(both + " are due for no reason " + due());
      }
    }
  }

  private static Map<String, Object> first(List<Map<String, Object>> some) {
    return some.isEmpty() ? null : some.getFirst();
  }

  private static Object code(Object record) {
    return record == null ? null : ((Map<?, ?>) record).get("code");
  }

  /** Whether nothing is between the two records of a code; also where there is none. */
  private boolean isInStep(Object code) {
    if (code == null) {
      return true;
    }
    Map<String, Object> person = record(Side.SOURCE, code);
    Map<String, Object> contact = record(Side.TARGET, code);
    return person != null
        && contact != null
        && isInScope(Side.SOURCE, person)
        && isInScope(Side.TARGET, contact)
        && !isUnclear(person, contact);
  }

  private boolean isAsItShouldBe(
      Object code, Map<String, Object> person, Map<String, Object> contact) {
    boolean here = person != null && isInScope(Side.SOURCE, person);
    boolean there = contact != null && isInScope(Side.TARGET, contact);
    if (person != null && contact != null) {
      return !here || !there || agree(person, contact);
    }
    return !here && !there || abandoned.contains(code);
  }

  private boolean agree(Map<String, Object> person, Map<String, Object> contact) {
    boolean bothWays =
        Objects.equals(person.get("name"), contact.get("name"))
            && (!has(Drawn.KIND) || Objects.equals(person.get("kind"), contact.get("kind")))
            && (!has(Drawn.PAIR) || Objects.equals(net(person), contact.get("net")))
            && (!has(Drawn.PHONE) || Objects.equals(person.get("phone"), phone(contact)))
            && (!has(Drawn.ADDRESS)
                || Objects.equals(person.get("street"), address(contact).get("street"))
                    && Objects.equals(person.get("city"), address(contact).get("city")))
            && (!looksUp() || isCountry(person, contact));
    // Of what does not flow back, a person who is made of a contact has nothing to say at first.
    return bothWays && (!born.contains(Key.of(person.get("id"))) || isMade(person, contact));
  }

  private boolean isMade(Map<String, Object> person, Map<String, Object> contact) {
    Object label =
        person.get("name") == null || person.get("kind") == null
            ? null
            : person.get("name").toString().toUpperCase(Locale.ROOT) + "-" + person.get("kind");
    Object country = person.get("country");
    Object city = country == null ? null : country.toString().toLowerCase(Locale.ROOT);
    Map<String, Object> rep =
        person.get("rep") == null ? Map.of() : row(Side.SOURCE, "reps", Key.of(person.get("rep")));
    return (!has(Drawn.EXPRESSION) || Objects.equals(label, contact.get("label")))
        && (!has(Drawn.RELATED) || Objects.equals(rep.get("name"), contact.get("agent")))
        && (!has(Drawn.MADE_PART) || Objects.equals(city, address(contact).get("city")));
  }

  private static Object net(Map<String, Object> person) {
    return person.get("gross") == null ? null : (Long) person.get("gross") + 10;
  }

  private boolean looksUp() {
    return has(Drawn.LOOKUP) || has(Drawn.ADDED);
  }

  private boolean isCountry(Map<String, Object> person, Map<String, Object> contact) {
    Object id = contact.get("country_id");
    return id == null
        ? person.get("country") == null
        : with(Side.TARGET, "countries", "id", id).stream()
            .anyMatch(c -> Objects.equals(c.get("code"), person.get("country")));
  }

  /** Whether a record has good reason to be left over. */
  private boolean isUnclear(Map<String, Object> person, Map<String, Object> contact) {
    return looksUp() && isUnclearCountry(person, contact)
        || person != null && isOutside(Side.TARGET, person)
        || contact != null && isOutside(Side.SOURCE, contact)
        || person == null && contact != null && isKept(contact)
        || contact == null
            && person != null
            && !with(Side.SOURCE, "orders", "person", person.get("id")).isEmpty();
  }

  /** Whether a record that is made of another, or becomes like it, would be out of scope. */
  private boolean isOutside(Side made, Map<String, Object> origin) {
    return has(Drawn.KIND)
        && (made == Side.SOURCE
            ? has(Drawn.SOURCE_FILTER) && "x".equals(origin.get("kind"))
            : has(Drawn.TARGET_FILTER) && "y".equals(origin.get("kind")));
  }

  private boolean isUnclearCountry(Map<String, Object> person, Map<String, Object> contact) {
    Object id = contact == null ? null : contact.get("country_id");
    Object country = person == null ? null : person.get("country");
    int found = country == null ? 0 : with(Side.TARGET, "countries", "code", country).size();
    List<Map<String, Object>> own =
        id == null ? List.of() : with(Side.TARGET, "countries", "id", id);
    return id != null && own.isEmpty()
        || id != null && with(Side.TARGET, "countries", "code", "").isEmpty() && isNameless(own)
        || country != null && (has(Drawn.ADDED) ? found > 1 : found != 1);
  }

  /** A country that cannot be found by what it gives. */
  private static boolean isNameless(List<Map<String, Object>> countries) {
    return countries.getFirst().get("code") == null;
  }

  /** Whether something hangs on a contact that no task keeps. */
  private boolean isKept(Map<String, Object> contact) {
    Object id = contact.get("id");
    return with(Side.TARGET, "numbers", "contact", id).stream()
            .anyMatch(n -> !has(Drawn.PHONE) && !hasParts() || n.get("slot").equals(9L))
        || !hasParts() && !with(Side.TARGET, "addresses", "contact", id).isEmpty()
        || !with(Side.TARGET, "purchases", "contact", id).isEmpty();
  }
}
