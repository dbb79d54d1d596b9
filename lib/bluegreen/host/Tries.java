package bluegreen.host;

import bluegreen.host.Downloads.Broken;

/** Tries again, after a pause, where a server did not answer, or not to the end. */
final class Tries {
  /** Of a server that gives a byte at a time we have enough. */
  private static final int MOST_IN_ALL = 100;

  private final Downloads downloads;
  private final int most;
  private int vain;
  private int all;

  /** With that many in a row in vain. */
  Tries(Downloads downloads, int most) {
    this.downloads = downloads;
    this.most = most;
  }

  /** Something that may break off. */
  interface Work<T> {
    /** Does it. */
    T run() throws Broken, HostFailure, InterruptedException;
  }

  /** Something of it was done all the same: the next try is the first one again. */
  void begin() {
    vain = 0;
  }

  /** What comes of it, or why nothing does after that many tries in a row. */
  <T> T of(Work<T> work) throws HostFailure, InterruptedException {
    while (true) {
      try {
        return work.run();
      } catch (Broken e) {
        vain++;
        all++;
        if (vain >= most || all >= MOST_IN_ALL) {
          String often = vain >= most ? Texts.count(vain, "time") + " in a row" : all + " times";
          throw new HostFailure(e.getMessage() + " (tried " + often + ")");
        }
        downloads
            .trace()
            .exchange("again in " + Texts.seconds(downloads.pause(vain)) + ": " + e.getMessage());
        Interruption.sleep(downloads.pause(vain));
      }
    }
  }
}
