package bluegreen.state;

import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

/**
 * One version's artifact, stored once and never changed.
 *
 * @param version the label that people use
 * @param digest the SHA-256 of the artifact, 64 hex digits
 * @param folder where it is, or will be, stored
 * @param content the name of the stored jar or file; empty where the artifact is a folder, or none
 */
public record Release(String version, String digest, Path folder, String content, Instant stored) {
  private static final int SHORT = 12;

  /** The name of its folder, which is also how records refer to it. */
  public String id() {
    return id(version, digest);
  }

  /** The id of the release with that label and digest. */
  public static String id(String version, String digest) {
    String start = digest.substring(0, SHORT);
    return version.equals(start) ? version : version + "-" + start;
  }

  /** The first 12 hex digits of the digest. */
  public String shortDigest() {
    return digest.substring(0, SHORT);
  }

  /** Whether it can be told only when its artifact is here which one it is. */
  public boolean isUnfetched() {
    return digest.equals(Artifact.UNFETCHED);
  }

  /** The label; empty where it is the beginning of a digest that is not known yet. */
  public Optional<String> label() {
    return Optional.of(version).filter(v -> !v.equals(Artifact.UNFETCHED));
  }

  /** Label and digest: the same label may stand on two artifacts. */
  public String describe() {
    if (isUnfetched()) {
      return label().map(l -> l + " ").orElse("") + "(not fetched yet)";
    }
    return version.equals(shortDigest()) ? version : version + " (" + shortDigest() + ")";
  }

  /** The folder that the app runs in: what {@code {{ release }}} stands for. */
  public Path home() {
    return folder.resolve("app");
  }

  /** The stored jar, file or folder. */
  public Path artifact() {
    return content.isEmpty() ? home() : home().resolve(content);
  }
}
