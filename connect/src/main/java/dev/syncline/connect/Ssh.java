package dev.syncline.connect;

import java.nio.file.Path;
import java.util.Optional;

/**
 * A tunnel through a server that speaks SSH: the system is connected with from there.
 *
 * @param host the server's name or address
 * @param port its port
 * @param user the account there
 * @param key a file with the private key that logs in
 * @param keyPassword opens the key; empty where it is not locked
 * @param password logs in where there is no key; empty for none
 * @param knownHosts the file of the keys by which servers are known, in OpenSSH's form
 */
public record Ssh(
    String host,
    int port,
    String user,
    Optional<Path> key,
    String keyPassword,
    String password,
    Path knownHosts) {

  /** The port where none is given. */
  public static final int PORT = 22;

  /** Who is logged in where, without any password. */
  @Override
  public String toString() {
    return user + "@" + host + (port == PORT ? "" : ":" + port);
  }
}
