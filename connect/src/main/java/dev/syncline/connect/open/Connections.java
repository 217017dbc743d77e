package dev.syncline.connect.open;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.app.AppConnector;
import dev.syncline.connect.jdbc.JdbcConnector;
import dev.syncline.connect.jdbc.Ledger;
import dev.syncline.connect.jdbc.SourceConnector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the systems that Syncline knows. */
public final class Connections {
  private Connections() {}

  /**
   * Connects to a system whose log is not to be read, and which is no endpoint; otherwise as {@link
   * #open(ConnectionSpec, Path, Path)}.
   */
  public static Connector open(ConnectionSpec spec) {
    return spec.isApplication() ? AppConnector.open(spec, null) : database(spec, null);
  }

  /**
   * Connects to a system and looks who it is.
   *
   * @param log a folder for what is read of a database's log
   * @param sent a folder for what was sent to an endpoint, which cannot be read
   * @throws ConnectorException UNREACHABLE, LOGIN, DENIED or MISSING with the next step to take;
   *     UNSUPPORTED for a type that is not known
   */
  public static Connector open(ConnectionSpec spec, Path log, Path sent) {
    return spec.isApplication() ? AppConnector.open(spec, sent) : database(spec, log);
  }

  private static Connector database(ConnectionSpec spec, @Nullable Path log) {
    return SourceConnector.isFor(spec.type())
        ? SourceConnector.open(spec)
        : JdbcConnector.open(spec, log);
  }

  /**
   * Copies all that was sent to endpoints, also while more is sent.
   *
   * @param sent the folder that connections were opened with
   * @param to the folder that is made for it; none is where nothing was sent
   * @throws ConnectorException if it cannot
   */
  public static void copySent(Path sent, Path to) {
    Ledger.copyAll(sent, to);
  }
}
