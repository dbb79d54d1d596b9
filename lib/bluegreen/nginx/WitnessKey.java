package bluegreen.nginx;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Listing;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Optional;

/**
 * Who may be told who answers: whoever knows the name of a marker, in a folder that nobody but its
 * owner can list. So it stands in no file of nginx's and needs no reload.
 */
public final class WitnessKey {
  private static final String PREFIX = "ask-";
  private static final int BYTES = 16;

  private final AppDir dir;

  /** The key of one app. */
  public WitnessKey(AppDir dir) {
    this.dir = dir;
  }

  /** The key: 32 hex digits; empty where there is none yet or we may not know it. */
  public Optional<String> find() {
    return Listing.of(dir.live()).stream()
        .map(m -> m.getFileName().toString())
        .filter(n -> n.matches(PREFIX + "[0-9a-f]{32}"))
        .map(n -> n.substring(PREFIX.length()))
        .findFirst();
  }

  /**
   * Makes one, unless there is one.
   *
   * @throws HostFailure where the folder cannot be written
   */
  public void create(AtomicFiles files) throws HostFailure {
    files.folder(dir.live(), AppDir.LIVE_MODE);
    try {
      // It was open to everybody before there was something in it that is not.
      Files.setPosixFilePermissions(dir.live(), PosixFilePermissions.fromString("rwx--x--x"));
    } catch (IOException e) {
      throw new HostFailure(
          "cannot close " + dir.live() + " to other readers: " + AtomicFiles.why(e));
    }
    if (find().isEmpty()) {
      byte[] key = new byte[BYTES];
      new SecureRandom().nextBytes(key);
      files.mark(dir.live().resolve(PREFIX + HexFormat.of().formatHex(key)));
    }
  }
}
