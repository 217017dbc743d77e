package dev.syncline.project;

import dev.syncline.engine.sync.Progress;
import java.time.ZoneId;

/**
 * Who asks a project for something: follows what is done, may give it up, and reads times in a
 * zone. On the command line that is the process, and on the server a person or a program.
 */
public interface Asker {

  /** The project that is asked. */
  Project project();

  /** Who follows the next piece of work. */
  Progress progress();

  /** Whether it was given up: what is being written is finished, and nothing more begun. */
  boolean cancelled();

  /** In which zone times are shown. */
  ZoneId zone();

  /** Is told what goes on beside the work itself. */
  void remark(String what);

  /** A text without what must never be shown. */
  String hideSecrets(String text);
}
