package dev.syncline.connect.secure;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.PBEKeySpec;

/**
 * Certificates and keys in PEM files, as servers and certificate authorities give them (RFC 7468).
 */
public final class Pem {
  private static final Pattern BLOCK =
      Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----(.*?)-----END \\1-----", Pattern.DOTALL);

  /** What stands in front of an RSA key of PKCS #1 in PKCS #8: the version and the algorithm. */
  private static final byte[] RSA = bytes("020100300d06092a864886f70d0101010500");

  private static final byte[] VERSION = bytes("020100");
  private static final byte[] EC = bytes("06072a8648ce3d0201");

  private Pem() {}

  /** A block of a file: what it is, and its bytes. */
  @SuppressWarnings("ArrayRecordComponent")
  private record Block(String label, byte[] content) {}

  private static List<Block> blocks(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    Matcher m = BLOCK.matcher(Files.readString(file, StandardCharsets.ISO_8859_1));
    while (m.find()) {
      String text = m.group(2);
      if (text.contains("Proc-Type:")) {
        throw new IOException(
            "its key is locked in a way of former days; write it anew with: openssl pkcs8 -topk8");
      }
      try {
        blocks.add(new Block(m.group(1), Base64.getMimeDecoder().decode(text)));
      } catch (IllegalArgumentException e) {
        throw new IOException("a block of it is no Base64", e);
      }
    }
    return blocks;
  }

  /**
   * All certificates of a file, in order; at least one.
   *
   * @throws IOException if the file cannot be read, or holds none
   * @throws GeneralSecurityException if one cannot be understood
   */
  public static List<X509Certificate> certificates(Path file)
      throws IOException, GeneralSecurityException {
    CertificateFactory factory = CertificateFactory.getInstance("X.509");
    List<X509Certificate> certificates = new ArrayList<>();
    for (Block block : blocks(file)) {
      if (block.label().endsWith("CERTIFICATE")) {
        certificates.add(
            (X509Certificate)
                factory.generateCertificate(new ByteArrayInputStream(block.content())));
      }
    }
    if (certificates.isEmpty()) {
      throw new IOException("it holds no certificate that begins with -----BEGIN CERTIFICATE-----");
    }
    return certificates;
  }

  /**
   * The private key of a file, opened by its password where it is locked.
   *
   * @throws IOException if the file cannot be read, holds none, or another password locks it
   * @throws GeneralSecurityException if it cannot be understood
   */
  public static PrivateKey key(Path file, String password)
      throws IOException, GeneralSecurityException {
    for (Block block : blocks(file)) {
      switch (block.label()) {
        case "PRIVATE KEY":
          return key(block.content());
        case "ENCRYPTED PRIVATE KEY":
          return key(opened(block.content(), password));
        case "RSA PRIVATE KEY":
          return key(der(0x30, RSA, der(0x04, block.content())));
        case "EC PRIVATE KEY":
          return key(
              der(
                  0x30,
                  VERSION,
                  der(0x30, EC, curve(block.content())),
                  der(0x04, block.content())));
        default: // a certificate, or parameters
      }
    }
    throw new IOException("it holds no private key such as -----BEGIN PRIVATE KEY-----");
  }

  private static byte[] opened(byte[] locked, String password)
      throws IOException, GeneralSecurityException {
    if (password.isEmpty()) {
      throw new IOException("its key is locked: give its password as key-password");
    }
    EncryptedPrivateKeyInfo info = new EncryptedPrivateKeyInfo(locked);
    String algorithm = info.getAlgParameters().toString();
    Cipher cipher = Cipher.getInstance(algorithm);
    cipher.init(
        Cipher.DECRYPT_MODE,
        SecretKeyFactory.getInstance(algorithm)
            .generateSecret(new PBEKeySpec(password.toCharArray())),
        info.getAlgParameters());
    try {
      return info.getKeySpec(cipher).getEncoded();
    } catch (InvalidKeySpecException e) {
      throw new IOException("key-password does not open its key", e);
    }
  }

  private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
    PKCS8EncodedKeySpec spec = new PKCS8EncodedKeySpec(pkcs8);
    for (String algorithm : List.of("RSA", "EC")) {
      try {
        return KeyFactory.getInstance(algorithm).generatePrivate(spec);
      } catch (InvalidKeySpecException e) {
        // It is one of another kind.
      }
    }
    return KeyFactory.getInstance("EdDSA").generatePrivate(spec);
  }

  /** The name of the curve, which SEC 1 has in a field of its own, tagged with 0. */
  private static byte[] curve(byte[] sec1) throws IOException {
    for (int at = content(sec1, 0); at < sec1.length; at = content(sec1, at) + length(sec1, at)) {
      if ((sec1[at] & 0xff) == 0xa0) {
        int from = content(sec1, at);
        return Arrays.copyOfRange(sec1, from, from + length(sec1, at));
      }
    }
    throw new IOException("its key does not name its curve");
  }

  private static int content(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    return at + 2 + (first < 0x80 ? 0 : first & 0x7f);
  }

  private static int length(byte[] der, int at) {
    int first = der[at + 1] & 0xff;
    if (first < 0x80) {
      return first;
    }
    int length = 0;
    for (int i = at + 2; i < content(der, at); i++) {
      length = length << 8 | der[i] & 0xff;
    }
    return length;
  }

  private static byte[] der(int tag, byte[]... parts) {
    ByteArrayOutputStream content = new ByteArrayOutputStream();
    for (byte[] part : parts) {
      content.writeBytes(part);
    }
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(tag);
    int length = content.size();
    if (length < 0x80) {
      out.write(length);
    } else {
      int bytes = length < 0x100 ? 1 : 2;
      out.write(0x80 | bytes);
      for (int i = bytes - 1; i >= 0; i--) {
        out.write(length >> 8 * i);
      }
    }
    out.writeBytes(content.toByteArray());
    return out.toByteArray();
  }

  private static byte[] bytes(String hex) {
    return HexFormat.of().parseHex(hex);
  }
}
