package bluegreen.host;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;

/** Keeps both streams of a command, each for itself and both in the order written. */
final class Captured {
  /** Bytes a stream; a chattier command keeps its beginning. */
  static final int MOST = 4_000_000;

  private final int most;

  private final ByteArrayOutputStream both = new ByteArrayOutputStream();
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  /** One that keeps so many bytes of each stream. */
  Captured(int most) {
    this.most = most;
  }

  OutputStream stdout() {
    return new Tee(out);
  }

  OutputStream stderr() {
    return new Tee(err);
  }

  Commands.Result result(int exit) {
    synchronized (both) {
      return new Commands.Result(exit, text(both), text(out), text(err));
    }
  }

  private static String text(ByteArrayOutputStream bytes) {
    return bytes.toString(StandardCharsets.UTF_8);
  }

  private final class Tee extends OutputStream {
    private final ByteArrayOutputStream own;

    private Tee(ByteArrayOutputStream own) {
      this.own = own;
    }

    @Override
    public void write(int b) {
      write(new byte[] {(byte) b}, 0, 1);
    }

    @Override
    public void write(byte[] bytes, int from, int length) {
      synchronized (both) {
        if (own.size() < most) {
          own.write(bytes, from, length);
          both.write(bytes, from, length);
        }
      }
    }
  }
}
