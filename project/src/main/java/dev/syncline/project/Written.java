package dev.syncline.project;

import dev.syncline.engine.config.Position;
import dev.syncline.project.edit.ConfigurationEdit;
import dev.syncline.project.edit.EditRefused;
import dev.syncline.project.edit.Place;
import dev.syncline.project.edit.YamlDocument;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Where a task's fields stand in its file.
 *
 * @param place of the task
 * @param starts where each of its own fields begins, in the order of the text
 * @param end the last place of its last field
 */
record Written(Place place, YamlDocument document, List<Position> starts, Position end) {

  /**
   * Finds a task by the names of its sync and its own.
   *
   * @throws EditRefused if it stands where nothing can be edited
   */
  static Written of(ConfigurationEdit edit, String sync, String task) {
    Place tasks = Place.of("syncs", sync, "tasks");
    String file = edit.file(tasks);
    YamlDocument document = edit.document(file);
    for (int i = 0; i < document.size(tasks); i++) {
      Place place = tasks.then(i);
      if (document.get(place.then("name")).filter(task::equals).isPresent()) {
        return of(file, document, place);
      }
    }
    throw new EditRefused(
        "the task " + task + " is not found in " + file + ". Change it in the file.");
  }

  private static Written of(String file, YamlDocument document, Place task) {
    Place fields = task.then("fields");
    List<Position> starts = new ArrayList<>();
    for (int i = 0; i < document.size(fields); i++) {
      starts.add(position(file, document, fields.then(i)));
    }
    Position end = new Position(file, 0, 0);
    if (!starts.isEmpty()) {
      end = starts.getLast();
      Place last = fields.then(starts.size() - 1);
      for (String key : document.keys(last)) {
        Position at = position(file, document, last.then(key));
        end = at.compareTo(end) > 0 ? at : end;
      }
    }
    return new Written(task, document, starts, new Position(file, end.line() + 1, 0));
  }

  private static Position position(String file, YamlDocument document, Place place) {
    return new Position(file, document.line(place).orElse(0), document.column(place).orElse(0));
  }

  /** The number of the task's own field in which a position is; -1 for none of them. */
  private int number(Position position) {
    int number = -1;
    if (position.file().equals(end.file()) && position.compareTo(end) < 0) {
      while (number + 1 < starts.size() && starts.get(number + 1).compareTo(position) <= 0) {
        number++;
      }
    }
    return number;
  }

  /** The place of the task's own field in which a position is, such as that of one of its keys. */
  Optional<Place> at(Position position) {
    int number = number(position);
    return number < 0 ? Optional.empty() : Optional.of(place.then("fields").then(number));
  }

  /** What stands in the task's unique key, part by part; nothing where none is named. */
  List<Object> key() {
    Object match = document.get(place.then("match")).orElse(List.of());
    return match instanceof List<?> parts ? List.copyOf(parts) : List.of(match);
  }

  /** What stands at a place. */
  Optional<Object> value(Place at) {
    return document.get(at);
  }

  /** Whether something stands in the field in which a position is. */
  boolean isWithin(Position field, Position something) {
    int number = number(field);
    return number < 0 ? field.equals(something) : number == number(something);
  }
}
