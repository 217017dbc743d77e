package dev.syncline.connect.jdbc;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.ServiceConfigurationError;
import java.util.ServiceLoader;

/**
 * A folder of jars with JDBC drivers, which are loaded by a class loader of their own: they see
 * nothing of Syncline's libraries, nor these of them.
 */
final class DriverFolder {
  private final ConnectionSpec spec;
  private final Path folder;

  /**
   * @param spec of a connection of type jdbc
   */
  DriverFolder(ConnectionSpec spec) {
    this.spec = spec;
    this.folder = Path.of(spec.description()).toAbsolutePath();
  }

  /**
   * The driver of the connection's URL.
   *
   * @throws ConnectorException of kind UNSUPPORTED if there is none
   */
  Driver driver() {
    List<Path> jars = jars();
    if (jars.isEmpty()) {
      throw unsupported(
          "there is no driver in "
              + folder
              + ". Put the database's JDBC driver (a .jar file, with all that it needs) there");
    }
    List<String> found = new ArrayList<>();
    Iterator<Driver> drivers = ServiceLoader.load(Driver.class, loader(jars)).iterator();
    while (true) {
      try {
        if (!drivers.hasNext()) {
          break;
        }
        Driver driver = drivers.next();
        found.add(driver.getClass().getName());
        if (driver.acceptsURL(spec.url())) {
          return driver;
        }
      } catch (ServiceConfigurationError | LinkageError | SQLException e) {
        found.add("one that cannot be loaded (" + e.getMessage() + ")");
      }
    }
    throw unsupported(
        found.isEmpty()
            ? "no jar in " + folder + " names a JDBC driver as a service. Put the driver there"
            : "no driver in "
                + folder
                + " takes "
                + spec.shownUrl()
                + ". There is "
                + String.join(", ", found)
                + ". Correct the url, or put its driver there");
  }

  private List<Path> jars() {
    List<Path> jars = new ArrayList<>();
    if (Files.isDirectory(folder)) {
      try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.jar")) {
        files.forEach(jars::add);
      } catch (IOException e) {
        throw unsupported(folder + " cannot be read (" + e.getMessage() + "). Check its rights");
      }
    }
    return jars.stream().sorted().toList();
  }

  /** It is never closed: a driver may load more of itself at any time. */
  private static ClassLoader loader(List<Path> jars) {
    List<URL> urls = new ArrayList<>();
    for (Path jar : jars) {
      try {
        urls.add(jar.toUri().toURL());
      } catch (MalformedURLException e) {
        throw new IllegalStateException("a path is a URL", e);
      }
    }
    return new URLClassLoader(urls.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
  }

  private ConnectorException unsupported(String why) {
    return new ConnectorException(
        ConnectorException.Kind.UNSUPPORTED, spec.name() + ": " + why + ".", null);
  }
}
