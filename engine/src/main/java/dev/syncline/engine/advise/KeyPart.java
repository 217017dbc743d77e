package dev.syncline.engine.advise;

import dev.syncline.core.Side;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.value.Type;
import java.util.List;
import java.util.Optional;

/**
 * A part of a candidate for the unique key.
 *
 * @param source source columns, several only where they are a reference to a parent's key of
 *     several columns
 * @param target target columns
 * @param parent the source object that the columns refer to, when they are compared through that
 *     object's own unique key; nothing when their values are compared themselves
 */
public record KeyPart(List<String> source, List<String> target, Optional<String> parent) {
  public KeyPart {
    source = List.copyOf(source);
    target = List.copyOf(target);
  }

  /** The columns of a side. */
  public List<String> columns(Side side) {
    return side == Side.SOURCE ? source : target;
  }

  /** Whether its values are compared as text, of which a form may overlook something. */
  public boolean isText(ObjectSchema sourceObject, ObjectSchema targetObject) {
    return parent.isEmpty()
        && (isText(sourceObject.column(source.getFirst()).orElseThrow().type())
            || isText(targetObject.column(target.getFirst()).orElseThrow().type()));
  }

  private static boolean isText(Type type) {
    return type instanceof Type.Text || type instanceof Type.Enumeration;
  }
}
