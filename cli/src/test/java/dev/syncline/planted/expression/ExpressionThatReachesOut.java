package dev.syncline.planted.expression;

import java.io.IOException;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;

public final class ExpressionThatReachesOut {
  public String file(Path path) throws IOException {
    return Files.readString(path);
  }

  public Socket network() {
    return new Socket();
  }

  public Runtime program() {
    return Runtime.getRuntime();
  }
}
