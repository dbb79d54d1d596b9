package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.playbook.Playbook.Server;
import bluegreen.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A master of nginx")
class MastersTest {
  private static final Duration SOON = Duration.ofSeconds(20);

  @TempDir private Path folder;
  private final Masters masters = new Masters(new Processes());
  private Process nginx;

  @AfterEach
  void end() throws Exception {
    nginx.destroy();
    nginx.waitFor();
  }

  @ParameterizedTest(name = "{0}, with {1}")
  @CsvSource({"plain, daemon off;", "'a b', daemon off;", "'a b -x', 'daemon off; pid p;'"})
  @DisplayName("is known by its command line, whatever its folder is called")
  void found(String name, String further) throws Exception {
    Path prefix = Files.createDirectories(folder.resolve(name).resolve("logs")).getParent();
    Path conf = Files.writeString(prefix.resolve("nginx.conf"), "error_log e;\nevents {}\n");
    nginx =
        new ProcessBuilder("nginx", "-p", "" + prefix, "-c", "" + conf, "-g", further)
            .redirectErrorStream(true)
            .redirectOutput(folder.resolve("out").toFile())
            .start();
    Server server = new Server("nginx", conf, Optional.of(prefix), false);
    Await.until("its start", SOON, () -> pid(server).equals(Optional.of(nginx.pid())));
    List<Path> confs =
        masters.all("").stream()
            .filter(m -> m.process().pid() == nginx.pid())
            .map(Masters.Master::conf)
            .toList();
    assertEquals(List.of(conf), confs);
    Path other = Files.writeString(folder.resolve("other.conf"), "events {}\n");
    Server another = new Server("nginx", other, Optional.of(folder), false);
    assertTrue(pid(another).isEmpty(), "it is started with another file");
  }

  /** By the pid in its file where there is one. */
  private Optional<Long> pid(Server server) {
    Path file = folder.resolve("nginx.pid");
    try {
      Files.writeString(file, nginx.pid() + "\n");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return masters.find(file, server, "").map(Processes.Info::pid);
  }
}
