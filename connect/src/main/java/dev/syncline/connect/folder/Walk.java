package dev.syncline.connect.folder;

import dev.syncline.connect.folder.Tree.Place;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.Iterator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The files below a folder, in the order of their paths. One folder's names at a time are held for
 * each level: a folder stands among them as its name with a {@code /}, which is the order of the
 * whole paths.
 */
final class Walk {
  private final Tree tree;
  private final Deque<Iterator<Entry>> open = new ArrayDeque<>();

  Walk(Tree tree, Path folder) {
    this.tree = tree;
    open.push(entries(folder, ""));
  }

  /** A file, or what stands in the place of one. */
  record Found(String path, Place place) {}

  private record Entry(byte[] order, String path, Place place) {}

  /** The next one, or null at the end. */
  @Nullable Found next() {
    while (!open.isEmpty()) {
      if (!open.peek().hasNext()) {
        open.pop();
        continue;
      }
      Entry entry = open.peek().next();
      if (entry.place().isThere()) {
        return new Found(entry.path(), entry.place());
      }
      open.push(entries(entry.place().file(), entry.path() + "/"));
    }
    return null;
  }

  private Iterator<Entry> entries(Path folder, String before) {
    List<Entry> entries = new ArrayList<>();
    for (Path file : tree.entries(folder)) {
      try {
        Stat stat = Stat.of(file);
        if (stat != null) {
          entries.add(entry(before + FilePath.composed(Tree.name(file)), file, stat));
        }
      } catch (IOException e) {
        throw tree.failure("looking at", file, e);
      }
    }
    entries.sort((a, b) -> Arrays.compareUnsigned(a.order(), b.order()));
    return withoutDoubles(entries).iterator();
  }

  private static Entry entry(String path, Path file, Stat stat) {
    String order = stat.kind() == Stat.Kind.FOLDER ? path + "/" : path;
    return new Entry(order.getBytes(StandardCharsets.UTF_8), path, new Place(file, stat, null));
  }

  /** Names that Unicode takes for the same become one that cannot be read. */
  private List<Entry> withoutDoubles(List<Entry> sorted) {
    List<Entry> each = new ArrayList<>(sorted.size());
    for (Entry entry : sorted) {
      if (!each.isEmpty() && Arrays.equals(each.getLast().order(), entry.order())) {
        if (!entry.place().isThere()) {
          throw tree.failure("listing", entry.place().file(), new IOException(Tree.doubled()));
        }
        Entry first = each.removeLast();
        Place both = new Place(first.place().file(), first.place().stat(), Tree.doubled());
        each.add(new Entry(first.order(), first.path(), both));
      } else {
        each.add(entry);
      }
    }
    return each;
  }
}
