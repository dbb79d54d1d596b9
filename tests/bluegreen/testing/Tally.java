package bluegreen.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** One client's counts. Each client has its own, so that clients never wait for each other. */
final class Tally {
  private static final int CAUSES_KEPT = 200;

  private final Map<RequestKind, LoadReport.Count> kinds = new EnumMap<>(RequestKind.class);
  private final List<LoadFailure> firstFailures = new ArrayList<>();
  private final Map<String, Long> causes = new TreeMap<>();
  private final Map<String, VersionSeen> versions = new TreeMap<>();
  private long announcedCloses;

  synchronized void answered(RequestKind kind, Instant begun) {
    count(kind, new LoadReport.Count(1, 0, Duration.between(begun, Instant.now())));
  }

  synchronized void answered(RequestKind kind, Instant begun, String version) {
    Instant now = Instant.now();
    count(kind, new LoadReport.Count(1, 0, Duration.between(begun, now)));
    versions.merge(version, new VersionSeen(version, 1, now, now, begun), VersionSeen::and);
  }

  synchronized void failed(LoadFailure failure) {
    count(failure.kind(), new LoadReport.Count(1, 1, Duration.ZERO));
    if (firstFailures.size() < LoadReport.FAILURES_KEPT) {
      firstFailures.add(failure);
    }
    if (causes.size() < CAUSES_KEPT || causes.containsKey(failure.cause())) {
      causes.merge(failure.cause(), 1L, Long::sum);
    }
  }

  synchronized void closedWithNotice() {
    announcedCloses++;
  }

  private void count(RequestKind kind, LoadReport.Count more) {
    kinds.merge(kind, more, LoadReport.Count::and);
  }

  private synchronized void addTo(Tally sum) {
    kinds.forEach(sum::count);
    sum.firstFailures.addAll(firstFailures);
    causes.forEach((cause, times) -> sum.causes.merge(cause, times, Long::sum));
    versions.forEach((version, seen) -> sum.versions.merge(version, seen, VersionSeen::and));
    sum.announcedCloses += announcedCloses;
  }

  static LoadReport report(
      Collection<Tally> tallies, Instant started, Instant ended, Optional<String> endedEarly) {
    Tally sum = new Tally();
    tallies.forEach(tally -> tally.addTo(sum));
    return new LoadReport(
        started,
        Duration.between(started, ended),
        sum.kinds,
        sum.firstFailures.stream()
            .sorted(Comparator.comparing(LoadFailure::noticed))
            .limit(LoadReport.FAILURES_KEPT)
            .toList(),
        sum.causes,
        sum.versions,
        sum.announcedCloses,
        endedEarly);
  }
}
