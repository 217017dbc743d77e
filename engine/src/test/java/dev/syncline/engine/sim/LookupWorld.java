package dev.syncline.engine.sim;

import dev.syncline.connect.Connector;
import dev.syncline.core.BySide;
import dev.syncline.core.Side;
import dev.syncline.core.model.Key;
import dev.syncline.engine.run.Tally;
import dev.syncline.engine.store.Due;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;

/**
 * People of a source and contacts of a target, whose countries, zones and agents are looked up, and
 * users who edit all of them. What should come of it is worked out here once more, slowly.
 */
final class LookupWorld extends SmallWorld {
  private static final List<String> CODES = List.of("A", "B", "C");
  private static final List<String> LABELS = List.of("east", "west");

  private static final String SYNC =
      """
      syncs:
        sim:
          id: 1
          source: source
          target: target
          guard: off
          capture: %s
          tasks:
            - name: people
              id: 1
              source: people
              target: contacts
              match: code
              fields:
                - code
                - { to: country_id, lookup: countries.id, where: "code = country",
                    on-missing: %s }
                - { to: zone_id, lookup: zones.id, on-missing: null,
                    where: "label = (SELECT zone FROM countries WHERE code = country)" }
                - { to: agent, sql: "rep.name || ' of ' || rep.office.city" }
      """;

  private int named;

  /** Whether countries that are missing are added. */
  private final boolean creates;

  private final String capture;

  /** How many records the last run looked at. */
  private long looked;

  /** The countries as users left them. */
  private List<Map<String, Object>> known = List.of();

  /** The people whom users added to the source. */
  private final Set<Key> born = new HashSet<>();

  /**
   * An empty world.
   *
   * @param targetAs what stands between the engine and the target
   * @param capture how changes are found
   */
  LookupWorld(long seed, Path folder, UnaryOperator<Connector> targetAs, String capture) {
    super(seed, folder, new BySide<>(UnaryOperator.identity(), targetAs));
    this.creates = random.nextBoolean();
    this.capture = capture;
    add(Side.SOURCE, 1, "offices: id int generated key; city text(9) null");
    add(
        Side.SOURCE,
        1,
        "reps: id int generated key; name text(9) null; office int null -> offices(id)");
    add(
        Side.SOURCE,
        1,
        "people: id int generated key; code text(9) unique; country text(3) null;"
            + " rep int null -> reps(id)");
    add(Side.TARGET, 501, "zones: id int generated key; label text(9) null");
    add(Side.TARGET, 701, "countries: id int generated key; code text(3) null; zone text(9) null");
    add(
        Side.TARGET,
        1001,
        "contacts: id int generated key; code text(9) unique; country_id int null;"
            + " zone_id int null; agent text(30) null");
    configure(SYNC.formatted(capture, creates ? "create" : "reject"));
  }

  @Override
  long run() {
    Tally tally = runAndTally();
    looked = tally.task(1).rows[0] + tally.task(1).rows[1];
    return tally.applied();
  }

  /** Whether the last run looked at something though nothing was marked or due. */
  boolean lookedInVain() {
    return capture.equals("triggers") && looked > 0 && !isAnyDue();
  }

  @Override
  void edit(Side side, int times) {
    super.edit(side, times);
    known = rows(Side.TARGET, "countries");
  }

  @Override
  void edit(Side side) throws Violation {
    if (side == Side.SOURCE) {
      editSource();
    } else {
      editTarget();
    }
  }

  /** Countries that runs added though one of that code was there, or twice. */
  List<String> doubled() {
    Set<Object> codes = new HashSet<>();
    known.forEach(c -> codes.add(c.get("code")));
    List<String> doubled = new ArrayList<>();
    for (Map<String, Object> country : rows(Side.TARGET, "countries")) {
      if (!known.contains(country) && !codes.add(country.get("code"))) {
        doubled.add(country + " was added beside " + known);
      }
    }
    return doubled;
  }

  private void editSource() throws Violation {
    switch (random.nextInt(8)) {
      case 0 -> put(Side.SOURCE, "offices", List.of("city"), some(LABELS));
      case 1, 2 ->
          put(
              Side.SOURCE,
              "reps",
              List.of("name", "office"),
              some(LABELS),
              any(Side.SOURCE, "offices"));
      case 3 -> remove(Side.SOURCE, "people");
      case 4, 5 -> {
        Object[] person = {"p" + named++, some(CODES), any(Side.SOURCE, "reps")};
        born.add(insert(Side.SOURCE, "people", List.of("code", "country", "rep"), person));
      }
      default ->
          change(
              Side.SOURCE,
              "people",
              List.of("country", "rep"),
              some(CODES),
              any(Side.SOURCE, "reps"));
    }
  }

