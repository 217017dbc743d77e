package dev.syncline.project.edit;

import dev.syncline.engine.config.YamlScalar;
import dev.syncline.project.edit.Node.Block;
import dev.syncline.project.edit.Node.Entry;
import dev.syncline.project.edit.Node.Item;
import dev.syncline.project.edit.Node.Items;
import dev.syncline.project.edit.Node.Scalar;
import dev.syncline.project.edit.ValueWriter.Written;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Changes a text at one place. What is more than one line is set off by lines of its own. */
final class Surgery {
  private final String text;
  private final String separator;
  private final ValueWriter writer;

  Surgery(String text, ValueWriter writer) {
    this.text = text;
    this.separator = Lines.separator(text);
    this.writer = writer;
  }

  private String splice(int from, int to, String by) {
    return text.substring(0, from) + by + text.substring(to);
  }

  private String joined(List<String> lines) {
    return String.join(separator, lines);
  }

  /** A key in place of another. */
  String rename(Scalar key, String name) {
    return splice(key.start(), key.end(), YamlScalar.of(name));
  }

  /** Lines at the end, of a text that holds nothing yet. */
  String append(List<String> lines) {
    String lead =
        text.isEmpty() || Lines.start(text, text.length()) == text.length() ? "" : separator;
    return text + lead + joined(lines) + separator;
  }

  // ---- in brackets and braces

  /** A value in place of another, within brackets. */
  String replaceInBrackets(Node old, boolean colon, @Nullable Object value) {
    String lead = old.start() < old.end() ? "" : colon ? " " : ": ";
    return splice(old.start(), old.end(), lead + ValueWriter.inBrackets(value));
  }

  /**
   * Something more in brackets.
   *
   * @param ends the starts and the ends of what is in them
   */
  String insertInBrackets(Node collection, List<int[]> ends, int index, String more) {
    if (ends.isEmpty()) {
      int inside = text.indexOf(collection instanceof Block ? '{' : '[', collection.start()) + 1;
      boolean spaced = collection instanceof Block;
      boolean tight = text.charAt(inside) == (spaced ? '}' : ']');
      return splice(inside, inside, (spaced ? " " : "") + more + (spaced && tight ? " " : ""));
    }
    if (index < ends.size()) {
      return splice(ends.get(index)[0], ends.get(index)[0], more + ", ");
    }
    int end = ends.getLast()[1];
    return splice(end, end, ", " + more);
  }

  /** Takes something out of brackets. */
  String removeInBrackets(List<int[]> ends, int index) {
    int[] gone = ends.get(index);
    if (ends.size() == 1) {
      int comma = comma(gone[1]);
      return comma < 0 ? splice(gone[0], gone[1], "") : without(gone, comma);
    }
    if (index < ends.size() - 1) {
      int next = ends.get(index + 1)[0];
      return text.substring(gone[1], next).matches("\\s*,[ \\t]*")
          ? splice(gone[0], next, "")
          : without(gone, comma(gone[1]));
    }
    int before = ends.get(index - 1)[1];
    return text.substring(before, gone[0]).matches("\\s*,\\s*")
        ? splice(before, gone[1], "")
        : without(gone, comma(before));
  }

  private int comma(int from) {
    int at = Lines.skip(text, from);
    return at < text.length() && text.charAt(at) == ',' ? at : -1;
  }

  /** Without something, and without a comma before or after it. */
  private String without(int[] gone, int comma) {
    return comma < gone[0]
        ? text.substring(0, comma) + text.substring(comma + 1, gone[0]) + text.substring(gone[1])
        : text.substring(0, gone[0]) + text.substring(gone[1], comma) + text.substring(comma + 1);
  }

  // ---- on lines

  /** A key more, at its place among the others. */
  String insertEntry(Block block, int index, String key, @Nullable Object value) {
    int column = Lines.column(text, block.entries().getFirst().key().start());
    List<String> lines = writer.entry(key, value, column);
    if (index == 0) {
      return before(block.entries().getFirst().key().start(), lines, column);
    }
    int start = block.entries().get(index - 1).key().start();
    return after(block.entries().get(index - 1).end(), lines, isSetOff(start, index > 1));
  }

