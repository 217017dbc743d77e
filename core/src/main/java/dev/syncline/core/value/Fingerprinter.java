package dev.syncline.core.value;

/**
 * Keyed 64-bit fingerprints of canonical bytes. The key is a secret of the state store, so that a
 * fingerprint tells nothing of the value to whoever reads the store without it.
 */
public interface Fingerprinter {

  /** The fingerprint of {@code length} bytes of {@code bytes} from {@code offset}. */
  long of(byte[] bytes, int offset, int length);
}
