package dev.syncline.server.site;

import java.util.LinkedHashMap;
import java.util.Map;

/** What a browser says that it is, as people call it. */
final class Agent {
  /** In this order, for most browsers name those before them as well. */
  private static final Map<String, String> BROWSERS = new LinkedHashMap<>();

  private static final Map<String, String> SYSTEMS = new LinkedHashMap<>();

  static {
    BROWSERS.put("Edg", "Edge");
    BROWSERS.put("OPR/", "Opera");
    BROWSERS.put("Firefox/", "Firefox");
    BROWSERS.put("Chrome/", "Chrome");
    BROWSERS.put("Safari/", "Safari");
    SYSTEMS.put("iPhone", "an iPhone");
    SYSTEMS.put("iPad", "an iPad");
    SYSTEMS.put("Android", "Android");
    SYSTEMS.put("Windows", "Windows");
    SYSTEMS.put("Mac OS X", "a Mac");
    SYSTEMS.put("Linux", "Linux");
  }

  private Agent() {}

  /** Such as {@code Firefox on Windows}; its own first word where nothing is known. */
  static String words(String agent) {
    String system = found(SYSTEMS, agent);
    String browser = found(BROWSERS, agent);
    if (browser.isEmpty()) {
      return agent.isBlank() ? "a program that does not say" : agent.strip().split(" ", 2)[0];
    }
    return system.isEmpty() ? browser : browser + " on " + system;
  }

  private static String found(Map<String, String> names, String agent) {
    return names.entrySet().stream()
        .filter(name -> agent.contains(name.getKey()))
        .map(Map.Entry::getValue)
        .findFirst()
        .orElse("");
  }
}
