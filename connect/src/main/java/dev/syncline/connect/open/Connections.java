package dev.syncline.connect.open;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.Connector;
import dev.syncline.connect.ConnectorException;
import dev.syncline.connect.app.AppConnector;
import dev.syncline.connect.jdbc.JdbcConnector;
import dev.syncline.connect.jdbc.SourceConnector;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Opens the systems that Syncline knows. */
public final class Connections {
  private Connections() {}

  /**
   * Connects to a system whose log is not to be read; otherwise as {@link #open(ConnectionSpec,
   * Path)}.
   */
  public static Connector open(ConnectionSpec spec) {
    return open(spec, null);
  }

  /**
   * Connects to a system and looks who it is.
   *
   * @param folder for what is read of a database's log; null if it is never to be read
   * @throws ConnectorException UNREACHABLE, LOGIN, DENIED or MISSING with the next step to take;
   *     UNSUPPORTED for a type that is not known
   */
  public static Connector open(ConnectionSpec spec, @Nullable Path folder) {
    if (spec.type().equals(ConnectionSpec.APPLICATION)) {
      return AppConnector.open(spec);
    }
    return SourceConnector.isFor(spec.type())
        ? SourceConnector.open(spec)
        : JdbcConnector.open(spec, folder);
  }
}
