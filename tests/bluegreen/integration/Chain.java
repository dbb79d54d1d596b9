package bluegreen.integration;

import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.state.AppDir;
import bluegreen.state.History;
import bluegreen.state.Intent;
import bluegreen.testing.Death;
import bluegreen.testing.Load;
import bluegreen.testing.LoadClient;
import bluegreen.testing.LoadReport;
import bluegreen.testing.Moment;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.stream.IntStream;

/** One server on which run after run is killed, and each kill is followed by a run that mends. */
abstract class Chain implements Callable<Chain.Toll> {
  /** The events at the boundaries of the steps: the beginning and the end of each of the eleven. */
  static final int DEPLOYMENT_EVENTS = 12;

  private static final int MOST_EVENTS = 60;
  private static final Duration SOON = Duration.ofMillis(15);
  private static final Duration LATER = Duration.ofMillis(150);
  private static final int MISSES_ALLOWED = 2;
  private static final Duration LONGEST = Duration.ofHours(6);
  private static final Duration SLOW = Duration.ofSeconds(1);

  final PrivateServer server;
  final Random random;
  private final String name;
  private final long seed;
  private final int kills;
  private final Aftermath aftermath;
  private final AppDir dir;
  private final Deque<Strike> strikes = new ArrayDeque<>();
  private Optional<Load> load = Optional.empty();
  private long requests;
  private int strikesDone;

  /** What a chain came to; none of the requests has failed. */
  record Toll(String name, int kills, int runs, long requests, long seconds) {
    @Override
    public String toString() {
      return "%s: %d of %d runs killed, 0 of %d requests failed, %d s"
          .formatted(name, kills, runs, requests, seconds);
    }
  }

  /** What is to be killed, and when. */
  private record Strike(String kind, Moment moment) {}

  /**
   * A chain.
   *
   * @param randomKills how many kills at random moments follow those at the boundaries
   */
  Chain(PrivateServer server, String name, long seed, List<String> kinds, int randomKills) {
    this.server = server;
    this.name = name;
    this.seed = seed;
    this.random = new Random(seed ^ name.hashCode());
    this.aftermath = new Aftermath(server);
    this.dir = new AppDir(server.folder().resolve("app"));
    List<Strike> atBoundaries = new ArrayList<>();
    for (String kind : kinds) {
      IntStream.rangeClosed(1, boundaries(kind))
          .mapToObj(n -> new Moment(Moment.Events.STEPS, n, Duration.ZERO, reach()))
          .forEach(moment -> atBoundaries.add(new Strike(kind, moment)));
    }
    Collections.shuffle(atBoundaries, random);
    strikes.addAll(atBoundaries);
    this.kills = atBoundaries.size() + randomKills;
    for (int i = 0; i < (randomKills + 1) * MISSES_ALLOWED + atBoundaries.size(); i++) {
      strikes.add(new Strike(kinds.get(random.nextInt(kinds.size())), anywhere()));
    }
  }

  private Moment.Reach reach() {
    return random.nextBoolean() ? Moment.Reach.GROUP : Moment.Reach.PROCESS;
  }

  private Moment anywhere() {
    return switch (random.nextInt(5)) {
      case 0 -> moment(Moment.Events.START, 1, SOON);
      case 1 -> moment(Moment.Events.SWITCH, 2, SOON);
      case 2 -> moment(Moment.Events.ALL, MOST_EVENTS, SOON);
      default -> moment(Moment.Events.STEPS, DEPLOYMENT_EVENTS, LATER);
    };
  }

  private Moment moment(Moment.Events events, int last, Duration longest) {
    long later = (long) (random.nextDouble() * longest.toNanos());
    return new Moment(events, 1 + random.nextInt(last), Duration.ofNanos(later), reach());
  }

  /** How many boundaries a run of that kind has. */
  int boundaries(String kind) {
    return DEPLOYMENT_EVENTS;
  }

  /** Brings the server where the first run can be killed. */
  abstract void begin();

  /** A run of that kind, from what is now. */
  abstract Errand errand(String kind);

  /** The run that follows the killed one. */
  abstract Errand next(String kind, Errand killed);

  /** Whether a run of that kind makes sense now. */
  boolean fits(String kind) {
    return true;
  }

  /** What has just been brought about. */
  abstract void reached(Errand done);

  /** Called when a run was killed, before the next one. */
  void afterKill(Errand killed) {
    server.get("/version");
  }

