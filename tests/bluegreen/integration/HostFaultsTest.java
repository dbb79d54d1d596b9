package bluegreen.integration;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import bluegreen.testing.Job;
import bluegreen.testing.LightJar;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.SmallDisk;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("A machine that does not let us work is told of, and traffic stays where it is")
class HostFaultsTest {
  private static final Duration SOON = Duration.ofMinutes(1);

  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private void deployTheOldVersion() {
    server.light("1").write("1.yml");
    server.deploy("1.yml");
    server.light("2").write("2.yml");
  }

  /** Runs what is to be refused, and checks that it has touched nothing. */
  private Run refused(String... arguments) {
    Snapshot before = server.snapshot();
    Run run = server.run(arguments).expect(1);
    before.assertSameAs(server.snapshot(), "a run that was refused");
    server.assertServes("1");
    return run;
  }

  private void assertConverges() {
    server.deploy("2.yml");
    server.assertServes("2");
    server.run("verify", "2.yml").expect(0);
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
  }

  @Test
  @DisplayName("where the app's folder cannot be written")
  void readOnlyApp() {
    try (SmallDisk disk = SmallDisk.on(server.folder().resolve("app"))) {
      deployTheOldVersion();
      disk.readOnly();
      refused("2.yml").says("app is a folder that nobody can write to now");
      refused("rollback", "--to", "1", "1.yml").says("app is a folder that nobody can write");
      server.run("status", "1.yml").expect(0).says("active");
      server.run("verify", "1.yml").expect(0);
      disk.empty();
      assertConverges();
      server.stopAll();
    }
  }

  @Test
  @DisplayName("where nginx's folder cannot be written")
  void readOnlyNginx() {
    try (SmallDisk disk = SmallDisk.on(server.folder().resolve("nginx"))) {
      deployTheOldVersion();
      server.light("2").nginx("location", "add_header X-Site new;").write("2.yml");
      disk.readOnly();
      server.run("2.yml").expect(1).says("nginx").says("Read-only file system");
      server.assertServes("1");
      assertEquals(0, server.pid("1.yml", "green"), "the new version was not to be started");
      disk.empty();
      assertConverges();
      server.stopAll();
    }
  }

  private Run asNobody(String... arguments) {
    return server
        .deployer()
        .through("setpriv", "--reuid=nobody", "--regid=nogroup", "--clear-groups", "--")
        .env("HOME", "/nonexistent")
        .run(arguments);
  }

