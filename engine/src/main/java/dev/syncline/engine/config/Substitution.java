package dev.syncline.engine.config;

import dev.syncline.engine.config.YamlNode.Scalar;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Replaces <code>${NAME}</code> by an environment variable, or by the content of the file that
 * {@code NAME_FILE} names, <code>${file:PATH}</code> by a file's content, and <code>${secret:NAME}
 * </code> by what a server keeps under that name; <code>$${</code> stands for <code>${</code>
 * itself. What it reads never gets into a finding.
 */
final class Substitution {
  private static final Pattern VARIABLE = Pattern.compile("\\$\\$\\{|\\$\\{([^}]*)}?");
  private static final Pattern NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
  private static final String SECRET = "secret:";
  private static final long LARGEST_SECRET_FILE = 64 << 10;

  private final Surroundings surroundings;
  private final Path folder;
  private final Findings findings;

  Substitution(Surroundings surroundings, Path folder, Findings findings) {
    this.surroundings = surroundings;
    this.folder = folder;
    this.findings = findings;
  }

  /** Whether a text says that something stands elsewhere. */
  static boolean isIn(String text) {
    return text.replace("$${", "").contains("${");
  }

  /** The text with everything replaced; nothing when something is missing. */
  Optional<String> apply(Scalar scalar, String what) {
    Matcher m = VARIABLE.matcher(scalar.text());
    StringBuilder out = new StringBuilder();
    boolean whole = true;
    while (m.find()) {
      String value;
      if (m.group(1) == null) {
        value = "${";
      } else {
        Optional<String> found = value(scalar.at(), m.group(), m.group(1), what);
        whole &= found.isPresent();
        value = found.orElse("");
      }
      m.appendReplacement(out, Matcher.quoteReplacement(value));
    }
    m.appendTail(out);
    return whole ? Optional.of(out.toString()) : Optional.empty();
  }

  private Optional<String> value(Position at, String written, String name, String what) {
    if (!written.endsWith("}")) {
      findings.error(
          at, "\"${\" in " + what + " is not closed", "Write ${NAME}, or $${ for ${ itself.");
      return Optional.empty();
    }
    if (name.startsWith("file:")) {
      return file(at, name.substring("file:".length()), what);
    }
    if (name.startsWith(SECRET)) {
      return secret(at, name, what);
    }
    if (!NAME.matcher(name).matches()) {
      findings.error(
          at,
          "what stands in ${…} in " + what + " is not the name of an environment variable",
          "Write ${NAME} or ${file:/path}, or $${ for ${ itself.");
      return Optional.empty();
    }
    return variable(at, name, what);
  }

  /** No variable has such a name, so that whoever knows secrets gives them beside the variables. */
  private Optional<String> secret(Position at, String name, String what) {
    Optional<String> value = surroundings.variable(name);
    if (value.isEmpty()) {
      findings.error(
          at,
          what
              + " is the secret "
              + name.substring(SECRET.length())
              + ", which only a server keeps",
          "Enter it on the server's page of connections; without a server take \"${VARIABLE}\" or"
              + " \"${file:/path}\".");
    }
    return value;
  }

  /** A variable, or the file that is named for it, as secrets are handed to containers. */
  private Optional<String> variable(Position at, String name, String what) {
    Optional<String> value = surroundings.variable(name);
    String fileVariable = name + "_FILE";
    String file = surroundings.variable(fileVariable).orElse("");
    if (file.isEmpty()) {
      if (value.isEmpty()) {
        findings.error(
            at,
            what + " needs the environment variable " + name + ", which is not set",
            "Set it: export "
                + name
                + "=…, or "
                + fileVariable
                + "=… to the path of a file that holds it.");
      }
      return value;
    }
    if (value.isPresent() && !value.get().isEmpty()) {
      findings.error(
          at,
          "of " + what + " the environment variables " + name + " and " + fileVariable + " are set",
          "Unset one of them.");
      return Optional.empty();
    }
    return file(at, file, what + ", by " + fileVariable + ",");
  }

  /** A file's content without the line end at its end. */
  Optional<String> file(Position at, String path, String what) {
    try {
      Path file = folder.resolve(path.strip());
      if (surroundings.size(file) > LARGEST_SECRET_FILE) {
        findings.error(
            at, what + " is to be read from " + path + ", which is larger than 64 KB", "");
        return Optional.empty();
      }
      return Optional.of(surroundings.text(file).replaceFirst("\\R\\z", ""));
    } catch (IOException | InvalidPathException e) {
      findings.error(
          at,
          what + " is to be read from " + path + ", which cannot be read",
          "Relative paths begin at the configuration's folder; check path and rights.");
      return Optional.empty();
    }
  }
}
