package bluegreen.host;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * A program that repeats what it reads for as long as we hold on to it: it ends with its input, and
 * so with us, however we end.
 */
public final class Held implements AutoCloseable {
  private static final String WORD = "held\n";
  private static final Duration POLL = Duration.ofMillis(5);
  private static final long END_SECONDS = 2;

  private final Process process;
  private final String said;

  private Held(Process process, String said) {
    this.process = process;
    this.said = said;
  }

  /** Waits until it answers, or has ended without. */
  static Held of(Process process) throws InterruptedException {
    StringBuilder said = new StringBuilder();
    try {
      process.getOutputStream().write(WORD.getBytes(StandardCharsets.UTF_8));
      process.getOutputStream().flush();
    } catch (IOException e) {
      // It has ended: what it has said tells why.
    }
    try {
      InputStream in = process.getInputStream();
      // sudo may have a warning first, such as of a host name that it cannot resolve.
      while (!said.toString().endsWith(WORD) && (process.isAlive() || in.available() > 0)) {
        if (in.available() > 0) {
          said.append(new String(in.readNBytes(in.available()), StandardCharsets.UTF_8));
        } else {
          Interruption.sleep(POLL);
        }
      }
    } catch (IOException e) {
      // It has ended, and whoever waits for that has closed what it has not said.
    } catch (InterruptedException e) {
      process.destroy();
      throw e;
    }
    return new Held(process, said.toString());
  }

  /** Whether it answers. */
  public boolean holds() {
    return said.endsWith(WORD);
  }

  /** Why it does not; empty where it has ended without a word. */
  public String said() {
    return said.strip();
  }

  /** Has it end, and waits for that. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor(END_SECONDS, TimeUnit.SECONDS);
    } catch (IOException e) {
      // It has ended.
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
