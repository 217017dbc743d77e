package dev.syncline.server.store;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;

/**
 * What many do at the same time, each in a thread of its own that begins with the others.
 *
 * @param results what those gave back that ended well
 * @param failures what the others threw
 */
public record Together<T>(List<T> results, List<Throwable> failures) {

  /** Lets this many do something; each is told its number. */
  public static <T> Together<T> run(int count, IntFunction<T> each) throws InterruptedException {
    CyclicBarrier start = new CyclicBarrier(count);
    Together<T> all = new Together<>(new ArrayList<>(), new ArrayList<>());
    try (ExecutorService threads = Executors.newFixedThreadPool(count)) {
      List<Callable<T>> tasks = new ArrayList<>();
      for (int i = 0; i < count; i++) {
        int number = i;
        tasks.add(
            () -> {
              start.await();
              return each.apply(number);
            });
      }
      for (Future<T> done : threads.invokeAll(tasks)) {
        try {
          all.results.add(done.get());
        } catch (ExecutionException e) {
          all.failures.add(e.getCause());
        }
      }
    }
    return all;
  }

  /** The results, where nobody may fail. */
  public List<T> allWell() {
    if (!failures.isEmpty()) {
      throw new AssertionError(failures.size() + " failed", failures.getFirst());
    }
    return results;
  }
}
