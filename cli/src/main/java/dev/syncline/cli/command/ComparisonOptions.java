package dev.syncline.cli.command;

import dev.syncline.project.CommandError;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What of two environments is compared, and which way. */
final class ComparisonOptions {
  @Option(
      names = "--from",
      paramLabel = "ENVIRONMENT",
      description = "Between environments: the one whose records are promoted to the other.")
  @Nullable String from;

  @Option(
      names = "--new-only",
      description = "Between environments: only records that the other one does not have.")
  boolean newOnly;

  @Option(
      names = "--module",
      paramLabel = "NAME",
      split = ",",
      description =
          "Between environments: only this module, and what it requires. May be repeated.")
  List<String> modules = new ArrayList<>();

  @Option(
      names = "--only",
      paramLabel = "MODULE=VALUE",
      description =
          "Between environments: of a module only the records of this value or folder, by the column"
              + " that its \"choose\" names. May be repeated.")
  List<String> only = new ArrayList<>();

  boolean isGiven() {
    return from != null || newOnly || !modules.isEmpty() || !only.isEmpty();
  }

  /** Values by module. */
  Map<String, Set<String>> chosen() {
    Map<String, Set<String>> chosen = new LinkedHashMap<>();
    for (String one : only) {
      int at = one.indexOf('=');
      if (at < 1 || at == one.length() - 1) {
        throw CommandError.usage(
            "--only "
                + one
                + " names no value; write the module, = and the value: --only gallery=summer");
      }
      chosen
          .computeIfAbsent(one.substring(0, at).strip(), m -> new LinkedHashSet<>())
          .add(one.substring(at + 1).strip());
    }
    return chosen;
  }
}
