package dev.syncline.project.edit;

import java.util.ArrayList;
import java.util.List;

/**
 * Where something stands in a YAML document: the keys and the numbers of list items, from 0, that
 * lead to it. Written as a JSON Pointer (RFC 6901), such as {@code /connections/crm/user} or {@code
 * /syncs/orders/tasks/0}.
 *
 * @param steps none for the whole document
 */
public record Place(List<String> steps) {
  /** In place of a list item's number: after the last one. */
  public static final String END = "-";

  public Place {
    steps = List.copyOf(steps);
  }

  /** The place to which some keys and numbers lead. */
  public static Place of(Object... steps) {
    List<String> all = new ArrayList<>();
    for (Object step : steps) {
      all.add(step.toString());
    }
    return new Place(all);
  }

  /**
   * Reads a JSON Pointer.
   *
   * @throws EditRefused if it is none
   */
  public static Place parse(String pointer) {
    if (pointer.isEmpty()) {
      return new Place(List.of());
    }
    if (!pointer.startsWith("/") || pointer.matches("(?s).*~(?![01]).*")) {
      throw new EditRefused(
          "\"" + pointer + "\" is no place. Write one like /connections/crm/user.");
    }
    List<String> steps = new ArrayList<>();
    for (String step : pointer.substring(1).split("/", -1)) {
      steps.add(step.replace("~1", "/").replace("~0", "~"));
    }
    return new Place(steps);
  }

  /** The place one step further. */
  public Place then(Object step) {
    List<String> all = new ArrayList<>(steps);
    all.add(step.toString());
    return new Place(all);
  }

  /** The place that this one is in. */
  Place parent() {
    return new Place(steps.subList(0, steps.size() - 1));
  }

  boolean isWhole() {
    return steps.isEmpty();
  }

  String last() {
    return steps.getLast();
  }

  /** As a JSON Pointer. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    steps.forEach(s -> text.append('/').append(s.replace("~", "~0").replace("/", "~1")));
    return text.toString();
  }
}
