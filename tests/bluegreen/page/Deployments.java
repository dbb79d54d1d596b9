package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.History;
import bluegreen.state.Proceedings;
import bluegreen.state.Proceedings.Change;
import bluegreen.state.Proceedings.Stage;
import bluegreen.state.Sampling;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Visits;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.UnaryOperator;

/** Deployments of which there is evidence, to be drawn. */
final class Deployments {
  static final Instant BEGAN = Instant.parse("2026-03-01T10:11:00Z");

  /** What somebody might write who wants a page to do his bidding. */
  static final String EVIL =
      "</script></pre><img src=x"
          + " onerror=\"document.title='taken'\"><script>document.title='taken'</script>{{ title"
          + " }}&quot;'\u202e\u001b[31mred\u001b[0m\u0007";

  private static final OptionalDouble NO_TIME = OptionalDouble.empty();

  private Deployments() {}

  static History.Entry entry(boolean ok, String version, Optional<Traffic> traffic) {
    return new History.Entry(
        "20260301-101106",
        BEGAN.plusSeconds(6),
        "deploy",
        ok,
        ok,
        version,
        "2-abc",
        "1",
        "green",
        8082,
        0.84,
        6100,
        "deployer",
        ok ? "" : "health: " + version + " ended with exit status 3",
        traffic,
        Map.of());
  }

  private static Stage stage(String name, String status, long at, double millis, String message) {
    return new Stage(name, status, message, at, millis, List.of(), List.of(), List.of());
  }

  private static List<Stage> stages() {
    List<String> diff = List.of("@@ -1,2 +1,2 @@", " server {", "-  listen 80;", "+  listen 81;");
    return List.of(
        stage("preflight", "ok", 100, 20, "nothing stands in the way"),
        stage("release", "changed", 120, 40, "stored shop.jar (23.7 MB)"),
        new Stage(
            "nginx",
            "changed",
            "wrote it",
            160,
            30,
            List.of(),
            List.of(),
            List.of(new Change("/etc/nginx/conf.d/shop.conf", diff))),
        stage("start", "changed", 200, 15, "green :8082, pid 4711"),
        stage("health", "ok", 220, 3000, "200 after 2.9s, 2 in a row"),
        stage("switch", "changed", 3220, 0.84, "blue -> green in 0.8 ms (live, no reload)"),
        stage("verify", "ok", 3225, 30, "through http://127.0.0.1/: green"),
        stage("drain", "ok", 3260, 2600, "12 requests in flight finished"),
        stage("stop-old", "ok", 5900, 3, "kept 1 on blue :8081 as standby"),
        stage("prune", "ok", 5950, 1, "nothing to remove"));
  }

  /** Of visitors, by slot, and of the probe. */
  static Dossier good() {
    Sampling visitors = new Sampling(0.01);
    Sampling probe = new Sampling(0.01);
    for (int i = 0; i < 2000; i++) {
      Instant at = BEGAN.plusMillis(i * 3L);
      visitors.answered(at, i < 1074 ? "blue" : "green", 4 + i % 7);
      if (i % 20 == 0) {
        probe.answered(at, "", 3 + i % 5);
      }
    }
    return dossier(true, stages(), both(visitors, probe));
  }

  /** A run that has lost three requests of visitors, and answered one with 500. */
  static Dossier lossy() {
    Sampling visitors = new Sampling(0.01);
    for (int i = 0; i < 1000; i++) {
      visitors.answered(BEGAN.plusMillis(i * 6L), i < 537 ? "blue" : "green", 4 + i % 7);
    }
    for (long at : new long[] {12_100, 12_900, 13_400}) {
      visitors.failed(failure(BEGAN.plusMillis(at), true, "2"), 0);
    }
    visitors.failed(failure(BEGAN.plusMillis(4000), false, "2"), 9);
    return dossier(true, stages(), Map.of(Series.VISITORS, visitors.series()));
  }

  static Series.Failure failure(Instant at, boolean lost, String version) {
    int status = lost ? 502 : 500;
    return new Series.Failure(at, "green", version, status, lost, "switch", "" + status);
  }

  /** A version that has never become healthy. */
  static Dossier failed() {
    List<Stage> stages = new ArrayList<>(stages().subList(0, 4));
    stages.add(
        new Stage(
            "health",
            "failed",
            "the new version ended with exit status 3",
            220,
            1200,
            List.of("the last lines that it wrote:", "  Cannot start: the database refused"),
            List.of("stopped green; see deploy.java status PLAYBOOK"),
            List.of()));
    Sampling probe = new Sampling(0.01);
    for (int i = 0; i < 30; i++) {
      probe.answered(BEGAN.plusMillis(i * 50L), "", 2.5);
    }
    return dossier(false, stages, Map.of(Series.PROBE, probe.series()));
  }

