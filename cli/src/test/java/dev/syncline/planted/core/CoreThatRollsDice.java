package dev.syncline.planted.core;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.SplittableRandom;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;

public final class CoreThatRollsDice {
  public double math() {
    return Math.random();
  }

  public Object random() {
    return new Random();
  }

  public Object splittable() {
    return new SplittableRandom();
  }

  public int threadLocal() {
    return ThreadLocalRandom.current().nextInt();
  }

  public Object secure() {
    return new SecureRandom();
  }

  public UUID id() {
    return UUID.randomUUID();
  }

  public void shuffle(List<String> list) {
    Collections.shuffle(list);
  }
}
