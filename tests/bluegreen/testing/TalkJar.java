package bluegreen.testing;

import java.nio.file.Path;

/** The jars of the service in {@code tests/apps/talk}, which does not speak HTTP. */
public final class TalkJar {
  private static final SmallJar JARS = new SmallJar("talk", "Talk");

  private TalkJar() {}

  /**
   * The jar of that version, compiled where it is not there yet.
   *
   * @param version letters, digits, dots and hyphens
   */
  public static Path version(String version) {
    return JARS.version(version);
  }
}
