package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A process of someone else on a port of ours")
class TakeOverTest {

  @Test
  @DisplayName("is named and left alone; with --take-over it is stopped and the slot deployed to")
  void takenOver() throws IOException {
    try (PrivateServer server = PrivateServer.create()) {
      server.light("2").write("2.yml");
      Process other = start(server.port("blue"));
      try {
        Await.until(
            "the other process",
            Duration.ofSeconds(60),
            () -> server.run("2.yml").expect(1).all().contains("pid " + other.pid() + " ("));
        assertTrue(other.isAlive(), "it was to be left alone");

        server.run("--dry-run", "--take-over", "2.yml").expect(0).says("pid " + other.pid());
        assertTrue(other.isAlive(), "a dry run was to leave it alone");

        Run run = server.run("--take-over", "2.yml").expect(0).says("pid " + other.pid());
        Await.until("its end", Duration.ofSeconds(10), () -> !other.isAlive());
        assertFalse(other.isAlive(), run::toString);
        server.assertServes("2");
      } finally {
        other.destroyForcibly();
      }
    }
  }

  private static Process start(int port) throws IOException {
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    return new ProcessBuilder(
            java.toString(), "-jar", LightJar.version("1").toString(), "--server.port=" + port)
        .redirectErrorStream(true)
        .redirectOutput(ProcessBuilder.Redirect.DISCARD)
        .start();
  }
}
