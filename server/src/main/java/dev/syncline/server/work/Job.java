package dev.syncline.server.work;

import dev.syncline.engine.sync.Progress;
import dev.syncline.project.Commands;
import dev.syncline.project.Commands.Caller;
import dev.syncline.project.screen.Screen;
import dev.syncline.server.account.Actor;
import dev.syncline.server.account.Event;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * A command that somebody asked for: a run, a plan, a comparison. It is performed on a thread of
 * its own, and may be followed and given up from any other.
 */
public final class Job {
  private static final Logger LOG = Logger.getLogger(Job.class.getName());

  private final long id;
  private final Order order;
  private final Actor by;
  private final Event event;
  private final long askedMillis;
  private final List<Jobs.Watch> watches;
  private final List<Consumer<Job>> followers = new CopyOnWriteArrayList<>();
  private final CountDownLatch over = new CountDownLatch(1);
  private volatile State state = State.QUEUED;
  private volatile Step step = Step.NONE;
  private volatile String remark = "";
  private volatile boolean givenUp;
  private final List<Long> runs = new CopyOnWriteArrayList<>();
  private volatile long beganMillis;
  private volatile long endedMillis;
  private volatile @Nullable Screen answer;
  private volatile @Nullable Job next;

  Job(long id, Order order, Actor by, Event event, long askedMillis, List<Jobs.Watch> watches) {
    this.id = id;
    this.order = order;
    this.by = by;
    this.event = event;
    this.askedMillis = askedMillis;
    this.watches = List.copyOf(watches);
  }

  /** How far it is. */
  public enum State {
    /** It waits for its turn; for what other process, the remark says. */
    QUEUED,
    WORKING,
    /** Its answer is there. */
    ENDED
  }

