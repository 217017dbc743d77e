package dev.syncline.server.api;

import dev.syncline.server.account.Permission;
import dev.syncline.server.work.Rules;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * A way to ask for something, mostly for a command.
 *
 * @param id its name for programs that are made from the description
 * @param method of HTTP: of those with a command {@code GET} answers at once, {@code POST} begins a
 *     job, {@code PUT}, {@code PATCH} and {@code DELETE} change something at once
 * @param path with parameters in braces, which follow the command in their order, but for those
 *     that stand in one of its words
 * @param permissions what it takes at least, one of them where it only looks; arguments may take
 *     more
 * @param summary what it does, in a sentence
 * @param command the words with which the command begins, where {@code {sync}} stands for that
 *     parameter; none where it is no command
 * @param arguments what else a request may say
 */
record Operation(
    String id,
    String method,
    String path,
    Set<Permission> permissions,
    String summary,
    List<String> command,
    List<Argument> arguments) {
  Operation {
    permissions = Collections.unmodifiableSet(new LinkedHashSet<>(permissions));
    command = List.copyOf(command);
    arguments = List.copyOf(arguments);
  }

  /** The parameters of the path, in order. */
  List<String> parameters() {
    List<String> names = new ArrayList<>();
    for (int at = path.indexOf('{'); at >= 0; at = path.indexOf('{', at + 1)) {
      names.add(path.substring(at + 1, path.indexOf('}', at)));
    }
    return names;
  }

  /** Those of them that follow the command. */
  List<String> following() {
    return parameters().stream()
        .filter(name -> command.stream().noneMatch(word -> word.contains("{" + name + "}")))
        .toList();
  }

  /**
   * A command that says at once whether there is what the path names; nothing where it names
   * nothing of which that is known at once.
   */
  List<String> asking() {
    List<String> names = parameters();
    if (names.contains("plan")) {
      return List.of("plans", "show", "--show=1", "--", "{sync}", "{plan}");
    }
    if (names.contains("run")) {
      return List.of("show", "run", "--show=1", "--sync={sync}", "--", "{run}");
    }
    if (names.contains("task")) {
      return List.of("show", "due", "--show=1", "--task={task}", "--", "{sync}");
    }
    return names.contains("sync") ? List.of("plans", "choices", "--", "{sync}") : List.of();
  }

  /** What it takes to go its way at all: what it takes beyond the plain command, if it does. */
  Permission permission() {
    return List.copyOf(permissions).getLast();
  }

  /** What it takes where an argument is given. */
  Set<Permission> permissions(Argument argument) {
    List<String> words = new ArrayList<>(command);
    words.add(argument.option());
    return Rules.takes(words).map(Rules.Takes::permissions).orElse(permissions);
  }

  /** Whether it begins a job; else it is answered at once. */
  boolean begins() {
    return method.equals("POST") && !command.isEmpty();
  }

  /** Whether what it says stands in a body. */
  boolean hasBody() {
    return !method.equals("GET");
  }
}
