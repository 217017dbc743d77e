package dev.syncline.server.site;

import dev.syncline.engine.config.Finding;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.ErrorScreen;
import dev.syncline.project.screen.ExpressionErrorScreen;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.web.Refusal;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;

/** Asks for what is known at once, so that nobody has to follow how it is found out. */
final class Asking {
  private final Commands commands;
  private final ZoneId zone;

  Asking(Commands commands, ZoneId zone) {
    this.commands = commands;
    this.zone = zone;
  }

  /** The answer to a command, whatever it is. */
  Screen answer(String... words) {
    return commands.perform(Caller.alone(zone), words);
  }

  /**
   * The answer to a command that has one of a kind.
   *
   * @throws Refusal if it could not go on
   */
  <S extends Screen> S answer(Class<S> kind, String... words) {
    return expect(kind, answer(words), words);
  }

  /**
   * An answer of one kind.
   *
   * @throws Refusal if it is of another
   */
  static <S extends Screen> S expect(Class<S> kind, Screen answer, String... words) {
    if (kind.isInstance(answer)) {
      return kind.cast(answer);
    }
    throw refusal(answer, words);
  }

  /**
   * The same, or nothing where nobody configured a sync yet.
   *
   * @throws Refusal if it could not go on for another reason
   */
  <S extends Screen> Optional<S> ifAny(Class<S> kind, String... words) {
    Screen answer = answer(words);
    if (kind.isInstance(answer)) {
      return Optional.of(kind.cast(answer));
    }
    if (answer instanceof ErrorScreen error && error.isAbsent()) {
      return Optional.empty();
    }
    throw refusal(answer, words);
  }

  /** Why a command could not go on, as its answer tells: a sentence or more each. */
  static List<String> problems(Screen answer) {
    if (!(answer instanceof ErrorScreen error)) {
      throw new IllegalStateException("unexpected " + answer.getClass());
    }
    return error.findings().isEmpty()
        ? List.of(error.message())
        : error.findings().stream().map(Finding::toString).toList();
  }

  private static Refusal refusal(Screen answer, String... words) {
    if (answer instanceof ExpressionErrorScreen wrong) {
      return new Refusal(400, "expression", wrong.why().place() + ": " + wrong.why().reason());
    }
    if (!(answer instanceof ErrorScreen error)) {
      throw new IllegalStateException(String.join(" ", words) + " gave " + answer.getClass());
    }
    return Refusal.of(error);
  }
}
