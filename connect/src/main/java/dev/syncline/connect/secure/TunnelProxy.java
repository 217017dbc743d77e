package dev.syncline.connect.secure;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/**
 * Lets an HTTP client through a tunnel, to one host: it takes what is connected with here for a
 * proxy (RFC 9110, CONNECT), so that names, certificates and addresses of requests stay the
 * application's own.
 */
final class TunnelProxy implements AutoCloseable {
  private static final int LONGEST_HEAD = 64 << 10;

  private final Tunnel tunnel;
  private final String host;
  private final int port;
  private final ServerSocket door;

  TunnelProxy(Tunnel tunnel, String host, int port) {
    this.tunnel = tunnel;
    this.host = host;
    this.port = port;
    try {
      this.door = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Thread.ofVirtual().start(this::serve);
  }

  /** Where it listens. */
  InetSocketAddress address() {
    return new InetSocketAddress(door.getInetAddress(), door.getLocalPort());
  }

  /**
   * Has the tunnel dug before a request goes its way, so that one that finds none was surely not
   * sent.
   */
  void prepare() throws IOException {
    tunnel.to(host, port);
  }

  private void serve() {
    while (!door.isClosed()) {
      try {
        Socket caller = door.accept();
        Thread.ofVirtual().start(() -> lead(caller));
      } catch (IOException e) {
        // Closed, or a caller that is gone again.
      }
    }
  }

  private void lead(Socket caller) {
    try (caller;
        Socket there = new TunnelledSocket(tunnel)) {
      byte[] head = head(caller.getInputStream());
      there.connect(InetSocketAddress.createUnresolved(host, port));
      if (new String(head, StandardCharsets.ISO_8859_1).startsWith("CONNECT ")) {
        caller
            .getOutputStream()
            .write("HTTP/1.1 200 OK\r\n\r\n".getBytes(StandardCharsets.US_ASCII));
      } else {
        there.getOutputStream().write(head);
      }
      Thread back = Thread.ofVirtual().start(() -> pour(there, caller));
      pour(caller, there);
      back.join();
    } catch (IOException e) {
      // The caller sees that it ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** All up to the empty line. */
  private static byte[] head(InputStream in) throws IOException {
    ByteArrayOutputStream head = new ByteArrayOutputStream();
    int end = 0;
    while (end < 4) {
      int next = in.read();
      if (next < 0 || head.size() > LONGEST_HEAD) {
        throw new EOFException();
      }
      head.write(next);
      end = next == "\r\n\r\n".charAt(end) ? end + 1 : next == '\r' ? 1 : 0;
    }
    return head.toByteArray();
  }

  /** Hands on all that comes; when it ends on one side, the other learns of it. */
  private static void pour(Socket from, Socket to) {
    try {
      InputStream in = from.getInputStream();
      OutputStream out = to.getOutputStream();
      in.transferTo(out);
      to.shutdownOutput();
    } catch (IOException e) {
      try {
        from.close();
        to.close();
      } catch (IOException alsoGone) {
        // Both are of no use any more.
      }
    }
  }

  @Override
  public void close() {
    try {
      door.close();
    } catch (IOException e) {
      // Nobody is let in any more.
    }
  }
}
