package bluegreen.bench;

import bluegreen.playbook.Playbook.SwitchKind;
import java.io.IOException;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;

/**
 * Requests lost in reloads, by keep-alive clients that never retry: of ours in public, of ours
 * behind somebody's block, and of that somebody's nginx with and without us behind it. Each is met
 * by clients that ask as soon as they are answered, and by some that pause.
 */
public final class Reloads {
  private static final int CLIENTS = 64;
  private static final int TURNS = 4;

  /** Between two requests of one client; 0 for none. */
  private static final List<Integer> PAUSES_MILLIS = List.of(0, 25, 200);

  private static final long WARM_UP_MILLIS = 500;
  private static final long AFTERWARDS_MILLIS = 300;

  private final Servers servers;
  private final PrintStream progress;

  /** Has one nginx reloaded. */
  private interface Reload {
    void run() throws IOException, InterruptedException;
  }

  /** What is reloaded under requests to which port, and what became of them for each pause. */
  private record Case(String name, int port, Reload reload, long[] requests, long[] failed) {
    Case(String name, int port, Reload reload) {
      this(name, port, reload, new long[PAUSES_MILLIS.size()], new long[PAUSES_MILLIS.size()]);
    }
  }

  /** With servers of its own; says on {@code progress} how far it is. */
  public Reloads(Servers servers, PrintStream progress) {
    this.servers = servers;
    this.progress = progress;
  }

  /** Reloads each so many times for each kind of clients, a few at a time in turns. */
  public MarkdownTable measure(int reloads) throws IOException, InterruptedException {
    servers.programs().require("nginx", "nginx");
    List<Case> cases = cases();
    for (int turn = 1; turn <= TURNS; turn++) {
      int now = reloads * turn / TURNS - reloads * (turn - 1) / TURNS;
      for (Case each : cases) {
        progress.println("reloads: turn " + turn + " of " + TURNS + ", " + each.name());
        for (int i = 0; i < PAUSES_MILLIS.size(); i++) {
          measure(each, i, now);
        }
      }
    }
    return table(cases, reloads);
  }

  private List<Case> cases() throws IOException, InterruptedException {
    Backend backend = Backend.start(servers);
    PlainNginx plain = PlainNginx.start(servers, backend, 0);
    OurSite soft = OurSite.inPublic(servers, backend, SwitchKind.LIVE, "1s", 0);
    OurSite hard = OurSite.inPublic(servers, backend, SwitchKind.LIVE, "0s", 0);
    OurSite behind = OurSite.behind(servers, backend);
    Front front = Front.start(servers, backend.blue(), behind.port());
    List<Case> cases = new ArrayList<>();
    cases.add(new Case("nginx written by hand", plain.port(), plain::reload));
    PlainNginx.startPatient(servers, backend)
        .map(n -> new Case("the same with `" + PlainNginx.PATIENCE + "`", n.port(), n::reload))
        .ifPresent(cases::add);
    cases.add(new Case("ours in public, `soft: 0s`", hard.port(), hard::reload));
    cases.add(new Case("ours in public, `soft: 1s`", soft.port(), soft::reload));
    for (boolean kept : new boolean[] {false, true}) {
      String how = kept ? ", kept connections" : "";
      cases.add(new Case("ours behind" + how, front.through(kept), behind::reload));
      cases.add(new Case("nginx in front of the app" + how, front.straight(kept), front::reload));
      cases.add(new Case("nginx in front of ours" + how, front.through(kept), front::reload));
    }
    return cases;
  }

  private static void measure(Case each, int pause, int reloads)
      throws IOException, InterruptedException {
    int millis = PAUSES_MILLIS.get(pause);
    if (millis == 0) {
      KeepAliveClients load = KeepAliveClients.start(each.port(), CLIENTS);
      try (load) {
        reload(each, reloads);
      }
      long failed = load.tally().failures().values().stream().mapToLong(Long::longValue).sum();
      each.failed()[pause] += failed;
      each.requests()[pause] += load.tally().answered() + failed;
    } else {
      PacedClients load = PacedClients.start(each.port(), CLIENTS, CLIENTS * 1_000.0 / millis);
      try (load) {
        reload(each, reloads);
      }
      each.failed()[pause] += load.failed();
      each.requests()[pause] += load.answered() + load.failed();
    }
  }

  private static void reload(Case each, int reloads) throws IOException, InterruptedException {
    Thread.sleep(WARM_UP_MILLIS);
    for (int i = 0; i < reloads; i++) {
      each.reload().run();
      Thread.sleep(AFTERWARDS_MILLIS);
    }
  }

  private static MarkdownTable table(List<Case> cases, int reloads) {
    MarkdownTable table =
        new MarkdownTable(
            reloads
                + " reloads each under "
                + CLIENTS
                + " keep-alive clients that never retry, requests lost, by the pause between two"
                + " requests of a client:",
            "reloaded",
            "none",
            "25 ms",
            "200 ms");
    for (Case each : cases) {
      List<String> cells = new ArrayList<>(List.of(each.name()));
      for (int i = 0; i < PAUSES_MILLIS.size(); i++) {
        cells.add(each.failed()[i] + " of " + each.requests()[i]);
      }
      table.row(cells.toArray(String[]::new));
    }
    return table;
  }
}
