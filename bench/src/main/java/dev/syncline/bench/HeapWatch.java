package dev.syncline.bench;

import com.sun.management.GarbageCollectionNotificationInfo;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryUsage;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import javax.management.NotificationEmitter;
import javax.management.openmbean.CompositeData;

/**
 * Watches how much of the heap is in use after collections: what a run really holds at its peak.
 */
final class HeapWatch {
  private final AtomicLong peak = new AtomicLong();

  HeapWatch() {
    for (GarbageCollectorMXBean collector : ManagementFactory.getGarbageCollectorMXBeans()) {
      ((NotificationEmitter) collector)
          .addNotificationListener(
              (notification, handback) ->
                  took(
                      GarbageCollectionNotificationInfo.from(
                              (CompositeData) notification.getUserData())
                          .getGcInfo()
                          .getMemoryUsageAfterGc()),
              null,
              null);
    }
  }

  private void took(Map<String, MemoryUsage> pools) {
    long used =
        pools.entrySet().stream()
            .filter(e -> !e.getKey().contains("Meta") && !e.getKey().contains("Code"))
            .filter(e -> !e.getKey().contains("Class"))
            .mapToLong(e -> e.getValue().getUsed())
            .sum();
    peak.accumulateAndGet(used, Math::max);
  }

  void reset() {
    System.gc();
    peak.set(0);
  }

  /** The most since the last reset; what is in use now when nothing was collected since. */
  long peakBytes() {
    long seen = peak.get();
    return seen > 0 ? seen : ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
  }
}
