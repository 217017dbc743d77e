package dev.syncline.connect.app;

import dev.syncline.connect.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.core.TokenStreamLocation;
import tools.jackson.databind.DatabindException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads descriptions, Syncline's own by their names and those of users from their files. */
final class DescriptionReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private DescriptionReader() {}

  /**
   * The description of an application.
   *
   * @param name one of {@link Applications#names()}, or the path of a file
   * @throws DescriptionException if there is none, or it is not understood
   */
  static Description read(String name) {
    if (Applications.names().contains(name)) {
      try (InputStream in =
          java.util.Objects.requireNonNull(
              DescriptionReader.class.getResourceAsStream(name + ".yaml"))) {
        return parse(name + ".yaml", new String(in.readAllBytes(), StandardCharsets.UTF_8));
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
    try {
      return parse(Path.of(name).getFileName().toString(), Files.readString(Path.of(name)));
    } catch (IOException e) {
      throw new DescriptionException(
          name, 1, 1, "the description cannot be read", "Check its path and its rights.");
    }
  }

  static Description parse(String file, String text) {
    try {
      Description description = YAML.readValue(text, Description.class);
      if (description == null) {
        throw new DescriptionException(file, 1, 1, "the description is empty", "");
      }
      return description;
    } catch (JacksonException e) {
      throw said(file, e);
    }
  }

  private static DescriptionException said(String file, JacksonException e) {
    TokenStreamLocation at = e.getLocation();
    int line = at == null ? 1 : Math.max(1, at.getLineNr());
    int column = at == null ? 1 : Math.max(1, at.getColumnNr());
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<String> keys =
          unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
      return new DescriptionException(
          file,
          line,
          column,
          "unknown key \"" + unknown.getPropertyName() + "\"" + within(e),
          Nearest.nearest(unknown.getPropertyName(), keys)
              .map(n -> "Did you mean \"" + n + "\"?")
              .orElse("Its keys are: " + String.join(", ", keys) + "."));
    }
    Throwable cause = e.getCause();
    String why =
        cause instanceof IllegalArgumentException && cause.getMessage() != null
            ? cause.getMessage()
            : e.getOriginalMessage().replaceAll("`?dev\\.syncline[\\w.$]*?(\\w+)`?", "$1");
    return new DescriptionException(
        file,
        line,
        column,
        why + within(e),
        e instanceof DatabindException ? "" : "Check indentation, quotes and brackets there.");
  }

  private static String within(JacksonException e) {
    if (!(e instanceof DatabindException)) {
      return "";
    }
    String path =
        e.getPath().stream()
            .map(r -> r.getPropertyName() == null ? "" + r.getIndex() : r.getPropertyName())
            .collect(Collectors.joining("."));
    return path.isEmpty() ? "" : " (in " + path + ")";
  }
}
