package bluegreen.run;

import bluegreen.nginx.Visit;
import bluegreen.state.Latencies;
import bluegreen.state.Sampling;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Traffic.Loss;
import bluegreen.state.Visits;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Counts what visitors got, by the version that answered and by what the run was at. */
final class VisitTally {
  /** Of fewer answers nothing is said of what one in a hundred took. */
  private static final long ENOUGH = 100;

  /** What nginx can tell apart. */
  private static final double MILLISECOND = 1;

  private final Map<String, String> slots;
  private final Map<String, String> versions;
  private final Sampling sampling = new Sampling(MILLISECOND);
  private final TreeMap<Long, String> steps = new TreeMap<>();
  private final Map<String, Long> errorsBy = new LinkedHashMap<>();
  private final List<Loss> losses = new ArrayList<>();
  private final Latencies before = new Latencies(MILLISECOND);
  private final Latencies since = new Latencies(MILLISECOND);
  private long begun = Long.MAX_VALUE;
  private long requests;
  private long lost;
  private long errors;
  private long left;
  private long stoodIn;
  private boolean heard;

  /**
   * One that has counted nothing.
   *
   * @param slots the slot that has an address, as {@code 127.0.0.1:8081}
   * @param versions the label of what answers there
   */
  VisitTally(Map<String, String> slots, Map<String, String> versions) {
    this.slots = slots;
    this.versions = versions;
    versions.values().forEach(version -> errorsBy.put(version, 0L));
  }

  /** From that moment on it is that which the run does, in milliseconds since 1970. */
  synchronized void reach(long at, String step) {
    steps.put(at, step);
  }

  /** From that moment on a new version has its part in how fast answers come. */
  synchronized void beginWork(long at) {
    begun = Math.min(begun, at);
  }

  /** One more. */
  synchronized void add(Visit visit) {
    heard = true;
    if (visit.own()) {
      return;
    }
    requests++;
    Optional<String> loss = visit.loss();
    String version = said(versions, visit);
    if (loss.isPresent()) {
      lost++;
      losses.add(new Loss(Instant.ofEpochMilli(visit.at()), step(visit), loss.get()));
      losses.subList(Math.min(losses.size(), Traffic.MOST), losses.size()).clear();
    } else if (visit.error()) {
      errors++;
      errorsBy.computeIfPresent(version, (label, n) -> n + 1);
    } else if (!visit.complete() || visit.abandoned()) {
      left++;
    }
    stoodIn += visit.stoodIn() ? 1 : 0;
    visit.waited().ifPresent((visit.at() < begun ? before : since)::add);
    sample(visit, loss, version);
  }

  private void sample(Visit visit, Optional<String> loss, String version) {
    Instant at = Instant.ofEpochMilli(visit.at());
    String slot = said(slots, visit);
    double waited = visit.waited().orElse(0.0);
    if (loss.isPresent() || visit.error()) {
      String why = loss.orElse(String.valueOf(visit.status()));
      sampling.failed(
          new Series.Failure(at, slot, version, visit.status(), loss.isPresent(), step(visit), why),
          waited);
    } else if (visit.waited().isPresent()) {
      sampling.answered(at, slot, waited);
    }
  }

  private static String said(Map<String, String> byAddress, Visit visit) {
    return visit.last().map(a -> byAddress.getOrDefault(a.address(), "")).orElse("");
  }

  private String step(Visit visit) {
    Map.Entry<Long, String> step = steps.floorEntry(visit.at());
    return step == null ? "" : step.getValue();
  }

  /** The same over time. */
  Series series() {
    return sampling.series();
  }

  /** Whether nginx has written down anything, be it a question of our own. */
  synchronized boolean heard() {
    return heard;
  }

  /** What was counted until now. */
  synchronized Visits visits() {
    boolean works = since.count() > 0;
    Latencies now = works ? since : before;
    return new Visits(
        requests,
        lost,
        errors,
        Map.copyOf(errorsBy),
        left,
        stoodIn,
        now.within(0.5),
        now.within(0.99),
        works && before.count() >= ENOUGH ? before.within(0.99) : Latencies.NONE,
        List.copyOf(losses));
  }
}
