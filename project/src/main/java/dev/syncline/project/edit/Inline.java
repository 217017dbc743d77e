package dev.syncline.project.edit;

/**
 * A list or a block that is to be written in brackets or braces, on one line.
 *
 * @param value as {@link YamlDocument} takes it
 */
public record Inline(Object value) {}
