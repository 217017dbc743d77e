package dev.syncline.project;

import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.store.Delivery;
import dev.syncline.engine.store.KeptPlan;
import dev.syncline.engine.store.Lease;
import dev.syncline.engine.store.Message;
import dev.syncline.engine.store.Message.State;
import dev.syncline.engine.store.RunRecord;
import dev.syncline.engine.store.StateStore;
import dev.syncline.engine.store.Topic;
import dev.syncline.project.tell.Concern;
import dev.syncline.project.tell.Telling;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
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
   * @param called the plan's file, as the person calls it; empty for a run
   * @param mailTo the person's address; empty where that is not known, or is not told
   * @param kept the plan that is applied, where it is one that is kept for a review
   */
  public record Asked(
      SyncConfig sync,
      Topic topic,
      String way,
      String called,
      String mailTo,
      Optional<KeptPlan> kept) {
    /** A run, or a comparison, or a plan in a file that is applied. */
    public Asked(SyncConfig sync, Topic topic, String way, String called, String mailTo) {
      this(sync, topic, way, called, mailTo, Optional.empty());
    }

    /** A comparison, or a plan that is applied. */
    public Asked(SyncConfig sync, String way, String called, String mailTo) {
      this(sync, Topic.PLAN, way, called, mailTo);
    }

    /** A plan that is kept is applied. */
    public Asked(SyncConfig sync, String way, KeptPlan kept, String mailTo) {
      this(sync, Topic.PLAN, way, "plan " + kept.id(), mailTo, Optional.of(kept));
    }

    private Message message(State state, long now, long due, long ended, String text) {
      return new Message(0, sync.id(), topic, state, now, due, ended, way, called, 0, text, mailTo);
    }
  }

  /** A comparison was made. */
  public void compared(Asked asked, String found) {
    long now = project.now();
    try (StateStore.Change change = project.store().begin()) {
      Message message = asked.message(State.COMPARED, now, now, now, found);
      tell(change, message, change.addMessage(message));
      change.commit();
    }
  }

  /**
   * Something is to be done when its time has come.
   *
   * @param plan what it is, of which a copy is kept
   * @throws CommandError if that plan waits already, or is being applied
   */
  public Message await(Asked asked, Path plan, long dueMillis) {
    try (StateStore.Change change = project.store().begin()) {
      Message message = asked.message(State.WAITING, project.now(), dueMillis, 0, "");
      long id = change.addMessage(message);
      bind(change, asked, id);
      change.keepPlan(id, plan);
      change.commit();
      return project.store().message(id).orElseThrow();
    }
  }

  /**
   * Makes a message the one by which a kept plan is applied: it has one at a time, so that who
   * cancels that one can be sure that the plan is not written.
   */
  private void bind(StateStore.Change change, Asked asked, long id) {
    asked
        .kept()
        .ifPresent(
            plan -> {
              requireIdle(asked.sync(), plan);
              if (!change.noteOf(plan.by(id, plan.run()), plan.message())) {
                throw busy(asked.sync(), plan, "is being applied by somebody else, or is gone");
              }
            });
  }

  /**
   * Refuses what a plan that is still to be written, or is being written, does not allow.
   *
   * @throws CommandError if its message waits, or is being carried out
   */
  void requireIdle(SyncConfig sync, KeptPlan plan) {
    open(plan)
        .ifPresent(
            message -> {
              throw message.state() == State.WAITING
                  ? busy(sync, plan, "waits to be applied")
                  : busy(sync, plan, "is being applied");
            });
  }

  /** The message by which a plan is still to be applied, or is being applied. */
  Optional<Message> open(KeptPlan plan) {
    return plan.message() == 0
        ? Optional.empty()
        : project.store().message(plan.message()).filter(Message::isOpen);
  }

  private static CommandError busy(SyncConfig sync, KeptPlan plan, String how) {
    return CommandError.held(
        "plan "
            + plan.id()
            + " "
            + how
            + ". Nothing was done. A plan that waits is cancelled with: syncline plans cancel "
            + sync.name()
            + " "
            + plan.id());
  }

  /**
   * Something is being done from now on.
   *
   * @throws CommandError if it is a kept plan that waits already, or is being applied
   */
  public Taken begin(Asked asked) {
    long now = project.now();
    try (StateStore.Change change = project.store().begin()) {
      long id = change.addMessage(asked.message(State.RUNNING, now, now, 0, ""));
      bind(change, asked, id);
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
                        + ". What was written until then is in the journal. "
                        + (message.topic() == Topic.RUN
                            ? "The next run goes on with it."
                            : "Apply the same plan again for the rest, or compare again."))
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
        .filter(r -> message.topic() == Topic.RUN || r.kind().equals("plan"))
        .filter(r -> r.startedMillis() >= sinceMillis);
  }

  private boolean put(Message message, State was) {
    try (StateStore.Change change = project.store().begin()) {
      boolean kept = change.putMessage(message, was);
      if (kept && !message.isOpen()) {
        change.forgetPlan(message.id());
        tell(change, message, message.id());
      }
      change.commit();
      return kept;
    }
  }

  /** Has whom it concerns told of a message, in the change that makes it so. */
  private void tell(StateStore.Change change, Message message, long id) {
    Configuration configuration = project.configuration();
    String sync =
        configuration.syncs().stream()
            .filter(s -> s.id() == message.sync())
            .map(SyncConfig::name)
            .findFirst()
            .orElse("");
    String mailTo = configuration.mail().isPresent() ? message.mailTo() : "";
    boolean atEnd = message.state() != State.STANDING;
    Telling.News news = new Telling.News(message.topic(), sync, atEnd, mailTo);
    for (Telling.To to : Telling.to(news, configuration.receivers())) {
      change.addDelivery(Delivery.of(id, atEnd, to.channel(), to.receiver(), project.now()));
    }
  }

  /**
   * Keeps a message of what began to be so of a sync, has it say how that is by now as long as it
   * lasts, and ends those of what is so no more.
   *
   * @param known what is known of it now
   * @param run its latest run; 0 for none
   */
  public void look(SyncConfig sync, String way, Map<Topic, Concern> known, long run) {
    Map<Topic, Message> standing = new EnumMap<>(Topic.class);
    project.store().messages(State.STANDING).stream()
        .filter(m -> m.sync() == sync.id())
        .forEach(m -> standing.put(m.topic(), m));
    known.forEach(
        (topic, concern) -> {
          Message told = standing.get(topic);
          switch (Telling.change(told != null, concern.now())) {
            case BEGINS ->
                add(Message.standing(sync.id(), topic, project.now(), way, run, concern.text()));
            case ENDS -> put(Objects.requireNonNull(told).over(project.now()), State.STANDING);
            case NONE -> {
              if (told != null && concern.isNewTo(told.text())) {
                put(told.saying(concern.text()), State.STANDING);
              }
            }
          }
        });
  }

  /** Ends what was so of syncs that there are no more; nobody is told of that. */
  public void forgetGone() {
    Set<Integer> there =
        project.configuration().syncs().stream().map(SyncConfig::id).collect(Collectors.toSet());
    for (Message message : project.store().messages(State.STANDING)) {
      if (!there.contains(message.sync())) {
        try (StateStore.Change change = project.store().begin()) {
          change.putMessage(message.over(project.now()), State.STANDING);
          change.commit();
        }
      }
    }
  }

  private void add(Message message) {
    try (StateStore.Change change = project.store().begin()) {
      tell(change, message, change.addMessage(message));
      change.commit();
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
