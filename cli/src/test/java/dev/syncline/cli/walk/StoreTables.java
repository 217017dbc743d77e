package dev.syncline.cli.walk;

import dev.syncline.cli.demo.Entity;
import dev.syncline.cli.demo.Half;
import dev.syncline.cli.demo.StoreDatabase;
import dev.syncline.cli.walk.Table.Column;
import dev.syncline.cli.walk.Table.Kind;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The store's tables as {@link Picture} reads them, and as a configuration maps them. */
final class StoreTables {
  private static final Set<String> NUMBERS =
      Set.of(
          "price",
          "weight_kg",
          "stock",
          "credit_limit",
          "total",
          "quantity",
          "unit_price",
          "amount",
          "line_no");
  private static final Set<String> FLAGS =
      Set.of("in_eu", "active", "newsletter", "discontinued", "gift");
  private static final Set<String> INSTANTS = Set.of("created_at", "placed_at", "paid_at");

  private StoreTables() {}

  static List<Table> of(Half half, StoreDatabase database) {
    return Entity.ALL.stream().map(entity -> table(entity, half, database)).toList();
  }

  private static Table table(Entity entity, Half half, StoreDatabase database) {
    String first = entity.fields().getFirst().crm();
    List<String> key = entity == Entity.LINE ? List.of("order_id", "line_no") : List.of(first);
    String id =
        entity == Entity.LINE
            ? ""
            : entity.id(half).isEmpty() ? entity.fields().getFirst().column(half) : entity.id(half);
    return new Table(
        entity.crm(),
        database.quoted(entity.table(half)),
        id,
        entity.fields().stream().map(f -> column(entity, f, half)).toList(),
        key);
  }

  private static Column column(Entity entity, Entity.Field field, Half half) {
    String name = field.crm();
    Entity parent = field.toSelf() ? entity : field.refersTo();
    return new Column(
        name,
        field.column(half),
        parent != null ? Kind.REFERENCE : kind(entity, name, half),
        parent == null ? null : parent.crm());
  }

  private static Kind kind(Entity entity, String name, Half half) {
    if (INSTANTS.contains(name)) {
      return half == Half.SHOP && name.equals("created_at") ? Kind.SHOP_TIME : Kind.INSTANT;
    }
    if (name.equals("email") && entity == Entity.CUSTOMER) {
      return Kind.LOOSE_TEXT;
    }
    return switch (name) {
      case "listed_at" -> Kind.TIME;
      case "attributes" -> Kind.JSON;
      default ->
          NUMBERS.contains(name) ? Kind.NUMBER : FLAGS.contains(name) ? Kind.FLAG : Kind.TEXT;
    };
  }

  /** The sync of the whole store. */
  static String yaml() {
    String tasks = Entity.ALL.stream().map(StoreTables::task).collect(Collectors.joining());
    return """
        syncs:
          store:
            id: 1
            source: source
            target: target
            tasks:
        """
        + tasks;
  }

  private static String task(Entity entity) {
    StringBuilder yaml = new StringBuilder();
    yaml.append("      - name: ").append(entity.shop()).append('\n');
    yaml.append("        id: ").append(Entity.ALL.indexOf(entity) + 1).append('\n');
    yaml.append("        source: ").append(entity.crm()).append('\n');
    yaml.append("        target: ").append(entity.shop()).append('\n');
    yaml.append("        match:\n");
    Entity.Field first = entity.fields().getFirst();
    if (entity == Entity.CUSTOMER) {
      yaml.append("          - { key: email <-> email_address, form: trimmed-case-insensitive }\n");
    } else {
      yaml.append("          - ")
          .append(first.crm())
          .append(" <-> ")
          .append(first.shop())
          .append('\n');
    }
    if (entity == Entity.LINE) {
      yaml.append("          - line_no\n");
    }
    yaml.append("        fields:\n");
    for (Entity.Field field : entity.fields()) {
      Entity parent = field.toSelf() ? entity : field.refersTo();
      String arrow = field.crm() + " <-> " + field.shop();
      yaml.append("          - ")
          .append(
              parent == null
                  ? arrow
                  : "{ relation: " + arrow + ", through: " + parent.shop() + " }")
          .append('\n');
    }
    return yaml.toString();
  }
}
