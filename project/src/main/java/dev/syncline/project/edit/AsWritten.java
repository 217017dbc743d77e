package dev.syncline.project.edit;

/**
 * YAML that is to stand as it is written here, comments included; only its indentation follows from
 * its place.
 */
public record AsWritten(String yaml) {}
