package bluegreen.testing;

import java.nio.file.Path;

/**
 * The jars of the small web app in {@code tests/apps/light}: as good as any, and quick to start.
 */
public final class LightJar {
  private static final SmallJar JARS = new SmallJar("light", "Light");

  private LightJar() {}

  /**
   * The jar of that version, compiled where it is not there yet.
   *
   * @param version letters, digits, dots and hyphens
   */
  public static Path version(String version) {
    return JARS.version(version);
  }
}
