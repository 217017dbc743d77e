package dev.syncline.project;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The plans that people look at just now, open for many requests: each is read once, and the one
 * that nobody has looked at for longest is closed. One that is asked for under another hash, or
 * after its sync was configured anew, is opened anew.
 */
public final class OpenPlans implements AutoCloseable {
  private static final int MOST = 8;

  private final Map<Long, Holder> open = new LinkedHashMap<>(16, 0.75f, true);
  private @Nullable Path folder;

  /** Opens a plan in a file of its own. */
  interface Opener {
    OpenPlan open(Path file);
  }

  /** Does something with a plan, which is opened unless it is. */
  <T> T with(long id, String basis, Opener opener, Function<OpenPlan, T> work) {
    Holder holder = take(id, basis);
    try {
      return work.apply(holder.get(opener));
    } finally {
      giveBack(holder);
    }
  }

  private synchronized Holder take(long id, String basis) {
    Holder holder = open.get(id);
    if (holder == null || !holder.basis.equals(basis)) {
      if (holder != null) {
        retire(holder);
      }
      holder = new Holder(basis, file(id));
      open.put(id, holder);
      surplus().ifPresent(this::retire);
    }
    holder.users++;
    return holder;
  }

  private Optional<Holder> surplus() {
    if (open.size() <= MOST) {
      return Optional.empty();
    }
    long eldest = open.keySet().iterator().next();
    return Optional.ofNullable(open.remove(eldest));
  }

  private void retire(Holder holder) {
    holder.retired = true;
    if (holder.users == 0) {
      holder.close();
    }
  }

  private synchronized void giveBack(Holder holder) {
    holder.users--;
    if (holder.retired && holder.users == 0) {
      holder.close();
    }
  }

  private Path file(long id) {
    try {
      Path in = folder;
      if (in == null) {
        in = Files.createTempDirectory("syncline-plans");
        folder = in;
      }
      return Files.createTempFile(in, "plan-" + id + "-", ".plan");
    } catch (IOException e) {
      throw new UncheckedIOException("no temporary file can be made", e);
    }
  }

  @Override
  public synchronized void close() {
    new ArrayList<>(open.values()).forEach(this::retire);
    open.clear();
    if (folder != null) {
      try (Stream<Path> files = Files.walk(folder)) {
        for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
          Files.deleteIfExists(file);
        }
      } catch (IOException e) {
        // What is left is in the system's temporary folder, which the system empties.
      }
      folder = null;
    }
  }

  /** A plan, perhaps while it is being opened: whoever else wants it waits for that. */
  private static final class Holder {
    private final String basis;
    private final Path file;
    private int users;
    private boolean retired;
    private @Nullable OpenPlan plan;

    Holder(String basis, Path file) {
      this.basis = basis;
      this.file = file;
    }

    synchronized OpenPlan get(Opener opener) {
      OpenPlan known = plan;
      if (known == null) {
        known = opener.open(file);
        plan = known;
      }
      return known;
    }

    synchronized void close() {
      if (plan != null) {
        plan.close();
      }
      for (Path each : List.of(file, OpenPlan.texts(file))) {
        try {
          Files.deleteIfExists(each);
        } catch (IOException e) {
          // It is in a temporary folder, which goes with the process.
        }
      }
    }
  }
}
