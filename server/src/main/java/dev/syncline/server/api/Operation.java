package dev.syncline.server.api;

import dev.syncline.server.account.Event;
import dev.syncline.server.account.Permission;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A way to ask for a command.
 *
 * @param id its name for programs that are made from the description
 * @param method of HTTP: {@code POST} begins a job, others answer at once
 * @param path with parameters in braces, in the order in which they follow the command
 * @param permission what it takes
 * @param action what the audit log calls it; null for what changes nothing
 * @param summary what it does, in a sentence
 * @param command the words with which the command begins
 * @param arguments what else a request may say
 */
record Operation(
    String id,
    String method,
    String path,
    Permission permission,
    Event.@Nullable Action action,
    String summary,
    List<String> command,
    List<Argument> arguments) {
  Operation {
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

  /** Whether a request says what it has to say in its body. */
  boolean hasBody() {
    return !method.equals("GET");
  }

  boolean begins() {
    return method.equals("POST");
  }
}
