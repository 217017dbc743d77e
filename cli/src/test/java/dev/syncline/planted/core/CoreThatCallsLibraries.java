package dev.syncline.planted.core;

import org.sqlite.SQLiteConfig;
import picocli.CommandLine;

public final class CoreThatCallsLibraries {
  public Object driver() {
    return new SQLiteConfig();
  }

  public Object commandLine() {
    return new CommandLine(this);
  }
}
