package dev.syncline.project;

import java.util.AbstractMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The variables of the environment, and beside them secrets that somebody keeps: <code>
 * ${secret:NAME}</code> is asked for as the variable {@code secret:NAME}, which no environment has.
 */
public final class Variables extends AbstractMap<String, String> {
  private static final String SECRET = "secret:";
  private static final Pattern NAMED = Pattern.compile("\\$\\{secret:([^}]*)}");

  private final Map<String, String> environment;
  private final Function<String, Optional<String>> secrets;

  /**
   * @param secrets gives what is kept under a name
   */
  public Variables(Map<String, String> environment, Function<String, Optional<String>> secrets) {
    this.environment = environment;
    this.secrets = secrets;
  }

  /** The names of the secrets that a text of the configuration asks for, as it was written. */
  static Stream<String> secrets(String text) {
    return NAMED.matcher(text).results().map(found -> found.group(1));
  }

  @Override
  public @Nullable String get(Object key) {
    return key instanceof String name && name.startsWith(SECRET)
        ? secrets.apply(name.substring(SECRET.length())).orElse(null)
        : environment.get(key);
  }

  @Override
  public boolean containsKey(Object key) {
    return get(key) != null;
  }

  @Override
  public String getOrDefault(Object key, String otherwise) {
    String value = get(key);
    return value == null ? otherwise : value;
  }

  @Override
  public Set<Entry<String, String>> entrySet() {
    return environment.entrySet();
  }
}
