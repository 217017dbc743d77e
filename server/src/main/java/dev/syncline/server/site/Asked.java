package dev.syncline.server.site;

import dev.syncline.engine.review.Group;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.UnaryOperator;

/**
 * What of a plan is shown.
 *
 * @param group its name; empty for all
 * @param page its number, from 1
 */
record Asked(String group, String task, String find, String where, int page) {
  private static final List<String> GROUPS =
      Arrays.stream(Group.values()).map(g -> g.name().toLowerCase(Locale.ROOT)).toList();

  static Asked of(UnaryOperator<String> sent) {
    String page = sent.apply("page");
    String group = sent.apply("group");
    return new Asked(
        GROUPS.contains(group) ? group : "",
        sent.apply("task"),
        sent.apply("find"),
        sent.apply("where"),
        page.matches("\\d{1,7}") ? Math.max(1, Integer.parseInt(page)) : 1);
  }

  List<String> words() {
    List<String> words = new ArrayList<>();
    Map<String, String> options = options();
    options.remove("page");
    options.forEach(
        (name, value) -> {
          if (!value.isBlank()) {
            words.add("--" + name + "=" + value);
          }
        });
    return words;
  }

  Map<String, String> options() {
    Map<String, String> options = new LinkedHashMap<>();
    options.put("group", group);
    options.put("task", task);
    options.put("find", find);
    options.put("where", task.isEmpty() ? "" : where);
    options.put("page", page == 1 ? "" : Integer.toString(page));
    return options;
  }

  Asked on(int other) {
    return new Asked(group, task, find, where, other);
  }

  Asked in(String other) {
    return new Asked(other, task, find, where, 1);
  }
}
