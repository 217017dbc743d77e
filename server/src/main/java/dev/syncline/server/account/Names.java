package dev.syncline.server.account;

import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * A set of names, such as those of environments or syncs, or all there are and will be.
 *
 * @param all whether it is all
 * @param names the names, where it is not all; none of them means nothing at all
 */
public record Names(boolean all, Set<String> names) {
  /** All there are and will be. */
  public static final Names ALL = new Names(true, Set.of());

  /** Nothing. */
  public static final Names NONE = new Names(false, Set.of());

  /** Keeps the names in order. */
  public Names {
    names = Collections.unmodifiableSet(new TreeSet<>(all ? Set.of() : names));
  }

  /** Only these. */
  public static Names of(String... names) {
    return of(List.of(names));
  }

  /** Only these. */
  public static Names of(Collection<String> names) {
    return new Names(false, Set.copyOf(names));
  }

  /** Whether it is among them, written exactly so. */
  public boolean include(@Nullable String name) {
    return all || (name != null && names.contains(name));
  }

  @Override
  public String toString() {
    return all ? "all" : names.isEmpty() ? "none" : String.join(", ", names);
  }
}
