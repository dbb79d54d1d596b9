package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Trace;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Roles;
import bluegreen.state.Roles.Role;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What each version is told to be")
class RoleFileTest {
  private final PrivateServer server = PrivateServer.create();
  private final AtomicLong looks = new AtomicLong();
  private final AtomicLong one = new AtomicLong();
  private final AtomicBoolean over = new AtomicBoolean();

  @AfterEach
  void close() {
    over.set(true);
    server.close();
  }

  /** Where a process finds it, by its own environment. */
  private Path file(String playbook, String slot) {
    try {
      String env = Files.readString(Path.of("/proc/" + server.pid(playbook, slot) + "/environ"));
      return List.of(env.split("\0")).stream()
          .filter(v -> v.startsWith("BLUEGREEN_ROLE_FILE="))
          .map(v -> Path.of(v.substring(v.indexOf('=') + 1)))
          .findFirst()
          .orElseThrow();
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static String said(Path file) throws IOException {
    return Files.readString(file).strip();
  }

  private void assertSaid(String blue, String green) throws IOException {
    AppDir dir = new AppDir(server.folder().resolve("app"));
    assertEquals(blue, said(Roles.file(dir, Slot.BLUE)));
    assertEquals(green, said(Roles.file(dir, Slot.GREEN)));
  }

  /** Looks at both, all the time, as a job does before each run: how many of them would run? */
  private void look(Path blue, Path green) {
    try {
      while (!over.get()) {
        String before = said(blue);
        boolean other = said(green).equals("active");
        if (before.equals(said(blue))) { // Otherwise they have changed while we looked.
          looks.incrementAndGet();
          one.addAndGet(before.equals("active") ^ other ? 1 : 0);
        }
      }
    } catch (NoSuchFileException e) {
      throw new AssertionError("at some instant there was nothing to look at", e);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  @DisplayName("is active in exactly one of them at any instant, through ten switches")
  void one() throws Exception {
    server.light("1").write("1.yml");
    server.light("2").write("2.yml");
    server.deploy("1.yml");
    assertSaid("active", "stopped");
    server.deploy("2.yml");
    assertSaid("standby", "active");
    Path blue = file("1.yml", "blue");
    Path green = file("1.yml", "green");
    Thread job = new Thread(() -> look(blue, green));
    job.start();
    for (int i = 0; i < 5; i++) {
      server.run("rollback", "2.yml").expect(0);
      assertSaid("active", "standby");
      server.deploy("2.yml");
      assertSaid("standby", "active");
    }
    over.set(true);
    job.join();
    assertTrue(looks.get() > 1000, "only " + looks);
    assertEquals(looks.get(), one.get());
  }

  @Test
  @DisplayName("is told again by the next run where one was killed before it could")
  void killed() throws Exception {
    server.light("1").write("1.yml");
    server.light("2").rollout("standby", "stop").write("2.yml");
    server.deploy("1.yml");
    server.deploy("2.yml");
    assertSaid("stopped", "active");
    AppDir dir = new AppDir(server.folder().resolve("app"));
    new Roles(dir, new AtomicFiles(Trace.SILENT))
        .write(Map.of(Slot.BLUE, Role.ACTIVE, Slot.GREEN, Role.STARTING));
    server
        .run("--dry-run", "2.yml")
        .expect(0)
        .says("tell the processes that blue is stopped and green active");
    Run run = server.deploy("2.yml");
    assertEquals(List.of("switch"), run.steps("changed"), run::toString);
    assertSaid("stopped", "active");
    new AtomicFiles(Trace.SILENT).removeTree(dir.roles());
    Run anew = server.deploy("2.yml");
    assertEquals(List.of("switch"), anew.steps("changed"), anew::toString);
    assertSaid("stopped", "active");
    assertEquals(List.of(), server.deploy("2.yml").steps("changed"));
  }

  @Test
  @DisplayName("is what it was where a deployment fails, and the new one has been told to end")
  void failed() throws Exception {
    server.light("1").write("1.yml");
    server.light("2").hook("after_switch", "- { name: bad, shell: exit 3 }").write("2.yml");
    server.deploy("1.yml");
    server.run("2.yml").expect(1);
    assertSaid("active", "stopped");
  }
}
