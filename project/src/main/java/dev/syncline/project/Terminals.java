package dev.syncline.project;

import dev.syncline.project.screen.Screen;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Command lines that people type at terminals elsewhere: what they ask for, before anything is
 * done, and how the answer looks there.
 */
public interface Terminals {

  /**
   * Understands a command line.
   *
   * @param words each as it is
   * @throws CommandError if it cannot be understood
   */
  Asked read(List<String> words);

  /** The syncs of the configuration, as far as it can be read. */
  List<Reached> syncs();

  /**
   * What a terminal shows as the end of a command, without the secrets of the project.
   *
   * @param host the process that performed it
   */
  Said show(Commands.Host host, Screen answer, Terminal terminal, List<String> words);

  /**
   * What a command line asks for.
   *
   * @param command its name, such as {@code conflicts resolve}
   * @param options the longest names of those that are given
   * @param words the same command line as programs write it: the command, options by their longest
   *     names with their values in the same word, {@code --}, and the rest
   * @param sync the sync that it names, also by one of its runs; empty where it may be about all
   */
  record Asked(String command, Set<String> options, List<String> words, Optional<String> sync) {
    public Asked {
      words = List.copyOf(words);
      options = Set.copyOf(options);
    }
  }

  /**
   * A sync.
   *
   * @param environments the two between which it goes; none of any other sync
   */
  record Reached(String sync, List<String> environments) {
    public Reached {
      environments = List.copyOf(environments);
    }
  }

  /**
   * Where it is shown.
   *
   * @param width in columns
   * @param out whether what was asked for goes to a terminal with colours
   * @param err whether the rest does
   */
  record Terminal(int width, boolean out, boolean err) {}

  /**
   * What is written there at last.
   *
   * @param out to the standard output
   * @param err to the standard error
   * @param exit the exit code
   */
  record Said(String out, String err, int exit) {}
}
