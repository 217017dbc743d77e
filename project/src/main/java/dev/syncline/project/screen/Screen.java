package dev.syncline.project.screen;

import dev.syncline.project.text.Page;
import java.util.Map;

/** What a command found or did, as a person and as a program read it. */
public interface Screen {
  /** Writes it for a person. */
  void text(Page page);

  /** The same for a program: maps, lists, texts, numbers and truth values. */
  Map<String, Object> json();

  /** How it ended. */
  ExitCode exit();
}
