package dev.syncline.server.page;

/**
 * A record that is due.
 *
 * @param system on which side it has this key
 * @param path its page
 * @param reason in words
 * @param tone the class that gives it its colour
 * @param message why, and what to do about it
 * @param since when it became due, and how often it was tried
 * @param retry where it is tried again; empty where this person may not
 */
public record DueLine(
    String task,
    String system,
    String key,
    String path,
    String reason,
    String tone,
    String message,
    String since,
    String retry) {}
