package dev.syncline.engine.config;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What a configuration is read from: files, and variables of the environment. All that they
 * answered is remembered, so that it can be asked whether they still would.
 */
final class Surroundings {
  private final Map<String, String> environment;
  private final List<Answer<?>> answers = new ArrayList<>();

  /**
   * @param environment the variables that <code>${NAME}</code> stands for
   */
  Surroundings(Map<String, String> environment) {
    this.environment = environment;
  }

  private record Answer<T>(Function<Map<String, String>, T> question, T answer) {
    boolean isOf(Map<String, String> environment) {
      return question.apply(environment).equals(answer);
    }
  }

  private <T> T ask(Function<Map<String, String>, T> question) {
    T answer = question.apply(environment);
    answers.add(new Answer<>(question, answer));
    return answer;
  }

  /** Whether all that was asked has the same answers now, with these variables. */
  boolean areStill(Map<String, String> variables) {
    return answers.stream().allMatch(answer -> answer.isOf(variables));
  }

  Optional<String> variable(String name) {
    return ask(variables -> Optional.ofNullable(variables.get(name)));
  }

  /** What a file holds, in UTF-8. */
  String text(Path file) throws IOException {
    return ask(unused -> Attempt.of(() -> Files.readString(file, StandardCharsets.UTF_8))).get();
  }

  /** That a file is read by others for the configuration: all of it counts as asked for. */
  void watch(Path file) {
    ask(unused -> Attempt.of(() -> Files.readString(file, StandardCharsets.ISO_8859_1)));
  }

  /** How large a file is, in bytes. */
  long size(Path file) throws IOException {
    return ask(unused -> Attempt.of(() -> Files.size(file))).get();
  }

  boolean isReadable(Path file) {
    return ask(unused -> Files.isReadable(file));
  }

  boolean isFolder(Path file) {
    return ask(unused -> Files.isDirectory(file));
  }

  /** The files that may hold some of a configuration: {@link ConfigurationFiles#of}. */
  List<Path> files(Path config) {
    return ask(unused -> ConfigurationFiles.of(config));
  }

  /**
   * What came of reading a file.
   *
   * @param value what was read; null where that failed
   * @param failure why; of two the words have to be the same
   */
  private record Attempt<T>(@Nullable T value, @Nullable IOException failure) {
    interface Reading<T> {
      T read() throws IOException;
    }

    static <T> Attempt<T> of(Reading<T> reading) {
      try {
        return new Attempt<>(reading.read(), null);
      } catch (IOException e) {
        return new Attempt<>(null, e);
      }
    }

    T get() throws IOException {
      if (failure != null) {
        throw failure;
      }
      return Objects.requireNonNull(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
      return other instanceof Attempt<?> that
          && Objects.equals(value, that.value)
          && String.valueOf(failure).equals(String.valueOf(that.failure));
    }

    @Override
    public int hashCode() {
      return Objects.hash(value, String.valueOf(failure));
    }
  }
}
