package dev.syncline.cli.demo;

import java.util.stream.Collectors;

/** The demo's {@code syncline.yaml}. */
final class DemoConfiguration {
  private DemoConfiguration() {}

  static String yaml(String crmUrl, String shopUrl) {
    return """
        # The demo: a CRM in PostgreSQL and a web shop in MariaDB that nobody ever kept in step.
        version: 1
        connections:
          crm:  { type: postgresql, url: "%s", user: postgres, time-zone: Europe/Berlin }
          shop: { type: mariadb, url: "%s", user: root, time-zone: Europe/Berlin }

        syncs:
          store:
            id: 1                   # all state hangs on ids; names may change
            source: crm
            target: shop
            direction: two-way
            conflicts: merge        # each field for itself…
            winner: source          # …and of the same field changed on both sides the CRM's wins
            tasks:
        """
            .formatted(crmUrl, shopUrl)
        + Entity.ALL.stream().map(DemoConfiguration::task).collect(Collectors.joining());
  }

  private static String task(Entity entity) {
    Entity.Field first = entity.fields().getFirst();
    StringBuilder yaml = new StringBuilder();
    yaml.append("      - name: ").append(entity.shop()).append('\n');
    yaml.append("        id: ").append(Entity.ALL.indexOf(entity) + 1).append('\n');
    yaml.append("        source: ").append(entity.crm()).append('\n');
    yaml.append("        target: ").append(entity.shop()).append('\n');
    yaml.append("        match:\n");
    if (entity.equals(Entity.CUSTOMER)) {
      yaml.append("          - { key: email <-> email_address, form: trimmed-case-insensitive }\n");
    } else {
      yaml.append("          - ").append(arrow(first)).append('\n');
    }
    if (entity.equals(Entity.LINE)) {
      yaml.append("          - line_no <-> position\n");
    }
    yaml.append("        fields:\n");
    for (Entity.Field field : entity.fields()) {
      Entity parent = field.toSelf() ? entity : field.refersTo();
      yaml.append("          - ");
      if (parent == null) {
        yaml.append(arrow(field));
      } else {
        yaml.append("{ relation: ").append(arrow(field)).append(", through: ").append(parent.shop()).append(" }");
      }
      yaml.append('\n');
    }
    return yaml.toString();
  }

  private static String arrow(Entity.Field field) {
    return field.crm().equals(field.shop()) ? field.crm() : field.crm() + " <-> " + field.shop();
  }
}
