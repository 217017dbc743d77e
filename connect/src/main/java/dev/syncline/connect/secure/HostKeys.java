package dev.syncline.connect.secure;

import dev.syncline.connect.ConnectorException.Kind;
import dev.syncline.connect.Ssh;
import java.io.IOException;
import java.net.SocketAddress;
import java.nio.file.Files;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.config.hosts.KnownHostEntry;
import org.apache.sshd.client.keyverifier.ServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.NamedFactory;
import org.apache.sshd.common.config.keys.KeyUtils;
import org.apache.sshd.common.config.keys.PublicKeyEntry;
import org.apache.sshd.common.config.keys.PublicKeyEntryResolver;
import org.apache.sshd.common.signature.Signature;
import org.jspecify.annotations.Nullable;

/**
 * The keys by which the server of a tunnel is known; a server that is not known is not spoken to.
 */
final class HostKeys implements ServerKeyVerifier {
  private final Ssh ssh;
  private final List<PublicKey> known;
  private final List<PublicKey> revoked;
  private volatile @Nullable TunnelFault fault;

  private HostKeys(Ssh ssh, List<PublicKey> known, List<PublicKey> revoked) {
    this.ssh = ssh;
    this.known = known;
    this.revoked = revoked;
  }

  /**
   * Reads the file of known hosts; one that is not there knows nobody.
   *
   * @throws TunnelFault if it cannot be read
   */
  static HostKeys read(Ssh ssh) throws TunnelFault {
    List<PublicKey> known = new ArrayList<>();
    List<PublicKey> revoked = new ArrayList<>();
    try {
      if (Files.exists(ssh.knownHosts())) {
        for (KnownHostEntry entry : KnownHostEntry.readKnownHostEntries(ssh.knownHosts())) {
          if (entry.isHostMatch(ssh.host(), ssh.port())) {
            String marker = entry.getMarker() == null ? "" : entry.getMarker();
            PublicKey key = key(entry);
            if (key != null && marker.isEmpty()) {
              known.add(key);
            } else if (key != null && marker.equals("revoked")) {
              revoked.add(key);
            }
          }
        }
      }
    } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
      throw new TunnelFault(
          Kind.UNTRUSTED,
          ssh.knownHosts()
              + " cannot be read ("
              + e.getMessage()
              + "). Mend it, or name another file as \"known-hosts\" in \"ssh\".",
          e);
    }
    return new HostKeys(ssh, known, revoked);
  }

  /** Null for a key of a kind that nobody here knows. */
  private static @Nullable PublicKey key(KnownHostEntry entry)
      throws IOException, GeneralSecurityException {
    return entry.getKeyEntry().resolvePublicKey(null, PublicKeyEntryResolver.IGNORING);
  }

  /** Asks the server for a key of a kind that is known, where it has several. */
  void prefer(SshClient client) {
    List<String> kinds = known.stream().map(KeyUtils::getKeyType).toList();
    List<NamedFactory<Signature>> signatures = new ArrayList<>(client.getSignatureFactories());
    signatures.sort(
        Comparator.comparing(s -> !kinds.contains(KeyUtils.getCanonicalKeyType(s.getName()))));
    client.setSignatureFactories(signatures);
  }

  @Override
  public boolean verifyServerKey(ClientSession session, SocketAddress address, PublicKey shown) {
    if (revoked.stream().anyMatch(k -> KeyUtils.compareKeys(k, shown))) {
      fault = fault("shows a key that " + ssh.knownHosts() + " calls revoked", shown, "");
      return false;
    }
    if (known.stream().anyMatch(k -> KeyUtils.compareKeys(k, shown))) {
      return true;
    }
    boolean changed =
        known.stream().anyMatch(k -> KeyUtils.getKeyType(k).equals(KeyUtils.getKeyType(shown)));
    fault =
        changed
            ? fault(
                "shows another key than the one in " + ssh.knownHosts(),
                shown,
                " Somebody may be between you and it: ask its administrator whether the key was"
                    + " changed, and only then replace its line there.")
            : fault(
                "is not among those in " + ssh.knownHosts(),
                shown,
                " If its administrator confirms the fingerprint, add this line there: "
                    + line(shown));
    return false;
  }

  private TunnelFault fault(String what, PublicKey shown, String remedy) {
    return new TunnelFault(
        Kind.UNTRUSTED,
        "the SSH server "
            + ssh.host()
            + " "
            + what
            + "; its key has the fingerprint "
            + KeyUtils.getFingerPrint(shown)
            + "."
            + remedy,
        null);
  }

  private String line(PublicKey shown) {
    String host = ssh.port() == Ssh.PORT ? ssh.host() : "[" + ssh.host() + "]:" + ssh.port();
    return host + " " + PublicKeyEntry.toString(shown);
  }

  /** Why the server was not believed; null where it was. */
  @Nullable TunnelFault fault() {
    return fault;
  }
}
