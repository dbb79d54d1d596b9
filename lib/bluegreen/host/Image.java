package bluegreen.host;

import com.grack.nanojson.JsonObject;
import java.util.Map;
import java.util.Optional;

/**
 * A container image that is on this machine.
 *
 * @param id the SHA-256 of its configuration, 64 hex digits
 * @param architecture the processor that it is for, as Go names it; empty where nobody said
 * @param bytes its size
 */
public record Image(String id, String architecture, long bytes) {
  /** Java's names for processors, and Go's. */
  private static final Map<String, String> PROCESSORS =
      Map.of("amd64", "amd64", "x86_64", "amd64", "aarch64", "arm64", "x86", "386", "i386", "386");

  static Image of(JsonObject json) {
    return new Image(
        json.getString("Id", "").replaceFirst("^sha256:", ""),
        Optional.ofNullable(json.getString("Architecture")).orElse(""),
        json.getLong("Size", 0));
  }

  /** Why it does not run here, as the rest of a sentence; empty where it does. */
  public Optional<String> misfit() {
    String arch = System.getProperty("os.arch");
    String ours = PROCESSORS.getOrDefault(arch, arch);
    boolean suits =
        architecture.isEmpty()
            || architecture.equals(ours)
            || architecture.equals("386") && ours.equals("amd64")
            || architecture.equals("arm") && ours.equals("arm64");
    return suits
        ? Optional.empty()
        : Optional.of("is for " + architecture + ", and this machine is " + ours);
  }
}
