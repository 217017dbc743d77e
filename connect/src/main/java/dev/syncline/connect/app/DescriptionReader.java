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
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.PropertyNamingStrategies;
import tools.jackson.databind.exc.MismatchedInputException;
import tools.jackson.databind.exc.UnrecognizedPropertyException;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.yaml.YAMLMapper;

/** Reads descriptions, Syncline's own by their names and those of users from their files. */
final class DescriptionReader {
  private static final YAMLMapper YAML =
      YAMLMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
          .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .build();

  private static final String NONE = "none";

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
      return parse(name + ".yaml", own(name));
    }
    try {
      return parse(fileName(name), Files.readString(Path.of(name)));
    } catch (IOException e) {
      throw unreadable(name);
    }
  }

  private static String own(String name) {
    try (InputStream in =
        Objects.requireNonNull(DescriptionReader.class.getResourceAsStream(name + ".yaml"))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String fileName(String path) {
    return Path.of(path).getFileName().toString();
  }

  private static DescriptionException unreadable(String path) {
    return new DescriptionException(
        path, 1, 1, "the description cannot be read", "Check its path and its rights.");
  }

  static Description parse(String file, String text) {
    try {
      JsonNode document = YAML.readTree(text);
      if (document.isMissingNode() || document.isNull()) {
        throw new DescriptionException(file, 1, 1, "the description is empty", "");
      }
      return YAML.treeToValue(reading(document), Description.class);
    } catch (JacksonException e) {
      throw said(file, text, path(e), e);
    }
  }

  /**
   * The description of an endpoint: what it leaves out is as of any endpoint.
   *
   * @param text a description's path, or the description itself, as JSON
   */
  static Description endpoint(String text) {
    if (isWhole(text)) {
      return endpoint("", text);
    }
    try {
      return endpoint(fileName(text), Files.readString(Path.of(text)));
    } catch (IOException e) {
      throw unreadable(text);
    }
  }

  /** Whether a text is a description and no path of one. */
  static boolean isWhole(String text) {
    return text.startsWith("{");
  }

  private static Description endpoint(String file, String text) {
    try {
      JsonNode document = YAML.readTree(text);
      if (!(document instanceof ObjectNode given)) {
        throw new DescriptionException(file, 1, 1, "the description is no block of keys", "");
      }
      ObjectNode whole = (ObjectNode) YAML.readTree(own("endpoint"));
      whole.setAll(given);
      if (whole.get("records") instanceof ObjectNode records && records.get("read") == null) {
        records.put("read", NONE);
      }
      return YAML.treeToValue(reading(whole), Description.class);
    } catch (JacksonException e) {
      throw said(file, text, path(e), e);
    }
  }

  /** With {@code read: none} as null, and no other null in its place. */
  private static JsonNode reading(JsonNode document) {
    if (document.get("records") instanceof ObjectNode records) {
      JsonNode read = records.get("read");
      if (read != null && read.isNull()) {
        records.remove("read");
      } else if (read != null && read.isString() && read.stringValue().equals(NONE)) {
        records.putNull("read");
      }
    }
    return document;
  }

  private static List<String> path(JacksonException e) {
    return e.getPath().stream()
        .map(r -> r.getPropertyName() == null ? "" + r.getIndex() : r.getPropertyName())
        .toList();
  }

  private static DescriptionException said(
      String file, String text, List<String> path, JacksonException e) {
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
          path,
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
          path,
          "unknown key \"" + unknown.getPropertyName() + "\"" + within,
          Nearest.to(unknown.getPropertyName(), keys)
              .map(n -> "Did you mean \"" + n + "\"?")
              .orElse("Its keys are: " + String.join(", ", keys) + "."));
    }
    return new DescriptionException(file, at.line(), at.column(), path, why(e) + within, "");
  }

  private static String why(JacksonException e) {
    Throwable cause = e.getCause();
    String own = cause == null ? null : cause.getMessage();
    if (cause instanceof IllegalArgumentException && own != null) {
      return own;
    }
    Matcher missing = MISSING.matcher(e.getOriginalMessage());
    if (missing.find()) {
      return "\"" + missing.group(1) + "\" is missing";
    }
    Class<?> wanted = e instanceof MismatchedInputException m ? m.getTargetType() : null;
    return "what stands here is not what belongs here, " + Form.of(wanted);
  }
}
