package dev.syncline.log;

import dev.syncline.connect.LogReader;
import io.debezium.embedded.Connect;
import io.debezium.engine.DebeziumEngine;
import io.debezium.engine.RecordChangeEvent;
import io.debezium.engine.format.ChangeEventFormat;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.connect.source.SourceRecord;
import org.jspecify.annotations.Nullable;

/** A reading by one engine of Debezium, which is not started again when it has ended. */
final class EngineReading implements LogReader.Reading {
  /** What was told is made durable and confirmed so often; the rest of it when reading ends. */
  private static final Duration CONFIRMED = Duration.ofMillis(250);

  /** It begins, and ends, within seconds where the server answers. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Source source;
  private final LogReader.Listener listener;
  private final Events events;
  private final String keeper = UUID.randomUUID().toString();
  private final CountDownLatch begun = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);
  private @Nullable DebeziumEngine<RecordChangeEvent<SourceRecord>> engine;
  private volatile boolean closing;

  EngineReading(Source source, LogReader.Log log, LogReader.Listener listener) {
    this.source = source;
    this.listener = listener;
    this.events = new Events(log);
  }

  /** Returns when it reads, or has failed; soon, when the thread is interrupted. */
  void start() {
    Properties settings = source.settings();
    Offsets.keep(
        settings,
        keeper,
        new Offsets.Keeper() {
          @Override
          public @Nullable String begin() {
            return source.begin();
          }

          @Override
          public void reached(String offset) {
            listener.reached(source.position(offset));
          }
        });
    DebeziumEngine<RecordChangeEvent<SourceRecord>> made =
        DebeziumEngine.create(ChangeEventFormat.of(Connect.class))
            .using(settings)
            .using(
                new DebeziumEngine.ConnectorCallback() {
                  @Override
                  public void pollingStarted() {
                    begun.countDown();
                  }
                })
            .using((success, message, error) -> completed(message, error))
            .using((told, since) -> since.compareTo(CONFIRMED) >= 0)
            .notifying(this::told)
            .build();
    engine = made;
    Thread.ofPlatform().daemon().name("syncline-log").start(() -> run(made));
    if (!inTime(begun)) {
      listener.failed("the server did not answer within " + PATIENCE.toSeconds() + " seconds");
      close();
    }
  }

  private static boolean inTime(CountDownLatch latch) {
    try {
      return latch.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void run(DebeziumEngine<RecordChangeEvent<SourceRecord>> made) {
    try {
      made.run();
    } finally {
      Offsets.leave(keeper);
      ended.countDown();
      begun.countDown();
    }
  }

  private void completed(@Nullable String message, @Nullable Throwable error) {
    if (!closing) {
      listener.failed(error == null ? String.valueOf(message) : reason(error));
    }
  }

  /** The cause of all others. */
  private static String reason(Throwable error) {
    Throwable cause = error;
    for (Throwable next = error; next != null; next = next.getCause()) {
      cause = next;
    }
    return cause.getMessage() == null ? cause.toString() : cause.getMessage();
  }

  private void told(
      List<RecordChangeEvent<SourceRecord>> batch,
      DebeziumEngine.RecordCommitter<RecordChangeEvent<SourceRecord>> committer)
      throws InterruptedException {
    List<LogReader.Change> changes = new ArrayList<>();
    List<String> markers = new ArrayList<>();
    Set<Long> transactions = new HashSet<>();
    for (RecordChangeEvent<SourceRecord> event : batch) {
      events.take(event.record(), changes, markers, transactions);
    }
    if (!changes.isEmpty()) {
      listener.changed(changes, transactions);
    }
    // After the changes that came before it, and perhaps some that came later.
    if (!markers.isEmpty()) {
      listener.marker(markers.getLast());
    }
    committer.markProcessed(batch.getLast());
    committer.markBatchFinished();
  }

  @Override
  public boolean alive() {
    return !closing && ended.getCount() > 0;
  }

  /** The engine waits for its threads without end; who closes it waits for a while. */
  @Override
  public void close() {
    closing = true;
    DebeziumEngine<RecordChangeEvent<SourceRecord>> made = engine;
    if (made == null || ended.getCount() == 0) {
      return;
    }
    Thread.ofPlatform()
        .daemon()
        .name("syncline-log-end")
        .start(
            () -> {
              try {
                made.close();
              } catch (IOException | IllegalStateException e) {
                // It has ended by itself.
              }
            });
    if (!inTime(ended)) {
      Offsets.leave(keeper);
    }
  }
}
