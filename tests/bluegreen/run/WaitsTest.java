package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.SiteFile;
import bluegreen.plan.LookAction.AwaitNginx;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.plan.StepName;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The wait")
class WaitsTest {
  @TempDir Path folder;
  private Bench bench;

  @BeforeEach
  void open() throws Exception {
    // Every folder above the marker is open, unless a test closes one.
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
    bench = new Bench(folder);
    bench.progress.begin(Bench.step(StepName.VERIFY));
    bench.time.least = Duration.ofMillis(250);
  }

  @AfterEach
  void close() {
    bench.close();
  }

  private String failure(org.junit.jupiter.api.function.Executable wait) {
    return assertThrows(StepFailure.class, wait).getMessage();
  }

  @Nested
  @DisplayName("for nginx to serve a slot")
  class Served {
    private final Duration patience = Duration.ofSeconds(5);

    private String served() throws Exception {
      return bench
          .waits
          .untilServed(
              new VerifyThrough(bench.playbook.nginx().url(), Slot.GREEN, bench.green.endpoint()))
          .all();
    }

    private String why() {
      String why = failure(this::served);
      assertTrue(bench.time.passed().compareTo(patience) > 0);
      assertTrue(bench.time.passed().compareTo(patience.plusMillis(300)) < 0);
      return why.replace(folder.toString(), "DIR")
          .replace("127.0.0.1:" + bench.front.port() + "/.well-known/bluegreen/shop", "US");
    }

    @Test
    @DisplayName("is none where it does so already, and looks what visitors get")
    void atOnce() throws Exception {
      bench.nginx.mark(Slot.GREEN);
      assertEquals("through " + bench.playbook.nginx().url() + ": green", served());
      assertEquals(Duration.ZERO, bench.time.passed());
      bench.front.instead = Optional.of(Reply.of(502, ""));
      assertTrue(failure(this::served).endsWith(": 502: nginx does not reach the app"));
    }

    @Test
    @DisplayName("ends when it does, and tells meanwhile what it has seen")
    void later() throws Exception {
      bench.time.in(Duration.ofSeconds(4), () -> bench.nginx.mark(Slot.GREEN));
      served();
      assertTrue(
          bench.heard.of("waiting").get(0).matches("verify: http://127.*/bluegreen/shop: 204"));
    }

    @Test
    @DisplayName("fails where another slot is served, and says why that may be")
    void otherSlot() {
      assertEquals(
          "nginx still sends traffic to blue instead of green; its workers probably cannot see the"
              + " marker in DIR/app (that folder, live/ in it, and every folder above must be open"
              + " to them)",
          why());
    }

    @Test
    @DisplayName("names the folder that is closed to nginx's workers")
    void closed() throws Exception {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      assertEquals(
          "nginx still sends traffic to blue instead of green; its workers probably cannot see the"
              + " marker in DIR/app (that folder, live/ in it, and every folder above must be open"
              + " to them, and DIR is closed: chmod o+x DIR)",
          why());
    }

    @Test
    @DisplayName("names the folder of the markers where it is that which is closed")
    void closedLive() throws Exception {
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      Files.setPosixFilePermissions(bench.dir.live(), PosixFilePermissions.fromString("rwx------"));
      assertTrue(why().endsWith("and DIR/app/live is closed: chmod o+x DIR/app/live)"), why());
    }

    @Test
    @DisplayName("fails where another server block answers, and says how to get in front of it")
    void foreign() {
      bench.front.foreign = true;
      assertEquals(
          "http://US: 404: another server block of nginx's answers there, such as a default site;"
              + " say which names are ours with nginx.server_name, or remove that one (see also"
              + " nginx.listen and nginx.url)",
          why());
    }

    @Test
    @DisplayName("takes a block that does not know the key for ours where a folder is closed")
    void foreignOrClosed() throws Exception {
      bench.front.foreign = true;
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
      assertEquals(
          "http://US: 404: nginx does not say that it is our site; its workers probably cannot see"
              + " the marker in DIR/app (that folder, live/ in it, and every folder above must be"
              + " open to them, and DIR is closed: chmod o+x DIR)",
          why());
    }

    @Test
    @DisplayName("fails where nothing answers there although nginx runs")
    void silence() {
      bench.front.close();
      assertEquals(
          "http://US: connection refused: nginx does not answer there; see nginx.url", why());
    }

    @Test
    @DisplayName("fails where nginx has ended")
    void ended() throws Exception {
      bench.front.close();
      bench.master.end();
      assertEquals(
          "nginx is not running any more; see its error log, and run this again, which starts it",
          why());
    }

    @Test
    @DisplayName("ends when we are told to stop")
    void interrupted() {
      bench.time.in(Duration.ofSeconds(1), bench.interruption::tell);
      assertThrows(InterruptedException.class, this::served);
    }
  }

  @Nested
  @DisplayName("for nginx to have loaded a file")
  class Loaded {
    private AwaitNginx wanted(Slot slot) {
      String text = bench.rendered(slot);
      return new AwaitNginx(
          bench.playbook.nginx().url(),
          slot,
          bench.endpoint(slot),
          SiteFile.read(text).orElseThrow().configuration());
    }

    @Test
    @DisplayName("ends when it answers by the digest of that file")
    void loaded() throws Exception {
      bench.waits.untilLoaded(wanted(Slot.BLUE));
      assertEquals(Duration.ZERO, bench.time.passed());
    }

    @Test
    @DisplayName("fails where it goes on with an earlier one for the same slot")
    void earlier() throws Exception {
      AwaitNginx other =
          new AwaitNginx(bench.playbook.nginx().url(), Slot.BLUE, bench.blue.endpoint(), "abcdef");
      assertEquals(
          "nginx still works with an earlier " + bench.site + "; see its error log",
          failure(() -> bench.waits.untilLoaded(other)));
    }
  }
}
