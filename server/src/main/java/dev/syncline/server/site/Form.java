package dev.syncline.server.site;

import dev.syncline.server.account.Names;
import dev.syncline.server.account.Role;
import dev.syncline.server.page.Choice;
import dev.syncline.server.web.Refusal;
import io.javalin.http.Context;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** What a form of a page sent. */
record Form(Context request) {
  private static final Pattern NUMBER = Pattern.compile("[0-9]{1,18}");

  /** A text; empty if none was sent. */
  String text(String field) {
    return Sent.text(request, field);
  }

  /**
   * The role that was chosen.
   *
   * @throws Refusal if there is none of that name
   */
  Role role() {
    return Role.of(text("role"))
        .orElseThrow(
            () ->
                new Refusal(
                    400,
                    "usage",
                    "A role is one of "
                        + String.join(", ", Stream.of(Role.values()).map(Role::word).toList())
                        + ". Choose one of them."));
  }

  /** All, or those that are ticked. */
  Names names(String field) {
    return text("reach").equals("all") ? Names.ALL : Names.of(request.formParams(field));
  }

  /**
   * The number that stands in the path.
   *
   * @throws Refusal if it is none
   */
  static long id(Context request, String parameter) {
    String text = request.pathParam(parameter);
    if (!NUMBER.matcher(text).matches()) {
      throw new Refusal(404, "http", "There is nothing at " + request.path() + ".");
    }
    return Long.parseLong(text);
  }

  /** What can be ticked: what there is, and what is ticked though it is gone. */
  static List<Choice> ticks(Collection<String> there, Names ticked) {
    TreeSet<String> all = new TreeSet<>(there);
    all.addAll(ticked.names());
    return all.stream().map(name -> new Choice(name, name, ticked.names().contains(name))).toList();
  }
}
