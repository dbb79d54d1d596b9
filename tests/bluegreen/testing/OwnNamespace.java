package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Assertions;

/**
 * A server that costs next to nothing: this machine's programs with a network, processes, and
 * folders for nginx and for apps of its own. Port 80 is free on it, and {@code /etc/nginx} is empty
 * but for what a script writes. It ends with the script. Takes root.
 */
public final class OwnNamespace implements AutoCloseable {
  /** Less than a test may take, so that what was written so far is seen. */
  private static final Duration PATIENCE = Duration.ofMinutes(4);

  /** An interface is set up with SIOCSIFFLAGS; ip(8) is not everywhere. */
  private static final String PREPARE =
      """
      set -eu
      perl -e 'use Socket; socket(S, AF_INET, SOCK_DGRAM, 0); my $r = pack("a16 s x22", "lo", 0x41);
               ioctl(S, 0x8914, $r) or die "$!"'
      mkdir -p etc lib log
      mount -t tmpfs -o mode=755 none /var/lib # A folder that is removed outside takes the mounts on it along.
      mkdir -p /var/lib/bluegreen /var/lib/nginx
      mount --bind etc /etc/nginx
      mount --bind lib /var/lib/bluegreen
      mount --bind log /var/log/nginx
      mount -t tmpfs none /run
      deploy() { java %1$s -XX:SharedArchiveFile=%2$s -jar %3$s "$@"; }
      get() { exec 9<>/dev/tcp/127.0.0.1/$1; printf 'GET %%s HTTP/1.0\\r\\nHost: %%s\\r\\n\\r\\n' "$3" "$2" >&9; cat <&9; exec 9<&-; }
      until_there() { for i in $(seq 600); do (get "$@") 2>/dev/null | grep -q '200 OK' && return; sleep 0.1; done; exit 9; }
      """;

  private final Path folder;

  private OwnNamespace(Path folder) {
    this.folder = folder;
  }

  /** One that has not run anything yet. */
  public static OwnNamespace create() {
    try {
      Path folder = Files.createTempDirectory("bluegreen-own").toRealPath();
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      return new OwnNamespace(folder);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The folder that a script begins in. */
  public Path folder() {
    return folder;
  }

  /**
   * Runs a script for bash with {@code deploy ARGUMENTS}, {@code get PORT HOST PATH} and {@code
   * until_there PORT HOST PATH}; what it has written. Fails where the script does.
   */
  public String run(String script) {
    DeployJar product = DeployJar.get();
    String text =
        PREPARE.formatted(
                String.join(" ", DeployJar.JAVA_OPTIONS), product.archive(), product.jar())
            + script;
    try {
      Path file = Files.writeString(folder.resolve("script"), text);
      Path out = folder.resolve("out");
      Process process =
          new ProcessBuilder(
                  "unshare",
                  "-m",
                  "-n",
                  "-p",
                  "--fork",
                  "--kill-child",
                  "--mount-proc",
                  "bash",
                  "" + file)
              .directory(folder.toFile())
              .redirectErrorStream(true)
              .redirectOutput(out.toFile())
              .start();
      boolean ended = process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      process.destroyForcibly();
      String said = Files.readString(out);
      Assertions.assertTrue(ended && process.exitValue() == 0, () -> said);
      return said;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Removes its folder. */
  @Override
  public void close() {
    Builds.delete(folder);
  }
}
