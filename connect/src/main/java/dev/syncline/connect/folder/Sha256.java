package dev.syncline.connect.folder;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** Names bytes by their SHA-256, in 64 characters; of any number of bytes, in bounded memory. */
public final class Sha256 {
  private static final int BUFFER = 1 << 18;

  private Sha256() {}

  /** Of the bytes of a file. */
  public static String of(Path file) throws IOException {
    return of(file, Copying.NOBODY);
  }

  /** The same, followed by somebody. */
  static String of(Path file, Copying follower) throws IOException {
    return copying(file, OutputStream.nullOutputStream(), follower);
  }

  /** Of a file's bytes, which are also written elsewhere. */
  static String copying(Path file, OutputStream out, Copying follower) throws IOException {
    MessageDigest digest = digest();
    byte[] buffer = new byte[BUFFER];
    long all = Files.size(file);
    long done = 0;
    try (InputStream in = Files.newInputStream(file, LinkOption.NOFOLLOW_LINKS)) {
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        digest.update(buffer, 0, read);
        out.write(buffer, 0, read);
        done += read;
        if (all >= Copying.LARGE) {
          follower.at(file, done, all);
        }
      }
    }
    return name(digest);
  }

  /** The name of the bytes that a digest has been given. */
  public static String name(MessageDigest digest) {
    return HexFormat.of().formatHex(digest.digest());
  }

  /** A digest that bytes can be given one after another. */
  public static MessageDigest digest() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
