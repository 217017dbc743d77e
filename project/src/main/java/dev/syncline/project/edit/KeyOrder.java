package dev.syncline.project.edit;

import dev.syncline.engine.config.ConfigurationSchema;
import java.util.List;

/** In which order the keys of a configuration's blocks are best written. */
final class KeyOrder {
  private KeyOrder() {}

  /** The keys of the block in which a place is; empty where its keys are names of a person's. */
  static List<String> of(Place place) {
    List<String> steps = place.steps();
    if (steps.size() == 1) {
      return ConfigurationSchema.keys("file");
    }
    String block = steps.getFirst();
    if (steps.size() == 3 && block.equals("connections")) {
      return ConfigurationSchema.keys("connection");
    } else if (steps.size() == 3 && block.equals("syncs")) {
      return ConfigurationSchema.keys("sync");
    } else if (steps.size() == 5 && block.equals("syncs") && steps.get(2).equals("tasks")) {
      return ConfigurationSchema.keys("task");
    } else if (steps.size() == 4 && block.equals("connections")) {
      return switch (steps.get(2)) {
        case "tls", "ssh" -> ConfigurationSchema.keys(steps.get(2));
        default -> List.of();
      };
    }
    return List.of();
  }
}
