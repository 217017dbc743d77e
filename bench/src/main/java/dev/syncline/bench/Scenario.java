package dev.syncline.bench;

/** Something that a raw tool and Syncline both do, again and again. */
interface Scenario extends AutoCloseable {

  /** What is done, in a line. */
  String title();

  /** What is to be reached: a ratio, or seconds. */
  String goal();

  /** Makes what both need, once. */
  void prepare() throws Exception;

  /** Makes what one of them needs, not measured. */
  default void reset() throws Exception {}

  /** The raw tool's turn. */
  void raw() throws Exception;

  /** Syncline's turn. */
  void syncline() throws Exception;

  /** How many rows a turn is about. */
  long rows();

  @Override
  void close() throws Exception;
}
