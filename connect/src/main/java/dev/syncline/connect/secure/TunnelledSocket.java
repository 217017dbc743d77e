package dev.syncline.connect.secure;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketAddress;

/** A socket to a host as it is known at the other end of a tunnel. */
final class TunnelledSocket extends Socket {
  private final Tunnel tunnel;

  TunnelledSocket(Tunnel tunnel) {
    this.tunnel = tunnel;
  }

  @Override
  public void connect(SocketAddress there) throws IOException {
    connect(there, 0);
  }

  @Override
  public void connect(SocketAddress there, int timeout) throws IOException {
    InetSocketAddress address = (InetSocketAddress) there;
    super.connect(tunnel.to(address.getHostString(), address.getPort()), timeout);
  }
}
