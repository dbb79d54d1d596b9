package bluegreen.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Locale;

/**
 * How soon a new version that is healthy has all the traffic: two watchers look at its slot and at
 * nginx every 2 ms while it is deployed with the default settings.
 */
public final class Handover {
  private static final long AFTERWARDS_MILLIS = 500;

  private final Sandbox sandbox;
  private final PrintStream progress;

  /** In a sandbox of its own; says on {@code progress} how far it is. */
  public Handover(Sandbox sandbox, PrintStream progress) {
    this.sandbox = sandbox;
    this.progress = progress;
  }

  /** Deploys so many versions, after a first one that there is nothing to be handed over from. */
  public MarkdownTable measure(int deployments) throws IOException, InterruptedException {
    Figures firstNew = new Figures();
    Figures lastOld = new Figures();
    long asked = 0;
    long unanswered = 0;
    sandbox.deployVersion(1);
    for (int version = 2; version <= deployments + 1; version++) {
      progress.println("handover: deployment " + (version - 1) + " of " + deployments);
      Watch watch = watch(version);
      long healthy = watch.slot().firstHealthy();
      firstNew.add((watch.nginx().firstOf(version + "") - healthy) / 1e6);
      lastOld.add((watch.nginx().lastOf(version - 1 + "") - healthy) / 1e6);
      asked += watch.nginx().asked();
      unanswered += watch.nginx().unanswered();
    }
    return new MarkdownTable(
            String.format(
                Locale.ROOT,
                "From the new version's first healthy answer, %d deployments, in ms"
                    + " (%d requests through nginx meanwhile, %d without an answer):",
                deployments,
                asked,
                unanswered),
            "until",
            "min",
            "median",
            "max")
        .row(row("its first answer through nginx", firstNew))
        .row(row("the old version's last answer through nginx", lastOld));
  }

  private static String[] row(String what, Figures figures) {
    return new String[] {
      what,
      Figures.whole(figures.least()),
      Figures.whole(figures.median()),
      Figures.whole(figures.most())
    };
  }

  private record Watch(SlotWatcher slot, VersionWatcher nginx) {}

  /** Versions take turns between the slots, and the first one was on blue. */
  private Watch watch(int version) throws IOException, InterruptedException {
    int port = sandbox.port(version % 2 == 1 ? "blue" : "green");
    try (SlotWatcher slot = new SlotWatcher("http://127.0.0.1:" + port + "/health");
        VersionWatcher nginx = new VersionWatcher(sandbox.throughNginx("/version"))) {
      slot.start();
      nginx.start();
      sandbox.deployVersion(version);
      Thread.sleep(AFTERWARDS_MILLIS);
      return new Watch(slot, nginx);
    }
  }
}
