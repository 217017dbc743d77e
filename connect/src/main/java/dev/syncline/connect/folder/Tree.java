package dev.syncline.connect.folder;

import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.core.Nearest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A folder with all that is in it. Its sub-folders are its objects, and {@code .} is the whole. It
 * tells a file that is gone from one that cannot be seen: whatever cannot be listed is an error.
 */
final class Tree {
  private static final String WHOLE = ".";

  private final String connection;
  private final Path root;
  private final String prefix;
  private final Contents contents;

  /**
   * @param prefix stands before the names of its objects
   */
  Tree(String connection, Path root, String prefix, Contents contents) {
    this.connection = connection;
    this.root = root;
    this.prefix = prefix;
    this.contents = contents;
  }

  String connection() {
    return connection;
  }

  Path root() {
    return root;
  }

  /**
   * What was found under a path.
   *
   * @param file where it is
   * @param stat null where there is nothing
   * @param flaw why it cannot be told which file the path names; null where it can
   */
  record Place(Path file, @Nullable Stat stat, @Nullable String flaw) {
    boolean isFile() {
      return stat != null && stat.kind() == Stat.Kind.FILE;
    }

    boolean isThere() {
      return flaw != null || stat != null && stat.kind() != Stat.Kind.FOLDER;
    }
  }

  /**
   * Says that the root is there, and not the place where it should be mounted.
   *
   * @throws ConnectorException of kind UNREACHABLE when it is not
   */
  Stat requireRoot() {
    try {
      Stat stat = Stat.of(root);
      if (stat == null || stat.kind() != Stat.Kind.FOLDER) {
        throw unreachable("there is no folder " + root + ". Make it, or mount what belongs there");
      }
      boolean empty;
      try (DirectoryStream<Path> entries = Files.newDirectoryStream(root)) {
        empty = !entries.iterator().hasNext();
      }
      if (empty && contents.index().holdsOther(root, stat)) {
        throw unreachable(
            "the folder "
                + root
                + " is empty, and is not the one in which there were files: what belongs there"
                + " seems not to be mounted. Mount it; or, if it is really to be empty, make any"
                + " folder in it");
      }
      return stat;
    } catch (IOException e) {
      throw failure("opening the folder", root, e);
    }
  }

  /** Says that the root is still the one it was, so that what was not found was not there. */
  void requireStill(Stat before) {
    if (!requireRoot().id().equals(before.id())) {
      throw unreachable("the folder " + root + " became another one while it was read");
    }
  }

  private ConnectorException unreachable(String what) {
    return new ConnectorException(Kind.UNREACHABLE, connection + ": " + what, null);
  }

  /** An error of the file system in words. */
  ConnectorException failure(String doing, Path path, IOException e) {
    return new ConnectorException(
        e instanceof AccessDeniedException ? Kind.DENIED : Kind.FAILED,
        connection + ": " + doing + " " + path + " failed: " + reason(e) + ".",
        e);
  }

  /** Why the file system refused, without the path. */
  static String reason(IOException e) {
    if (e instanceof AccessDeniedException) {
      return "this account has no right to it. Give it one";
    }
    String reason = e instanceof FileSystemException f ? f.getReason() : e.getMessage();
    return reason == null ? e.getClass().getSimpleName() : reason;
  }

  /** All sub-folders, and the whole, ordered. */
  List<String> objects() {
    requireRoot();
    List<String> names = new ArrayList<>(List.of(prefix + WHOLE));
    Deque<Path> open = new ArrayDeque<>(List.of(root));
    while (!open.isEmpty()) {
      Path folder = open.pop();
      for (Path entry : entries(folder)) {
        if (Files.isDirectory(entry, LinkOption.NOFOLLOW_LINKS)) {
          names.add(prefix + composed(root.relativize(entry)));
          open.push(entry);
        }
      }
    }
    names.sort(null);
    return names;
  }

  private static String composed(Path relative) {
    return FilePath.composed(
        relative.toString().replace(relative.getFileSystem().getSeparator(), "/"));
  }

  /** Where the folder of an object is, or would be. */
  Path folder(String object) {
    String name = object.startsWith(prefix) ? object.substring(prefix.length()) : "";
    if (name.equals(WHOLE)) {
      return root;
    }
    if (FilePath.misfit(root, name) != null) {
      throw missing(object);
    }
    return place(root, name).file();
  }

  /**
   * The folder of an object.
   *
   * @throws ConnectorException of kind MISSING when it is not there
   */
  Path requireFolder(String object) {
    Path folder = folder(object);
    if (!Files.isDirectory(folder, LinkOption.NOFOLLOW_LINKS)) {
      throw missing(object);
    }
    return folder;
  }

