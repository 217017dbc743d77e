package dev.syncline.connect;

import java.util.Optional;

/**
 * Writing that does not last. From {@link #begin} on all that is written through the connector
 * stands in one transaction, which is never committed: each batch is checked as its own commit
 * would check it, what was written is there for what is read or written next, and {@link #close}
 * takes it all back. Others do not see it, and wait for the rows that it holds.
 *
 * <p>Rows that are streamed come as they are without it.
 */
public interface Provisional extends AutoCloseable {
  /**
   * Begins it.
   *
   * @throws ConnectorException when it cannot; then nothing is held
   */
  void begin();

  /**
   * Why writes to an object are not tried, where they could not be taken back. They are taken for
   * done without being sent, so that what refers to them is tried. Empty where they are tried.
   */
  default Optional<String> untried(String object) {
    return Optional.empty();
  }

  /**
   * Takes all back. Numbers that were drawn from a sequence stay drawn. Does nothing where nothing
   * was begun.
   *
   * @throws ConnectorException when the system ended the transaction by itself before
   */
  @Override
  void close();
}
