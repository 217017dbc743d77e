package dev.syncline.cli;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, which looks what is due more often than people want it to. */
final class ServerProcess {
  private ServerProcess() {}

  /** Serves the folder in which it is started. */
  public static void main(String[] args) throws InterruptedException {
    try (Serving serving = new Serving(Path.of("").toAbsolutePath(), System.getenv())) {
      System.out.println("serving " + serving.url("/"));
      new CountDownLatch(1).await();
    }
  }
}
