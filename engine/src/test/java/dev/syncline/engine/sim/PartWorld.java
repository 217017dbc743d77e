package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * People in one row each on one side, and on the other spread over contacts, their addresses and a
 * row for each of their numbers, with users who edit all of them. An address refers to its contact,
 * or contacts refer to addresses, which some of them share then. What should come of it is worked
 * out here once more, slowly.
 */
final class PartWorld extends SmallWorld {
  private static final List<String> WORDS = List.of("a", "b", "c");

  /** The slots of numbers that the sync keeps, and one that is nobody's business. */
  private static final List<Long> SLOTS = List.of(1L, 2L, 9L);

  private static final Map<String, Object> DEFAULTS = Map.of("city", "a");

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
              source: %s
              target: %s
              parts:
                %s:
                  address: { object: addresses, %s }
                  first: { object: numbers, where: "slot = 1" }
                  second: { object: numbers, where: "slot = 2" }
              match: code
              fields:
                - code
                - name
      """;

  /** The columns of a person, and what they are called in a contact with its parts. */
  private static final Map<String, String> FIELDS =
      new TreeMap<>(
          Map.of(
              "street", "address.street",
              "city", "address.city",
              "phone1", "first.number",
              "phone2", "second.number"));

  /** The side whose records have parts. */
  private final Side parted;

  private final Side plain;

  /** Whether contacts refer to addresses. */
  private final boolean referring;

  private final UnaryOperator<Connector> partedAs;
  private int named;

  /**
   * An empty world.
   *
   * @param partedAs what stands between the engine and the side whose records have parts
   */
  PartWorld(long seed, Path folder, UnaryOperator<Connector> partedAs) {
    super(seed, folder);
    this.partedAs = partedAs;
    this.parted = random.nextBoolean() ? Side.SOURCE : Side.TARGET;
    this.plain = parted.other();
    add(
        plain,
        1,
        "people: id int generated key; code text(9) unique; name text(9) null;"
            + " street text(9) null; city text(9) null; phone1 text(9) null; phone2 text(9) null");
    this.referring = random.nextBoolean();
    String contact = "contacts: id int generated key; code text(9) unique; name text(9) null";
    String reference =
        "; address int"
            + (random.nextInt(3) == 0 ? "" : " null")
            + (random.nextInt(3) == 0 ? " unique" : "")
            + " -> addresses(id)";
    add(parted, 501, referring ? contact + reference : contact);
    String address = "; street text(9) null; city text(9) null default; remark text(9) null";
    if (referring) {
      add(parted, 701, DEFAULTS, "addresses: id int generated key" + address);
    } else if (random.nextBoolean()) {
      add(parted, 1, DEFAULTS, "addresses: contact int key -> contacts(id)" + address);
    } else {
      add(
          parted,
          701,
          DEFAULTS,
          "addresses: id int generated key; contact int unique -> contacts(id)" + address);
    }
    add(
        parted,
        901,
        "numbers: id int generated key; contact int -> contacts(id); slot int; number text(9)"
            + (random.nextBoolean() ? "; unique(contact, slot)" : ""));
    StringBuilder text =
        new StringBuilder(
            SYNC.formatted(
                random.nextBoolean() ? "scan" : "triggers",
                random.nextBoolean() ? "merge" : "source-wins",
                parted == Side.SOURCE ? "contacts" : "people",
                parted == Side.SOURCE ? "people" : "contacts",
                parted.word(),
                referring ? "from: address" : "key: contact"));
    FIELDS.forEach(
        (flat, part) ->
            text.append("          - ")
                .append(parted == Side.SOURCE ? part + " <-> " + flat : flat + " <-> " + part)
                .append('\n'));
    configure(text.toString());
  }

  @Override
  Connector as(Side side, Connector real) {
    return side == parted ? partedAs.apply(real) : real;
  }

  Side split() {
    return parted;
  }

  @Override
  void edit(Side side) throws Violation {
    if (side == parted) {
      editParted();
    } else {
      editPlain();
    }
  }

  private void editPlain() throws Violation {
    switch (random.nextInt(9)) {
      case 0 -> remove(plain, "people");
      case 4 -> {
        Key person = row(plain, "people");
        if (person != null) {
          databases
              .on(plain)
              .update("people", person, List.of("street", "city"), new Object[] {null, null});
        }
      }
      case 1, 2, 3 ->
          insert(
              plain,
              "people",
              List.of("code", "name", "street", "city", "phone1", "phone2"),
              "p" + named++,
              word(),
              word(),
              word(),
              word(),
              word());
      default ->
          change(
              plain, "people", List.of("name", "street", "city", "phone1", "phone2"), this::word);
    }
  }

  private void editParted() throws Violation {
    switch (random.nextInt(12)) {
      case 0 -> removeContact();
      case 1, 2 -> {
        if (referring) {
          insert(
              parted,
              "contacts",
              List.of("code", "name", "address"),
              "c" + named++,
              word(),
              reference());
        } else {
          insert(parted, "contacts", List.of("code", "name"), "c" + named++, word());
        }
      }
      case 3 -> change(parted, "contacts", List.of("name"), this::word);
      case 4, 5 -> {
        if (referring) {
          Object to = reference();
          change(parted, "contacts", List.of("address"), () -> to);
        } else {
          address(List.of("contact"), number("contacts"));
        }
      }
      case 6 -> change(parted, "addresses", List.of("street", "city", "remark"), this::word);
      case 7 -> remove(parted, "addresses");
      case 8, 9 ->
          insert(
              parted,
              "numbers",
              List.of("contact", "slot", "number"),
              number("contacts"),
              SLOTS.get(random.nextInt(3)),
              "n" + named++);
      case 10 -> remove(parted, "numbers");
      default -> {
        Key number = row(parted, "numbers");
        if (number != null) {
          int one = random.nextInt(3);
          Object[] values = {
            number("contacts"), SLOTS.get(random.nextInt(3)), WORDS.get(random.nextInt(3))
          };
          databases
              .on(parted)
              .update(
                  "numbers",
                  number,
                  List.of("contact", "slot", "number").subList(one, one + 1),
                  new Object[] {values[one]});
        }
      }
    }
  }

  private Key address(List<String> link, Object... linked) throws Violation {
    List<String> columns = new ArrayList<>(link);
    columns.addAll(List.of("street", "city", "remark"));
    List<Object> values = new ArrayList<>(List.of(linked));
    values.addAll(Arrays.asList(word(), word(), random.nextInt(3) == 0 ? "r" : null));
    return insert(parted, "addresses", columns, values.toArray());
  }

  /** A new address, one that somebody may have, or none. */
  private Object reference() throws Violation {
    return switch (random.nextInt(4)) {
      case 0 -> null;
      case 1 -> number("addresses");
      default -> address(List.of()).parts()[0];
    };
  }

  /** A contact goes with all that hangs on it, but for its address if it refers to that. */
  private void removeContact() throws Violation {
    Key key = row(parted, "contacts");
    if (key == null) {
      return;
    }
    for (String part : referring ? List.of("numbers") : List.of("addresses", "numbers")) {
      for (Key row : List.copyOf(databases.on(parted).table(part).rows().keySet())) {
        if (key.parts()[0].equals(row(parted, part, row).get("contact"))) {
          databases.on(parted).delete(part, row);
        }
      }
    }
    databases.on(parted).delete("contacts", key);
  }

  private String word() {
    return some(WORDS);
  }

  private Object number(String table) {
    Key key = row(parted, table);
    return key == null ? -1L : key.parts()[0];
  }

  private interface Values {
    Object next();
  }

  private void change(Side side, String table, List<String> columns, Values values)
      throws Violation {
    Object value = values.next();
    change(side, table, columns, Collections.nCopies(columns.size(), value).toArray());
  }

  /** The records of a side by code, as one row each; of a part that is there twice "several". */
  Map<Object, Map<String, Object>> records(Side side) {
    Map<Object, Map<String, Object>> records = new TreeMap<>();
    if (side != parted) {
      for (Map<String, Object> person : rows(plain, "people")) {
        person.remove("id");
        records.put(person.get("code"), person);
      }
      return records;
    }
    for (Map<String, Object> contact : rows(parted, "contacts")) {
      Object id = contact.remove("id");
      Object address = referring ? contact.remove("address") : id;
      contact.put("street", one("addresses", address, null, "street"));
      contact.put("city", one("addresses", address, null, "city"));
      contact.put("phone1", one("numbers", id, 1L, "number"));
      contact.put("phone2", one("numbers", id, 2L, "number"));
      records.put(contact.get("code"), contact);
    }
    return records;
  }

  private Object one(String table, Object linked, Object slot, String column) {
    String link = referring && table.equals("addresses") ? "id" : "contact";
    List<Map<String, Object>> fit =
        rows(parted, table).stream()
            .filter(r -> r.get(link).equals(linked))
            .filter(r -> slot == null || r.get("slot").equals(slot))
            .toList();
    return fit.isEmpty() ? null : fit.size() > 1 ? "several" : fit.getFirst().get(column);
  }

  /**
   * What no run may touch while only a side is edited: remarks, and numbers of the slot that nobody
   * keeps, of contacts that are there still; and addresses to which no contact refers.
   */
  List<Object> others(Side edited) {
    List<Object> others = new ArrayList<>();
    Set<Object> people = records(edited).keySet();
    Set<Object> stay = new HashSet<>();
    rows(parted, "contacts").stream()
        .filter(c -> people.contains(c.get("code")))
        .forEach(c -> stay.add(c.get("id")));
    for (Map<String, Object> address : rows(parted, "addresses")) {
      List<Object> users = users(address);
      if (address.get("remark") != null
          && (users.isEmpty() || users.stream().anyMatch(stay::contains))) {
        others.add((referring ? address.get("id") : users) + " " + address.get("remark"));
      }
    }
    rows(parted, "numbers").stream().filter(n -> n.get("slot").equals(9L)).forEach(others::add);
    return others;
  }

  /** The contacts that have an address. */
  private List<Object> users(Map<String, Object> address) {
    return referring
        ? rows(parted, "contacts").stream()
            .filter(c -> address.get("id").equals(c.get("address")))
            .map(c -> c.get("id"))
            .toList()
        : List.of(address.get("contact"));
  }

  /** Whether a contact has an address that others have, too. */
  private boolean isShared(Object code) {
    return referring
        && rows(parted, "addresses").stream()
            .map(this::users)
            .filter(users -> users.size() > 1)
            .anyMatch(
                users ->
                    rows(parted, "contacts").stream()
                        .anyMatch(c -> users.contains(c.get("id")) && code.equals(c.get("code"))));
  }

  /** What is not as it should be once nobody edits any more and two runs were made. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<Object> due = new HashSet<>();
    for (Due d : due()) {
      Map<String, Object> row = row(d.side(), d.side() == parted ? "contacts" : "people", d.key());
      if (row != null) {
        due.add(row.get("code"));
      }
    }
    Map<Object, Map<String, Object>> here = records(parted);
    Map<Object, Map<String, Object>> there = records(plain);
    Set<Object> codes = new HashSet<>(here.keySet());
    codes.addAll(there.keySet());
    for (Object code : codes) {
      boolean unclear =
          here.containsKey(code) && here.get(code).containsValue("several")
              || isShared(code)
              || !there.containsKey(code) && isKept(here.get(code));
      boolean left = due.contains(code) || unclear && isAnyDue();
      if (!Objects.equals(here.get(code), there.get(code)) && !left) {
        problems.add(here.get(code) + " and " + there.get(code) + " differ, and are not due");
      }
      if (due.contains(code) && !unclear) {
        problems.add(here.get(code) + " and " + there.get(code) + " are due for no reason");
      }
    }
    return problems;
  }

  /** Whether a contact has a number of a slot that nobody keeps, so that it cannot be deleted. */
  private boolean isKept(Map<String, Object> contact) {
    return contact != null
        && rows(parted, "contacts").stream()
            .filter(c -> c.get("code").equals(contact.get("code")))
            .anyMatch(
                c ->
                    rows(parted, "numbers").stream()
                        .anyMatch(
                            n -> n.get("contact").equals(c.get("id")) && n.get("slot").equals(9L)));
  }
}
