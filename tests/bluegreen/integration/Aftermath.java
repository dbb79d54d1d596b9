package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Lock;
import bluegreen.host.Scheduling;
import bluegreen.host.Trace;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.testing.Await;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** What has to be when a run has come to its end after another one was killed. */
final class Aftermath {
  /** What a killed run had started, such as a test of nginx's, ends by itself. */
  private static final Duration TO_SETTLE = Duration.ofSeconds(20);

  /** More than nginx has workers on most machines, so that each of them is likely to be asked. */
  private static final int ANSWERS = 6;

  /** A dry run takes as long as the run that mended: one of so many is looked at twice. */
  private static final int DRY_RUN_EVERY = 3;

  private final PrivateServer server;
  private final AppDir dir;
  private int checks;

  Aftermath(PrivateServer server) {
    this.server = server;
    this.dir = new AppDir(server.folder().resolve("app"));
  }

  void check(Errand errand, Run run) {
    run.expect(0);
    if (errand.wanted().isPresent()) {
      serves(errand.wanted().get());
    } else {
      nothingIsLeft(errand);
    }
  }

  private void serves(Setting wanted) {
    for (int i = 0; i < ANSWERS; i++) {
      server.assertServes(wanted.version());
    }
    Await.until("the right processes: " + server.processes(), TO_SETTLE, () -> rest().isEmpty());
    assertEquals(1, count("nginx: master process"), server.processes()::toString);
    assertSlots(wanted);
    Scheduling scheduling = new Scheduling(new Commands(Trace.SILENT));
    for (long pid : server.pids()) {
      assertFalse(scheduling.isIdle(pid), "it gets what nobody else wants: pid " + pid);
    }
    assertEquals(List.of(), halfDone());
    assertUnlocked();
    if (checks++ % DRY_RUN_EVERY == 0) {
      Run dry = server.run("--dry-run", "--detailed-exitcode", "--output", "json", wanted.file());
      dry.expect(0);
      assertEquals(List.of(), dry.steps("changed"), dry::toString);
    }
  }

  /** Processes that have no business here. */
  private List<String> rest() {
    return server.processes().stream()
        .filter(p -> !p.startsWith("nginx: ") && !isApp(p, Slot.BLUE) && !isApp(p, Slot.GREEN))
        .toList();
  }

  private boolean isApp(String command, Slot slot) {
    return command.contains(" -jar " + dir.releases())
        && command.endsWith("--server.port=" + server.port(slot.label()));
  }

  private long count(String command) {
    return server.processes().stream().filter(p -> p.startsWith(command)).count();
  }

  private void assertSlots(Setting wanted) {
    Slot active = server.get("/").endsWith(" " + server.port("green")) ? Slot.GREEN : Slot.BLUE;
    Slot other = active.other();
    List<String> processes = server.processes();
    assertEquals(1, processes.stream().filter(p -> isApp(p, active)).count(), processes::toString);
    long standbys = processes.stream().filter(p -> isApp(p, other)).count();
    assertTrue(standbys <= (wanted.standby() == Standby.KEEP ? 1 : 0), processes::toString);
    // What has never served is no standby: a killed run may have started it.
    assertEquals(
        standbys == 1,
        Files.exists(dir.servedMarker(other)),
        () -> "nginx may fall back to " + other + ": " + processes);
    if (standbys == 1) {
      String said = server.get(other.label(), "/version");
      assertTrue(Setting.VERSIONS.contains(said), "the standby says " + said);
    }
  }

  private List<Path> halfDone() {
    List<Path> found = new ArrayList<>();
    for (Path file : files()) {
      if (file.getFileName().toString().startsWith(AtomicFiles.TEMPORARY)) {
        found.add(file);
      }
    }
    if (Files.exists(dir.intent())) {
      found.add(dir.intent());
    }
    return found;
  }

  private List<Path> files() {
    try (Stream<Path> files = Files.walk(server.folder())) {
      return files.filter(f -> !f.equals(server.folder())).toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void assertUnlocked() {
    try {
      Optional<Lock> lock = Lock.take(dir.lock(), Duration.ZERO);
      assertTrue(lock.isPresent(), "the lock is held");
      lock.get().close();
    } catch (HostFailure e) {
      throw new AssertionError(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    }
  }

  private void nothingIsLeft(Errand removal) {
    Await.until("no process: " + server.processes(), TO_SETTLE, () -> server.processes().isEmpty());
    assertEquals(List.of(), files().stream().filter(f -> !f.toString().endsWith(".yml")).toList());
    Run dry = server.run(removal.arguments("--dry-run", "--detailed-exitcode", "--output", "json"));
    dry.expect(0);
    assertEquals(List.of(), dry.steps("changed"), dry::toString);
  }
}
