package dev.syncline.planted.core;

import java.util.List;
import java.util.Timer;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.Executors;
import java.util.concurrent.ForkJoinPool;

public final class CoreThatStartsThreads {
  public void thread(Runnable work) {
    new Thread(work).start();
  }

  public Object virtual(Runnable work) {
    return Thread.ofVirtual().start(work);
  }

  public Object pool() {
    return Executors.newCachedThreadPool();
  }

  public void executor(Executor executor, Runnable work) {
    executor.execute(work);
  }

  public Object forkJoin() {
    return ForkJoinPool.commonPool();
  }

  public Object future(Runnable work) {
    return CompletableFuture.runAsync(work);
  }

  public Object timer() {
    return new Timer();
  }

  public long parallel(List<String> list) {
    return list.parallelStream().count();
  }
}
