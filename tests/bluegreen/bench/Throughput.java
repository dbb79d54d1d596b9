package bluegreen.bench;

import java.io.IOException;

/**
 * Requests a second through a proxy that can be switched, as a share of those through the same
 * proxy with a fixed upstream. The two take turns in slices so short that other work on the machine
 * meets both; what counts is the median of the shares of neighbouring slices.
 */
final class Throughput {
  private static final long WARM_UP_MILLIS = 100;
  private static final long SLICE_MILLIS = 300;

  /** For an nginx that was just reloaded to let go of its old workers. */
  private static final long SETTLE_MILLIS = 300;

  private final SwitchTimes switched;
  private final int clients;
  private final Figures shares = new Figures();
  private final Figures rates = new Figures();

  Throughput(SwitchTimes switched, int clients) {
    this.switched = switched;
    this.clients = clients;
  }

  /** Measures one pair with each version active, once in this order and once in the other. */
  void measure() throws IOException, InterruptedException {
    for (int i = 0; i < 2; i++) {
      switched.switchOver();
      Thread.sleep(SETTLE_MILLIS);
      int port = switched.proxy().port();
      int fixedPort = switched.proxy().fixedPort();
      double first = rate(i == 0 ? port : fixedPort);
      double second = rate(i == 0 ? fixedPort : port);
      double rate = i == 0 ? first : second;
      rates.add(rate);
      shares.add(rate / (first + second - rate));
    }
  }

  private double rate(int port) throws IOException, InterruptedException {
    try (KeepAliveClients load = KeepAliveClients.start(port, clients)) {
      Thread.sleep(WARM_UP_MILLIS);
      long began = System.nanoTime();
      long before = load.tally().answered();
      Thread.sleep(SLICE_MILLIS);
      return (load.tally().answered() - before) * 1e9 / (System.nanoTime() - began);
    }
  }

  /** The shares of the pairs. */
  Figures shares() {
    return shares;
  }

  /** Requests a second through the proxy that can be switched. */
  Figures rates() {
    return rates;
  }
}
