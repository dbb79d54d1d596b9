package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.nginx.NginxLock;
import bluegreen.playbook.Playbook.Server;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Another deployment of root's that works on an nginx's configuration, for as long as it is open.
 */
public final class NginxWork implements AutoCloseable {
  private final Path place;
  private final Process process;

  private NginxWork(Path place, Process process) {
    this.place = place;
    this.process = process;
  }

  /** Begins. */
  public static NginxWork on(Path conf) {
    Path place = place(conf);
    try {
      Files.createDirectories(place);
      Process process =
          new ProcessBuilder("flock", place.toString(), "sh", "-c", "echo works; exec cat")
              .redirectError(ProcessBuilder.Redirect.INHERIT)
              .start();
      BufferedReader said =
          new BufferedReader(
              new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
      assertEquals("works", said.readLine());
      return new NginxWork(place, process);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** What it has to lock. */
  public static Path place(Path conf) {
    return NginxLock.place(new Server("nginx", conf, Optional.empty(), false), true);
  }

  /** Who works. */
  public long pid() {
    return ProcessHandle.current().pid();
  }

  /** Is done. */
  @Override
  public void close() {
    try {
      process.getOutputStream().close();
      process.waitFor();
      Files.deleteIfExists(place);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
