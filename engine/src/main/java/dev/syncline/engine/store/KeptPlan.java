package dev.syncline.engine.store;

import java.util.Optional;

/**
 * A plan that is kept for people to review. The plan never changes; what is selected of it does,
 * and each selection has a version, so that nobody overwrites what somebody else has selected
 * meanwhile.
 *
 * @param id its number; 0 before the store gives it one
 * @param hash the plan's
 * @param way from where to where: {@code test → prod}
 * @param origin the environment from which it goes; empty where it is none between environments
 * @param found how many differences it has, in words
 * @param version of what is selected; 0 while nobody has selected anything
 * @param message the latest message of its being applied; 0 for none
 * @param run the latest run that applied it; 0 for none
 */
public record KeptPlan(
    long id,
    int sync,
    String hash,
    long createdMillis,
    String way,
    String origin,
    String found,
    long version,
    long message,
    long run) {

  /**
   * Whether a person has to do something with it.
   *
   * @param applying the latest message of its being applied
   */
  public boolean waits(Optional<Message> applying) {
    return run == 0 && applying.filter(m -> m.state() != Message.State.CANCELLED).isEmpty();
  }

  /** The same with what became of it. */
  public KeptPlan by(long itsMessage, long itsRun) {
    return new KeptPlan(
        id, sync, hash, createdMillis, way, origin, found, version, itsMessage, itsRun);
  }
}
