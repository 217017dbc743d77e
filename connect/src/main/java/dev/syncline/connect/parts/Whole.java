package dev.syncline.connect.parts;

import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.ObjectSchema;
import java.util.ArrayList;
import java.util.List;

/**
 * An object whose records have parts in others. To everybody who synchronizes it, it is one object
 * of the root's name, with the root's columns and those of the parts, {@code address.street}.
 *
 * @param root the object that makes a record: with its row a record comes and goes
 * @param parts what hangs on it, at least one
 */
public record Whole(ObjectSchema root, List<Part> parts) {
  public Whole {
    parts = List.copyOf(parts);
  }

  /**
   * The object as it is synchronized. A part need not be there, so that its columns may be null.
   */
  public ObjectSchema schema() {
    List<Column> columns = new ArrayList<>(root.columns());
    for (Part part : parts) {
      for (Column c : part.columns()) {
        Origin origin = c.origin() == Origin.DEFAULT ? Origin.DEFAULT_OF_PART : c.origin();
        columns.add(new Column(part.calls(c.name()), c.type(), c.nativeType(), true, origin));
      }
    }
    return new ObjectSchema(
        root.name(), columns, root.primaryKey(), root.uniqueKeys(), root.foreignKeys());
  }
}
