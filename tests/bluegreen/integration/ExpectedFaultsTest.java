package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Job;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What is bound to happen is met, and told as what it is:")
class ExpectedFaultsTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  /** Bytes, none of which is on the disk: to read them takes seconds. */
  private static final long MUCH = 4_000_000_000L;

  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("a page that is a stream without an end is served, and verified by its beginning")
  void endlessPage() {
    server.light("1").app("env", "{ SHOP_FAIL: stream }").write("1.yml");
    long began = System.nanoTime();
    Run run = server.deploy("1.yml");
    assertTrue(run.steps("ok").contains("verify"), run::toString);
    server.run("verify", "1.yml").expect(0);
    assertTrue(System.nanoTime() - began < LONG.toNanos(), "it has waited for the end of a stream");
  }

  @Test
  @DisplayName("an interrupt while a file is read is one, not a channel that was closed")
  void interruptedReading() throws IOException {
    Path much = server.folder().resolve("files/much");
    Files.createDirectories(much.getParent());
    try (RandomAccessFile file = new RandomAccessFile(much.toFile(), "rw")) {
      file.setLength(MUCH);
    }
    server
        .light("1")
        .appWithout("jar", "java_opts", "version")
        .app("command", "[sleep, '{{ port }}']")
        .app("files", "files")
        .write("1.yml");
    try (Job job = server.deployer().start("1.yml")) {
      Await.until("the file to be read", LONG, () -> job.hasOpen(much));
      Run run = job.signal("TERM").end().expect(143).says("interrupted");
      run.never("Closed").never("cannot").never("fault");
      assertEquals("", run.out().replaceAll("(?m)^DEPLOY.*\n|^  preflight.*\n|^RECAP.*\n", ""));
    }
    assertTrue(Files.notExists(server.folder().resolve("app/releases")), "nothing was stored");
  }
}
