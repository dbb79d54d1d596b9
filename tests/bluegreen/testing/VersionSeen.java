package bluegreen.testing;

import java.time.Instant;

/**
 * What the clients saw of one version of the app.
 *
 * @param version as the caller's function took it from the bodies
 * @param answers how many
 * @param first when the first of them was complete
 * @param last when the last of them was complete
 * @param lastBegun when the latest request that this version answered was begun; the one to compare
 *     with the moment of a switch, since answers to earlier requests may well come after it
 */
public record VersionSeen(
    String version, long answers, Instant first, Instant last, Instant lastBegun) {
  VersionSeen and(VersionSeen other) {
    return new VersionSeen(
        version,
        answers + other.answers,
        first.isBefore(other.first) ? first : other.first,
        last.isAfter(other.last) ? last : other.last,
        lastBegun.isAfter(other.lastBegun) ? lastBegun : other.lastBegun);
  }
}