  /** An item more, at its place among the others. */
  String insertItem(Items list, int index, @Nullable Object value) {
    int column = Lines.column(text, list.items().getFirst().dash());
    List<String> lines = writer.item(value, column);
    if (index == 0) {
      return before(list.items().getFirst().dash(), lines, column);
    }
    int start = list.items().get(index - 1).dash();
    return after(list.items().get(index - 1).end(), lines, isSetOff(start, index > 1));
  }

  /** Whether a blank line stands before it. */
  private boolean isSetOff(int start, boolean others) {
    int line = Lines.start(text, start);
    int end = Lines.beforeBreak(text, line);
    return others && end < line && text.substring(Lines.start(text, end), end).isBlank();
  }

  private String before(int at, List<String> lines, int column) {
    return splice(at, at, joined(lines).substring(column) + separator + " ".repeat(column));
  }

  private String after(int end, List<String> lines, boolean setOff) {
    if (end > 0 && Lines.start(text, end) == end && end > Lines.beforeBreak(text, end)) {
      return splice(end, end, joined(lines) + separator);
    }
    int at = Lines.end(text, end);
    return splice(at, at, separator + (setOff ? separator : "") + joined(lines));
  }

  /** Takes out a key, which is not the only one. */
  String removeEntry(Block block, int index) {
    Entry gone = block.entries().get(index);
    boolean isLast = index == block.entries().size() - 1;
    return remove(
        gone.key().start(), gone.end(), isLast ? -1 : block.entries().get(index + 1).key().start());
  }

  /** Takes out an item, which is not the only one. */
  String removeItem(Items list, int index) {
    Item gone = list.items().get(index);
    boolean isLast = index == list.items().size() - 1;
    return remove(gone.dash(), gone.end(), isLast ? -1 : list.items().get(index + 1).dash());
  }

  private String remove(int start, int end, int next) {
    int line = Lines.start(text, start);
    boolean openEnd = end > start && Lines.start(text, end) == end;
    if (!Lines.isFirst(text, start)) { // it shares its line with a dash
      boolean comments = next < 0 || Lines.skip(text, end) != next || hasComment(end, next);
      return comments ? splice(start, Lines.end(text, end), "") : splice(start, next, "");
    }
    if (openEnd) {
      return splice(line, end, "");
    }
    return splice(line, Lines.afterBreak(text, Lines.end(text, end)), "");
  }

  /** Whether there is a comment on a line of its own. */
  private boolean hasComment(int from, int to) {
    int line = Lines.end(text, from);
    return line < to && text.substring(line, to).contains("#");
  }

  /** Whether there are lines between the first and the last one. */
  private boolean hasLines(int from, int to) {
    int first = Lines.afterBreak(text, Lines.end(text, from));
    return first < Lines.start(text, to);
  }

  /**
   * A value in place of another.
   *
   * @param mark after the colon or the dash before it
   * @param column of the key or the dash
   * @param item whether it is a dash
   */
  String replace(Node old, int mark, int column, boolean item, @Nullable Object value, int step) {
    boolean sameLine = Lines.start(text, old.start()) == Lines.start(text, mark);
    Written written =
        item && sameLine
            ? writer.compact(value, column)
            : writer.value(value, column + (item ? 2 : step));
    if (!sameLine && written.first().startsWith("|") && hasLines(mark, old.start())) {
      written = new Written(ValueWriter.inBrackets(value), List.of()); // they would belong to it
    }
    if (written.rest().isEmpty() && (sameLine || !old.isLaidOut())) {
      String lead = old.start() == mark ? " " : "";
      return splice(old.start(), old.end(), lead + written.first());
    }
    String first = written.first().isEmpty() ? "" : " " + written.first();
    String rest = written.rest().isEmpty() ? "" : separator + joined(written.rest());
    int end = Lines.end(text, old.end());
    if (old.end() > mark && Lines.start(text, old.end()) == old.end()) {
      end = Lines.beforeBreak(text, old.end()); // kept line ends are its own
    }
    if (sameLine) {
      String comment = text.substring(Math.min(old.end(), end), end).stripTrailing();
      return splice(mark, end, first + comment + rest);
    }
    int line = Lines.start(text, old.start());
    String between = text.substring(mark, Lines.beforeBreak(text, line));
    String left = old.isLaidOut() ? "" : text.substring(old.end(), end).strip();
    String comment = left.isEmpty() ? "" : separator + " ".repeat(column + step) + left;
    return splice(mark, end, first + between + comment + rest);
  }
}
