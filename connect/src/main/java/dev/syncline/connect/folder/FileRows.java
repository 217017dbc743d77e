package dev.syncline.connect.folder;

import dev.syncline.connect.Connector.RowStream;
import dev.syncline.connect.folder.Tree.Place;
import dev.syncline.connect.folder.Walk.Found;
import dev.syncline.core.model.Column;
import dev.syncline.core.model.Column.Origin;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import dev.syncline.core.value.Type;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Files as rows: what is in a folder now, file by file. */
final class FileRows {
  static final String PATH = "path";
  static final String FOLDER = "folder";
  static final String SIZE = "size";
  static final String CONTENT = "content";

  private static final int HASH = 64;
  private static final int TRIES = 3;

  private final Tree tree;
  private final Contents contents;

  FileRows(Tree tree, Contents contents) {
    this.tree = tree;
    this.contents = contents;
  }

  /** Every folder has the same columns. */
  static ObjectSchema schema(String object) {
    return new ObjectSchema(
        object,
        List.of(
            new Column(PATH, Type.Text.UNBOUNDED, "path", false, Origin.GIVEN),
            new Column(FOLDER, Type.Text.UNBOUNDED, "path", false, Origin.COMPUTED),
            new Column(SIZE, new Type.Int(64, false), "bytes", false, Origin.COMPUTED),
            new Column(CONTENT, new Type.Text(HASH, HASH, false), "sha-256", false, Origin.GIVEN)),
        List.of(PATH),
        List.of(),
        List.of());
  }

  /** All files of an object, in the order of their paths. */
  RowStream all(Shape shape) {
    Stat root = tree.requireRoot();
    Path folder = tree.requireFolder(shape.object());
    Stat before = stat(folder);
    Walk walk = new Walk(tree, folder);
    return new RowStream() {
      private boolean noted;

      @Override
      public @Nullable Row next() {
        for (Found found = walk.next(); found != null; found = walk.next()) {
          Row row = row(shape, found.path(), found.place());
          if (row != null) {
            if (!noted) {
              noted = true;
              contents.index().holds(tree.root(), root);
            }
            return row;
          }
        }
        tree.requireStill(root);
        if (before == null || !before.id().equals(idOf(tree.requireFolder(shape.object())))) {
          throw tree.failure(
              "reading", folder, new IOException("it became another one while it was read"));
        }
        return null;
      }

      @Override
      public void close() {}
    };
  }

  private @Nullable Stat stat(Path path) {
    try {
      return Stat.of(path);
    } catch (IOException e) {
      throw tree.failure("looking at", path, e);
    }
  }

  private String idOf(Path path) {
    Stat stat = stat(path);
    return stat == null ? "" : stat.id();
  }

  /** Files by their paths. */
  List<Row> fetch(Shape shape, Collection<Key> keys) {
    Stat root = tree.requireRoot();
    Path folder = tree.requireFolder(shape.object());
    List<Row> rows = new ArrayList<>();
    for (Key key : keys) {
      Row row = row(shape, folder, path(key));
      if (row != null) {
        rows.add(row);
      }
    }
    tree.requireStill(root);
    return rows;
  }

  static String path(Key key) {
    return String.valueOf(key.parts()[0]);
  }

  /** The file of a path; null where there is none. */
  @Nullable Row row(Shape shape, Path folder, String path) {
    return FilePath.misfit(folder, path) != null
        ? null
        : row(shape, path, tree.place(folder, path));
  }

  /** Files that have one of some values, or may. */
  List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    if (!loose && columns.equals(List.of(PATH))) {
      return fetch(shape, tuples.stream().map(t -> Key.of(t[0])).distinct().toList());
    }
    Set<List<String>> wanted = new HashSet<>();
    tuples.forEach(t -> wanted.add(loosely(List.of(t))));
    Predicate<Row> isWanted =
        row -> wanted.contains(loosely(columns.stream().<@Nullable Object>map(row::get).toList()));
    List<Row> rows = new ArrayList<>();
    try (RowStream all = all(shape)) {
      for (Row row = all.next(); row != null; row = all.next()) {
        if (isWanted.test(row)) {
          rows.add(row);
        }
      }
    }
    return rows;
  }

  private static List<String> loosely(List<? extends @Nullable Object> values) {
    return values.stream().map(v -> String.valueOf(v).strip().toLowerCase(Locale.ROOT)).toList();
  }

  /** A file as it is; null when it has just gone. */
  @Nullable Row row(Shape shape, String path, Place place) {
    if (!place.isThere()) {
      return null;
    }
    Place now = place;
    for (int i = 1; ; i++) {
      try {
        return row(shape, path, now, content(shape, now));
      } catch (IOException e) {
        Stat stat = stat(now.file());
        if (stat == null) {
          return null;
        }
        if (i == TRIES || stat.equals(now.stat())) {
          return row(shape, path, now, new Flaw("cannot be read: " + Tree.reason(e)));
        }
        now = new Place(now.file(), stat, null);
      }
    }
  }

  private @Nullable Object content(Shape shape, Place place) throws IOException {
    Stat stat = place.stat();
    if (place.flaw() != null) {
      return new Flaw(place.flaw());
    }
    if (stat == null || stat.kind() != Stat.Kind.FILE) {
      return new Flaw("is no file, but a symbolic link or a device, which is not followed");
    }
    return shape.holds(CONTENT) ? contents.of(place.file(), stat) : null;
  }

  /** The row of what was found, with what is known of its content. */
  Row row(Shape shape, String path, Place place, @Nullable Object content) {
    @Nullable Object[] values = new @Nullable Object[shape.stored().size()];
    for (int i = 0; i < values.length; i++) {
      values[i] =
          switch (shape.columns().get(i).name()) {
            case PATH -> path;
            case FOLDER -> FilePath.folder(path);
            case SIZE -> place.stat() == null ? content : (Object) place.stat().size();
            default -> content;
          };
    }
    return new Row(shape, values);
  }
}
