package dev.syncline.cli.demo;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * A small outdoor shop as two systems remember it: the CRM has some of its customers, products and
 * orders, the web shop has some, most are in both, and nobody ever kept them in step. The same seed
 * gives the same store.
 *
 * <p>All that real data is troubled with is in it, and {@link Troubles} lists it.
 */
public final class Store {
  private final Map<Half, Map<Entity, List<Item>>> halves = new EnumMap<>(Half.class);

  Store() {
    for (Half half : Half.values()) {
      Map<Entity, List<Item>> tables = new LinkedHashMap<>();
      Entity.ALL.forEach(entity -> tables.put(entity, new ArrayList<>()));
      halves.put(half, tables);
    }
  }

  /** The store of a seed. */
  public static Store of(long seed) {
    Store store = new Store();
    Trade trade = new Trade(store, seed);
    trade.go();
    new Troubles(store, trade).happen();
    return store;
  }

  /** How many records a half has. */
  public int count(Half half) {
    return Entity.ALL.stream().mapToInt(entity -> items(half, entity).size()).sum();
  }

  /** How many records a half has of a kind. */
  public int count(Half half, Entity entity) {
    return items(half, entity).size();
  }

  List<Item> items(Half half, Entity entity) {
    return Objects.requireNonNull(Objects.requireNonNull(halves.get(half)).get(entity));
  }

  void add(Half half, Item item) {
    items(half, item.entity()).add(item);
  }
}
