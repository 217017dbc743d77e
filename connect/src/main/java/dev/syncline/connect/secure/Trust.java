package dev.syncline.connect.secure;

import dev.syncline.connect.Tls;
import java.net.Socket;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedTrustManager;
import org.jspecify.annotations.Nullable;

/**
 * Whom we believe to be the system: as far as {@link Tls.Mode} asks. What is asked of the name is
 * Java's to check, where whoever opens the socket says that it is HTTPS's way of checking.
 */
final class Trust extends X509ExtendedTrustManager {
  private final Tls.Mode mode;
  private final @Nullable X509ExtendedTrustManager trusted;

  /**
   * @param trusted whom to believe; null for everybody
   */
  Trust(Tls.Mode mode, @Nullable X509ExtendedTrustManager trusted) {
    this.mode = mode;
    this.trusted = trusted;
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, Socket socket)
      throws CertificateException {
    if (trusted != null && mode == Tls.Mode.VERIFY_FULL) {
      trusted.checkServerTrusted(chain, kind, socket);
    } else {
      checkServerTrusted(chain, kind);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind, SSLEngine engine)
      throws CertificateException {
    if (trusted != null && mode == Tls.Mode.VERIFY_FULL) {
      trusted.checkServerTrusted(chain, kind, engine);
    } else {
      checkServerTrusted(chain, kind);
    }
  }

  @Override
  public void checkServerTrusted(X509Certificate[] chain, String kind) throws CertificateException {
    if (trusted != null) {
      trusted.checkServerTrusted(chain, kind);
    }
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, Socket socket) {
    throw new UnsupportedOperationException("nobody connects to us");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind, SSLEngine engine) {
    throw new UnsupportedOperationException("nobody connects to us");
  }

  @Override
  public void checkClientTrusted(X509Certificate[] chain, String kind) {
    throw new UnsupportedOperationException("nobody connects to us");
  }

  @Override
  public X509Certificate[] getAcceptedIssuers() {
    return trusted == null ? new X509Certificate[0] : trusted.getAcceptedIssuers();
  }
}
