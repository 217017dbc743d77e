package dev.syncline.connect.folder;

import dev.syncline.connect.Access;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Intent;
import dev.syncline.connect.Misfit;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.Key;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Row;
import dev.syncline.core.model.Shape;
import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A tree of files. Its objects are its folders, {@code .} the whole; a row is a file, and a file's
 * content is the name of its bytes, which {@link Contents} knows where to find. There are no
 * transactions: each file is written whole or not at all. What is there tells whether a write whose
 * answer was lost was done, so nothing of Syncline's is kept in the tree.
 */
public final class FolderConnector implements Connector {
  private final Tree tree;
  private final Contents contents;
  private final FileRows rows;
  private final FileWrites writes;
  private final String product;

  /** Whether writes are not sent, but taken for done. */
  private volatile boolean untried;

  private FolderConnector(Tree tree, Contents contents) {
    this.tree = tree;
    this.contents = contents;
    this.rows = new FileRows(tree, contents);
    this.writes = new FileWrites(tree, contents, rows);
    this.product = "Folder on " + fileSystem(tree.root());
  }

  private static String fileSystem(Path root) {
    try {
      return Files.getFileStore(root).type();
    } catch (IOException e) {
      return "an unknown file system";
    }
  }

  /**
   * Looks whether a folder is there.
   *
   * @param spec its URL is the path of the folder
   * @param prefix stands before the names of its objects
   * @param contents outlives the connector
   * @throws ConnectorException of kind UNREACHABLE when there is none
   */
  public static FolderConnector open(ConnectionSpec spec, String prefix, Contents contents) {
    Path root = Path.of(spec.url()).toAbsolutePath().normalize();
    new Tree(spec.name(), root, prefix, contents).requireRoot();
    try {
      root = root.toRealPath(); // the folder itself may be named by a link
    } catch (IOException e) {
      throw new ConnectorException(
          Kind.UNREACHABLE, spec.name() + ": " + root + ": " + Tree.reason(e) + ".", e);
    }
    return new FolderConnector(new Tree(spec.name(), root, prefix, contents), contents);
  }

  @Override
  public String name() {
    return tree.connection();
  }

  @Override
  public String product() {
    return product;
  }

  @Override
  public List<String> objects() {
    return tree.objects();
  }

  @Override
  public ObjectSchema describe(String object) {
    tree.requireRoot();
    tree.requireFolder(object);
    return FileRows.schema(object);
  }

  @Override
  public long count(String object) {
    long count = 0;
    try (RowStream all = rows.all(FileRows.schema(object).shape(List.of(FileRows.PATH)))) {
      while (all.next() != null) {
        count++;
      }
    }
    return count;
  }

  /** In the order of keys. Not as of one moment: files know none. */
  @Override
  public RowStream read(Shape shape, Order order) {
    return rows.all(shape);
  }

  @Override
  public List<Row> fetch(Shape shape, Collection<Key> keys) {
    return rows.fetch(shape, keys);
  }

  @Override
  public List<Row> find(Shape shape, List<String> columns, List<Object[]> tuples, boolean loose) {
    return rows.find(shape, columns, tuples, loose);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return (column, value) -> {
      String reason =
          shape.columns().get(column).name().equals(FileRows.PATH) && value instanceof String path
              ? obstacle(shape.object(), FilePath.composed(path))
              : null;
      return reason == null ? null : name() + " cannot hold it: column \"path\": " + reason + ".";
    };
  }

