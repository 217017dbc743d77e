package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Base;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Link;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.engine.store.StateStore;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes links out of the store into a file, and from a file into the store: all of it or nothing.
 */
public final class LinkTransfer {
  private static final int BATCH = 5_000;
  private static final int MOST_COMPLAINTS = 10;

  private final OpenSync sync;

  /** Transfers links of a sync. */
  public LinkTransfer(OpenSync sync) {
    this.sync = sync;
  }

  /** Writes the links of tasks to a file and returns how many there are. */
  public long export(Path file, List<Task> tasks) {
    long count = 0;
    try (BufferedWriter out = Files.newBufferedWriter(file, StandardCharsets.UTF_8)) {
      LinkFile.write(out, LinkFile.HEADER);
      for (Task task : tasks) {
        List<Key> batch = new ArrayList<>();
        try (StateStore.LinkScan scan = sync.store().scan(task.id(), Side.SOURCE)) {
          while (scan.next()) {
            batch.add(Key.fromBytes(scan.key().clone()));
            if (batch.size() == BATCH) {
              count += write(out, task, batch);
              batch.clear();
            }
          }
        }
        count += write(out, task, batch);
      }
      return count;
    } catch (IOException e) {
      throw CommandError.failed(
          "links cannot be written to "
              + file
              + ": "
              + e.getMessage()
              + ". Check its folder's rights.");
    }
  }

  private long write(BufferedWriter out, Task task, List<Key> sources) throws IOException {
    Map<Key, Link> links = sync.store().links(task.id(), Side.SOURCE, sources);
    for (Key source : sources) {
      Link link = links.get(source);
      if (link != null) {
        LinkFile.write(
            out, List.of(task.name(), link.source().toString(), link.target().toString()));
      }
    }
    return links.size();
  }

  private record Pair(long line, Key source, Key target) {}

  /**
   * Reads links from a file into the store. Nothing is written into either system; what differs is
   * shown by the next plan.
   *
   * @param only the task of a file without a task column
   * @return how many links there are per task name
   */
  public Map<String, Long> load(Path file, @Nullable Task only) {
    Map<Task, List<Pair>> pairs = read(file, only);
    List<String> wrong = new ArrayList<>();
    pairs.forEach((task, list) -> check(task, list, wrong));
    if (!wrong.isEmpty()) {
      throw refused(file, wrong);
    }
    Map<String, Long> counts = new LinkedHashMap<>();
    try (StateStore.Change change = sync.store().begin()) {
      pairs.forEach(
          (task, list) -> {
            int layout = change.layout(task.layout());
            Base base = Base.unknown(layout, task.fields().size());
            change.putLinks(task.id(), links(task, list, base));
            counts.put(task.name(), (long) list.size());
          });
      // No mark tells that the records of new links have to be compared.
      sync.store().captures(sync.sync().id()).forEach(s -> change.putCapture(s.distrusted()));
      change.commit();
    }
    return counts;
  }

  private List<Link> links(Task task, List<Pair> pairs, Base base) {
    Map<Key, Integer> again =
        sync.store()
            .incarnations(task.id(), Side.SOURCE, pairs.stream().map(Pair::source).toList());
    return pairs.stream()
        .map(p -> new Link(p.source(), p.target(), base, 0, again.getOrDefault(p.source(), 0)))
        .toList();
  }

  private static CommandError refused(Path file, List<String> wrong) {
    int more = wrong.size() - MOST_COMPLAINTS;
    return CommandError.failed(
        file
            + " was not imported, nothing was changed:\n"
            + String.join("\n", wrong.subList(0, Math.min(MOST_COMPLAINTS, wrong.size())))
            + (more > 0 ? "\nand " + more + " more" : ""));
  }

