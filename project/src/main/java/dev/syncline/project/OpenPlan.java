package dev.syncline.project;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.FieldRule.RelationRule;
import dev.syncline.core.mapping.Task;
import dev.syncline.core.model.Key;
import dev.syncline.core.plan.Awaited;
import dev.syncline.core.plan.Change;
import dev.syncline.core.plan.PlanItem;
import dev.syncline.engine.plan.PlanFile;
import dev.syncline.engine.plan.PlanLines;
import dev.syncline.engine.review.Foreseen;
import dev.syncline.engine.review.Group;
import dev.syncline.engine.review.Offer;
import dev.syncline.engine.review.Offers;
import dev.syncline.engine.review.Review;
import dev.syncline.engine.sync.Sync;
import dev.syncline.project.screen.OfferWords;
import dev.syncline.project.screen.Systems;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A plan that people look at: where each of its writes stands in its file, in which group and of
 * which task it is, and a text by which it is found. In memory is some thirty bytes of each write;
 * records and texts stay in files. It never changes.
 */
final class OpenPlan implements AutoCloseable {
  /** Of so many writes that refer to others, or may be referred to, what follows is foreseen. */
  private static final int MOST_RELATED = 5_000;

  private static final int MOST_CALLED = 20_000;
  private static final int MOST_HELD = 200;
  private static final int FILTERS = 16;

