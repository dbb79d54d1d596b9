package bluegreen.bench;

import java.io.IOException;
import java.io.PrintStream;

/**
 * What an nginx of ours behind somebody's block costs: requests a second, as a share of those of
 * the same block passing straight to the app, and time, at a pace that leaves the machine idle most
 * of the time. The two take turns in short slices, in this order and in the other.
 */
public final class Behind {
  private static final int CLIENTS = 64;
  private static final double PER_SECOND = 1_000;
  private static final long WARM_UP_MILLIS = 100;
  private static final long SLICE_MILLIS = 300;
  private static final long PACED_SLICE_MILLIS = 1_000;

  private final Servers servers;
  private final PrintStream progress;

  /** One way to pass on, measured beside the straight one. */
  private static final class Pair {
    private final Figures straight = new Figures();
    private final Figures through = new Figures();
    private final Figures shares = new Figures();
    private final Figures straightMillis = new Figures();
    private final Figures throughMillis = new Figures();
    private final Figures moreMillis = new Figures();
  }

  /** With servers of its own; says on {@code progress} how far it is. */
  public Behind(Servers servers, PrintStream progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /** Measures so many pairs of each kind. */
  public MarkdownTable measure(int rounds) throws IOException, InterruptedException {
    servers.programs().require("nginx", "nginx");
    Backend backend = Backend.start(servers);
    OurSite ours = OurSite.behind(servers, backend);
    Front front = Front.start(servers, backend.blue(), ours.port());
    MarkdownTable table =
        new MarkdownTable(
            "Behind somebody's block, "
                + rounds
                + " pairs, medians; "
                + CLIENTS
                + " keep-alive clients, then "
                + Figures.whole(PER_SECOND)
                + " requests a second:",
            "between the two",
            "straight, requests/s",
            "through ours",
            "share",
            "straight, ms",
            "through ours",
            "more");
    for (boolean kept : new boolean[] {false, true}) {
      String name = kept ? "kept connections" : "a connection a request";
      Pair pair = new Pair();
      for (int i = 1; i <= rounds; i++) {
        progress.println("behind: " + name + ", round " + i + " of " + rounds);
        throughput(pair, front, kept, i % 2 == 0);
        times(pair, front, kept, i % 2 == 0);
      }
      table.row(
          name,
          Figures.whole(pair.straight.median()),
          Figures.whole(pair.through.median()),
          Figures.hundredths(pair.shares.median()),
          Figures.hundredths(pair.straightMillis.median()),
          Figures.hundredths(pair.throughMillis.median()),
          Figures.hundredths(pair.moreMillis.median()));
    }
    return table;
  }

  private static void throughput(Pair pair, Front front, boolean kept, boolean oursFirst)
      throws IOException, InterruptedException {
    double first = rate(oursFirst ? front.through(kept) : front.straight(kept));
    double second = rate(oursFirst ? front.straight(kept) : front.through(kept));
    double through = oursFirst ? first : second;
    double straight = oursFirst ? second : first;
    pair.through.add(through);
    pair.straight.add(straight);
    pair.shares.add(through / straight);
  }

  private static double rate(int port) throws IOException, InterruptedException {
    try (KeepAliveClients load = KeepAliveClients.start(port, CLIENTS)) {
      Thread.sleep(WARM_UP_MILLIS);
      long began = System.nanoTime();
      long before = load.tally().answered();
      Thread.sleep(SLICE_MILLIS);
      double rate = (load.tally().answered() - before) * 1e9 / (System.nanoTime() - began);
      if (!load.tally().failures().isEmpty()) {
        throw new IllegalStateException("failed: " + load.tally().failures());
      }
      return rate;
    }
  }

  private static void times(Pair pair, Front front, boolean kept, boolean oursFirst)
      throws IOException, InterruptedException {
    double first = median(oursFirst ? front.through(kept) : front.straight(kept));
    double second = median(oursFirst ? front.straight(kept) : front.through(kept));
    double through = oursFirst ? first : second;
    double straight = oursFirst ? second : first;
    pair.throughMillis.add(through);
    pair.straightMillis.add(straight);
    pair.moreMillis.add(through - straight);
  }

  private static double median(int port) throws IOException, InterruptedException {
    PacedClients load = PacedClients.start(port, CLIENTS, PER_SECOND);
    try (load) {
      Thread.sleep(PACED_SLICE_MILLIS);
    }
    if (load.failed() > 0) {
      throw new IllegalStateException(load.failed() + " failed");
    }
    return load.latencies().median();
  }
}
