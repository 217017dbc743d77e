package dev.syncline.connect.folder;

import dev.syncline.connect.Intent;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Applied;
import dev.syncline.connect.WriteOutcome.Cause;
import dev.syncline.connect.WriteOutcome.Rejected;
import dev.syncline.connect.WriteOutcome.Stale;
import dev.syncline.connect.folder.Tree.Place;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import dev.syncline.core.value.Flaw;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Writes files. Bytes are first written to a temporary file beside their place, and hashed and made
 * durable there; then one move puts them in it, so that whoever looks sees the old file or the new
 * one. What is replaced or deleted is kept first, and what was kept must be what the decision saw.
 */
final class FileWrites {
  private static final Duration SOON = Duration.ofSeconds(1);

  private final Tree tree;
  private final Contents contents;
  private final FileRows rows;

  FileWrites(Tree tree, Contents contents, FileRows rows) {
    this.tree = tree;
    this.contents = contents;
    this.rows = rows;
  }

  List<WriteOutcome> write(WriteBatch batch) throws IOException {
    tree.requireRoot();
    if (batch.together() && batch.writes().size() > 1) {
      return batch.writes().stream().map(FileWrites::notTogether).toList();
    }
    return contents.alone(
        () -> {
          List<WriteOutcome> outcomes = new ArrayList<>();
          for (Write write : batch.writes()) {
            outcomes.add(outcome(batch.store(), write));
          }
          return outcomes;
        });
  }

  private static WriteOutcome notTogether(Write write) {
    return new Rejected(
        Cause.OTHER,
        write.shape().object()
            + ": rejected, because it only makes sense together with other writes (files that"
            + " exchange their names) and files are written one by one. Rename one of them by hand.");
  }

  private WriteOutcome outcome(String store, Write write) {
    String subject = "file in " + write.shape().object();
    try {
      Path folder = tree.requireFolder(write.shape().object());
      switch (write) {
        case Write.Insert i -> {
          Given given = Given.of(i.columns(), i.values());
          subject = of(i.shape(), given.path());
          return insert(folder, i, given, Temporary.of(store, i.operation()));
        }
        case Write.Update u -> {
          subject = of(u.shape(), FileRows.path(u.key()));
          return update(folder, u, Temporary.of(store, u.operation()));
        }
        case Write.Delete d -> {
          subject = of(d.shape(), FileRows.path(d.key()));
          return delete(folder, d);
        }
      }
    } catch (Refused e) {
      return new Rejected(e.cause, subject + " rejected: " + e.getMessage() + ".");
    } catch (Later e) {
      return new WriteOutcome.Retry(subject + ": " + e.getMessage(), SOON);
    } catch (IOException e) {
      return new Rejected(
          e instanceof AccessDeniedException ? Cause.DENIED : Cause.OTHER,
          subject + " rejected: " + Tree.reason(e) + ".");
    }
  }

  private static String of(Shape shape, @Nullable String path) {
    return shape.object() + ": file " + path;
  }

  private WriteOutcome insert(Path folder, Write.Insert insert, Given given, String temporary)
      throws IOException {
    String path = given.requiredPath(folder);
    String content = given.requiredContent();
    Row there = rows.row(insert.shape(), folder, path);
    if (there != null && content.equals(contentOf(folder, path))) {
      return new Applied(null, there); // by an attempt whose answer was lost
    }
    if (there != null && contentOf(folder, path) instanceof Flaw flaw) {
      throw new Refused(Cause.OTHER, flaw.reason());
    }
    if (there != null) {
      throw new Refused(Cause.UNIQUE, "there is another file of that name");
    }
    Path file = room(folder, path);
    publish(content, file, file.resolveSibling(temporary), null);
    return new Applied(null, written(insert.shape(), folder, path, content));
  }