  /** Why no file of an object can be written at a path; null where nothing is known against it. */
  private @Nullable String obstacle(String object, String path) {
    Misfit misfit = FilePath.misfit(tree.root(), path);
    return misfit == null ? tree.place(tree.folder(object), path).flaw() : misfit.reason();
  }

  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    if (batch.rollback()) {
      throw new ConnectorException(
          Kind.UNSUPPORTED,
          name()
              + ": a folder has no transactions, so nothing can be tried and taken back. Use: plan",
          null);
    }
    try {
      return untried ? assumed(batch) : writes.write(batch);
    } catch (IOException e) {
      throw tree.failure("writing", tree.root(), e);
    }
  }

  private List<WriteOutcome> assumed(WriteBatch batch) throws IOException {
    tree.requireRoot();
    List<WriteOutcome> outcomes = new ArrayList<>();
    for (Write write : batch.writes()) {
      Path folder = tree.requireFolder(write.shape().object());
      outcomes.add(Assumed.of(write, path -> rows.row(write.shape(), folder, path)));
    }
    return outcomes;
  }

  /** Nothing is sent while it is on. */
  @Override
  public Optional<Provisional> provisional() {
    return Optional.of(
        new Provisional() {
          @Override
          public void begin() {
            untried = true;
          }

          @Override
          public Optional<String> untried(String object) {
            return Optional.of(
                name()
                    + " ("
                    + product
                    + ") has no transactions, so that nothing could be taken back");
          }

          @Override
          public void close() {
            untried = false;
          }
        });
  }

  /** Without what the operations were to write, nothing can be told. */
  @Override
  public Map<String, Applied> applied(String store, String batch, Collection<String> operations) {
    throw new UnsupportedOperationException("a folder is asked by what was to be written");
  }

  @Override
  public Map<String, Applied> applied(String store, String batch, List<Intent> intents) {
    tree.requireRoot();
    try {
      return contents.alone(() -> done(store, intents));
    } catch (IOException e) {
      throw tree.failure("looking for what was written in", tree.root(), e);
    }
  }

  private Map<String, Applied> done(String store, List<Intent> intents) throws IOException {
    Map<String, Applied> done = new HashMap<>();
    for (Intent intent : intents) {
      Path folder = tree.requireFolder(intent.shape().object());
      Optional<Key> written = writes.done(folder, intent);
      written.ifPresent(key -> done.put(intent.operation(), Applied.unnoted(key)));
      if (!untried) {
        writes.tidy(folder, store, intent);
      }
    }
    return done;
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    List<MissingRight> missing = new ArrayList<>();
    for (Access access : accesses) {
      Path folder = tree.requireFolder(access.object());
      boolean writes =
          !access.inserts().isEmpty() || !access.updates().isEmpty() || access.deletes();
      if (!Files.isReadable(folder)) {
        missing.add(right(access, true, "read", folder));
      } else if (writes && !Files.isWritable(folder)) {
        missing.add(right(access, false, "write in", folder));
      }
    }
    return missing;
  }

  private static MissingRight right(Access access, boolean reading, String verb, Path folder) {
    return new MissingRight(
        access.object(),
        reading,
        "this process may not " + verb + " the folder " + folder,
        "Give its account the right.");
  }

  /** There is nothing to make. */
  @Override
  public void install() {}

  /** Temporary files of writes that nobody finished. */
  @Override
  public List<String> footprint() {
    return left().stream().map(file -> "temporary file " + file).toList();
  }

  @Override
  public void uninstall() {
    for (Path file : left()) {
      try {
        Files.deleteIfExists(file);
      } catch (IOException e) {
        throw tree.failure("deleting", file, e);
      }
    }
  }

  private List<Path> left() {
    tree.requireRoot();
    List<Path> left = new ArrayList<>();
    try {
      Files.walkFileTree(
          tree.root(),
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
              if (Temporary.isOne(Tree.name(file))) {
                left.add(file);
              }
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      throw tree.failure("looking for temporary files in", tree.root(), e);
    }
    return left;
  }

  @Override
  public Optional<String> owner(int sync) {
    return Optional.empty();
  }

  @Override
  public boolean keepsOwner() {
    return false;
  }

  /** Nothing is kept in the tree, so this only tells one start from the next. */
  @Override
  public long claim(int sync, String store, boolean adopt) {
    tree.requireRoot();
    contents.expire();
    return System.currentTimeMillis();
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    throw madeByHand();
  }

  @Override
  public void execute(List<String> statements) {
    throw madeByHand();
  }

  private ConnectorException madeByHand() {
    return new ConnectorException(
        Kind.UNSUPPORTED, name() + ": folders are not made by statements. Make them by hand", null);
  }

  @Override
  public void close() {}
}
