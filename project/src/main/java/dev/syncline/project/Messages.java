package dev.syncline.project;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Message.State;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The messages of a project: what people started, and what became of it. A message that waits has a
 * copy of its plan in the state store, and the one process that is at a message a lease of it, by
 * which the others know that it lives.
 */
public final class Messages {
  /** Among so many of a sync's runs is looked for the one of a message. */
  private static final int LATEST = 100;

  private final Project project;

  /** The messages that a project's store keeps. */
  public Messages(Project project) {
    this.project = project;
  }

  /**
   * What a person starts.
   *
   * @param way from where to where
   * @param called the plan's file, as the person calls it
   * @param mailTo who is told of it; empty for nobody
   */
  public record Asked(SyncConfig sync, String way, String called, String mailTo) {
    private Message message(State state, long now, long due, long ended, String text) {
      return new Message(0, sync.id(), state, now, due, ended, way, called, 0, text, mailTo, "");
    }
  }

  /** A comparison was made. */
  public void compared(Asked asked, String found) {
    long now = project.now();
    try (StateStore.Change change = project.store().begin()) {
      change.addMessage(asked.message(State.COMPARED, now, now, now, found));
      change.commit();
    }
  }

  /**
   * Something is to be done when its time has come.
   *
   * @param plan what it is, of which a copy is kept
   */
  public Message await(Asked asked, Path plan, long dueMillis) {
    try (StateStore.Change change = project.store().begin()) {
      Message message = asked.message(State.WAITING, project.now(), dueMillis, 0, "");
      long id = change.addMessage(message);
      change.keepPlan(id, plan);
      change.commit();
      return project.store().message(id).orElseThrow();
    }
  }

  /** Something is being done from now on. */
  public Taken begin(Asked asked) {
    long now = project.now();
    try (StateStore.Change change = project.store().begin()) {
      long id = change.addMessage(asked.message(State.RUNNING, now, now, 0, ""));
      Lease lease =
          project
              .store()
              .take(lease(id))
              .orElseThrow(() -> new IllegalStateException("message " + id + " is new"));
      boolean begun = false;
      try {
        change.commit();
        begun = true;
      } finally {
        if (!begun) {
          lease.end();
        }
      }
      return new Taken(project.store().message(id).orElseThrow(), lease);
    }
  }

  /** Takes a message that waits, to do what it says; nothing if it waits no more. */
  public Optional<Taken> take(Message waiting) {
    Optional<Lease> lease = project.store().take(lease(waiting.id()));
    if (lease.isEmpty()) {
      return Optional.empty();
    }
    boolean taken = false;
    try {
      taken = put(waiting.taken(), State.WAITING);
    } finally {
      if (!taken) {
        lease.get().end();
      }
    }
    return taken ? Optional.of(new Taken(waiting.taken(), lease.get())) : Optional.empty();
  }

  /** Cancels what waits; false if it waits no more. */
  public boolean cancel(Message waiting) {
    return put(
        waiting.ended(State.CANCELLED, project.now(), 0, "It was cancelled while it waited."),
        State.WAITING);
  }

  /**
   * What a message says is to be applied.
   *
   * @throws CommandError if its plan is gone, or nobody may start it here
   */
  public Applicable waited(Message message) {
    Path plan = project.temp().resolve("message-" + message.id() + ".plan");
    if (!project.store().plan(message.id(), plan)) {
      throw CommandError.failed("its plan is gone. Nothing was written; plan it again");
    }
    return Applicable.waited(project, plan);
  }

  /** Ends the messages of processes that died while they were at it. */
  public void settle() {
    for (Message message : project.store().messages(State.RUNNING)) {
      Optional<Lease> lease = project.store().take(lease(message.id()));
      if (lease.isPresent()) {
        try {
          put(cutOff(message), State.RUNNING);
        } finally {
          lease.get().end();
        }
      }
    }
  }

  /** What becomes of a message whose process died. */
  private Message cutOff(Message message) {
    Optional<RunRecord> run = lastRun(message);
    String text =
        run.map(
                r ->
                    "It was cut off in run "
                        + r.id()
                        + ". What was written until then is in the journal. Apply the same plan"
                        + " again for the rest, or compare again.")
            .orElse("It was cut off before anything was written.");
    return message.ended(State.FAILURE, project.now(), run.map(RunRecord::id).orElse(0L), text);
  }

  /** The run that a message was at when its process died. */
  private Optional<RunRecord> lastRun(Message message) {
    return runs(message, message.dueMillis()).filter(r -> r.endedMillis() == 0).findFirst();
  }

  /** Runs of plans of a message's sync since a moment, the latest first. */
  private Stream<RunRecord> runs(Message message, long sinceMillis) {
    return project.store().runs(message.sync(), LATEST).stream()
        .filter(r -> r.kind().equals("plan") && r.startedMillis() >= sinceMillis);
  }

  private boolean put(Message message, State was) {
    try (StateStore.Change change = project.store().begin()) {
      boolean kept = change.putMessage(message, was);
      if (kept && message.endedMillis() > 0) {
        change.forgetPlan(message.id());
      }
      change.commit();
      return kept;
    }
  }

  private static String lease(long id) {
    return "message-" + id;
  }

  /** A message that this process is at. */
  public final class Taken implements AutoCloseable {
    private final Message message;
    private final Lease lease;
    private final long sinceMillis;

    private Taken(Message message, Lease lease) {
      this.message = message;
      this.lease = lease;
      this.sinceMillis = project.now();
    }

    /** The message. */
    public Message message() {
      return message;
    }

    /**
     * Says how it ended.
     *
     * @param run the run that did it; 0 where none did
     */
    public Message end(State state, long run, String text) {
      Message ended = message.ended(state, project.now(), run, text);
      if (!put(ended, State.RUNNING)) {
        throw new IllegalStateException(
            "message " + message.id() + " was ended by another process");
      }
      return ended;
    }

    /** Says why it could not be done, or not to its end. */
    public Message fail(String why) {
      long run = runs(message, sinceMillis).findFirst().map(RunRecord::id).orElse(0L);
      return end(State.FAILURE, run, why);
    }

    @Override
    public void close() {
      lease.end();
    }
  }
}