  private final Path file;
  private final String hash;
  private final PlanFile.Header header;
  private final Sync sync;
  private final Systems systems;
  private final Offers offers;
  private final PlanLines lines;
  private final List<String> guarded;
  private final Map<Integer, Task> tasks = new LinkedHashMap<>();
  private final Map<Group, BitSet> groups = new EnumMap<>(Group.class);
  private final Map<Integer, BitSet> ofTasks = new LinkedHashMap<>();
  private final List<PlanItem.Held> held = new ArrayList<>();
  private final Map<OfferWords.Called, String> called = new HashMap<>();
  private final Map<String, BitSet> filters =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, BitSet> eldest) {
          return size() > FILTERS;
        }
      };

  private final BitSet along = new BitSet();
  private final boolean testable;
  private long allHeld;
  private int size;
  private long[] at = new long[1024];
  private int[] length = new int[1024];
  private short[] fields = new short[1024];
  private long[] text = new long[1024];
  private @Nullable List<Offer> related = new ArrayList<>();
  private final Review usual;
  private final MappedFile texts;

  /** A verified plan, with its sync connected while it is opened. */
  OpenPlan(Path file, String hash, OpenSync open, Offers offers) {
    this.file = file;
    this.hash = hash;
    this.header = PlanFile.header(file);
    this.sync = open.sync();
    this.systems = open.systems();
    this.offers = offers;
    this.guarded = PlanFile.guarded(file);
    this.testable =
        java.util.Arrays.stream(Side.values())
            .filter(open.sync()::writes)
            .allMatch(side -> TestImport.unavailable(open, side).isEmpty());
    this.usual = new Review(hash);
    sync.tasks().forEach(t -> tasks.put(t.id(), t));
    this.lines = new PlanLines(file, sync);
    boolean opened = false;
    try {
      this.texts = texts(new Labels(open.ends()));
      opened = true;
    } finally {
      if (!opened) {
        lines.close();
      }
    }
  }

  private MappedFile texts(Labels labels) {
    try {
      try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(texts(file)))) {
        new Reading(labels, out).read();
      }
      return MappedFile.of(texts(file));
    } catch (IOException e) {
      throw new UncheckedIOException("the plan cannot be read", e);
    }
  }

  /** The file of the texts by which writes of a plan are found. */
  static Path texts(Path plan) {
    return plan.resolveSibling(plan.getFileName() + ".texts");
  }

  /** Reads the plan once, and asks systems what its records are called. */
  private final class Reading {
    private static final int AT_A_TIME = 2_000;

    private final Labels labels;
    private final OutputStream out;
    private final Set<Integer> parents = new HashSet<>();
    private final List<Offer> waiting = new ArrayList<>();
    private long written;

    Reading(Labels labels, OutputStream out) {
      this.labels = labels;
      this.out = out;
      for (Task task : tasks.values()) {
        task.fields().stream()
            .filter(RelationRule.class::isInstance)
            .forEach(rule -> parents.add(((RelationRule) rule).through()));
      }
    }

    void read() throws IOException {
      lines.each(
          (item, begin, bytes) -> {
            if (item instanceof PlanItem.Operation operation) {
              note(operation, begin, bytes);
            } else if (item instanceof PlanItem.Held h) {
              allHeld++;
              if (held.size() < MOST_HELD) {
                held.add(h);
              }
            }
          });
      write();
      text[size + 1] = written;
    }

    private void note(PlanItem.Operation operation, long begin, int bytes) {
      int number = ++size;
      grow(number + 2);
      Offer offer = offers.of(number, operation);
      at[number] = begin;
      length[number] = bytes;
      fields[number] = (short) offer.fields().size();
      groups.computeIfAbsent(offer.group(), g -> new BitSet()).set(number);
      ofTasks.computeIfAbsent(operation.task(), t -> new BitSet()).set(number);
      if (offer.along() != 0) {
        along.set(number);
      }
      usual.leave(number, offer.left());
      if (offer.taken()) {
        usual.take(offer);
      }
      relate(offer);
      waiting.add(offer);
      if (waiting.size() == AT_A_TIME) {
        write();
      }
    }

    private void grow(int least) {
      if (least > at.length) {
        at = Arrays.copyOf(at, least * 2);
        length = Arrays.copyOf(length, least * 2);
        fields = Arrays.copyOf(fields, least * 2);
        text = Arrays.copyOf(text, least * 2);
      }
    }

    /** What refers to a record that is still to come, or may be referred to. */
    private void relate(Offer offer) {
      List<Offer> known = related;
      if (known != null
          && (parents.contains(offer.operation().task())
              || changes(offer.operation()).stream().anyMatch(c -> isRelation(offer, c)))) {
        known.add(offer);
        if (known.size() > MOST_RELATED) {
          related = null;
        }
      }
    }

    private void write() {
      Map<Integer, Set<Key>> own = new HashMap<>();
      Map<OfferWords.Called, Integer> asked = new HashMap<>();
      for (Offer offer : waiting) {
        PlanItem.Operation o = offer.operation();
        Key key = o.key(o.side());
        if (o instanceof PlanItem.Update && key != null) {
          own.computeIfAbsent(o.task() * 2 + o.side().ordinal(), t -> new HashSet<>()).add(key);
        }
        if (o instanceof PlanItem.Delete d && d.before() != null) {
          for (int i = 0; i < d.before().shape().stored().size(); i++) {
            OfferWords.parent(
                    task(d.task()),
                    d.side(),
                    d.before().shape().columns().get(i),
                    d.before().get(i))
                .ifPresent(parent -> asked.put(parent, 0));
          }
        }
        for (Change change : changes(o)) {
          if (rule(offer, change) instanceof RelationRule relation) {
            for (@Nullable Object[] values : List.of(change.before(), change.after())) {
              Key parent = OfferWords.key(values);
              if (parent != null) {
                asked.put(new OfferWords.Called(relation.through(), o.side(), parent), 0);
              }
            }
          }
        }
      }
      Map<OfferWords.Called, String> names = new HashMap<>();
      own.forEach((which, keys) -> names.putAll(ask(which / 2, which % 2, keys)));
      asked.keySet().removeAll(called.keySet());
      Map<Integer, Set<Key>> others = new HashMap<>();
      asked
          .keySet()
          .forEach(
              c ->
                  others
                      .computeIfAbsent(c.task() * 2 + c.side().ordinal(), t -> new HashSet<>())
                      .add(c.key()));
      if (called.size() < MOST_CALLED) {
        others.forEach((which, keys) -> called.putAll(ask(which / 2, which % 2, keys)));
      }
      for (Offer offer : waiting) {
        write(offer, names);
      }
      waiting.clear();
    }

    private Map<OfferWords.Called, String> ask(int task, int side, Set<Key> keys) {
      Map<OfferWords.Called, String> names = new HashMap<>();
      Side on = Side.values()[side];
      labels
          .ask(task(task), on, keys)
          .forEach((key, name) -> names.put(new OfferWords.Called(task, on, key), name));
      return names;
    }

    private void write(Offer offer, Map<OfferWords.Called, String> names) {
      PlanItem.Operation o = offer.operation();
      Task task = task(o.task());
      @Nullable Object label =
          switch (o) {
            case PlanItem.Create c -> labels.of(task, c.side(), c.changes());
            case PlanItem.Update u -> names.get(new OfferWords.Called(u.task(), u.side(), key(u)));
            case PlanItem.Delete d ->
                d.before() == null ? null : labels.of(task, d.side(), d.before());
            case PlanItem.Restore r -> null;
          };
      if (o instanceof PlanItem.Create c
          && label instanceof String name
          && called.size() < MOST_CALLED) {
        called.put(new OfferWords.Called(c.task(), c.side().other(), c.origin()), name);
      }
      OfferWords words = words();
      String name = label instanceof String s ? OfferWords.plain(s) : "";
      byte[] bytes =
          (name + "\n" + (name + "\n" + words.all(offer)).toLowerCase(Locale.ROOT))
              .getBytes(StandardCharsets.UTF_8);
      text[offer.number()] = written;
      try {
        out.write(bytes);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
      written += bytes.length;
    }

    private Key key(PlanItem.Update u) {
      return Objects.requireNonNull(u.key(u.side()));
    }
  }

  private static List<Change> changes(PlanItem.Operation operation) {
    return switch (operation) {
      case PlanItem.Create c -> c.changes();
      case PlanItem.Update u -> u.changes();
      case PlanItem.Delete d -> List.of();
      case PlanItem.Restore r -> r.changes();
    };
  }

  private dev.syncline.core.mapping.FieldRule rule(Offer offer, Change change) {
    return task(offer.operation().task()).fields().get(change.field());
  }

  private boolean isRelation(Offer offer, Change change) {
    return rule(offer, change) instanceof RelationRule
        && (offer.adds() || Arrays.stream(change.after()).anyMatch(Awaited.class::isInstance));
  }

  Task task(int id) {
    return Objects.requireNonNull(tasks.get(id), "a plan's task is one of its sync");
  }

  String hash() {
    return hash;
  }

  Path file() {
    return file;
  }

  PlanFile.Header header() {
    return header;
  }

  Sync sync() {
    return sync;
  }

  Systems systems() {
    return systems;
  }

  /** What the guard said when it was made. */
  List<String> guarded() {
    return guarded;
  }

  /** The first of what is left for a person, and is no write. */
  List<PlanItem.Held> held() {
    return held;
  }

  long allHeld() {
    return allHeld;
  }

  /** What is taken while nobody has selected anything. */
  Review usual() {
    return usual.copy();
  }

  int size() {
    return size;
  }

  /** The numbers of a group's writes. Not to be changed. */
  BitSet of(Group group) {
    return groups.getOrDefault(group, new BitSet());
  }

  /** The numbers of a task's writes. Not to be changed. */
  BitSet of(Task task) {
    return ofTasks.getOrDefault(task.id(), new BitSet());
  }

  /** The names of tasks of which something is offered, in order. */
  List<Task> offered() {
    return tasks.values().stream().filter(t -> ofTasks.containsKey(t.id())).toList();
  }

  /** A write, read from the file. */
  Offer offer(int number) {
    return offers.of(number, (PlanItem.Operation) lines.at(at[number], length[number]));
  }

  /** How many fields of it may be taken one by one. */
  int fields(int number) {
    return fields[number];
  }

  /** Whether another write is taken along with it. */
  boolean mayBeAlong(int number) {
    return along.get(number);
  }

  /** Whether writing can be tried and taken back. */
  boolean testable() {
    return testable;
  }

  /** What its record is called; empty where it is known by its key alone. */
  String label(int number) {
    long end = text[number + 1];
    long i = text[number];
    while (i < end && texts.get(i) != '\n') {
      i++;
    }
    return new String(texts.get(text[number], i), StandardCharsets.UTF_8);
  }

  /** What can be foreseen of a selection; nothing where too much of it refers to others. */
  java.util.Optional<Foreseen> foreseen(Review review) {
    List<Offer> known = related;
    if (known == null) {
      return java.util.Optional.empty();
    }
    Consumer<Consumer<Offer>> each = known::forEach;
    return java.util.Optional.of(Foreseen.of(sync.tasks(), each, review));
  }

  /** Words on its writes. */
  OfferWords words() {
    return new OfferWords(systems, tasks, called);
  }

  /** The numbers of writes in whose text something stands, in whatever case. Not to be changed. */
  BitSet found(String sought) {
    String needle = sought.strip().toLowerCase(Locale.ROOT);
    return filter("text " + needle, () -> find(needle.getBytes(StandardCharsets.UTF_8)));
  }

  /** A filter's numbers, which are found out unless they are known. */
  BitSet filter(String named, java.util.function.Supplier<BitSet> how) {
    synchronized (filters) {
      BitSet known = filters.get(named);
      if (known != null) {
        return known;
      }
    }
    BitSet found = how.get();
    synchronized (filters) {
      filters.put(named, found);
    }
    return found;
  }

  private BitSet find(byte[] needle) {
    BitSet found = new BitSet();
    if (needle.length == 0) {
      found.set(1, size + 1);
      return found;
    }
    long end = texts.size() - needle.length;
    int number = 1;
    long next = size == 0 ? 0 : text[2];
    for (long i = 0; i <= end; i++) {
      if (texts.get(i) == needle[0] && stands(needle, i)) {
        while (i >= next && number < size) {
          number++;
          next = text[number + 1];
        }
        if (i + needle.length <= next) {
          found.set(number);
          i = next - 1;
        }
      }
    }
    return found;
  }

  private boolean stands(byte[] needle, long at) {
    for (int i = 1; i < needle.length; i++) {
      if (texts.get(at + i) != needle[i]) {
        return false;
      }
    }
    return true;
  }

  /** Each write in order, with its offer. */
  void each(BitSet numbers, Consumer<Offer> then) {
    numbers.stream().forEach(number -> then.accept(offer(number)));
  }

  Offers offers() {
    return offers;
  }

  @Override
  public void close() {
    lines.close();
  }
}
