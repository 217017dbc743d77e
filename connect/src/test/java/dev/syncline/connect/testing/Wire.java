package dev.syncline.connect.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Pattern;

/**
 * A wire between a client and a server that can be cut at the worst moment: just before a COMMIT
 * reaches the server, or after it did but before the answer comes back; or that ends at a server
 * which is gone, or does not answer any more, as long as it is. It knows a commit by its text,
 * which PostgreSQL's driver sends only once per connection.
 */
public final class Wire implements AutoCloseable {
  /** When the wire is cut. */
  public enum Cut {
    NEVER,
    BEFORE_COMMIT,
    AFTER_COMMIT
  }

  private static final Pattern COMMIT = Pattern.compile("(?i)(?<!auto)commit(?!ted)");

  private ServerSocket listener;
  private final int port;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private volatile Cut cut = Cut.NEVER;
  private volatile boolean silent;

  /** A wire to a local port. */
  public Wire(int port) throws IOException {
    this.port = port;
    this.listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    start();
  }

  private void start() {
    ServerSocket open = listener;
    Thread.ofVirtual().start(() -> accept(open));
  }

  /** From now on the server is not there: connections break, and new ones are refused. */
  public void down() throws IOException {
    close();
  }

  /** It is there again, where it was. */
  public void up() throws IOException {
    listener = new ServerSocket(listener.getLocalPort(), 50, InetAddress.getLoopbackAddress());
    start();
  }

  /** Connections break, and new ones are taken, but nobody answers. */
  public void silence() {
    silent = true;
    close(sockets.toArray(Socket[]::new));
  }

  /** A URL that goes through the wire. */
  public static Wire to(String url) throws IOException {
    return new Wire(Integer.parseInt(url.replaceAll(".*:(\\d+)/.*", "$1")));
  }

  public String through(String url) {
    return url.replaceAll(":\\d+/", ":" + listener.getLocalPort() + "/");
  }

  /** Cuts at the next commit, once. */
  public void cutAt(Cut moment) {
    cut = moment;
  }

  private void accept(ServerSocket from) {
    while (!from.isClosed()) {
      try {
        Socket client = from.accept();
        if (silent) {
          sockets.add(client);
          continue;
        }
        Socket server = new Socket(InetAddress.getLoopbackAddress(), port);
        sockets.add(client);
        sockets.add(server);
        AtomicBoolean deaf = new AtomicBoolean();
        Thread.ofVirtual().start(() -> pump(client, server, true, deaf));
        Thread.ofVirtual().start(() -> pump(server, client, false, deaf));
      } catch (IOException e) {
        return; // closed
      }
    }
  }

  private void pump(Socket from, Socket to, boolean request, AtomicBoolean deaf) {
    try (InputStream in = from.getInputStream();
        OutputStream out = to.getOutputStream()) {
      byte[] buffer = new byte[1 << 16];
      for (int n = in.read(buffer); n >= 0; n = in.read(buffer)) {
        Cut now = cut;
        if (request && now != Cut.NEVER && isCommit(buffer, n)) {
          cut = Cut.NEVER;
          if (now == Cut.AFTER_COMMIT) {
            deaf.set(true); // nobody will hear the answer
            out.write(buffer, 0, n);
            out.flush();
            Thread.sleep(300);
          }
          from.close();
          to.close();
          return;
        }
        if (request || !deaf.get()) {
          out.write(buffer, 0, n);
          out.flush();
        }
      }
    } catch (IOException e) {
      close(from, to);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static boolean isCommit(byte[] data, int length) {
    String text = new String(data, 0, length, StandardCharsets.ISO_8859_1);
    return COMMIT.matcher(text).find();
  }

  private static void close(Socket... sockets) {
    for (Socket socket : sockets) {
      try {
        socket.close();
      } catch (IOException e) {
        System.err.println("a socket of a test did not close: " + e);
      }
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    close(sockets.toArray(Socket[]::new));
  }
}
