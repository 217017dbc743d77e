package dev.syncline.engine.config;

import dev.syncline.core.Side;
import dev.syncline.core.mapping.Policies.Direction;
import dev.syncline.core.mapping.Policies.Mode;
import dev.syncline.core.plan.Guard;
import dev.syncline.core.value.Notation;
import dev.syncline.engine.sync.Capturing;
import dev.syncline.expression.Setting;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A sync: tasks over one source and one target connection.
 *
 * @param at where it is configured
 * @param name its name, which may change
 * @param id its stable id, on which all state hangs
 * @param source name of the source's connection
 * @param target name of the target's connection
 * @param promotion what it has beside, where source and target are environments of one application
 * @param direction which sides are written
 * @param kind what it sends where a task says nothing itself
 * @param firstSync how the first run finds which records belong together
 * @param matchOn when records without a link are matched by unique key
 * @param createsInSource whether records that only the target has are added to the source
 * @param createsInTarget whether records that only the source has are added to the target
 * @param settlement what holds for tasks that say nothing themselves
 * @param guard how much a run may do unapproved
 * @param capturing how it finds out which records to look at
 * @param batch the most records that are written together; empty: as is fastest
 * @param after syncs that run before it, where all run
 * @param blackout when it does not run
 * @param schedule when a server runs it by itself
 * @param alerts when its status raises an alarm
 * @param notation how numbers, dates and times are written where they meet text
 * @param collation in which order expressions find texts
 * @param tasks what is kept in step, in the order given
 * @param unread names of tasks that could not be read, which has been said; empty for one without
 */
public record SyncConfig(
    Position at,
    String name,
    int id,
    Name source,
    Name target,
    Optional<Promotion> promotion,
    Direction direction,
    Kind kind,
    FirstSync firstSync,
    MatchOn matchOn,
    boolean createsInSource,
    boolean createsInTarget,
    Settlement settlement,
    Guard guard,
    Capturing capturing,
    Optional<Integer> batch,
    List<Name> after,
    Blackout blackout,
    Schedule schedule,
    Alerts alerts,
    Notation notation,
    Collation collation,
    List<TaskConfig> tasks,
    List<String> unread) {

  public SyncConfig {
    after = List.copyOf(after);
    unread = List.copyOf(unread);
    tasks = List.copyOf(tasks);
  }

  /** How the first run finds which records belong together. */
  public enum FirstSync {
    /** By unique keys. */
    MATCH,
    /** Not at all: everything is copied both ways and linked. */
    COPY
  }

  /** When records without a link are matched. */
  public enum MatchOn {
    /** Whenever a record without a link appears. */
    NEW_RECORDS,
    /** In the first run only; later records are created on the other side. */
    FIRST_SYNC
  }

  /** In which order texts stand; equal is only what is the same code by code. */
  public enum Collation {
    /** By the numbers of Unicode. */
    CODE_POINT,
    /** As in a dictionary of the locale's language. */
    LOCALE
  }

  /**
   * What its expressions are told of the world around them.
   *
   * @param zone of the connection whose records they are about
   */
  public Setting setting(ZoneId zone) {
    Setting plain = Setting.INVARIANT.in(zone);
    Setting here = notation.isInvariant() ? plain : plain.in(notation.locale());
    return collation == Collation.LOCALE ? here.collating() : here;
  }

  /** The connection on a side. */
  public Name connection(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** Whether drift on the written side is overwritten. */
  boolean mirror() {
    return kind.mode() == Mode.MIRROR;
  }

  /** Whether records may be added to a side. */
  public boolean creates(Side side) {
    return direction.writes(side) && (side == Side.SOURCE ? createsInSource : createsInTarget);
  }

  /** Whether a task's records may be. */
  boolean creates(Side side, TaskConfig task) {
    return creates(side) && task.kind().mode().creates();
  }

  /** The same without some tasks, by id. */
  SyncConfig without(Set<Integer> some) {
    return with(direction, kind, tasks.stream().filter(t -> !some.contains(t.id())).toList());
  }

  /** The same going one way: what a promotion is when somebody has chosen where it leads. */
  public SyncConfig towards(Side written) {
    Direction chosen = written == Side.TARGET ? Direction.TO_TARGET : Direction.TO_SOURCE;
    return with(chosen, Kind.MIRROR, tasks);
  }

  private SyncConfig with(Direction way, Kind sent, List<TaskConfig> some) {
    return new SyncConfig(
        at,
        name,
        id,
        source,
        target,
        promotion,
        way,
        sent,
        firstSync,
        matchOn,
        createsInSource,
        createsInTarget,
        settlement,
        guard,
        capturing,
        batch,
        after,
        blackout,
        schedule,
        alerts,
        notation,
        collation,
        some,
        unread);
  }

  /** Which way it goes, in a word; between environments that is chosen anew for each run. */
  String way() {
    return promotion.isPresent()
        ? "the way that is chosen"
        : Words.of(direction) + (mirror() ? ", mirror" : "");
  }

  /** Whether a task may have that name which could not be read. */
  boolean mayHave(String taskName) {
    return unread.contains(taskName) || unread.contains("");
  }

  /** The task of a name. */
  public Optional<TaskConfig> task(String taskName) {
    return tasks.stream().filter(t -> t.name().equals(taskName)).findFirst();
  }
}
