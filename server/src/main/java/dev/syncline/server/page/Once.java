package dev.syncline.server.page;

/**
 * A secret that is shown to a person once, and to nobody again.
 *
 * @param title what it is
 * @param text the secret
 * @param note what to do with it
 */
public record Once(String title, String text, String note) {}