  private ConnectorException missing(String object) {
    return new ConnectorException(
        Kind.MISSING,
        connection
            + ": there is no folder \""
            + object
            + "\" in "
            + root
            + ". "
            + Nearest.remedy(object, "There are", objects()),
        null);
  }

  /** What there is under a path that {@link FilePath#misfit} has nothing against. */
  Place place(Path folder, String path) {
    Path at = folder;
    String[] names = path.split("/", -1);
    try {
      for (int i = 0; i < names.length; i++) {
        List<Path> same = named(at, names[i]);
        if (same.isEmpty()) {
          return new Place(rest(at, names, i), null, null);
        }
        Path entry = same.getFirst();
        Stat stat = Stat.of(entry);
        if (same.size() > 1) {
          return new Place(rest(at, names, i), stat, doubled());
        }
        if (i == names.length - 1 || stat == null) {
          return new Place(rest(entry, names, i + 1), stat, null);
        }
        if (stat.kind() != Stat.Kind.FOLDER) {
          return new Place(rest(entry, names, i + 1), null, flaw(stat, names[i]));
        }
        at = entry;
      }
    } catch (IOException e) {
      throw failure("looking for", at, e);
    }
    throw new IllegalArgumentException("a path without names");
  }

  private static Path rest(Path from, String[] names, int at) {
    Path path = from;
    for (int i = at; i < names.length; i++) {
      path = path.resolve(names[i]);
    }
    return path;
  }

  /** Why nothing can be told of what would lie beneath something that is no folder. */
  private static @Nullable String flaw(Stat stat, String name) {
    return stat.kind() == Stat.Kind.OTHER
        ? "it lies behind a symbolic link (\""
            + name
            + "\"), which is neither followed nor written through. Put a folder in its place, or"
            + " leave out with a filter what lies there"
        : null;
  }

  static String doubled() {
    return "two names there differ in nothing but how Unicode writes them. Rename one";
  }

  /** The entries of a folder whose name this is, however Unicode writes it. */
  private List<Path> named(Path folder, String name) throws IOException {
    List<Path> same = new ArrayList<>();
    Path exact = folder.resolve(name);
    if (isNamed(exact)) {
      same.add(exact);
    }
    if (name.chars().allMatch(c -> c < 128)) {
      return same;
    }
    String other = FilePath.decomposed(name);
    if (!other.equals(name) && isNamed(folder.resolve(other))) {
      same.add(folder.resolve(other));
    }
    if (same.isEmpty()) {
      entries(folder).stream()
          .filter(e -> FilePath.composed(name(e)).equals(FilePath.composed(name)))
          .forEach(same::add);
    }
    return same;
  }

  /** Whether there is an entry of exactly that name: some systems find it under others, too. */
  private static boolean isNamed(Path entry) throws IOException {
    return Stat.of(entry) != null
        && name(entry.toRealPath(LinkOption.NOFOLLOW_LINKS)).equals(name(entry));
  }

  /** The entry that the file system takes for the same name; null when there is none. */
  @Nullable String namesake(Path entry) throws IOException {
    return Stat.of(entry) == null ? null : name(entry.toRealPath(LinkOption.NOFOLLOW_LINKS));
  }

  static String name(Path path) {
    return Objects.requireNonNull(path.getFileName()).toString();
  }

  /** What is in a folder, but for Syncline's own; nothing when it has just gone. */
  List<Path> entries(Path folder) {
    List<Path> entries = new ArrayList<>();
    try (DirectoryStream<Path> all = Files.newDirectoryStream(folder)) {
      for (Path entry : all) {
        requireLegible(folder, entry);
        if (!FilePath.isOwn(name(entry)) && !contents.isOwn(entry)) {
          entries.add(entry);
        }
      }
    } catch (NoSuchFileException | NotDirectoryException e) {
      return List.of();
    } catch (DirectoryIteratorException e) {
      throw failure("listing", folder, new IOException(e.getMessage(), e));
    } catch (IOException e) {
      throw failure("listing", folder, e);
    }
    return entries;
  }

  /** Names of another character set would be taken for others, or for one. */
  private void requireLegible(Path folder, Path entry) {
    try {
      String name = name(entry);
      boolean same = folder.resolve(name).equals(entry);
      if (same
          && new String(name.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8)
              .equals(name)) {
        return;
      }
    } catch (InvalidPathException e) {
      // As if it were another name.
    }
    throw new ConnectorException(
        Kind.FAILED,
        connection
            + ": a file in "
            + folder
            + " has a name that cannot be read in the character set of this process ("
            + System.getProperty("sun.jnu.encoding", "unknown")
            + "). Set LC_ALL=C.UTF-8, or rename it.",
        null);
  }
}
