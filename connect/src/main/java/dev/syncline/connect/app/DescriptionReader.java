package dev.syncline.connect.app;

import dev.syncline.core.Nearest;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
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

  private static final Pattern MISSING = Pattern.compile("required creator property '([^']*)'");

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
          Objects.requireNonNull(DescriptionReader.class.getResourceAsStream(name + ".yaml"))) {
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
      throw said(file, text, e);
    }
  }

  private static DescriptionException said(String file, String text, JacksonException e) {
    List<String> path =
        e.getPath().stream()
            .map(r -> r.getPropertyName() == null ? "" + r.getIndex() : r.getPropertyName())
            .toList();
    TextPlace at = TextPlace.of(text, path);
    if (!(e instanceof DatabindException)) {
      TokenStreamLocation where = e.getLocation();
      if (where != null) {
        at = new TextPlace(Math.max(1, where.getLineNr()), Math.max(1, where.getColumnNr()));
      }
      return new DescriptionException(
          file,
          at.line(),
          at.column(),
          "malformed YAML",
          "Check indentation, quotes and brackets there and on the line before.");
    }
    String within = path.isEmpty() ? "" : " (in " + String.join(".", path) + ")";
    if (e instanceof UnrecognizedPropertyException unknown) {
      Collection<String> keys =
          unknown.getKnownPropertyIds().stream().map(Object::toString).sorted().toList();
      return new DescriptionException(
          file,
          at.line(),
          at.column(),
          "unknown key \"" + unknown.getPropertyName() + "\"" + within,
          Nearest.to(unknown.getPropertyName(), keys)
              .map(n -> "Did you mean \"" + n + "\"?")
              .orElse("Its keys are: " + String.join(", ", keys) + "."));
    }
    return new DescriptionException(file, at.line(), at.column(), why(e) + within, "");
  }

  private static String why(JacksonException e) {
    Throwable cause = e.getCause();
    String own = cause == null ? null : cause.getMessage();
    if (cause instanceof IllegalArgumentException && own != null) {
      return own;
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    return missing.find()
        ? "\"" + missing.group(1) + "\" is missing"
        : "what stands here is not of the form that belongs here";
  }
}