  private WriteOutcome update(Path folder, Write.Update update, String temporary)
      throws IOException {
    Given given = Given.of(update.columns(), update.values());
    String path = FileRows.path(update.key());
    Row before = rows.row(update.shape(), folder, path);
    if (before == null || !update.asSeen().test(before)) {
      return new Stale(before);
    }
    Place place = tree.place(folder, path);
    String to = given.path() == null ? path : given.requiredPath(folder);
    Path moved = to.equals(path) ? null : room(folder, to);
    String content = given.content();
    if (content != null) {
      Seen seen = new Seen(place, path, requiredContentOf(folder, path));
      if (!publish(content, place.file(), place.file().resolveSibling(temporary), seen)) {
        return new Stale(rows.row(update.shape(), folder, path));
      }
    }
    if (moved != null) {
      Files.move(place.file(), moved, StandardCopyOption.ATOMIC_MOVE);
      Durable.folder(moved);
      Durable.folder(place.file());
    }
    return new Applied(before, written(update.shape(), folder, to, content));
  }

  private WriteOutcome delete(Path folder, Write.Delete delete) throws IOException {
    String path = FileRows.path(delete.key());
    Row before = rows.row(delete.shape(), folder, path);
    if (before == null || !delete.asSeen().test(before)) {
      return new Stale(before);
    }
    Place place = tree.place(folder, path);
    if (!isKept(new Seen(place, path, requiredContentOf(folder, path)))) {
      return new Stale(rows.row(delete.shape(), folder, path));
    }
    Files.delete(place.file());
    contents.index().forget(place.file());
    Durable.folder(place.file());
    return new Applied(before, null);
  }

  /**
   * A file that is to be replaced or deleted.
   *
   * @param content what it held when it was compared with what the decision saw
   */
  private record Seen(Place place, String path, String content) {}

  private boolean isKept(Seen seen) throws IOException {
    return contents.keep(seen.place().file()).equals(seen.content())
        && Objects.equals(Stat.of(seen.place().file()), seen.place().stat());
  }

  /**
   * Puts bytes where a file is to be.
   *
   * @param seen what they replace; null for a new file
   * @return false when what they were to replace is not as it was
   */
  private boolean publish(String content, Path file, Path temporary, @Nullable Seen seen)
      throws IOException {
    try {
      switch (contents.copy(content, temporary)) {
        case YES -> {}
        case CHANGED -> throw new Later("its bytes changed while they were to be copied");
        case UNKNOWN ->
            throw new Refused(
                Cause.OTHER,
                "no file of this project holds the bytes "
                    + content
                    + ", nor are they kept. Put a file that holds them into its source");
      }
      if (seen == null) {
        Durable.putNew(temporary, file);
      } else {
        if (!isKept(seen)) {
          return false;
        }
        likeBefore(file, temporary);
        Files.move(temporary, file, StandardCopyOption.ATOMIC_MOVE);
      }
      Durable.folder(file);
      return true;
    } finally {
      Files.deleteIfExists(temporary);
    }
  }

  private static void likeBefore(Path before, Path after) throws IOException {
    PosixFileAttributeView rights =
        Files.getFileAttributeView(before, PosixFileAttributeView.class);
    if (rights != null) {
      Files.setPosixFilePermissions(after, rights.readAttributes().permissions());
    }
  }

  /** Where a new file can be put, with the folders that lead to it. */
  private Path room(Path folder, String path) throws IOException {
    Path at = folder;
    String[] names = path.split("/", -1);
    for (int i = 0; i < names.length; i++) {
      Place next = tree.place(at, names[i]);
      boolean last = i == names.length - 1;
      if (next.isThere()) {
        throw new Refused(
            Cause.OTHER,
            last
                ? "there is another file of that name"
                : "a file stands where the folder \"" + names[i] + "\" should be. Move it away");
      }
      String namesake = next.stat() == null ? tree.namesake(next.file()) : null;
      if (namesake != null) {
        throw new Refused(
            Cause.UNIQUE,
            "there is \"" + namesake + "\", which the file system takes for the same name");
      }
      if (last && next.stat() != null) {
        removeEmpty(next.file());
      } else if (!last && next.stat() == null) {
        Files.createDirectory(next.file());
        Durable.folder(next.file());
      }
      at = next.file();
    }
    return at;
  }