  private Map<Task, List<Pair>> read(Path file, @Nullable Task only) {
    Map<Task, List<Pair>> pairs = new LinkedHashMap<>();
    List<String> wrong = new ArrayList<>();
    try (BufferedReader in = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
      LinkFile.Entries entries = new LinkFile.Entries(in);
      LinkFile.Entry header = entries.next();
      boolean named = header != null && header.values().equals(LinkFile.HEADER);
      if (!named && (header == null || !header.values().equals(LinkFile.HEADER.subList(1, 3)))) {
        throw CommandError.failed(
            file
                + ": the first line must be \"task,source,target\", or \"source,target\" with --task");
      }
      if (!named && only == null) {
        throw CommandError.usage(file + " has no task column; name the task with --task");
      }
      int width = header == null ? 0 : header.values().size();
      LinkFile.Entry entry;
      while ((entry = entries.next()) != null) {
        if (entry.values().size() != width) {
          wrong.add("line " + entry.line() + ": " + width + " values expected");
          continue;
        }
        try {
          Task task = named || only == null ? sync.task(entry.values().getFirst()) : only;
          if (only == null || only.equals(task)) {
            pairs
                .computeIfAbsent(task, t -> new ArrayList<>())
                .add(pair(entry, task, named ? 1 : 0));
          }
        } catch (CommandError e) {
          wrong.add("line " + entry.line() + ": " + e.getMessage());
        }
      }
    } catch (NoSuchFileException e) {
      throw CommandError.usage(
          "links cannot be read: there is no file "
              + file
              + ". Name one with the columns task, source and target, as syncline links export"
              + " writes it");
    } catch (MalformedInputException e) {
      throw CommandError.failed(
          "links cannot be read from " + file + ": it is no text in UTF-8. Save it as that");
    } catch (IOException e) {
      throw CommandError.failed(
          "links cannot be read from "
              + file
              + (Files.isDirectory(file)
                  ? ": it is a folder. Name a file in it"
                  : ". Check that this user may read it, and that its disk works: " + e));
    }
    if (!wrong.isEmpty()) {
      throw refused(file, wrong);
    }
    return pairs;
  }

  private static Pair pair(LinkFile.Entry entry, Task task, int at) {
    return new Pair(
        entry.line(),
        TypedKey.of(task, Side.SOURCE, entry.values().get(at)),
        TypedKey.of(task, Side.TARGET, entry.values().get(at + 1)));
  }

  /** Links are one to one, not there yet, and between records that exist. */
  private void check(Task task, List<Pair> pairs, List<String> wrong) {
    for (Side side : Side.values()) {
      Set<Key> seen = new HashSet<>();
      for (int from = 0; from < pairs.size(); from += BATCH) {
        List<Pair> batch = pairs.subList(from, Math.min(from + BATCH, pairs.size()));
        List<Key> keys = batch.stream().map(p -> key(p, side)).toList();
        Set<Key> there = existing(task, side, keys);
        Map<Key, Link> linked = sync.store().links(task.id(), side, keys);
        for (Pair p : batch) {
          Key key = key(p, side);
          Link link = linked.get(key);
          String what = "line " + p.line() + ": " + side.word() + " " + task.name() + " " + key;
          if (!seen.add(key)) {
            wrong.add(what + " stands twice in the file");
          } else if (!there.contains(key)) {
            wrong.add(what + " does not exist");
          } else if (link != null && !link.key(side.other()).equals(key(p, side.other()))) {
            wrong.add(
                what
                    + " is linked to "
                    + side.other().word()
                    + " "
                    + link.key(side.other())
                    + " already");
          }
        }
      }
    }
  }

  private Set<Key> existing(Task task, Side side, Collection<Key> keys) {
    Shape shape = task.schema(side).shape(task.schema(side).identity());
    Set<Key> there = new HashSet<>();
    for (Row row : sync.ends().on(side).fetch(shape, keys)) {
      there.add(row.key());
    }
    return there;
  }

  private static Key key(Pair pair, Side side) {
    return side == Side.SOURCE ? pair.source() : pair.target();
  }
}
