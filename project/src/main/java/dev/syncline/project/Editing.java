package dev.syncline.project;

import dev.syncline.engine.config.Configuration;
import dev.syncline.engine.config.Finding;
import dev.syncline.engine.config.LoadedConfiguration;
import dev.syncline.project.edit.ConfigurationEdit;
import dev.syncline.project.edit.EditRefused;
import dev.syncline.project.edit.JsonPatch;
import dev.syncline.project.edit.Place;
import dev.syncline.project.edit.YamlDocument;
import dev.syncline.project.screen.EditScreen;
import dev.syncline.project.screen.SyncSettingsScreen;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Changes the configuration's files, and shows first how. No secret is ever shown. */
public final class Editing {
  private final Project project;

  /** Edits the configuration of a project. */
  public Editing(Project project) {
    this.project = project;
  }

  /**
   * Makes the changes of a JSON Patch.
   *
   * @param base of the files that whoever edits has seen; null shows what would be, and writes
   *     nothing
   * @throws CommandError if they cannot be made
   */
  public EditScreen patch(String patch, @Nullable String base) {
    return perform(edit -> JsonPatch.apply(patch, edit), base);
  }

  /**
   * Puts another text into a file. One in which secrets stand is only changed by patches: whoever
   * reads it is not shown them, and would write that back.
   *
   * @throws CommandError if there is no such file
   */
  public EditScreen write(String file, String text, @Nullable String base) {
    return perform(
        edit -> {
          Configuration now = project.loaded().configuration();
          if (!Project.hideSecrets(edit.text(file), now).equals(edit.text(file))) {
            throw new EditRefused(
                file
                    + " holds secrets, which are not shown. Keep them elsewhere, as ${VARIABLE} or"
                    + " ${file:/path}, or change it by a patch.");
          }
          return edit.with(file, text);
        },
        base);
  }

  /**
   * What is written of a sync as a whole.
   *
   * @throws CommandError if there is no such sync
   */
  public SyncSettingsScreen settings(String sync) {
    Place place = Place.of("syncs", sync);
    try {
      ConfigurationEdit edit = ConfigurationEdit.of(project.places().config(), project.variables());
      String file = edit.file(place);
      YamlDocument document = edit.document(file);
      int line =
          document
              .line(place)
              .orElseThrow(() -> CommandError.unknown("there is no sync \"" + sync + "\""));
      Object schedule = document.get(place.then("schedule")).orElse(List.of());
      List<?> times = schedule instanceof List<?> several ? several : List.of(schedule);
      return new SyncSettingsScreen(
          sync, file + ":" + line, times.stream().map(String::valueOf).toList(), edit.base());
    } catch (EditRefused e) {
      throw CommandError.failed(project.hideSecrets(String.valueOf(e.getMessage())));
    }
  }

  /**
   * Says when a sync runs by itself, at once; nothing else can be changed by it.
   *
   * @param times as the configuration has them; none for never
   * @throws CommandError if there is no such sync, or the configuration would have errors
   */
  public void schedule(String sync, List<String> times) {
    SyncSettingsScreen before = settings(sync);
    if (times.equals(before.schedule())) {
      return;
    }
    Place place = Place.of("syncs", sync).then("schedule");
    EditScreen edit =
        perform(
            now ->
                times.isEmpty()
                    ? now.with(now.file(place), now.document(now.file(place)).remove(place))
                    : now.set(place, times.size() == 1 ? times.getFirst() : times),
            before.base());
    if (!edit.saved()) {
      throw CommandError.configuration(edit.errors());
    }
  }

  /** Shows the files as they are. */
  public EditScreen show() {
    return perform(edit -> edit, null);
  }

  /** Makes any change. */
  public EditScreen perform(UnaryOperator<ConfigurationEdit> change, @Nullable String base) {
    try {
      ConfigurationEdit edit =
          change.apply(ConfigurationEdit.of(project.places().config(), project.variables()));
      List<Finding> errors = edit.changed().isEmpty() ? List.of() : edit.errors();
      boolean saved = base != null && errors.isEmpty() && !edit.changed().isEmpty();
      EditScreen shown = screen(edit, errors, saved);
      if (base != null && saved) {
        edit.save(base, project.places().makeLock());
      }
      return shown;
    } catch (EditRefused e) {
      throw CommandError.failed(
          project.hideSecrets(String.valueOf(e.getMessage())).replaceFirst("\\.\\z", ""));
    }
  }

  private EditScreen screen(ConfigurationEdit edit, List<Finding> errors, boolean saved) {
    LoadedConfiguration after = edit.loaded();
    Configuration now = project.loaded().configuration();
    UnaryOperator<String> safe =
        text -> Project.hideSecrets(Project.hideSecrets(text, now), after.configuration());
    Map<String, String> files = new TreeMap<>();
    edit.files().forEach(file -> files.put(file, safe.apply(edit.text(file))));
    return new EditScreen(
        files,
        edit.files().stream()
            .flatMap(file -> Variables.secrets(edit.text(file)))
            .collect(Collectors.toSet()),
        edit.base(),
        edit.changed(),
        edit.diff().stream().map(safe).toList(),
        errors,
        after.findings().stream().filter(f -> !f.isError()).toList(),
        saved);
  }
}
