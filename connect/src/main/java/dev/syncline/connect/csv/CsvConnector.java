package dev.syncline.connect.csv;

import dev.syncline.connect.Access;
import dev.syncline.connect.ChangeTracking;
import dev.syncline.connect.Checksums;
import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Forwarding;
import dev.syncline.connect.MissingRight;
import dev.syncline.connect.Provisional;
import dev.syncline.connect.Stamps;
import dev.syncline.connect.SyncLog;
import dev.syncline.connect.Write;
import dev.syncline.connect.WriteBatch;
import dev.syncline.connect.WriteOutcome;
import dev.syncline.connect.WriteOutcome.Retry;
import dev.syncline.core.Nearest;
import dev.syncline.core.mapping.Narrowing;
import dev.syncline.core.model.ColumnLimits;
import dev.syncline.core.model.ObjectSchema;
import dev.syncline.core.model.Shape;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * CSV files that are kept up to date. The file is what is true: it is taken into a {@link
 * WorkingCopy} whenever it is another one than before. There it is read and written like a table,
 * and {@link #deliver} gives the file what was written.
 */
public final class CsvConnector extends Forwarding {
  private final String connection;
  private final Path folder;
  private final WorkingCopy copy;
  private final Exchange exchange;
  private final Map<String, CsvFile> files = new TreeMap<>();

  private CsvConnector(ConnectionSpec spec, WorkingCopy copy) {
    super(copy.rows());
    this.connection = spec.name();
    this.folder = Path.of(spec.url());
    this.copy = copy;
    this.exchange = new Exchange(connection, folder, copy);
    spec.models().forEach(m -> files.put(m.name(), CsvFile.of(m)));
  }

  /**
   * Opens files; none need be there.
   *
   * @param spec its URL is the path of their folder, its models are the files
   * @param copies the folder of the working copies, which outlives the connector
   * @throws ConnectorException of kind UNREACHABLE when there is no folder
   */
  public static CsvConnector open(ConnectionSpec spec, Path copies) {
    Exchange.requireFolder(spec.name(), Path.of(spec.url()));
    return new CsvConnector(spec, WorkingCopy.open(spec, copies));
  }

  /** What a file is, or a word about the names that there are. */
  private CsvFile file(String object) {
    CsvFile file = files.get(object);
    if (file == null) {
      throw new ConnectorException(
          Kind.MISSING,
          connection
              + " has no file \""
              + object
              + "\". "
              + Nearest.remedy(object, "Its files", files.keySet()),
          null);
    }
    return file;
  }

  private Known look(String object) {
    return exchange.look(file(object));
  }

  @Override
  public void deliver() {
    exchange.deliver();
  }

  // What others ask

  @Override
  public String product() {
    return "CSV files";
  }

  @Override
  public List<String> objects() {
    return List.copyOf(files.keySet());
  }

  @Override
  public ObjectSchema describe(String object) {
    CsvFile file = file(object);
    Known known = look(object);
    return new ObjectSchema(
        file.name(),
        known.columns().stream().map(c -> c.column(file.key().contains(c.name()))).toList(),
        file.key(),
        List.of(),
        List.of());
  }

  @Override
  public long count(String object) {
    look(object);
    return super.count(object);
  }

  @Override
  public RowStream read(Shape shape, Order order) {
    look(shape.object());
    return super.read(shape, order);
  }

  @Override
  public RowStream read(Shape shape, Order order, Narrowing narrowing) {
    look(shape.object());
    return super.read(shape, order, narrowing);
  }

  @Override
  public long claim(int sync, String store, boolean adopt) {
    exchange.lookAgain();
    return super.claim(sync, store, adopt);
  }

  @Override
  public ColumnLimits limits(Shape shape) {
    return new Refusals(connection).limits(file(shape.object()), shape);
  }

  // Writing

  /** What the file cannot hold does not come into the working copy. */
  @Override
  public List<WriteOutcome> write(WriteBatch batch) {
    @Nullable WriteOutcome[] outcomes = new WriteOutcome[batch.writes().size()];
    List<Write> sound = new ArrayList<>();
    Refusals refusals = new Refusals(connection);
    for (int i = 0; i < outcomes.length; i++) {
      Write write = batch.writes().get(i);
      outcomes[i] = refusals.refused(file(write.shape().object()), write);
      if (outcomes[i] == null) {
        sound.add(write);
      }
    }
    boolean whole = sound.size() == outcomes.length;
    List<WriteOutcome> rest =
        whole || !batch.together()
            ? sound.isEmpty() ? List.of() : super.write(with(batch, sound))
            : sound.stream().<WriteOutcome>map(w -> notAlone()).toList();
    int next = 0;
    List<WriteOutcome> all = new ArrayList<>(outcomes.length);
    for (WriteOutcome outcome : outcomes) {
      all.add(outcome == null ? rest.get(next++) : outcome);
    }
    return all;
  }

  private static Retry notAlone() {
    return new Retry("it goes together with what was refused", Duration.ZERO);
  }

  private static WriteBatch with(WriteBatch batch, List<Write> writes) {
    return new WriteBatch(
        batch.id(),
        batch.store(),
        batch.sync(),
        batch.task(),
        batch.token(),
        batch.rollback(),
        batch.together(),
        writes);
  }

  @Override
  public Optional<Provisional> provisional() {
    return super.provisional().map(InWorkingCopy::new);
  }

  /** Nothing of it comes into a file. */
  private final class InWorkingCopy implements Provisional {
    private final Provisional rows;

    InWorkingCopy(Provisional rows) {
      this.rows = rows;
    }

    @Override
    public void begin() {
      exchange.lookAgain();
      rows.begin();
      exchange.pause(true);
    }

    @Override
    public void close() {
      rows.close();
      exchange.pause(false);
    }
  }

  // What files do not have

  @Override
  public Optional<SyncLog> syncLog() {
    return Optional.empty();
  }

  @Override
  public Optional<ChangeTracking> tracking() {
    return Optional.empty();
  }

  @Override
  public Optional<ChangeTracking> log() {
    return Optional.empty();
  }

  @Override
  public Optional<Stamps> stamps() {
    return Optional.empty();
  }

  @Override
  public Optional<Checksums> checksums() {
    return Optional.empty();
  }

  @Override
  public List<MissingRight> missingRights(Collection<Access> accesses, boolean ledger) {
    List<MissingRight> missing = new ArrayList<>();
    for (Access access : accesses) {
      boolean writes =
          !access.inserts().isEmpty() || !access.updates().isEmpty() || access.deletes();
      if (writes && !Files.isWritable(folder)) {
        missing.add(
            new MissingRight(
                access.object(),
                false,
                "this process may not write in the folder " + folder,
                "Give its account the right: files are written under another name first."));
      }
    }
    return missing;
  }

  /** What a process that was killed left beside its file. */
  @Override
  public List<String> footprint() {
    return Exchange.left(files.values()).stream().map(path -> "temporary file " + path).toList();
  }

  @Override
  public void uninstall() {
    exchange.tidy(files.values());
  }

  @Override
  public List<String> createStatements(String name, ObjectSchema model) {
    throw byConfiguration();
  }

  @Override
  public void execute(List<String> statements) {
    throw byConfiguration();
  }

  private ConnectorException byConfiguration() {
    return new ConnectorException(
        Kind.UNSUPPORTED,
        connection
            + ": files are not made by statements. Name the file under its \"files\", with the types"
            + " of its columns.",
        null);
  }

  @Override
  public void close() {
    copy.close();
  }
}
