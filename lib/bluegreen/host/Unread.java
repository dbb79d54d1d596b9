package bluegreen.host;

import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/** A body that nobody wants: it is not read, and its connection is closed. */
final class Unread implements BodySubscriber<Void> {
  @Override
  public CompletionStage<Void> getBody() {
    return CompletableFuture.completedStage(null);
  }

  @Override
  public void onSubscribe(Flow.Subscription subscription) {
    subscription.cancel();
  }

  @Override
  public void onNext(List<ByteBuffer> item) {
    // It was asked for none.
  }

  @Override
  public void onError(Throwable failure) {
    // Nobody waits for it.
  }

  @Override
  public void onComplete() {
    // Nobody waits for it.
  }
}
