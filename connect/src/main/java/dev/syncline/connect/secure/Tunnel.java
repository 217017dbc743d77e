package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Ssh;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeoutException;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.HostConfigEntryResolver;
import org.apache.sshd.client.future.ConnectFuture;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.SshException;
import org.apache.sshd.common.config.keys.FilePasswordProvider;
import org.apache.sshd.common.keyprovider.KeyIdentityProvider;
import org.apache.sshd.common.util.io.resource.PathResource;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.common.util.security.SecurityUtils;
import org.apache.sshd.core.CoreModuleProperties;
import org.jspecify.annotations.Nullable;

/**
 * A tunnel through a server that speaks SSH. It is dug when it is first gone through, and again
 * when it broke; ports of its own are open on the loopback address only.
 */
final class Tunnel implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(15);

  /** How often the server is asked whether it is there, and how often it may be silent. */
  private static final Duration PULSE = Duration.ofSeconds(10);

  private static final int SILENT = 3;

  private final Ssh ssh;
  private final Map<InetSocketAddress, InetSocketAddress> ports = new HashMap<>();
  private @Nullable SshClient client;
  private @Nullable ClientSession session;

  Tunnel(Ssh ssh) {
    this.ssh = ssh;
  }

  /**
   * Where a host and port, as the server at the other end knows them, are found here.
   *
   * @throws TunnelFault if there is no way through
   */
  synchronized InetSocketAddress to(String host, int port) throws IOException {
    ClientSession open = session;
    if (open == null || !open.isOpen()) {
      close();
      open = dug();
      session = open;
    }
    InetSocketAddress there = InetSocketAddress.createUnresolved(host, port);
    InetSocketAddress here = ports.get(there);
    if (here == null) {
      here =
          open.startLocalPortForwarding(
                  new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress(host, port))
              .toInetSocketAddress();
      ports.put(there, here);
    }
    return here;
  }

  private ClientSession dug() throws IOException {
    HostKeys keys = HostKeys.read(ssh);
    SshClient made = SshClient.setUpDefaultClient();
    made.setKeyIdentityProvider(KeyIdentityProvider.EMPTY_KEYS_PROVIDER);
    made.setHostConfigEntryResolver(HostConfigEntryResolver.EMPTY);
    made.setServerKeyVerifier(keys);
    keys.prefer(made);
    CoreModuleProperties.HEARTBEAT_INTERVAL.set(made, PULSE);
    CoreModuleProperties.HEARTBEAT_NO_REPLY_MAX.set(made, SILENT);
    CoreModuleProperties.IDLE_TIMEOUT.set(made, Duration.ZERO);
    client = made;
    made.start();
    ClientSession open = connected(made, keys);
    try {
      if (ssh.key().isPresent()) {
        open.addPublicKeyIdentity(key(ssh.key().get()));
      }
      if (!ssh.password().isEmpty()) {
        open.addPasswordIdentity(ssh.password());
      }
      open.auth().verify(PATIENCE);
      return open;
    } catch (TunnelFault e) {
      throw e;
    } catch (IOException e) {
      believed(keys);
      if (isGone(open, e)) {
        throw unreachable(e);
      }
      throw new TunnelFault(
          Kind.LOGIN,
          ssh.host()
              + " did not let "
              + ssh.user()
              + " in by SSH ("
              + e.getMessage()
              + "). Check \"user\", \"key\" and \"password\" in \"ssh\".",
          e);
    }
  }

  private static void believed(HostKeys keys) throws TunnelFault {
    TunnelFault distrust = keys.fault();
    if (distrust != null) {
      throw distrust;
    }
  }

  private ClientSession connected(SshClient from, HostKeys keys) throws IOException {
    try {
      ConnectFuture connecting = from.connect(ssh.user(), ssh.host(), ssh.port());
      return connecting.verify(PATIENCE).getSession();
    } catch (IOException | UnresolvedAddressException e) {
      believed(keys);
      throw unreachable(e);
    }
  }

  /** Whether the server said nothing, or went away without a word; one that refuses says so. */
  private static boolean isGone(ClientSession session, IOException e) {
    return e.getCause() instanceof TimeoutException
        || isOfSocket(e.getCause())
        || !session.isOpen() && !(e instanceof SshException told && told.getDisconnectCode() != 0);
  }

  /** The session may not know yet that its socket is closed. */
  private static boolean isOfSocket(@Nullable Throwable cause) {
    return cause instanceof IOException && !(cause instanceof SshException)
        || cause != null && isOfSocket(cause.getCause());
  }

  private TunnelFault unreachable(Exception e) {
    return new TunnelFault(
        Kind.UNREACHABLE,
        "the SSH server "
            + ssh.host()
            + ", port "
            + ssh.port()
            + ", cannot be reached ("
            + e.getMessage()
            + "). Check \"host\" and \"port\" in \"ssh\", or try later.",
        e);
  }

  private KeyPair key(Path file) throws IOException {
    try (InputStream in = Files.newInputStream(file)) {
      Iterable<KeyPair> pairs =
          SecurityUtils.loadKeyPairIdentities(
              null, new PathResource(file), in, FilePasswordProvider.of(ssh.keyPassword()));
      if (pairs != null && pairs.iterator().hasNext()) {
        return pairs.iterator().next();
      }
      throw unusable(file, "it holds no private key", null);
    } catch (TunnelFault e) {
      throw e;
    } catch (IOException | GeneralSecurityException | RuntimeException e) {
      throw unusable(
          file,
          (ssh.keyPassword().isEmpty() ? "it may be locked: " : "key-password may not open it: ")
              + e.getMessage(),
          e);
    }
  }

  private static TunnelFault unusable(Path file, String why, @Nullable Throwable cause) {
    return new TunnelFault(
        Kind.LOGIN,
        file
            + " cannot be used ("
            + why
            + "). Check \"key\" and \"key-password\" in \"ssh\" of the connection.",
        cause);
  }

  @Override
  public synchronized void close() {
    ports.clear();
    session = null;
    SshClient open = client;
    client = null;
    if (open != null) {
      open.stop();
    }
  }
}
