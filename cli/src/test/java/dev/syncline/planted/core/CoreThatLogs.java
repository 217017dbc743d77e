package dev.syncline.planted.core;

import java.util.logging.Logger;

public final class CoreThatLogs {
  public void javaLogging() {
    Logger.getLogger("planted").info("planted");
  }

  public void systemLogger() {
    System.getLogger("planted").log(System.Logger.Level.INFO, "planted");
  }

  public void slf4j() {
    org.slf4j.LoggerFactory.getLogger("planted").info("planted");
  }

  public void out() {
    System.out.println("planted");
  }

  public void err() {
    System.err.println("planted");
  }
}
