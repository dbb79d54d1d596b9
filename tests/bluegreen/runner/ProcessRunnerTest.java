package bluegreen.runner;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import bluegreen.playbook.Endpoint;
import bluegreen.state.SlotRecord;
import bluegreen.testing.Await;
import bluegreen.testing.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A process of the app's")
class ProcessRunnerTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private Shop shop;

  @BeforeEach
  void open() {
    shop = new Shop(folder);
  }

  @AfterEach
  void stop() throws Exception {
    shop.stop();
  }

  private void awaitProgram(Running running, String command) {
    Await.until(
        command,
        LONG,
        () ->
            shop.processes
                .find(running.pid().orElseThrow())
                .filter(p -> p.command().equals(command))
                .isPresent());
  }

  @Nested
  @DisplayName("that was started")
  class Started {
    @Test
    @DisplayName("has a session of its own and no terminal")
    void detached() throws Exception {
      Running running = shop.start(BLUE, Shop.STAYS);
      String stat = Shop.read(Path.of("/proc/" + running.pid().orElseThrow() + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      assertEquals(String.valueOf(running.pid().orElseThrow()), fields[3], "session");
      assertEquals("0", fields[4], "terminal");
    }

    @Test
    @DisplayName("holds no file of ours: nothing to read, and its log to write")
    void descriptors() throws Exception {
      Path ours = Files.createFile(folder.resolve("ours"));
      try (FileChannel kept = FileChannel.open(ours, StandardOpenOption.WRITE)) {
        Running running = shop.start(BLUE, Shop.STAYS);
        awaitProgram(running, "sleep 60");
        String log = running.log().toRealPath().toString();
        // A program that has just begun is still reading its libraries.
        Await.until(
            "just its own descriptors, beside " + kept,
            LONG,
            () ->
                Map.of("0", "/dev/null", "1", log, "2", log)
                    .equals(open(running.pid().orElseThrow())));
      }
    }

    /** What a process holds, by number; nothing of what it closes meanwhile. */
    private static Map<String, String> open(long pid) {
      Map<String, String> open = new TreeMap<>();
      try (Stream<Path> all = Files.list(Path.of("/proc/" + pid + "/fd"))) {
        for (Path fd : all.toList()) {
          try {
            open.put(fd.getFileName().toString(), Files.readSymbolicLink(fd).toString());
          } catch (NoSuchFileException e) {
            open.put(fd.getFileName().toString(), "closed");
          }
        }
        return open;
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Test
    @DisplayName("has just the environment of its launch, and its release as its folder")
    void environment() throws Exception {
      Launch launch = shop.launch(BLUE, Shop.STAYS);
      Running running = shop.runner.start(launch);
      awaitProgram(running, "sleep 60");
      Map<String, String> env =
          new TreeMap<>(shop.processes.environment(running.pid().orElseThrow(), "BLUEGREEN_DIR"));
      // What some shells add.
      env.keySet().removeAll(List.of("PWD", "OLDPWD", "SHLVL", "_"));
      assertTrue(env.remove("BLUEGREEN_PROOF").matches("[0-9a-f]{64}"));
      assertEquals(new TreeMap<>(launch.env()), env);
      assertEquals(
          launch.release().home().toRealPath(),
          Files.readSymbolicLink(Path.of("/proc/" + running.pid().orElseThrow() + "/cwd")));
    }

    @Test
    @DisplayName("is known from then on, to us and to the next run")
    void known() throws Exception {
      Running running = shop.start(GREEN, Shop.STAYS);
      Launch launch = shop.launch(GREEN, Shop.STAYS);
      assertEquals(GREEN, running.slot());
      assertEquals(18082, running.endpoint().port());
      assertEquals(launch.digest(), running.launch());
      assertEquals(launch.release().id(), running.release());
      assertEquals(Optional.of(running), shop.runner.running(GREEN));
      assertEquals(Optional.of(running), shop.newRunner().running(GREEN));
      assertEquals(Optional.empty(), shop.newRunner().running(BLUE));
      assertEquals(List.of(), shop.newRunner().strays(GREEN));
      assertEquals(Optional.empty(), shop.runner.exited(GREEN));
    }

    @Test
    @DisplayName("is told from those of another app in the same slot")
    void otherApp() throws Exception {
      shop.start(BLUE, Shop.STAYS);
      Shop other = new Shop(Files.createDirectory(folder.resolve("other")));
      assertEquals(Optional.empty(), other.runner.running(BLUE));
      assertEquals(List.of(), other.runner.strays(BLUE));
      assertEquals(0, other.runner.stop(BLUE, Duration.ZERO));
      assertTrue(shop.runner.running(BLUE).isPresent());
    }

    @Test
    @DisplayName("is told from others who accept connections where it is to be reached")
    void occupants() throws Exception {
      try (ServerSocket socket = new ServerSocket(0)) {
        Endpoint endpoint = Endpoint.here(socket.getLocalPort());
        Occupants seen = shop.runner.at(BLUE, endpoint);
        assertFalse(seen.ours());
        assertEquals(endpoint.port(), seen.stranger().orElseThrow().port());
      }
      Endpoint free = Endpoint.here(Ports.free(1).get(0));
      assertEquals(new Occupants(false, Optional.empty()), shop.runner.at(BLUE, free));
      String listen =
          "IO::Socket::INET->new(Listen=>1,LocalAddr=>q(127.0.0.1:%d)) or die"
              .formatted(free.port());
      shop.start(
          BLUE,
          "exec perl -MIO::Socket::INET -e '$s=%s; $|=1; print qq(ready\n); sleep 60'"
                  .formatted(listen)
              + " # echo ready");
      assertEquals(new Occupants(true, Optional.empty()), shop.runner.at(BLUE, free));
      assertFalse(shop.runner.at(GREEN, free).ours());
    }

    @Test
    @DisplayName("owns its descendants and nobody else")
    void owns() throws Exception {
      Running running = shop.start(BLUE, "sleep 60 & echo $! >child; echo ready; wait");
      Path file = shop.launch(BLUE, "").release().home().resolve("child");
      long child = Long.parseLong(Shop.read(file).strip());
      Processes.Info self = shop.processes.find(ProcessHandle.current().pid()).orElseThrow();
      for (long pid : List.of(running.pid().orElseThrow(), child)) {
        Processes.Info info = shop.processes.find(pid).orElseThrow();
        assertTrue(shop.seen().owns(BLUE, info));
        assertFalse(shop.seen().owns(GREEN, info));
      }
      assertFalse(shop.seen().owns(BLUE, self));
      assertEquals(List.of(), shop.runner.strays(BLUE), "a child is no stray");
    }
  }

  @Nested
  @DisplayName("of which the record does not tell")
  class Unrecorded {
    @Test
    @DisplayName("is found by its tag, where the record is lost or garbage")
    void lostRecord() throws Exception {
      Running running = shop.start(BLUE, Shop.STAYS);
      Files.delete(shop.dir.slot(BLUE));
      assertEquals(Optional.of(running), shop.newRunner().running(BLUE));
      Files.writeString(shop.dir.slot(BLUE), "{\"pid\":");
      assertEquals(Optional.of(running), shop.newRunner().running(BLUE));
      assertEquals(0, shop.newRunner().stop(BLUE, LONG));
      assertFalse(shop.runs(running.pid().orElseThrow()));
    }

    @Test
    @DisplayName("is nobody's of ours without our proof, whatever tag it has given itself")
    void forgedTag() throws Exception {
      Launch launch = shop.launch(BLUE, Shop.STAYS);
      assertFalse(startedBy(launch.env()), "a tag that anybody can compute, and no secret");
      shop.start(GREEN, Shop.STAYS);
      assertFalse(startedBy(launch.env()), "no proof");
      Map<String, String> green = shop.processes.environment(green(), "BLUEGREEN_DIR");
      Map<String, String> copied = new TreeMap<>(launch.env());
      copied.put("BLUEGREEN_PROOF", green.get("BLUEGREEN_PROOF"));
      assertFalse(startedBy(copied), "a proof of something else");
      assertEquals("rw-------", mode(shop.dir.slots().resolve("secret")));
    }

    private long green() {
      return shop.runner.running(GREEN).orElseThrow().pid().orElseThrow();
    }

    private String mode(Path file) throws Exception {
      return PosixFilePermissions.toString(Files.getPosixFilePermissions(file));
    }

    /** Not there until the program is, which whoever has started it for us becomes. */
    private Optional<Tag> tagged(Running running) {
      return Tag.read(shop.processes.environment(running.pid().orElseThrow(), "BLUEGREEN_DIR"));
    }

    /** Whether a process that somebody starts with that environment counts as ours. */
    private boolean startedBy(Map<String, String> env) throws Exception {
      ProcessBuilder builder = new ProcessBuilder("sleep", "60");
      builder.environment().putAll(env);
      Process process = builder.start();
      try {
        Processes.Info info = shop.processes.find(process.pid()).orElseThrow();
        return shop.newRunner().running(BLUE).isPresent()
            || shop.seen().owns(BLUE, info)
            || !shop.newRunner().strays(BLUE).isEmpty();
      } finally {
        process.destroyForcibly().waitFor();
      }
    }

    @Test
    @DisplayName("is not ours as another user, or with another machine's processes, though proved")
    void elsewhere() throws Exception {
      Running running = shop.start(GREEN, Shop.STAYS);
      Await.until("its own environment", LONG, () -> tagged(running).isPresent());
      Map<String, String> env =
          shop.processes.environment(running.pid().orElseThrow(), "BLUEGREEN_DIR");
      Tag tag = tagged(running).orElseThrow();
      long own = shop.processes.ownUser();
      assertTrue(new Proof(shop.dir).holds(env, tag, own));
      assertFalse(new Proof(shop.dir).holds(env, tag, own + 1));
      assertTrue(shop.processes.isAmongUs(running.pid().orElseThrow()));
      List<String> enter = new ArrayList<>(List.of("unshare"));
      enter.addAll(own == 0 ? List.of("--net") : List.of("--user", "--net"));
      enter.addAll(List.of("sleep", "60"));
      Process contained = new ProcessBuilder(enter).start();
      try {
        Await.until(
            "the container",
            LONG,
            () ->
                shop.processes
                    .find(contained.pid())
                    .filter(p -> p.command().equals("sleep 60"))
                    .isPresent());
        assertFalse(shop.processes.isAmongUs(contained.pid()));
      } finally {
        contained.destroyForcibly().waitFor();
      }
    }

    @Test
    @DisplayName("is not confused with one that got its pid later")
    void reusedPid() throws Exception {
      Process foreign = bare();
      try {
        shop.start(BLUE, Shop.STAYS);
        SlotRecord record = SlotRecord.read(shop.dir, BLUE).orElseThrow();
        assertEquals(0, shop.runner.stop(BLUE, LONG));
        // Both may have started in the same hundredth of a second.
        long ticks = shop.processes.find(foreign.pid()).orElseThrow().id().startTicks();
        write(record, new Processes.Id(foreign.pid(), ticks - 1));
        assertEquals(Optional.empty(), shop.newRunner().running(BLUE));
        assertEquals(0, shop.newRunner().stop(BLUE, Duration.ZERO));
        assertTrue(foreign.isAlive());
        write(record, new Processes.Id(foreign.pid(), ticks));
        assertEquals(
            Optional.of(foreign.pid()),
            shop.newRunner().running(BLUE).orElseThrow().pid(),
            "nothing else");
      } finally {
        foreign.destroyForcibly();
      }
    }

    @Test
    @DisplayName("is not confused with one of another boot of the machine")
    void otherBoot() throws Exception {
      Process foreign = bare();
      try {
        shop.start(BLUE, Shop.STAYS);
        SlotRecord record = SlotRecord.read(shop.dir, BLUE).orElseThrow();
        shop.runner.stop(BLUE, LONG);
        SlotRecord earlier =
            new SlotRecord(
                BLUE,
                record.release(),
                record.version(),
                record.launch(),
                record.process(),
                "another boot",
                record.port(),
                record.log(),
                record.started());
        write(earlier, shop.processes.find(foreign.pid()).orElseThrow().id());
        assertEquals(Optional.empty(), shop.newRunner().running(BLUE));
      } finally {
        foreign.destroyForcibly();
      }
    }

    /** A process whose environment says nothing, so that nothing else tells that it is not ours. */
    private Process bare() throws Exception {
      ProcessBuilder builder = new ProcessBuilder("/bin/sleep", "60");
      builder.environment().clear();
      Process process = builder.start();
      Await.until(
          "its program",
          LONG,
          () ->
              shop.processes
                  .find(process.pid())
                  .filter(p -> p.command().startsWith("/bin/sleep"))
                  .isPresent());
      return process;
    }

    private void write(SlotRecord record, Processes.Id id) throws Exception {
      new SlotRecord(
              record.slot(),
              record.release(),
              record.version(),
              record.launch(),
              Optional.of(id),
              record.boot(),
              record.port(),
              record.log(),
              record.started())
          .write(shop.dir, new AtomicFiles(Trace.SILENT));
    }

    @Test
    @DisplayName("is a stray beside the one that it tells of, and is stopped with it")
    void strays() throws Exception {
      Running first = shop.start(BLUE, Shop.STAYS);
      Running second = shop.newRunner().start(shop.launch(BLUE, Shop.STAYS));
      assertNotEquals(first.pid().orElseThrow(), second.pid().orElseThrow());
      assertEquals(Optional.of(second), shop.runner.running(BLUE));
      assertEquals(
          List.of(first.pid().orElseThrow()),
          shop.runner.strays(BLUE).stream().map(Processes.Info::pid).toList());
      shop.runner.stop(BLUE, LONG);
      assertFalse(shop.runs(first.pid().orElseThrow()) || shop.runs(second.pid().orElseThrow()));
    }

    @Test
    @DisplayName("may be a child that has outlived its parent, and is stopped too")
    void orphan() throws Exception {
      Running running =
          shop.start(BLUE, "setsid sleep 61 & echo $! >child; echo ready; exec sleep 60");
      Path file = shop.launch(BLUE, "").release().home().resolve("child");
      long child = Long.parseLong(Shop.read(file).strip());
      ProcessHandle.of(running.pid().orElseThrow()).orElseThrow().destroyForcibly();
      Await.until("its end", LONG, () -> !shop.runs(running.pid().orElseThrow()));
      assertTrue(shop.runs(child));
      shop.newRunner().stop(BLUE, LONG);
      assertFalse(shop.runs(child));
    }
  }
}
