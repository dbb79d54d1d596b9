package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Command;
import bluegreen.host.Processes;
import bluegreen.plan.NginxAction.EndWorkers;
import bluegreen.plan.NginxAction.InstallNginx;
import bluegreen.plan.NginxAction.QuitNginx;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.RemoveNginxFile;
import bluegreen.plan.NginxAction.RenameNginxFile;
import bluegreen.plan.NginxAction.RunCommand;
import bluegreen.plan.NginxAction.StartNginx;
import bluegreen.plan.NginxAction.TryNginxFiles;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Slot;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Work on nginx")
class NginxWorkTest extends NginxBed {
  @Nested
  @DisplayName("with its files")
  class FilesOfNginx {
    private WriteNginxFile write(String text, boolean tested) throws Exception {
      return new WriteNginxFile(
          bench.site, Optional.of(Files.readString(bench.site)), text, tested);
    }

    @Test
    @DisplayName("has nginx test a file, and remembers it until the step is done")
    void tested() throws Exception {
      WriteNginxFile file = write(bench.rendered(Slot.GREEN), true);
      work.writeNginxFile(file);
      assertEquals(Optional.of(file), work.untried());
      assertEquals(List.of("-T -q"), bench.master.calls());
      work.stepDone();
      assertEquals(Optional.empty(), work.untried());
    }

    @Test
    @DisplayName("puts back at once what nginx refuses")
    void refused() throws Exception {
      String old = Files.readString(bench.site);
      String message = failure(() -> work.writeNginxFile(write("BROKEN\n", true)));
      assertTrue(message.startsWith("nginx refuses the configuration; it was put back:\n"));
      assertEquals(old, Files.readString(bench.site));
      assertEquals(Optional.empty(), work.untried());
    }

    @Test
    @DisplayName("knows what to give back of a file that was taken away, until nginx does without")
    void removed() throws Exception {
      String old = Files.readString(bench.site);
      work.removeNginxFile(new RemoveNginxFile(bench.site, old, List.of()));
      assertEquals(Optional.of(old), work.untried().orElseThrow().before());
      assertFalse(work.isGone());
      work.stepDone();
      assertTrue(work.isGone());
      assertEquals(Optional.empty(), work.untried());
    }

    @Test
    @DisplayName("does not test a file that is not whole without another")
    void untested() throws Exception {
      WriteNginxFile tested = write(bench.rendered(Slot.GREEN), true);
      work.writeNginxFile(tested);
      work.writeNginxFile(write("BROKEN\n", false));
      assertEquals("BROKEN\n", Files.readString(bench.site));
      assertEquals(Optional.of(tested), work.untried());
      assertEquals(List.of("-T -q"), bench.master.calls());
    }

    @Test
    @DisplayName("tries files out and leaves nothing of it, whether nginx likes them or not")
    void tried() throws Exception {
      String old = Files.readString(bench.site);
      Path other = folder.resolve("run/other.conf");
      WriteNginxFile more = new WriteNginxFile(other, Optional.empty(), "# more\n", false);
      work.tryNginxFiles(new TryNginxFiles(List.of(more, write(bench.rendered(Slot.GREEN), true))));
      assertEquals(old, Files.readString(bench.site));
      assertFalse(Files.exists(other));
      assertTrue(
          files().containsAll(List.of("wrote run/other.conf", "wrote run/site.conf")), "tried");
      failure(() -> work.tryNginxFiles(new TryNginxFiles(List.of(more, write("BROKEN\n", true)))));
      assertEquals(old, Files.readString(bench.site));
      assertFalse(Files.exists(other));
      assertEquals(Optional.empty(), work.untried());
    }

    @Test
    @DisplayName("gives a file another name, or removes it, and takes that back if nginx refuses")
    void renamedAndRemoved() throws Exception {
      Path other = Files.writeString(folder.resolve("run/other.conf"), "# more\n");
      Path name = folder.resolve("run/name.conf");
      work.renameNginxFile(new RenameNginxFile(other, name));
      assertTrue(Files.exists(name) && !Files.exists(other));
      work.removeNginxFile(new RemoveNginxFile(name, "# more\n", List.of()));
      assertFalse(Files.exists(name));
      assertEquals(List.of("-T -q", "-t -q"), bench.master.calls());
      Files.writeString(folder.resolve("run/bad.conf"), "BROKEN\n");
      Files.writeString(other, "# more\n");
      failure(() -> work.renameNginxFile(new RenameNginxFile(other, name)));
      assertTrue(Files.exists(other) && !Files.exists(name));
      failure(() -> work.removeNginxFile(new RemoveNginxFile(other, "# more\n", List.of())));
      assertEquals("# more\n", Files.readString(other));
      bench.master.end(); // It would start neither with that file nor without it.
      int before = bench.master.calls().size();
      work.removeNginxFile(new RemoveNginxFile(other, "# more\n", List.of()));
      assertFalse(Files.exists(other));
      // A test of its own files would leave some behind that a start makes.
      List<String> asked = bench.master.calls();
      assertFalse(asked.subList(before, asked.size()).contains("-t -q"), asked::toString);
    }
  }

