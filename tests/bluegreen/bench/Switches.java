package bluegreen.bench;

import bluegreen.playbook.Playbook.SwitchKind;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * How well proxies are switched from one version to the other under load: 64 keep-alive clients
 * that never retry, and a backend that has nothing to do. The proxies take turns, a few switches
 * each, so that whatever else the machine does meets all of them.
 *
 * <p>Failures and throughput are measured with the same client, written for this: it tells versions
 * apart, knows when each request was sent, and can change between two servers often enough to be
 * fair on a busy machine. Like any client on the same machine it takes its share of the processor.
 */
public final class Switches {
  private static final int CLIENTS = 64;
  private static final int TURNS = 5;
  private static final int ROUNDS_A_TURN = 3;
  private static final int WARM_UP_MILLIS = 3_000;

  private final Servers servers;
  private final PrintStream progress;
  private final List<SwitchTimes> times = new ArrayList<>();
  private final List<Throughput> throughputs = new ArrayList<>();

  /** With servers of its own; says on {@code progress} how far it is. */
  public Switches(Servers servers, PrintStream progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /** Switches each proxy so many times, spread over so many seconds. */
  public MarkdownTable measure(int switches, int seconds) throws IOException, InterruptedException {
    start();
    for (int turn = 1; turn <= TURNS; turn++) {
      // Each turn gets its share; the first ones what does not divide.
      int now = switches * turn / TURNS - switches * (turn - 1) / TURNS;
      for (int i = 0; i < times.size(); i++) {
        progress.println(
            "switches: turn " + turn + " of " + TURNS + ", " + times.get(i).proxy().name());
        times.get(i).measure(now, seconds * 1_000L / switches);
      }
      progress.println("switches: turn " + turn + " of " + TURNS + ", throughput");
      for (int i = 0; i < ROUNDS_A_TURN; i++) {
        for (Throughput throughput : throughputs) {
          throughput.measure();
        }
      }
    }
    times.forEach(t -> progress.println(t.proxy().name() + ": failed: " + t.failures()));
    return table(switches, seconds);
  }

  private void start() throws IOException, InterruptedException {
    for (String program : List.of("nginx", "haproxy", "caddy")) {
      servers.programs().require(program, program);
    }
    Backend backend = Backend.start(servers);
    int fixed = PlainNginx.startFixed(servers, backend);
    List<SwitchingProxy> proxies =
        List.of(
            OurSite.inPublic(servers, backend, SwitchKind.LIVE, "1s", fixed),
            OurSite.inPublic(servers, backend, SwitchKind.RELOAD, "1s", fixed),
            OurSite.inPublic(servers, backend, SwitchKind.RELOAD, "0s", fixed),
            PlainNginx.start(servers, backend, fixed),
            Haproxy.start(servers, backend),
            Caddy.start(servers, backend));
    for (SwitchingProxy proxy : proxies) {
      SwitchTimes each = new SwitchTimes(proxy, CLIENTS);
      times.add(each);
      throughputs.add(new Throughput(each, CLIENTS));
    }
    // For the compiler's sake, and to have asked each once before it counts.
    for (SwitchingProxy proxy : proxies) {
      KeepAliveClients load = KeepAliveClients.start(proxy.port(), CLIENTS);
      Thread.sleep(WARM_UP_MILLIS / proxies.size());
      load.close();
    }
  }

  private MarkdownTable table(int switches, int seconds) {
    MarkdownTable table =
        new MarkdownTable(
            String.format(
                Locale.ROOT,
                "%d switches in %d s, %d keep-alive clients that never retry, times in ms from the"
                    + " command:",
                switches,
                seconds,
                CLIENTS),
            "switched by",
            "requests",
            "failed",
            "command done, median",
            "last request to the old version, median",
            "max",
            "requests/s",
            "× fixed upstream");
    for (int i = 0; i < times.size(); i++) {
      SwitchTimes each = times.get(i);
      table.row(
          each.proxy().name(),
          each.requests() + "",
          each.failed() + "",
          Figures.tenths(each.command().median()),
          Figures.tenths(each.lastOld().median()),
          Figures.tenths(each.lastOld().most()),
          Figures.whole(throughputs.get(i).rates().median()),
          Figures.hundredths(throughputs.get(i).shares().median()));
    }
    return table;
  }
}
