package dev.syncline.engine.config;

import java.util.List;

/**
 * A configuration and what is to be said about it. With an error among the findings the
 * configuration holds only what could be read, and nothing may run.
 *
 * @param configuration what could be read
 * @param findings in the order of the text
 * @param isAbsent whether nobody wrote any yet: there is no file, or an empty one; that is an error
 * @param isUnread whether there is something in a file that could not be read at all, so that
 *     nobody knows what it is about; that is an error
 */
public record LoadedConfiguration(
    Configuration configuration, List<Finding> findings, boolean isAbsent, boolean isUnread) {
  public LoadedConfiguration {
    findings = List.copyOf(findings);
  }

  /** Whether nothing may run. */
  public boolean hasErrors() {
    return findings.stream().anyMatch(Finding::isError);
  }
}
