package dev.syncline.engine.config;

import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The configuration of a process that goes on: read again only where anything that it was read from
 * has changed, for understanding it takes much longer than looking at that. For any number of
 * threads.
 */
public final class KnownConfiguration {
  private volatile @Nullable Known last;

  private record Known(Path path, Surroundings surroundings, LoadedConfiguration loaded) {}

  /** The same as {@link ConfigurationReader#read(Path, Map)}. */
  public LoadedConfiguration read(Path path, Map<String, String> environment) {
    Known known = last;
    if (known != null && known.path().equals(path) && known.surroundings().areStill(environment)) {
      return known.loaded();
    }
    Surroundings surroundings = new Surroundings(environment);
    LoadedConfiguration loaded = ConfigurationReader.read(path, surroundings, Map.of());
    last = new Known(path, surroundings, loaded);
    return loaded;
  }
}
