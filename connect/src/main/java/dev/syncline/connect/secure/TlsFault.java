package dev.syncline.connect.secure;

import dev.syncline.connect.Tls;
import java.io.EOFException;
import java.net.SocketException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;
import org.jspecify.annotations.Nullable;

/**
 * Why two could not agree to speak in private, in words, with the next step to take. Nothing was
 * said then that was to be kept from others.
 */
final class TlsFault {
  private static final String ALERT = "Received fatal alert: ";

  private final Tls tls;

  private TlsFault(Tls tls) {
    this.tls = tls;
  }

  /**
   * The fault's words; empty where it is none of TLS.
   *
   * @param tls what was asked for; null where nothing was
   */
  static Optional<String> words(Throwable fault, @Nullable Tls tls) {
    return new TlsFault(tls == null ? Tls.of(Tls.Mode.PREFER) : tls).words(chain(fault));
  }

  /** Whether it is one of TLS, whatever the reason. */
  static boolean isOne(Throwable fault) {
    return chain(fault).stream().anyMatch(t -> t instanceof SSLException || isWithoutTls(t));
  }

  private static List<Throwable> chain(Throwable fault) {
    List<Throwable> chain = new ArrayList<>();
    Throwable next = fault;
    while (next != null && chain.size() < 20) {
      chain.add(next);
      next = next.getCause();
    }
    return chain;
  }

  private Optional<String> words(List<Throwable> chain) {
    for (Throwable t : chain.reversed()) {
      String message = String.valueOf(t.getMessage());
      switch (t) {
        case EOFException ended -> {
          return Optional.empty(); // a server that stops breaks off, too
        }
        case SocketException broken -> {
          return Optional.empty();
        }
        case CertificateExpiredException expired -> {
          return Optional.of("its certificate expired (" + message + "). Have it renewed.");
        }
        case CertificateNotYetValidException early -> {
          return Optional.of(
              "its certificate is not valid yet (" + message + "). Check the clocks of both.");
        }
        case CertPathBuilderException unknown -> {
          return Optional.of(
              "its certificate is signed by none of "
                  + tls.ca().map(ca -> "those in " + ca).orElse("those that Java trusts")
                  + ". Name the file of the CA that signed it as \"ca\" in \"tls\".");
        }
        case CertificateException name
            when message.startsWith("No subject alternative")
                || message.startsWith("No name matching") -> {
          return Optional.of(
              "its certificate is for another host ("
                  + message
                  + "). Write the name that it is for in the URL, or have one made for this host;"
                  + " mode: verify-ca does not ask for the name.");
        }
        case CertificateException other -> {
          return Optional.of("its certificate is not trusted (" + message + "). Check \"tls\".");
        }
        case SSLHandshakeException refused when message.contains(ALERT) -> {
          return Optional.of(alert(message.substring(message.indexOf(ALERT) + ALERT.length())));
        }
        case SSLException plain
            when message.contains("Unsupported or unrecognized SSL message") -> {
          return Optional.of("it does not speak TLS there. Check the port.");
        }
        case SSLHandshakeException other -> {
          return Optional.of(message + ". Check \"tls\" of the connection.");
        }
        case SQLException plain when isWithoutTls(plain) -> {
          return Optional.of(
              "it offers no encryption. Have it switched on in the server; mode: off does without,"
                  + " where nobody listens on the way.");
        }
        default -> {}
      }
    }
    return Optional.empty();
  }

  /** What the other side says of us. */
  private String alert(String alert) {
    return switch (alert.strip().toLowerCase(Locale.ROOT)) {
      case "certificate_required" -> asksForOurs();
      case "bad_certificate",
          "handshake_failure",
          "unknown_ca",
          "certificate_unknown",
          "certificate_expired",
          "unsupported_certificate",
          "access_denied" ->
          tls.certificate().isPresent()
              ? "it does not accept the certificate "
                  + tls.certificate().get()
                  + " ("
                  + alert
                  + "). Ask for one that is signed by a CA that it trusts."
              : asksForOurs();
      default -> "it ended the handshake (" + alert + "). Check which versions of TLS it speaks.";
    };
  }

  private static String asksForOurs() {
    return "it asks for a certificate of ours. Name it, and its key, as \"certificate\" and \"key\""
        + " in \"tls\".";
  }

  /** Whether a server of databases said that it does not encrypt. */
  static boolean isWithoutTls(Throwable e) {
    String message = String.valueOf(e.getMessage());
    return message.contains("ssl not enabled in the server")
        || message.contains("The server does not support SSL");
  }
}
