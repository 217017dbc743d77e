package dev.syncline.project.screen;

import dev.syncline.engine.config.ReceiverConfig.Form;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What is posted to web addresses. */
public final class HookBody {
  /** Slack takes no longer ones. */
  private static final int HEADER = 150;

  private static final int SECTION = 3000;

  private HookBody() {}

  /**
   * A message.
   *
   * @param id of its delivery
   * @param atEnd whether its end is told
   * @param page the address of the page that it is about, if there is one
   */
  public static String of(
      Form form, MessageWords words, String id, boolean atEnd, Optional<String> page) {
    return switch (form) {
      case SLACK -> slack(words.title(atEnd), words.told(atEnd), foot(words), page);
      case MESSAGE ->
          Json.text(
              Json.map(
                  "delivery", id,
                  "event", words.message().topic().word() + (atEnd ? ".ended" : ".began"),
                  "title", words.title(atEnd),
                  "text", words.told(atEnd),
                  "page", page.orElse(null),
                  "message", MessagesScreen.json(words)));
    };
  }

  /** Something that is no message of a sync. */
  public static String test(Form form, String id, String title, String text) {
    return switch (form) {
      case SLACK -> slack(title, text, "test", Optional.empty());
      case MESSAGE ->
          Json.text(
              Json.map(
                  "delivery", id, "event", "test", "title", title, "text", text, "message", null));
    };
  }

  private static String foot(MessageWords words) {
    return words.next().map(next -> "Next: `" + next + "` · ").orElse("")
        + "message "
        + words.message().id();
  }

  /** The text is for who sees no blocks, such as in notifications. */
  private static String slack(String title, String text, String foot, Optional<String> page) {
    List<Object> context = new ArrayList<>(List.of(markdown(foot)));
    page.ifPresent(
        address ->
            context.add(Map.of("type", "mrkdwn", "text", "<" + escaped(address) + "|Open it>")));
    return Json.text(
        Json.map(
            "text",
            escaped(title + "\n" + text),
            "blocks",
            List.of(
                Map.of(
                    "type",
                    "header",
                    "text",
                    Map.of("type", "plain_text", "text", cut(title, HEADER))),
                Map.of("type", "section", "text", markdown(cut(text, SECTION))),
                Map.of("type", "context", "elements", context))));
  }

  /** As Slack wants it: with these three it links, mentions and notifies. */
  private static Map<String, Object> markdown(String text) {
    String shown = cut(escaped(text), SECTION);
    return Map.of("type", "mrkdwn", "text", shown.isEmpty() ? " " : shown);
  }

  private static String escaped(String text) {
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
  }

  private static String cut(String text, int most) {
    return text.length() <= most ? text : text.substring(0, most - 1) + "…";
  }
}