  /** A folder whose files are gone may stay behind; one with files in it is in the way. */
  private static void removeEmpty(Path folder) throws IOException {
    try {
      Files.delete(folder);
    } catch (DirectoryNotEmptyException e) {
      throw new Refused(
          Cause.OTHER, "a folder that is not empty stands where the file should be. Move it away");
    }
  }

  private @Nullable Object contentOf(Path folder, String path) {
    Row row =
        rows.row(
            FileRows.schema(".").shape(List.of(FileRows.PATH, FileRows.CONTENT)), folder, path);
    return row == null ? null : row.get(FileRows.CONTENT);
  }

  private String requiredContentOf(Path folder, String path) throws Refused {
    if (contentOf(folder, path) instanceof String content) {
      return content;
    }
    throw new Refused(Cause.DENIED, "what is there cannot be read, and so cannot be kept");
  }

  /** The row as it is now; its content was hashed when it was written. */
  private Row written(Shape shape, Path folder, String path, @Nullable String content) {
    Place place = tree.place(folder, path);
    Row row =
        content == null || !place.isFile()
            ? rows.row(shape, path, place)
            : rows.row(shape, path, place, content);
    return Objects.requireNonNull(row, "a file that was just written");
  }

  /** The key of the file that a write was to leave, if what is there is what it was to do. */
  Optional<Key> done(Path folder, Intent intent) throws IOException {
    String path = path(intent);
    if (FilePath.misfit(folder, path) != null) {
      return Optional.empty();
    }
    Object there = contentOf(folder, path);
    String content = Given.of(intent.columns(), intent.values()).content();
    boolean done =
        intent.isDelete() ? there == null : content == null ? there != null : content.equals(there);
    return done ? Optional.of(Key.of(path)) : Optional.empty();
  }

  private static String path(Intent intent) throws IOException {
    String given = Given.of(intent.columns(), intent.values()).path();
    return given == null ? FileRows.path(Objects.requireNonNull(intent.key())) : given;
  }

  /** Removes what a write may have left unfinished; its temporary file lies beside its file. */
  void tidy(Path folder, String store, Intent intent) throws IOException {
    String path = intent.key() == null ? path(intent) : FileRows.path(intent.key());
    if (FilePath.misfit(folder, path) == null) {
      Path file = tree.place(folder, path).file();
      Files.deleteIfExists(file.resolveSibling(Temporary.of(store, intent.operation())));
    }
  }

  /** What a write gives a file. */
  private record Given(@Nullable String path, @Nullable String content) {

    static Given of(List<String> columns, @Nullable Object[] values) throws Refused {
      String path = null;
      String content = null;
      for (int i = 0; i < values.length; i++) {
        String text = values[i] instanceof String s ? s : null;
        switch (columns.get(i)) {
          case FileRows.PATH -> path = text == null ? "" : FilePath.composed(text);
          case FileRows.CONTENT -> {
            if (text == null) {
              throw new Refused(Cause.NOT_NULL, "a file without a content cannot be written");
            }
            content = text;
          }
          default ->
              throw new Refused(
                  Cause.DENIED,
                  "column \""
                      + columns.get(i)
                      + "\" follows from the others. Let its field go one way only (-> or <-)");
        }
      }
      return new Given(path, content);
    }

    String requiredPath(Path folder) throws Refused {
      String given = path == null ? "" : path;
      Misfit misfit = FilePath.misfit(folder, given);
      if (misfit != null) {
        throw new Refused(misfit.cause(), "column \"path\": " + misfit.reason());
      }
      return given;
    }

    String requiredContent() throws Refused {
      if (content == null) {
        throw new Refused(Cause.NOT_NULL, "a file without a content cannot be written");
      }
      return content;
    }
  }

  /** Nothing was written, and will not be as things are. */
  private static final class Refused extends IOException {
    private static final long serialVersionUID = 1L;
    private final Cause cause;

    Refused(Cause cause, String message) {
      super(message);
      this.cause = cause;
    }
  }

  /** Nothing was written, and soon may be. */
  private static final class Later extends IOException {
    private static final long serialVersionUID = 1L;

    Later(String message) {
      super(message);
    }
  }
}
