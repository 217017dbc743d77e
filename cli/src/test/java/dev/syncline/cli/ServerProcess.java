package dev.syncline.cli;

import dev.syncline.server.store.ServerStore;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A server in a process of its own, over a database that nodes share. */
final class ServerProcess {
  private ServerProcess() {}

  /**
   * @param args the address, the user and the password of the server's store
   */
  public static void main(String[] args) throws InterruptedException {
    ServerStore store = ServerStore.inPostgres(args[0], args[1], args[2]);
    try (Serving serving = new Serving(Path.of("").toAbsolutePath(), store, System.getenv())) {
      System.out.println("serving " + serving.url("/"));
      new CountDownLatch(1).await();
    }
  }
}
