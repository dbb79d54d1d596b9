package bluegreen.contents;

import java.io.IOException;
import java.time.Duration;

/** How much of an archive is looked at, whatever it holds: it is told once that is used up. */
final class Allowance {
  /** A fat jar of a large app has some 30,000 files, those of the jars in it included 150,000. */
  private static final int MOST_FILES = 500_000;

  private static final long MOST_BYTES = 192L << 20;

  /** Nothing takes so long but what was made to. */
  private static final Duration LONGEST = Duration.ofSeconds(10);

  private final long end = System.nanoTime() + LONGEST.toNanos();
  private long files;
  private long bytes;

  private Allowance(long files, long bytes) {
    this.files = files;
    this.bytes = bytes;
  }

  /** For one release. */
  static Allowance usual() {
    return new Allowance(MOST_FILES, MOST_BYTES);
  }

  /** For one release, of so much. */
  static Allowance of(long files, long bytes) {
    return new Allowance(files, bytes);
  }

  void takeFiles(long more) throws IOException {
    files -= more;
    if (more < 0 || files < 0) {
      throw new IOException("it has more files than are looked at");
    }
  }

  void takeBytes(long more) throws IOException {
    bytes -= more;
    if (more < 0 || bytes < 0) {
      throw new IOException("it has more in it than is looked at");
    } else if (System.nanoTime() - end > 0) {
      throw new IOException("it takes too long");
    }
  }
}