  /** In which nobody was asked. */
  static Dossier unwatched() {
    Traffic none = probe(Traffic.Probe.unasked("http://127.0.0.1/", "nginx counts requests there"));
    return dossier(entry(true, "2", Optional.of(none)), stages(), Map.of());
  }

  /** An hour with all that a series can hold. */
  static Dossier endless() {
    Sampling visitors = new Sampling(0.01);
    for (int i = 0; i < 200_000; i++) {
      visitors.answered(BEGAN.plusMillis(i * 18L), i % 3 == 0 ? "blue" : "green", 1 + i % 900);
    }
    for (int i = 0; i < 1000; i++) {
      visitors.failed(failure(BEGAN.plusSeconds(i), true, "2"), 0);
    }
    return dossier(true, stages(), Map.of(Series.VISITORS, visitors.series()));
  }

  /** Everything that others have a hand in. */
  static Dossier evil() {
    Sampling visitors = new Sampling(0.01);
    visitors.answered(BEGAN, "green", 4);
    visitors.answered(BEGAN, EVIL, 4);
    visitors.failed(new Series.Failure(BEGAN, EVIL, EVIL, 502, true, EVIL, EVIL), 0);
    Stage stage =
        new Stage(
            EVIL,
            "changed",
            EVIL,
            10,
            20,
            List.of(EVIL),
            List.of(EVIL),
            List.of(new Change(EVIL, List.of("+" + EVIL))));
    History.Entry entry =
        new History.Entry(
            "20260301-101106",
            BEGAN,
            EVIL,
            false,
            false,
            EVIL,
            EVIL,
            EVIL,
            "green",
            8082,
            1,
            6100,
            EVIL,
            EVIL,
            Optional.of(
                new Traffic(
                    Optional.of(evilVisits()),
                    EVIL,
                    Optional.of(new Traffic.Probe(EVIL, 3, 1, 0, List.of(), EVIL)))),
            Map.of());
    return new Dossier(
        EVIL,
        entry,
        new Proceedings(BEGAN, List.of(stage), Map.of(Series.VISITORS, visitors.series())));
  }

  private static Visits evilVisits() {
    Traffic.Loss loss = new Traffic.Loss(BEGAN, EVIL, EVIL);
    return new Visits(3, 1, 1, Map.of(EVIL, 1L), 0, 0, NO_TIME, NO_TIME, NO_TIME, List.of(loss));
  }

  /** What only the run itself has counted. */
  static Traffic probe(Traffic.Probe probe) {
    return new Traffic(Optional.empty(), "", Optional.of(probe));
  }

  private static Traffic traffic(Map<String, Series> series) {
    Optional<Visits> visits =
        Optional.ofNullable(series.get(Series.VISITORS))
            .map(
                s ->
                    new Visits(
                        s.requests(),
                        s.lost(),
                        s.errors(),
                        Map.of("1", 0L, "2", s.errors()),
                        0,
                        0,
                        OptionalDouble.of(7),
                        OptionalDouble.of(10),
                        NO_TIME,
                        List.of()));
    Optional<Traffic.Probe> probe =
        Optional.ofNullable(series.get(Series.PROBE))
            .map(
                s ->
                    new Traffic.Probe(
                        "http://127.0.0.1/", s.requests(), s.lost(), s.errors(), List.of(), ""));
    return new Traffic(visits, "", probe);
  }

  private static Map<String, Series> both(Sampling visitors, Sampling probe) {
    Map<String, Series> both = new LinkedHashMap<>();
    both.put(Series.PROBE, probe.series());
    both.put(Series.VISITORS, visitors.series());
    return both;
  }

  /** One whose traffic is that of its series. */
  static Dossier dossier(boolean ok, List<Stage> stages, Map<String, Series> series) {
    return dossier(entry(ok, "2", Optional.of(traffic(series))), stages, series);
  }

  static Dossier dossier(History.Entry entry, List<Stage> stages, Map<String, Series> series) {
    return new Dossier("shop", entry, new Proceedings(BEGAN, stages, series));
  }

  static String page(Dossier dossier, Lang lang) {
    Traffic traffic = probe(new Traffic.Probe("http://127.0.0.1/", 118, 2, 0, List.of(), ""));
    List<History.Entry> history =
        List.of(entry(false, "1.5", Optional.of(traffic)), dossier.entry());
    return new Page(dossier, history, lang, ZoneId.of("Asia/Seoul"), UnaryOperator.identity())
        .html();
  }
}