  @Nested
  @DisplayName("and its process")
  class Process {
    @Test
    @DisplayName("tells a reload within a step, and no longer")
    void reload() throws Exception {
      assertFalse(work.hasReloaded());
      work.reloadNginx(new ReloadNginx(bench.nginx.commands().reload(), Duration.ZERO));
      assertTrue(work.hasReloaded());
      assertEquals(List.of("-s reload"), bench.master.calls());
      work.stepDone();
      assertFalse(work.hasReloaded());
    }

    @Test
    @DisplayName("says what it could not do with nginx's words")
    void commands() throws Exception {
      work.runCommand(new RunCommand(Command.of("touch", folder + "/done"), "no"));
      assertTrue(Files.exists(folder.resolve("done")));
      Command bad = Command.of("sh", "-c", "echo why >&2; exit 1");
      assertEquals(
          "it cannot be:\nwhy",
          failure(() -> work.runCommand(new RunCommand(bad, "it cannot be"))));
    }

    @Test
    @DisplayName("installs it by one command after the other, and ends with the first that fails")
    void install() throws Exception {
      work.installNginx(
          new InstallNginx(
              List.of(Command.of("touch", folder + "/a"), Command.of("touch", folder + "/b"))));
      assertTrue(Files.exists(folder.resolve("a")) && Files.exists(folder.resolve("b")));
      InstallNginx failing =
          new InstallNginx(
              List.of(
                  Command.of("sh", "-c", "echo no route; exit 1"),
                  Command.of("touch", folder + "/c")));
      assertEquals(
          "sh -c 'echo no route; exit 1' failed:\nno route",
          failure(() -> work.installNginx(failing)));
      assertFalse(Files.exists(folder.resolve("c")));
    }

    @Test
    @DisplayName("starts it where it does not run, and has it reload where it does")
    void start() throws Exception {
      StartNginx start = new StartNginx(Command.of("touch", folder + "/started"));
      work.startNginx(start);
      assertFalse(Files.exists(folder.resolve("started")));
      assertEquals(List.of("-s reload"), bench.master.calls());
      bench.master.end();
      work.startNginx(start);
      assertTrue(Files.exists(folder.resolve("started")));
    }

    @Test
    @DisplayName("starts it where the pid in its file is somebody else's, and signals nobody")
    void startBesideStranger() throws Exception {
      bench.master.end();
      java.lang.Process sleep = new ProcessBuilder("sleep", "600").start();
      try {
        Files.writeString(folder.resolve("run/logs/nginx.pid"), sleep.pid() + "\n");
        work.startNginx(new StartNginx(Command.of("touch", folder + "/started")));
        assertTrue(Files.exists(folder.resolve("started")));
        assertTrue(sleep.isAlive());
        assertEquals(List.of(), bench.master.calls());
      } finally {
        sleep.destroyForcibly();
      }
    }

    @Test
    @DisplayName("waits for its end when it has told it to quit, and not for ever")
    void quit() throws Exception {
      bench.time.least = Duration.ofSeconds(1);
      bench.time.in(Duration.ofSeconds(3), bench.master::end);
      work.quitNginx(new QuitNginx(Command.of("true")));
      assertFalse(bench.nginx.isRunning());
      assertEquals(Duration.ofSeconds(3), bench.time.passed());
    }

    @Test
    @DisplayName("goes on after ten seconds where it does not end")
    void doesNotQuit() throws Exception {
      bench.time.least = Duration.ofSeconds(1);
      work.quitNginx(new QuitNginx(Command.of("true")));
      assertEquals(Duration.ofSeconds(10), bench.time.passed());
      assertEquals(
          "nginx cannot be ended:\n",
          failure(() -> work.quitNginx(new QuitNginx(Command.of("false")))));
    }

    private java.lang.Process server(String first) throws Exception {
      String script =
          first
              + "\nimport socket, sys\ns = socket.socket()\ns.bind(('127.0.0.1', 0))\ns.listen()\n"
              + "print(s.getsockname()[1], flush=True)\nsys.stdin.read()\n";
      return new ProcessBuilder("python3", "-c", script).start();
    }

    @Test
    @DisplayName("ends workers that no master has, and has the next nginx begin")
    void workers() throws Exception {
      java.lang.Process server =
          server(
              "import signal\nsignal.signal(signal.SIGQUIT, signal.SIG_DFL)\n"
                  + "signal.pthread_sigmask(signal.SIG_SETMASK, [])");
      try {
        int port = Integer.parseInt(server.inputReader().readLine());
        Processes.Id id = bench.machine.processes().find(server.pid()).orElseThrow().id();
        work.endWorkers(
            new EndWorkers(List.of(id), Optional.of(Command.of("touch", folder + "/next"))));
        assertTrue(server.waitFor(20, TimeUnit.SECONDS));
        assertTrue(Files.exists(folder.resolve("next")));
      } finally {
        server.destroyForcibly();
      }
    }
  }
}
