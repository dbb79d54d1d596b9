package bluegreen.host;

import java.nio.file.Files;
import java.nio.file.Path;

/** What can be told of systemd without asking it. */
public final class Systemd {
  private Systemd() {}

  /** Whether it runs this machine, as sd_booted(3) finds it out. */
  public static boolean runsThisMachine() {
    return Files.isDirectory(Path.of("/run/systemd/system"));
  }
}
