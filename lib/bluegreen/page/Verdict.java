package bluegreen.page;

import bluegreen.state.Dossiers.Dossier;
import bluegreen.state.Series;
import bluegreen.state.Traffic;
import bluegreen.state.Traffic.Loss;
import bluegreen.state.Visits;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Whether anything was lost, and when: of visitors, and where none of them came, or nobody has
 * counted them, of the run's own requests.
 *
 * @param visitors whether it was visitors' requests that were counted
 * @param requests how many were counted; 0 where nobody has
 * @param first when the first one was lost; empty where not all are known by themselves
 * @param last when the last one was
 * @param steps what the run was at then
 */
record Verdict(
    boolean visitors,
    long requests,
    long lost,
    Optional<Instant> first,
    Optional<Instant> last,
    List<String> steps) {

  private Verdict(boolean visitors, long requests, long lost) {
    this(visitors, requests, lost, Optional.empty(), Optional.empty(), List.of());
  }

  static Verdict of(Dossier dossier) {
    Optional<Traffic> traffic = dossier.entry().traffic();
    Optional<Visits> visits = traffic.flatMap(Traffic::visits).filter(v -> v.requests() > 0);
    if (visits.isPresent()) {
      return new Verdict(true, visits.get().requests(), visits.get().lost())
          .placed(dossier, Series.VISITORS, visits.get().losses());
    }
    Optional<Traffic.Probe> probe = traffic.flatMap(Traffic::probe);
    return probe.isEmpty()
        ? new Verdict(false, 0, 0)
        : new Verdict(false, probe.get().asked(), probe.get().lost())
            .placed(dossier, Series.PROBE, probe.get().losses());
  }

  /** The same with when and where that was, as the series tells, or else the traffic's losses. */
  private Verdict placed(Dossier dossier, String who, List<Loss> losses) {
    Series series = dossier.proceedings().series().getOrDefault(who, Series.NONE);
    List<Loss> known =
        series.lost() == 0
            ? losses
            : series.failures().stream()
                .filter(Series.Failure::lost)
                .map(f -> new Loss(f.at(), f.step(), f.why()))
                .toList();
    Optional<Instant> until =
        known.size() == lost
            ? known.stream().map(Loss::at).max(Instant::compareTo)
            : series.points().stream()
                .filter(point -> point.lost() > 0)
                .map(point -> Instant.ofEpochMilli(point.at() + series.widthMillis()))
                .max(Instant::compareTo);
    return new Verdict(
        visitors,
        requests,
        lost,
        known.stream().map(Loss::at).min(Instant::compareTo).filter(at -> until.isPresent()),
        until,
        known.stream().map(Loss::step).filter(step -> !step.isEmpty()).distinct().toList());
  }
}