  @Test
  @DisplayName("where we have no permission: nothing of another user's is touched")
  void noPermission() throws IOException {
    deployTheOldVersion();
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String[] arguments :
        new String[][] {{"2.yml"}, {"rollback", "2.yml"}, {"remove", "2.yml"}, {"2.yml", "-n"}}) {
      Snapshot before = server.snapshot();
      Run run = asNobody(arguments);
      before.assertSameAs(server.snapshot(), "someone without permission");
      assertEquals(1, run.exit(), run::toString);
      assertTrue(run.all().contains("only root can see what runs in"), run::toString);
    }
    server.assertServes("1");
    assertConverges();
  }

  @Test
  @DisplayName("where the jar is empty, java is not on the PATH, or the user is unknown")
  void wrongInput() {
    deployTheOldVersion();
    server.write("empty.jar", "");
    server.light("2").app("jar", "empty.jar").write("3.yml");
    refused("3.yml").says("empty.jar is not a whole jar (empty or cut short?)");

    server.light("2").app("user", "no-such-user").write("3.yml");
    refused("3.yml").says("app.user: there is no user 'no-such-user' on this machine");

    server.light("2").nginx("bin", "/usr/sbin/nginx").write("3.yml");
    Snapshot before = server.snapshot();
    server
        .deployer()
        .env("PATH", server.folder().toString())
        .run("3.yml")
        .expect(1)
        .says("app.java: there is no program 'java'; install Java or say where it is");
    before.assertSameAs(server.snapshot(), "a run without java");
    assertConverges();
  }

  @Test
  @DisplayName("where the jar changes while it is stored")
  void changingJar() throws Exception {
    deployTheOldVersion();
    Path jar = server.folder().resolve("changing.jar");
    byte[] whole = Files.readAllBytes(LightJar.version("2"));
    try (Changing changing = new Changing(jar, whole)) {
      changing.awaitFirst();
      server.light("2").app("jar", "changing.jar").write("3.yml");
      Run run = server.run("--output", "json", "3.yml").expect(1);
      assertEquals(List.of("release"), run.steps("failed"), run::toString);
      run.says("changing.jar changed while it was being stored; nothing was deployed");
    }
    server.assertServes("1");
    assertFalse(server.read("1.yml").isEmpty());
    try (Stream<Path> releases = Files.list(server.folder().resolve("app/releases"))) {
      assertEquals(1, releases.count(), "only version 1 was to be stored");
    }
    assertConverges();
  }

  @Test
  @DisplayName("where a file of the artifact vanishes while it is stored")
  void vanishingFile() throws Exception {
    deployTheOldVersion();
    Path last = server.folder().resolve("dist/zzz");
    Path releases = server.folder().resolve("app/releases");
    Files.createDirectories(last.getParent());
    for (int i = 0; i < 1_000; i++) {
      Files.writeString(last.resolveSibling("f" + i), "x");
    }
    Files.writeString(last, "the last one");
    Files.copy(LightJar.version("2"), last.resolveSibling("app.jar"));
    server
        .light("2")
        .appWithout("jar", "java_opts")
        .app("command", "[java, -Xmx64m, -jar, app.jar, \"--server.port={{ port }}\"]")
        .app("files", "dist")
        .write("3.yml");
    try (Job job = server.deployer().start("--output", "json", "3.yml")) {
      Await.until("the release being stored", SOON, () -> Stored.has(releases, "app.jar"));
      job.signal("STOP");
      assertFalse(Stored.has(releases, "zzz"), "the last file was stored too soon for this test");
      Files.delete(last);
      job.signal("CONT");
      Run run = job.end().expect(1);
      assertEquals(List.of("release"), run.steps("failed"), run::toString);
      run.says("zzz does not exist");
    }
    server.assertServes("1");
    assertFalse(Stored.underWay(releases), "a half-stored release was left");
    server.deploy("3.yml");
    server.assertServes("2");
  }

  /** A jar that is another one every moment, and a whole one at any. */
  private static final class Changing implements AutoCloseable {
    private final Thread thread;
    private final Path jar;
    private volatile boolean ended;

    Changing(Path jar, byte[] whole) {
      this.jar = jar;
      this.thread = new Thread(() -> change(whole), "changing");
      thread.setDaemon(true);
      thread.start();
    }

    private void change(byte[] whole) {
      // The directory's end: 20 bytes of figures and, last, the length of a comment, here 8.
      int length = whole.length;
      byte[] next = Arrays.copyOf(whole, length + 8);
      next[length - 2] = 8;
      Path beside = jar.resolveSibling("changing.next");
      try {
        for (int i = 0; !ended; i++) {
          System.arraycopy("%08x".formatted(i).getBytes(US_ASCII), 0, next, length, 8);
          Files.write(beside, next);
          Files.move(beside, jar, StandardCopyOption.ATOMIC_MOVE);
          Thread.sleep(1);
        }
      } catch (IOException | InterruptedException e) {
        throw new IllegalStateException(e);
      }
    }

    void awaitFirst() {
      Await.until("the first jar", SOON, () -> Files.exists(jar));
    }

    @Override
    public void close() {
      ended = true;
      Await.until("the last jar", SOON, () -> !thread.isAlive());
    }
  }

  /** What is to be seen of a release while it is being stored. */
  private static final class Stored {
    private Stored() {}

    static boolean underWay(Path releases) {
      return find(releases, "app") || find(releases, "");
    }

    static boolean has(Path releases, String file) {
      return find(releases, "app/" + file);
    }

    private static boolean find(Path releases, String path) {
      try (Stream<Path> folders = Files.list(releases)) {
        return folders
            .filter(f -> f.getFileName().toString().startsWith(".bluegreen-tmp-"))
            .anyMatch(f -> Files.exists(f.resolve(path)));
      } catch (IOException e) {
        return false;
      }
    }
  }
}