  private void editTarget() throws Violation {
    switch (random.nextInt(9)) {
      case 0 -> put(Side.TARGET, "zones", List.of("label"), some(LABELS));
      case 1 -> remove(Side.TARGET, random.nextInt(3) == 0 ? "zones" : "countries");
      case 2, 3, 4 ->
          put(Side.TARGET, "countries", List.of("code", "zone"), some(CODES), some(LABELS));
      case 5 -> remove(Side.TARGET, "contacts");
      case 6 ->
          insert(
              Side.TARGET,
              "contacts",
              List.of("code", "country_id"),
              "c" + named++,
              any(Side.TARGET, "countries"));
      default ->
          change(Side.TARGET, "contacts", List.of("country_id"), any(Side.TARGET, "countries"));
    }
  }

  /** What people's or contacts' countries are, by the code of the record. */
  Map<Object, Object> countries(Side side) {
    Map<Object, Object> countries = new TreeMap<>();
    rows(side, side == Side.SOURCE ? "people" : "contacts")
        .forEach(r -> countries.put(r.get("code"), Objects.toString(country(r))));
    return countries;
  }

  private static Object country(Map<String, Object> row) {
    return row.getOrDefault("country", row.get("country_id"));
  }

  /** What is not as it should be once nobody edits any more and two runs were made. */
  List<String> problems() {
    List<String> problems = new ArrayList<>();
    Set<Object> left = new HashSet<>();
    for (Due d : due()) {
      Map<String, Object> row =
          row(d.side(), d.side() == Side.SOURCE ? "people" : "contacts", d.key());
      if (row != null) {
        left.add(row.get("code"));
      }
    }
    for (Map<String, Object> person : rows(Side.SOURCE, "people")) {
      List<Map<String, Object>> contact = with(Side.TARGET, "contacts", "code", person.get("code"));
      boolean due = left.contains(person.get("code"));
      boolean inStep = !contact.isEmpty() && agree(person, contact.getFirst());
      if (!inStep && !due) {
        problems.add(person + " and " + contact + " differ, and are not due, beside " + places());
      }
      if (due && !isUnclear(person, contact)) {
        problems.add(person + " and " + contact + " are due for no reason");
      }
    }
    for (Map<String, Object> contact : rows(Side.TARGET, "contacts")) {
      if (with(Side.SOURCE, "people", "code", contact.get("code")).isEmpty()
          && !left.contains(contact.get("code"))) {
        problems.add(contact + " is alone, and not due");
      }
    }
    return problems;
  }

  private List<Map<String, Object>> places() {
    List<Map<String, Object>> places = new ArrayList<>(rows(Side.TARGET, "countries"));
    places.addAll(rows(Side.TARGET, "zones"));
    return places;
  }

  private boolean agree(Map<String, Object> person, Map<String, Object> contact) {
    Object id = contact.get("country_id");
    boolean country =
        id == null
            ? person.get("country") == null
            : with(Side.TARGET, "countries", "id", id).stream()
                .anyMatch(c -> Objects.equals(c.get("code"), person.get("country")));
    if (!country || isMadeOfContact(person)) {
      return country;
    }
    List<Object> zones = zones(person);
    return zones.size() < 2
        && Objects.equals(zones.isEmpty() ? null : zones.getFirst(), contact.get("zone_id"))
        && Objects.equals(agent(person), contact.get("agent"));
  }

  /** Of what does not flow back, a person who is made of a contact has nothing to say at first. */
  private boolean isMadeOfContact(Map<String, Object> person) {
    return !born.contains(Key.of(person.get("id")));
  }

  /** The ids of the zones that a person's country may be in; two where the country is unclear. */
  private List<Object> zones(Map<String, Object> person) {
    if (person.get("country") == null) {
      return List.of();
    }
    List<Map<String, Object>> countries =
        with(Side.TARGET, "countries", "code", person.get("country"));
    if (countries.size() > 1) {
      return List.of("unclear", "unclear");
    }
    Object zone = countries.isEmpty() ? null : countries.getFirst().get("zone");
    return zone == null
        ? List.of()
        : with(Side.TARGET, "zones", "label", zone).stream().map(z -> z.get("id")).toList();
  }

  private Object agent(Map<String, Object> person) {
    if (person.get("rep") == null) {
      return null;
    }
    Map<String, Object> rep = with(Side.SOURCE, "reps", "id", person.get("rep")).getFirst();
    if (rep.get("name") == null || rep.get("office") == null) {
      return null;
    }
    Object city = with(Side.SOURCE, "offices", "id", rep.get("office")).getFirst().get("city");
    return city == null ? null : rep.get("name") + " of " + city;
  }

  /** Whether something that is to be looked up for a record is not there, or there twice. */
  private boolean isUnclear(Map<String, Object> person, List<Map<String, Object>> contact) {
    Object country = person.get("country");
    boolean dangling =
        contact.stream()
            .map(c -> c.get("country_id"))
            .anyMatch(id -> id != null && with(Side.TARGET, "countries", "id", id).isEmpty());
    return dangling
        || country != null && isUnclear(with(Side.TARGET, "countries", "code", country).size())
        || zones(person).size() > 1;
  }

  private boolean isUnclear(int countries) {
    return creates ? countries > 1 : countries != 1;
  }
}
