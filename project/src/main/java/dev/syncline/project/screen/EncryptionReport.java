package dev.syncline.project.screen;

import dev.syncline.connect.Encryption;
import dev.syncline.project.text.Page;
import dev.syncline.project.text.Shown;
import dev.syncline.project.text.Style;
import java.util.Map;

/**
 * How what is said to a system is kept from others.
 *
 * @param connection its name
 */
public record EncryptionReport(String connection, Encryption found) {

  /** Nobody is on the way to a system of this machine, unless a tunnel ends here. */
  boolean isWorthSaying() {
    return !found.local() || !found.protocol().isEmpty() || !found.tunnel().isEmpty();
  }

  void write(Page page) {
    page.flow(
        "  " + page.paint(Style.STRONG, Shown.safe(connection)) + "  ",
        Style.PLAIN,
        Shown.safe(sentence()),
        6);
  }

  String sentence() {
    String tunnel = found.tunnel().isEmpty() ? "" : "through SSH by " + found.tunnel() + ", ";
    if (found.protocol().isEmpty()) {
      return tunnel
          + "not encrypted"
          + (found.local()
              ? ", on this machine."
              : tunnel.isEmpty()
                  ? ". Others on the way can read it: write tls: { mode: verify-full }."
                  : " from there on.");
    }
    return tunnel
        + "encrypted by "
        + found.protocol()
        + switch (found.mode()) {
          case "verify-full" -> "; it proved to be " + found.host() + ".";
          case "verify-ca" -> "; its certificate is signed by one that is trusted.";
          case "driver" -> ", as url and properties say.";
          default ->
              found.local()
                  ? "."
                  : "; who it is was not proved. Write tls: { mode: verify-full } to have it"
                      + " looked at.";
        };
  }

  Map<String, Object> json() {
    return Json.map(
        "name", connection,
        "host", found.host(),
        "local", found.local(),
        "encrypted", !found.protocol().isEmpty(),
        "protocol", found.protocol(),
        "mode", found.mode(),
        "tunnel", found.tunnel());
  }
}
