package dev.syncline.log;

import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What differs between Debezium's connectors. */
interface Source {

  /** The connector's settings. */
  Properties settings();

  /** Debezium's offset, as JSON, that stands for where to begin; null for now. */
  @Nullable String begin();

  /** The position that stands for one of Debezium's offsets, given as JSON. */
  String position(String offset);
}
