package dev.syncline.planted.engine;

import com.google.re2j.Pattern;

public final class EngineThatParses {
  public Pattern pattern(String text) {
    return Pattern.compile(text);
  }
}
