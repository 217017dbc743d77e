package dev.syncline.project.mail;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;
import org.jspecify.annotations.Nullable;

/** Takes nothing of an answer's body beyond its first piece. */
final class CutOff implements BodySubscriber<Void> {
  private final CompletableFuture<@Nullable Void> done = new CompletableFuture<>();
  private Flow.@Nullable Subscription subscription;

  @Override
  @SuppressWarnings("unchecked") // nothing is all that a Void can be
  public CompletionStage<Void> getBody() {
    return (CompletionStage<Void>) (CompletionStage<?>) done;
  }

  @Override
  public void onSubscribe(Flow.Subscription begun) {
    subscription = begun;
    begun.request(1);
  }

  @Override
  public void onNext(List<ByteBuffer> piece) {
    if (subscription != null) {
      subscription.cancel();
    }
    done.complete(null);
  }

  @Override
  public void onError(Throwable problem) {
    done.complete(null); // The status came before, and is the answer.
  }

  @Override
  public void onComplete() {
    done.complete(null);
  }
}