  @Override
  public Toll call() {
    int done = 0;
    long began = System.nanoTime();
    try (server) {
      Setting.writeAll(server);
      begin();
      while (done < kills && !strikes.isEmpty()) {
        Strike strike = nextStrike();
        strikesDone++;
        done += carryOut(strike) ? 1 : 0;
      }
      stopLoad();
    } finally {
      load.ifPresent(Load::close);
    }
    if (done < kills) {
      throw new AssertionError("%s: %d kills instead of %d".formatted(name, done, kills));
    }
    return new Toll(name, done, strikesDone, requests, (System.nanoTime() - began) / 1_000_000_000);
  }

  private Strike nextStrike() {
    List<Strike> passed = new ArrayList<>();
    Strike found = strikes.pop();
    while (!fits(found.kind()) && !strikes.isEmpty()) {
      passed.add(found);
      found = strikes.pop();
    }
    Collections.reverse(passed);
    passed.forEach(strikes::push);
    return found;
  }

  /** Kills a run and has the next one mend what that leaves; whether the kill came in time. */
  private boolean carryOut(Strike strike) {
    List<Object> story = new ArrayList<>();
    try {
      Errand errand = errand(strike.kind());
      story.add("to be killed: " + errand);
      Death death =
          server.deployer().kill(strike.moment(), errand.arguments("--output", "json", "-vv"));
      story.add(death);
      if (!death.killed() && death.exit() != 0) {
        throw new AssertionError("failed before it was killed");
      }
      afterKill(errand);
      Errand next = next(strike.kind(), errand);
      story.add("followed by: " + next);
      Run run = server.run(next.arguments("--output", "json", "-vv"));
      story.add(run);
      aftermath.check(next, run);
      assertNothingLost();
      reached(next);
      return death.killed();
    } catch (RuntimeException | AssertionError e) {
      String what =
          "%s, seed %d, kill %d, %s: %s"
              .formatted(name, seed, strikesDone, strike.kind(), e.getMessage());
      // At once: the other chains may go on for minutes.
      synchronized (System.out) {
        System.out.println("  " + what);
        story.forEach(told -> System.out.println(told.toString().indent(4)));
        System.out.println(lost().indent(4));
      }
      throw new AssertionError(what, e);
    }
  }

  private void assertNothingLost() {
    LoadReport report = load.map(Load::report).orElse(null);
    if (report != null && report.failures() > 0) {
      throw new AssertionError(report.failures() + " requests failed");
    }
  }

  private String lost() {
    return load.map(l -> "the load: " + l.report().describe()).orElse("no load");
  }

  /** Has clients send requests from now on, none of which may fail. */
  final void startLoad(boolean keepAlive) {
    LoadClient clients =
        LoadClient.to(server.url("/"))
            .connections(3)
            .posts(2)
            .slow(2, SLOW)
            .perSecond(40)
            .atMost(LONGEST);
    load = Optional.of((keepAlive ? clients : clients.withoutKeepAlive()).start());
  }

  final Optional<Load> load() {
    return load;
  }

  final void stopLoad() {
    if (load.isPresent()) {
      LoadReport report = load.get().stop();
      requests += report.requests();
      assertNothingLost();
      if (report.endedEarly().isPresent()) {
        throw new AssertionError(report.describe());
      }
      load = Optional.empty();
    }
  }

  /** Deploys, and nobody is killed. */
  final Setting deploy(Setting setting) {
    server.deploy(setting.file());
    return setting;
  }

  final String otherThan(String version) {
    List<String> others = Setting.VERSIONS.stream().filter(v -> !v.equals(version)).toList();
    return others.get(random.nextInt(others.size()));
  }

  final boolean oneIn(int chances) {
    return random.nextInt(chances) == 0;
  }

  static SwitchKind other(SwitchKind kind) {
    return kind == SwitchKind.LIVE ? SwitchKind.RELOAD : SwitchKind.LIVE;
  }

  static Standby other(Standby standby) {
    return standby == Standby.KEEP ? Standby.STOP : Standby.KEEP;
  }

  /** The version that {@code rollback} is to go back to, if there is one. */
  final Optional<String> previous() {
    Optional<Intent> unfinished = Intent.read(dir).filter(i -> i.action().equals("rollback"));
    if (unfinished.isPresent()) {
      return unfinished.map(Intent::release).map(Chain::version);
    }
    String now = server.get("/version");
    List<String> served =
        new ArrayList<>(new History(dir).served().stream().map(Chain::version).toList());
    Collections.reverse(served);
    boolean unrecorded = !served.isEmpty() && !served.get(0).equals(now);
    return served.stream().skip(unrecorded ? 0 : 1).filter(v -> !v.equals(now)).findFirst();
  }

  private static String version(String release) {
    return release.substring(0, release.indexOf('-'));
  }
}
