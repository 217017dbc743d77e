package dev.syncline.project;

import dev.syncline.engine.config.SyncConfig;
import dev.syncline.engine.plan.Comparison;
import dev.syncline.engine.plan.PlanFile;
import java.nio.file.Path;

/**
 * A saved plan that may be applied, with its systems connected.
 *
 * @param plan the file of what is applied
 * @param way from where to where
 * @param selected whether a person has selected all that is in it, so that no guard has to judge it
 */
public record Applicable(OpenSync sync, Path plan, String way, boolean selected) {

  /**
   * What a person asks to apply: a plan as it is, or of a comparison what was taken in its review.
   *
   * @param called how the person calls the file
   * @throws CommandError if a comparison was not reviewed, or nobody may start it here
   */
  public static Applicable of(Project project, Path plan, String called) {
    PlanFile.verify(plan);
    PlanFile.Header header = PlanFile.header(plan);
    SyncConfig config = project.planned(plan, header);
    if (header.comparison().isEmpty()) {
      return plain(project.open(config), plan);
    }
    Reviewing reviewing = Reviewing.open(project, plan, called);
    if (!reviewing.isReviewed()) {
      throw CommandError.held(
          called
              + " was not reviewed, and nothing was written. Look at it: syncline review "
              + called);
    }
    return new Applicable(reviewing.sync(), reviewing.selected(), reviewing.way(), true);
  }

  /** What was asked for before, and waited as a plan of its own. */
  static Applicable waited(Project project, Path plan) {
    PlanFile.verify(plan);
    PlanFile.Header header = PlanFile.header(plan);
    SyncConfig config = project.planned(plan, header);
    if (header.comparison().isEmpty()) {
      return plain(project.open(config), plan);
    }
    Comparison comparison = header.comparison().get();
    Promoting promoting = Promoting.open(project, config, comparison.to());
    String way =
        promoting.names().on(comparison.from()) + " → " + promoting.names().on(comparison.to());
    return new Applicable(promoting.sync(), plan, way, true);
  }

  private static Applicable plain(OpenSync sync, Path plan) {
    return new Applicable(sync, plan, sync.systems().arrow(), false);
  }
}
