package dev.syncline.engine.config;

import dev.syncline.engine.config.Finding.Severity;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Collects findings, so that a user sees all mistakes at once and not the first only. */
final class Findings {
  private final Set<Finding> found = new LinkedHashSet<>();

  void error(Position at, String message, String remedy) {
    found.add(Finding.of(Severity.ERROR, at, message, remedy));
  }

  void warning(Position at, String message, String remedy) {
    found.add(Finding.of(Severity.WARNING, at, message, remedy));
  }

  void note(Position at, String message, String remedy) {
    found.add(Finding.of(Severity.NOTE, at, message, remedy));
  }

  void add(Finding finding) {
    found.add(finding);
  }

  boolean hasErrors() {
    return errors() > 0;
  }

  long errors() {
    return found.stream().filter(Finding::isError).count();
  }

  /** All findings in the order of the text. */
  List<Finding> inOrder() {
    List<Finding> sorted = new ArrayList<>(found);
    sorted.sort(Comparator.comparing(Finding::at));
    return List.copyOf(sorted);
  }
}
