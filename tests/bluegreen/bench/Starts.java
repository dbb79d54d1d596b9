package bluegreen.bench;

import bluegreen.bench.Programs.Run;
import bluegreen.testing.ShopJar;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * What visitors of the version that serves feel while the next one starts: a Spring Boot app at a
 * few hundred requests a second, from before a deployment until after it, with and without a quiet
 * start and an archive of its classes.
 */
public final class Starts {
  private static final int CLIENTS = 32;
  private static final int PER_SECOND = 400;
  private static final int WARM_MILLIS = 3_000;
  private static final int BEFORE_MILLIS = 4_000;

  private final Sandbox sandbox;
  private final PrintStream progress;
  private int version;

  /** One way to start. */
  private enum Way {
    PLAIN("as it is", false, "off"),
    QUIET("quiet_start", true, "off"),
    ARCHIVED("archive", false, "auto"),
    BOTH("quiet_start and archive", true, "auto");

    final String label;
    final boolean quiet;
    final String archive;

    Way(String label, boolean quiet, String archive) {
      this.label = label;
      this.quiet = quiet;
      this.archive = archive;
    }
  }

  /** What the deployments of one way have come to. */
  private static final class Measured {
    final Figures medians = new Figures();
    final Figures lasts = new Figures();
    final Figures slowest = new Figures();
    final Figures ratios = new Figures();
    final Figures seconds = new Figures();
    long asked;
    long failed;
  }

  /** In a sandbox of its own; says on {@code progress} how far it is. */
  public Starts(Sandbox sandbox, PrintStream progress) {
    this.sandbox = sandbox;
    this.progress = progress;
  }

  /** Deploys so many versions in each way, in turn. */
  public MarkdownTable measure(int rounds) throws IOException, InterruptedException {
    Map<Way, Measured> all = new LinkedHashMap<>();
    for (Way way : Way.values()) {
      Files.writeString(playbook(way), text(way));
      all.put(way, new Measured());
    }
    deploy(Way.PLAIN);
    deploy(Way.PLAIN); // Both slots have one: the machine is as full as it will be.
    for (int round = 0; round < rounds; round++) {
      for (Way way : Way.values()) {
        progress.println("starts: " + way.label + ", " + (round + 1) + " of " + rounds);
        measure(way, all.get(way));
      }
    }
    MarkdownTable table =
        new MarkdownTable(
            String.format(
                Locale.ROOT,
                "Visitors of a Spring Boot app at %d requests a second, through %d deployments of"
                    + " each kind; medians, in ms:",
                PER_SECOND,
                rounds),
            "start",
            "p50",
            "p99",
            "p99, of that before",
            "slowest",
            "a deployment, in s",
            "failed");
    all.forEach((way, measured) -> table.row(row(way, measured)));
    return table;
  }

  private static String[] row(Way way, Measured measured) {
    return new String[] {
      way.label,
      Figures.tenths(measured.medians.median()),
      Figures.tenths(measured.lasts.median()),
      Figures.tenths(measured.ratios.median()),
      Figures.whole(measured.slowest.median()),
      Figures.tenths(measured.seconds.median()),
      measured.failed + " of " + measured.asked
    };
  }

  private Path playbook(Way way) {
    return sandbox.path("starts-" + way.name().toLowerCase(Locale.ROOT) + ".yml");
  }

  private String text(Way way) {
    return """
    vars: { version: 1 }
    app:
      name: bench
      jar: %s
      version: "{{ vars.version }}"
      java_opts: [-Xmx192m]
      archive: "%s"
      dir: app
    ports: { blue: %d, green: %d }
    health: { url: "http://127.0.0.1:{{ port }}/actuator/health" }
    nginx:
      prefix: nginx
      site: nginx/site.conf
      listen: ["127.0.0.1:%d"]
    rollout: { bake: 0s, drain: 1s, standby: stop, quiet_start: %s }
    """
        .formatted(
            ShopJar.version("1"),
            way.archive,
            sandbox.port("blue"),
            sandbox.port("green"),
            sandbox.listen(),
            way.quiet);
  }

  private Run deploy(Way way) throws IOException, InterruptedException {
    version++;
    List<String> command = new ArrayList<>(List.of("./jbang", "deploy.java", "-q"));
    command.addAll(List.of("-e", "version=" + version, playbook(way).toString()));
    return sandbox.programs().expect(0, command);
  }

  /** Has the version that serves as warm as it is in a long life. */
  private void warm() throws IOException, InterruptedException {
    KeepAliveClients load = KeepAliveClients.start(sandbox.listen(), CLIENTS);
    try (load) {
      Thread.sleep(WARM_MILLIS);
    }
  }

  private void measure(Way way, Measured measured) throws IOException, InterruptedException {
    warm();
    PacedClients before = PacedClients.start(sandbox.listen(), CLIENTS, PER_SECOND);
    try (before) {
      Thread.sleep(BEFORE_MILLIS);
    }
    PacedClients during = PacedClients.start(sandbox.listen(), CLIENTS, PER_SECOND);
    Run run;
    try (during) {
      run = deploy(way);
    }
    progress.printf(
        Locale.ROOT,
        "  p99 %.1f ms, %.1f before; deployed in %.1f s%n",
        during.latencies().ofHundred(99),
        before.latencies().ofHundred(99),
        run.millis() / 1e3);
    measured.medians.add(during.latencies().median());
    measured.lasts.add(during.latencies().ofHundred(99));
    measured.slowest.add(during.latencies().most());
    measured.ratios.add(during.latencies().ofHundred(99) / before.latencies().ofHundred(99));
    measured.seconds.add(run.millis() / 1e3);
    measured.asked += during.answered() + during.failed();
    measured.failed += during.failed();
  }
}
