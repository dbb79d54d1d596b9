package bluegreen.host;

import java.io.IOException;
import java.net.http.HttpResponse.BodySubscriber;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.LinkOption;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Flow;

/**
 * Writes a body into a file as it comes, in the client's thread; whoever waits for it sees how far
 * it is, and may cut it short.
 */
final class Inflow implements BodySubscriber<Inflow> {
  private final CompletableFuture<Flow.Subscription> subscription = new CompletableFuture<>();
  private final CompletableFuture<Inflow> whole = new CompletableFuture<>();

  private FileChannel channel;
  private long most;
  private volatile long bytes;
  private volatile boolean cut;

  /** That a file cannot be written, in the system's words: no reason to ask for it again. */
  static final class Unwritten extends IOException {
    private static final long serialVersionUID = 1L;

    Unwritten(IOException cause) {
      super(AtomicFiles.why(cause), cause);
    }
  }

  /**
   * Has it come; until then nothing of it is read.
   *
   * @param file into which file
   * @param appends whether behind what is in there
   * @param limit how many bytes may come
   */
  synchronized void begin(Path file, boolean appends, long limit) {
    most = limit;
    try {
      StandardOpenOption how =
          appends ? StandardOpenOption.APPEND : StandardOpenOption.TRUNCATE_EXISTING;
      Set<OpenOption> options =
          Set.of(
              StandardOpenOption.CREATE, StandardOpenOption.WRITE, how, LinkOption.NOFOLLOW_LINKS);
      channel = FileChannel.open(file, options, Modes.attribute(0600));
      if (whole.isDone()) {
        channel.close(); // It was empty.
      }
      subscription.thenAccept(s -> s.request(1));
    } catch (IOException e) {
      subscription.thenAccept(Flow.Subscription::cancel);
      close(new Unwritten(e));
    }
  }

  /** Is done when all has come. */
  CompletableFuture<Inflow> whole() {
    return whole;
  }

  /** How many bytes have come. */
  long bytes() {
    return bytes;
  }

  /** Ends it, wherever it is. */
  synchronized void cut() {
    cut = true;
    subscription.thenAccept(Flow.Subscription::cancel);
    close(new IOException("cut short"));
  }

  @Override
  public CompletionStage<Inflow> getBody() {
    return CompletableFuture.completedStage(this); // An answer is one as soon as it begins.
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    subscription.complete(given); // It may come after the answer's headers.
  }

  @Override
  public synchronized void onNext(List<ByteBuffer> buffers) {
    if (cut || whole.isDone()) {
      return;
    }
    try {
      for (ByteBuffer buffer : buffers) {
        if (bytes + buffer.remaining() > most) {
          throw new IOException("more has come than was announced, " + Texts.size(most));
        }
        while (buffer.hasRemaining()) {
          bytes += channel.write(buffer);
        }
      }
      subscription.thenAccept(s -> s.request(1));
    } catch (IOException e) {
      subscription.thenAccept(Flow.Subscription::cancel);
      close(new Unwritten(e));
    }
  }

  @Override
  public void onError(Throwable failure) {
    close(failure);
  }

  @Override
  public synchronized void onComplete() {
    try {
      if (channel != null) {
        channel.close();
      }
      whole.complete(this);
    } catch (IOException e) {
      whole.completeExceptionally(new Unwritten(e));
    }
  }

  private synchronized void close(Throwable why) {
    try {
      if (channel != null) {
        channel.close();
      }
    } catch (IOException e) {
      // What ended it is what the user needs to hear of.
    }
    whole.completeExceptionally(why);
  }
}
