package dev.syncline.planted.core;

import java.io.File;
import java.io.FileInputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

public final class CoreThatDoesInputAndOutput {
  public boolean file(String name) {
    return new File(name).exists();
  }

  public int stream(String name) throws IOException {
    try (FileInputStream in = new FileInputStream(name)) {
      return in.read();
    }
  }

  public boolean path(Path path) {
    return Files.exists(path);
  }

  public long channel(FileChannel channel) throws IOException {
    return channel.size();
  }

  public Object network(URI uri) throws IOException {
    return uri.toURL().getContent();
  }

  public String database(Connection connection) throws SQLException {
    return connection.getCatalog();
  }

  public Object pool(DataSource source) throws SQLException {
    return source.getConnection();
  }
}
