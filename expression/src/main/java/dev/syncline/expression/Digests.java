package dev.syncline.expression;

import dev.syncline.core.value.Type;
import dev.syncline.expression.Function.Parameter;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.zip.CRC32;

/** Hashes, and bytes as text. A text's bytes are those of UTF-8. */
final class Digests {
  private static final Parameter DATA = Parameter.of(Kind.TEXT, Kind.BYTES);
  private static final Type BYTES = new Type.Binary(0, false);

  static final List<Function> ALL =
      List.of(
          hash("MD5", "MD5"),
          hash("SHA1", "SHA-1"),
          hash("SHA256", "SHA-256"),
          hash("SHA512", "SHA-512"),
          Function.of("CRC32", List.of(DATA), Numbers.WHOLE, x -> checksum(Texts.bytes(x[0]))),
          Function.of(
              "TO_HEX",
              List.of(Parameter.of(Kind.TEXT, Kind.BYTES, Kind.WHOLE)),
              Texts.TEXT,
              x ->
                  x[0] instanceof Long number
                      ? Long.toHexString(number).toUpperCase(Locale.ROOT)
                      : hex(Texts.bytes(x[0]))),
          Function.of("FROM_HEX", List.of(Texts.A_TEXT), BYTES, x -> fromHex(Texts.text(x[0]))),
          Function.of(
              "TO_BASE64",
              List.of(DATA),
              Texts.TEXT,
              x -> Base64.getEncoder().encodeToString(sized(Texts.bytes(x[0])))),
          Function.of(
              "FROM_BASE64", List.of(Texts.A_TEXT), BYTES, x -> fromBase64(Texts.text(x[0]))),
          Function.of("TO_UTF8", List.of(Texts.A_TEXT), BYTES, x -> Texts.bytes(x[0])),
          Function.of(
              "FROM_UTF8",
              List.of(Parameter.of(Kind.BYTES)),
              Texts.TEXT,
              x -> text((byte[]) x[0])));

  private Digests() {}

  private static Function hash(String name, String algorithm) {
    return Function.of(
        name,
        List.of(DATA),
        Texts.TEXT,
        x -> {
          try {
            return HexFormat.of()
                .formatHex(MessageDigest.getInstance(algorithm).digest(Texts.bytes(x[0])));
          } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e); // every Java has these
          }
        });
  }

  private static Long checksum(byte[] bytes) {
    CRC32 sum = new CRC32();
    sum.update(bytes);
    return sum.getValue();
  }

  private static byte[] sized(byte[] bytes) throws Refusal {
    Limits.length(bytes.length);
    return bytes;
  }

  private static String hex(byte[] bytes) throws Refusal {
    return HexFormat.of().withUpperCase().formatHex(sized(bytes));
  }

  private static byte[] fromHex(String text) throws Refusal {
    try {
      return HexFormat.of().parseHex(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal("the text is not made of pairs of hexadecimal digits");
    }
  }

  private static byte[] fromBase64(String text) throws Refusal {
    try {
      return Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw new Refusal("the text is no Base64");
    }
  }

  private static String text(byte[] bytes) throws Refusal {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(sized(bytes))).toString();
    } catch (CharacterCodingException e) {
      throw new Refusal("the bytes are no UTF-8");
    }
  }
}
