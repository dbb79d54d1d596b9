package bluegreen.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What became of every request of a load.
 *
 * @param started when the load began
 * @param lasted until it was stopped, or until now where it still runs
 * @param kinds the counts for each kind that was sent
 * @param firstFailures the first {@value #FAILURES_KEPT} in full, oldest first
 * @param causes how often each cause of failure occurred
 * @param versions by version label
 * @param announcedCloses connections that the server closed with notice, which is no failure
 * @param endedEarly the limit that ended the load before it was stopped, if one did
 */
public record LoadReport(
    Instant started,
    Duration lasted,
    Map<RequestKind, Count> kinds,
    List<LoadFailure> firstFailures,
    Map<String, Long> causes,
    Map<String, VersionSeen> versions,
    long announcedCloses,
    Optional<String> endedEarly) {
  static final int FAILURES_KEPT = 50;

  /**
   * How the requests of one kind went.
   *
   * @param requests all that were sent, the failed ones among them
   * @param failures the failed ones
   * @param longest the longest time that one took that did not fail
   */
  public record Count(long requests, long failures, Duration longest) {
    Count and(Count other) {
      return new Count(
          requests + other.requests,
          failures + other.failures,
          longest.compareTo(other.longest) >= 0 ? longest : other.longest);
    }
  }

  /** All requests; for a WebSocket, its handshake and every echo are one each. */
  public long requests() {
    return kinds.values().stream().mapToLong(Count::requests).sum();
  }

  /** All requests of that kind. */
  public long requests(RequestKind kind) {
    return kinds.containsKey(kind) ? kinds.get(kind).requests() : 0;
  }

  /** All requests that failed. */
  public long failures() {
    return kinds.values().stream().mapToLong(Count::failures).sum();
  }

  /** What was seen of that version; empty where it never answered. */
  public Optional<VersionSeen> version(String version) {
    return Optional.ofNullable(versions.get(version));
  }

  /** The whole report in lines, for the message of a failed assertion. */
  public String describe() {
    StringBuilder text = new StringBuilder();
    text.append(
        "%d requests in %.1f s, %d failed, %d connections closed with notice%n"
            .formatted(requests(), lasted.toMillis() / 1000.0, failures(), announcedCloses));
    endedEarly.ifPresent(limit -> text.append("  ended early: ").append(limit).append('\n'));
    kinds.forEach(
        (kind, count) ->
            text.append(
                "  %-12s %8d requests %6d failed, longest %d ms%n"
                    .formatted(
                        kind, count.requests(), count.failures(), count.longest().toMillis())));
    versions.values().stream()
        .sorted(Comparator.comparing(VersionSeen::first))
        .forEach(
            seen ->
                text.append(
                    "  version %-8s %8d answers from %s to %s, last asked %s%n"
                        .formatted(
                            seen.version(),
                            seen.answers(),
                            seen.first(),
                            seen.last(),
                            seen.lastBegun())));
    causes.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .forEach(c -> text.append("  %6d x %s%n".formatted(c.getValue(), c.getKey())));
    if (!firstFailures.isEmpty()) {
      text.append("  the first failures:\n    ");
      text.append(
          firstFailures.stream().map(LoadFailure::toString).collect(Collectors.joining("\n    ")));
    }
    return text.toString();
  }
}
