package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectionSpec;
import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Encryption;
import dev.syncline.connect.Ssh;
import dev.syncline.connect.Tls;
import java.io.IOException;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;

/**
 * The way to one system: how sockets to it are made and encrypted. Drivers take texts only, and are
 * told of it by its name.
 */
public final class Route implements AutoCloseable {
  private static final Map<String, Route> OPEN = new ConcurrentHashMap<>();

  /** A driver's parameter that is about encryption. */
  private static final Pattern SAID =
      Pattern.compile(
          "(?i)[?&;](?:use|require|enabled|disable)?"
              + "(?:ssl|tls|serverSslCert|keyStore|trustStore|trustServerCert|keyPassword)\\w*=");

  private final String name = UUID.randomUUID().toString();
  private final ConnectionSpec spec;
  private final @Nullable Tls tls;
  private final @Nullable SSLContext context;
  private final @Nullable Tunnel tunnel;
  private volatile @Nullable TunnelProxy proxy;

  private Route(ConnectionSpec spec) {
    this.spec = spec;
    this.tls = spec.privacy().tls().orElse(null);
    this.context =
        tls == null || tls.mode() == Tls.Mode.OFF ? null : TlsContext.of(spec.name(), tls);
    Ssh ssh = spec.privacy().ssh().orElse(null);
    this.tunnel = ssh == null ? null : new Tunnel(ssh);
  }

  /**
   * Reads what certificates and keys it takes; connects with nothing yet.
   *
   * @throws dev.syncline.connect.ConnectorException UNTRUSTED where a file is of no use
   */
  public static Route open(ConnectionSpec spec) {
    Route route = new Route(spec);
    OPEN.put(route.name, route);
    return route;
  }

  /** The route of a name, as drivers know it. */
  static Route named(String name) throws IOException {
    Route route = OPEN.get(name);
    if (route == null) {
      throw new IOException("the connection is closed");
    }
    return route;
  }

  /** The name that drivers know it by. */
  public String name() {
    return name;
  }

  /** What is asked of TLS; null where that is left to the driver. */
  public Tls.@Nullable Mode mode() {
    return tls == null ? null : tls.mode();
  }

  /** What encrypts; empty where nothing is to, or it is left to the driver. */
  public Optional<SSLContext> context() {
    return Optional.ofNullable(context);
  }

  /** Whether it goes through a tunnel. */
  public boolean isTunnelled() {
    return tunnel != null;
  }

  /** What an HTTP client takes for a proxy to the application's host; empty without a tunnel. */
  public Optional<ProxySelector> proxy(String url) {
    if (tunnel == null) {
      return Optional.empty();
    }
    URI application = URI.create(url);
    String host = application.getHost();
    boolean secure = "https".equals(application.getScheme());
    int port = application.getPort() > 0 ? application.getPort() : secure ? 443 : 80;
    TunnelProxy open = new TunnelProxy(tunnel, host, port);
    proxy = open;
    return Optional.of(
        new ProxySelector() {
          @Override
          public List<Proxy> select(URI uri) {
            return List.of(
                host.equals(uri.getHost()) && application.getPort() == uri.getPort()
                    ? new Proxy(Proxy.Type.HTTP, open.address())
                    : Proxy.NO_PROXY);
          }

          @Override
          public void connectFailed(URI uri, SocketAddress address, IOException e) {}
        });
  }

  /**
   * Opens the way that an HTTP client's requests go; where there is no tunnel it is open.
   *
   * @throws IOException one that {@link #refusal} knows, if there is no way
   */
  public void prepare() throws IOException {
    TunnelProxy way = proxy;
    if (way != null) {
      way.prepare();
    }
  }

  /** A socket that is not connected yet. */
  Socket socket() {
    return tunnel == null ? new Socket() : new TunnelledSocket(tunnel);
  }

  /** A socket around one that is connected; the handshake is still to come. */
  SSLSocket encrypted(Socket plain, String host, int port, boolean closing) throws IOException {
    if (context == null || tls == null) {
      throw new IOException("the connection is not to be encrypted");
    }
    SSLSocket socket =
        (SSLSocket) context.getSocketFactory().createSocket(plain, host, port, closing);
    if (tls.mode() == Tls.Mode.VERIFY_FULL) {
      SSLParameters parameters = socket.getSSLParameters();
      parameters.setEndpointIdentificationAlgorithm("HTTPS"); // the name, as RFC 2818 reads it
      socket.setSSLParameters(parameters);
    }
    return socket;
  }

  /** Why there is no connection; empty where that is for the system's own reasons. */
  public Optional<Refusal> refusal(Throwable fault) {
    Throwable next = fault;
    while (next != null) {
      if (next instanceof TunnelFault tunnelled) {
        return Optional.of(hidden(tunnelled.refusal()));
      }
      next = next.getCause();
    }
    return TlsFault.words(fault, tls)
        .map(
            words ->
                hidden(
                    new Refusal(
                        Kind.UNTRUSTED,
                        "no safe connection with " + spec.shownUrl() + ": " + words)));
  }

  /** Whether to try without encryption, which was preferred only. */
  public boolean mayDoWithoutTls(Throwable fault) {
    return mode() == Tls.Mode.PREFER && TlsFault.isOne(fault);
  }

  private Refusal hidden(Refusal refusal) {
    return new Refusal(refusal.kind(), spec.withoutPassword(refusal.words()));
  }

  /** Whether a URL or properties tell the driver how to encrypt. */
  public static boolean isSaidToDriver(ConnectionSpec spec) {
    return SAID.matcher(spec.url()).find()
        || spec.properties().keySet().stream().anyMatch(p -> SAID.matcher("?" + p + "=").find());
  }

  /** Whether a host is this machine. */
  public static boolean isLocal(String host) {
    String name = host.replaceAll("[\\[\\]]", "").toLowerCase(Locale.ROOT);
    return name.isEmpty()
        || name.equals("localhost")
        || name.equals("::1")
        || name.equals("0:0:0:0:0:0:0:1")
        || name.matches("127(\\.\\d{1,3}){1,3}");
  }

  /**
   * What came of it.
   *
   * @param hosts those of the URL
   * @param protocol the version of TLS; empty for none
   */
  public Encryption encryption(List<String> hosts, String protocol) {
    return new Encryption(
        String.join(", ", hosts),
        hosts.stream().allMatch(Route::isLocal),
        protocol,
        tls != null ? tls.mode().word() : isSaidToDriver(spec) ? "driver" : "",
        spec.privacy().ssh().map(Ssh::toString).orElse(""));
  }

  @Override
  public void close() {
    OPEN.remove(name);
    if (proxy != null) {
      proxy.close();
    }
    if (tunnel != null) {
      tunnel.close();
    }
  }
}
