package dev.syncline.connect;

/**
 * How what is said to a system is kept from others, as it was found once connected.
 *
 * @param host the host, as the URL has it
 * @param local whether it is this machine
 * @param protocol the version of TLS; empty where nothing is encrypted
 * @param mode what the system had to prove: a word of {@link Tls.Mode}; {@code driver} where the
 *     URL or the driver's properties say it; empty where nothing is said
 * @param tunnel the account and the server that it goes through; empty for none
 */
public record Encryption(String host, boolean local, String protocol, String mode, String tunnel) {}
