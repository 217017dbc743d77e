package dev.syncline.planted.core;

import java.nio.charset.Charset;
import java.time.ZoneId;
import java.util.Locale;
import java.util.TimeZone;

public final class CoreThatAsksTheMachine {
  public String environment() {
    return System.getenv("HOME");
  }

  public String property() {
    return System.getProperty("user.name");
  }

  public Integer number() {
    return Integer.getInteger("planted");
  }

  public boolean flag() {
    return Boolean.getBoolean("planted");
  }

  public Locale locale() {
    return Locale.getDefault();
  }

  public ZoneId zone() {
    return ZoneId.systemDefault();
  }

  public TimeZone oldZone() {
    return TimeZone.getDefault();
  }

  public Charset charset() {
    return Charset.defaultCharset();
  }
}