  /**
   * What is to be done, and for whom.
   *
   * @param sync the sync's name; empty where it is about none
   * @param words of the command line
   * @param who the name of who asked
   * @param zone in which that person reads times
   * @param person the address of the person who is told what became of it, an empty one where it is
   *     not known; none where no person asked
   * @param takes what it took to ask for it
   */
  public record Order(
      String sync,
      List<String> words,
      String who,
      ZoneId zone,
      Optional<String> person,
      Rules.Takes takes) {
    private static final String VALUE = "--(?:set|search)";

    public Order {
      words = List.copyOf(words);
    }

    /** Whether it waits for no other: what stops a sync must not wait until it has run. */
    boolean isAtOnce() {
      return !words.isEmpty() && words.getFirst().equals("stop");
    }

    /** Something for which no person asked. */
    public Order(String sync, List<String> words, String who, ZoneId zone) {
      this(sync, words, who, zone, Optional.empty(), Rules.takes(words).orElseThrow());
    }

    /**
     * The same as it is typed, with {@code ***} for values of a record that is tested: whoever sees
     * the sync may not see all of them.
     */
    public String command() {
      boolean plain =
          words.stream().skip(words.indexOf("--") + 1L).noneMatch(w -> w.startsWith("-"));
      List<String> typed = new ArrayList<>();
      boolean value = false;
      for (String word : words) {
        if (!plain || !word.equals("--")) {
          typed.add(quoted(withoutValue(value ? "" : VALUE + "=", word)));
        }
        value = word.matches(VALUE);
      }
      return "syncline " + String.join(" ", typed);
    }

    private static String withoutValue(String option, String word) {
      return word.replaceFirst("(?s)^(" + option + ")([^=]*=)?.*", "$1$2***");
    }

    /** The command's own name, without what it is given. */
    public String word() {
      return words.getFirst();
    }

    private static String quoted(String word) {
      return word.matches("[\\w@%+=:,./-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
  }

  /**
   * Where the work is.
   *
   * @param task the task's name; empty for the sync as a whole
   * @param what is being done, such as {@code reading source}; empty for nothing yet
   * @param done how many records are done
   * @param total how many it will be; -1 where that is not known
   */
  public record Step(String task, String what, long done, long total) {
    static final Step NONE = new Step("", "", 0, -1);

    private Step after(long records) {
      return new Step(task, what, done + records, total);
    }
  }

  /** Its number. */
  public long id() {
    return id;
  }

  /** What is to be done. */
  public Order order() {
    return order;
  }

  /** Who asked for it. */
  public Actor by() {
    return by;
  }

  /** What the audit log calls it. */
  Event event() {
    return event;
  }

  /** How far it is. */
  public State state() {
    return state;
  }

  /** Whether there is nothing more to come. */
  public boolean isOver() {
    return state == State.ENDED;
  }

  /** Where the work is. */
  public Step step() {
    return step;
  }

  /** What was last said beside the work itself; empty for nothing. */
  public String remark() {
    return remark;
  }

  /** The numbers of the runs that it has begun, in order. */
  public List<Long> runs() {
    return List.copyOf(runs);
  }

  /** When it was asked for, in milliseconds since the epoch. */
  public long askedMillis() {
    return askedMillis;
  }

  /** When its turn came; 0 before that. */
  public long beganMillis() {
    return beganMillis;
  }

  /** When it was over; 0 before that. */
  public long endedMillis() {
    return endedMillis;
  }

  /** What came of it, once it is over. */
  public Optional<Screen> answer() {
    return Optional.ofNullable(answer);
  }

  /**
   * What was begun because of its answer: once, however often it is asked for.
   *
   * @param begin begins it
   */
  public synchronized Job next(Supplier<Job> begin) {
    Job begun = next == null ? begin.get() : next;
    next = begun;
    return begun;
  }

  /** What was begun because of its answer, if it was. */
  public Optional<Job> next() {
    return Optional.ofNullable(next);
  }

  /** Asks it to end: what is being written is finished, and nothing more begun. */
  public void giveUp() {
    givenUp = true;
    changed();
  }

  /** Whether it was asked to end. */
  public boolean isGivenUp() {
    return givenUp;
  }

  /**
   * Is told of every change from now on, on the thread of the work: it must be quick. Who may be
   * slow, as a browser is, takes what is told on a thread of its own.
   *
   * @return what ends it
   */
  public Runnable follow(Consumer<Job> follower) {
    followers.add(follower);
    return () -> followers.remove(follower);
  }

  /** Waits until it is over. */
  public void await() throws InterruptedException {
    over.await();
  }

  /** That it was asked for, to those who watch it. */
  void asked() {
    tell(watch -> watch.asked(this));
  }

  private void changed() {
    tell(watch -> watch.changed(this));
  }

  private void tell(Consumer<Jobs.Watch> what) {
    each(watches, what);
    each(followers, follower -> follower.accept(this));
  }

  /** What goes wrong with one of them is told to the others all the same, and ends no work. */
  private <T> void each(List<T> them, Consumer<T> told) {
    for (T one : them) {
      try {
        told.accept(one);
      } catch (RuntimeException e) {
        LOG.log(Level.SEVERE, e, () -> "somebody could not be told of job " + id);
      }
    }
  }

  /**
   * Performs it.
   *
   * @param outside has it wait where it keeps nobody else from working
   */
  void perform(Commands commands, LongSupplier clock, Consumer<Runnable> outside) {
    beganMillis = clock.getAsLong();
    state = State.WORKING;
    tell(watch -> watch.began(this));
    try {
      answer = commands.perform(new Follower(clock, outside), order.words().toArray(String[]::new));
    } finally {
      endedMillis = clock.getAsLong();
      state = State.ENDED;
      over.countDown();
      tell(watch -> watch.over(this));
    }
  }

  /** Follows the command as it is performed. */
  private final class Follower implements Caller, Progress {
    private final LongSupplier clock;
    private final Consumer<Runnable> outside;

    Follower(LongSupplier clock, Consumer<Runnable> outside) {
      this.clock = clock;
      this.outside = outside;
    }

    /** It is queued behind what another process does, as it is behind other jobs. */
    @Override
    public boolean waits(String what, Runnable waiting) {
      state = State.QUEUED;
      remark(what);
      try {
        outside.accept(waiting);
      } finally {
        if (runs.isEmpty()) {
          beganMillis = clock.getAsLong();
        }
        state = State.WORKING;
        remark("");
      }
      return true;
    }

    @Override
    public Progress progress() {
      return this;
    }

    @Override
    public boolean cancelled() {
      return givenUp;
    }

    @Override
    public ZoneId zone() {
      return order.zone();
    }

    @Override
    public Optional<String> person() {
      return order.person();
    }

    @Override
    public void remark(String what) {
      remark = what;
      changed();
    }

    @Override
    public synchronized void begin(String task, String what, long total) {
      step = new Step(task, what, 0, total);
      changed();
    }

    @Override
    public void opened(long run) {
      runs.add(run);
    }

    @Override
    public synchronized void advance(long records) {
      step = step.after(records);
      changed();
    }
  }
}
