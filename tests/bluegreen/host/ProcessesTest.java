package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The machine's processes")
class ProcessesTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private static final long SELF = ProcessHandle.current().pid();

  @TempDir Path folder;
  private final Processes processes = new Processes();
  private final List<Process> started = new ArrayList<>();

  @AfterEach
  void stop() {
    started.forEach(Process::destroyForcibly);
  }

  private Process start(String... command) throws IOException {
    Process process = new ProcessBuilder(command).start();
    started.add(process);
    return process;
  }

  private static String line(Process process) throws IOException {
    return new BufferedReader(
            new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))
        .readLine();
  }

  @Nested
  @DisplayName("are told apart")
  class Identity {
    @Test
    @DisplayName("with command line, parent and owner")
    void info() throws IOException {
      Process sleep = start("sleep", "61");
      Await.until(
          "the program to be loaded",
          LONG,
          () -> processes.find(sleep.pid()).orElseThrow().command().equals("sleep 61"));
      Processes.Info info = processes.find(sleep.pid()).orElseThrow();
      assertEquals(sleep.pid(), info.pid());
      assertEquals(SELF, info.parent());
      assertEquals(System.getProperty("user.name"), info.owner());
    }

    @Test
    @DisplayName("in words that no terminal obeys, whatever they call themselves")
    void words() throws IOException {
      Process named = start("bash", "-c", "exec -a $'a\\e[2J\\nRECAP' sleep 62");
      Await.until(
          "the program to be loaded",
          LONG,
          () -> processes.find(named.pid()).orElseThrow().command().equals("a [2J RECAP 62"));
    }

    @Test
    @DisplayName(
        "by their start as well as by their pid, so that a pid that is reused does not count")
    void reused() throws IOException {
      Processes.Id id = processes.find(start("sleep", "61").pid()).orElseThrow().id();
      assertTrue(processes.runs(id));
      assertEquals(id, processes.find(id.pid()).orElseThrow().id(), "it never changes");
      assertFalse(processes.runs(new Processes.Id(id.pid(), id.startTicks() - 1)));
      assertNotEquals(id.startTicks(), processes.find(SELF).orElseThrow().id().startTicks());
    }

    @Test
    @DisplayName("as gone once they have ended, waited for or not")
    void ended() throws IOException, InterruptedException {
      Process process = start("sleep", "61");
      Processes.Id id = processes.find(process.pid()).orElseThrow().id();
      process.destroyForcibly().waitFor();
      assertFalse(processes.runs(id));
      assertEquals(Optional.empty(), processes.find(process.pid()));
    }

    @Test
    @DisplayName("as gone while they are zombies")
    void zombie() throws IOException {
      // The child ends once sleep, which waits for no child, has taken its parent's place.
      String script = "until grep -q sleep /proc/$$/comm; do :; done";
      Process parent = start("/bin/sh", "-c", "(" + script + ") & echo $!; exec sleep 61");
      long child = Long.parseLong(line(parent));
      Await.until(
          "a zombie",
          LONG,
          () -> read("/proc/" + child + "/stat").matches("(?s)\\d+ \\(.*\\) Z .*"));
      assertEquals(Optional.empty(), processes.find(child));
    }

    @Test
    @DisplayName("whatever their name")
    void name() throws IOException {
      Path odd = Files.copy(Path.of("/bin/sleep"), folder.resolve("a) Z (b c"));
      Process process = start(odd.toString(), "61");
      Await.until(
          "the program to be loaded",
          LONG,
          () -> processes.find(process.pid()).orElseThrow().command().equals(odd + " 61"));
      assertEquals(SELF, processes.find(process.pid()).orElseThrow().parent());
    }

    @Test
    @DisplayName("or are not there at all")
    void nobody() {
      assertEquals(Optional.empty(), processes.find(Integer.MAX_VALUE));
      assertEquals(Optional.empty(), processes.find(-1));
      assertFalse(processes.bootId().isEmpty());
      assertEquals(processes.bootId(), new Processes().bootId());
    }

    @Test
    @DisplayName("and all counted")
    void pids() throws IOException {
      long pid = start("sleep", "61").pid();
      assertTrue(processes.pids().containsAll(List.of(pid, SELF)));
    }

    @Test
    @DisplayName("in messages with as much of a command line as fits")
    void shortCommand() {
      Processes.Info info =
          new Processes.Info(new Processes.Id(1, 1), 0, "S", "x".repeat(500), "root");
      assertEquals(100, info.shortCommand().length());
      assertTrue(info.shortCommand().endsWith("x..."));
    }
  }

  @Nested
  @DisplayName("know their family")
  class Family {
    @Test
    @DisplayName("up to any ancestor, and never the other way round")
    void descends() throws IOException {
      Process parent = start("/bin/sh", "-c", "sleep 61 & echo $!; wait");
      long child = Long.parseLong(line(parent));
      assertTrue(processes.descends(child, parent.pid()));
      assertTrue(processes.descends(child, SELF));
      assertTrue(processes.descends(child, child));
      assertFalse(processes.descends(parent.pid(), child));
      assertFalse(processes.descends(SELF, parent.pid()));
      assertFalse(processes.descends(Integer.MAX_VALUE, SELF));
      processes
          .find(child)
          .ifPresent(c -> ProcessHandle.of(c.pid()).ifPresent(ProcessHandle::destroy));
    }
  }

  @Nested
  @DisplayName("show the environment they were started with")
  class Environment {
    private Process with(Map<String, String> env) throws IOException {
      ProcessBuilder builder = new ProcessBuilder("sleep", "61");
      builder.environment().clear();
      builder.environment().putAll(env);
      Process process = builder.start();
      started.add(process);
      Await.until(
          "the program to be loaded",
          LONG,
          () -> processes.find(process.pid()).orElseThrow().command().equals("sleep 61"));
      return process;
    }

    @Test
    @DisplayName("whole")
    void whole() throws IOException {
      Map<String, String> env = Map.of("TAG", "/a b=c", "OTHER", "line\nbreak", "EMPTY", "");
      assertEquals(env, processes.environment(with(env).pid(), "TAG"));
    }

    @Test
    @DisplayName("only where the variable asked for is in it")
    void without() throws IOException {
      Process process = with(Map.of("OTHER", "x", "MYTAG", "y", "VALUE", "TAG=z"));
      assertFalse(processes.environment(process.pid(), "TAG").containsKey("TAG"));
      assertEquals(Map.of(), processes.environment(process.pid(), "NOTHING"));
      assertEquals(Map.of(), processes.environment(Integer.MAX_VALUE, "TAG"));
    }
  }

  @Nested
  @DisplayName("that listen on a port")
  class Listening {
    private List<Processes.Listener> listeners(int port) {
      return processes.listeners(port, Optional.empty());
    }

    @Test
    @DisplayName("are found, on whatever address")
    void found() throws IOException {
      for (String address : List.of("127.0.0.1", "127.0.0.2", "0.0.0.0")) {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getByName(address))) {
          List<Processes.Listener> found = listeners(socket.getLocalPort());
          assertEquals(1, found.size(), address);
          assertEquals(SELF, found.get(0).process().orElseThrow().pid());
          assertTrue(found.get(0).describe().startsWith("pid " + SELF + " ("));
        }
      }
    }

    @Test
    @DisplayName("are none once the socket is closed")
    void closed() throws IOException {
      int port;
      try (ServerSocket socket = new ServerSocket(0)) {
        port = socket.getLocalPort();
        assertEquals(1, processes.listeners(port, Optional.of(SELF)).size());
      }
      // What this process forks, for other tests, holds it for a moment yet.
      Await.until("its end", Duration.ofSeconds(20), () -> listeners(port).isEmpty());
      assertEquals(List.of(), processes.listeners(port, Optional.of(SELF)));
    }

    @Test
    @DisplayName("are found all, where each has an address of its own")
    void several() throws IOException {
      try (ServerSocket ours = new ServerSocket(0, 1, InetAddress.getByName("127.0.0.1"))) {
        int port = ours.getLocalPort();
        Process theirs = otherOn(port);
        List<Long> pids =
            processes.listeners(port, Optional.of(SELF)).stream()
                .map(l -> l.process().orElseThrow().pid())
                .toList();
        assertEquals(List.of(SELF, theirs.pid()), pids);
      }
    }

    /** Another process on another address of the same port. */
    private Process otherOn(int port) throws IOException {
      Path source = folder.resolve("Listens.java");
      Files.writeString(
          source,
          """
          import java.net.*;
          class Listens {
            public static void main(String[] args) throws Exception {
              new ServerSocket(Integer.parseInt(args[0]), 1, InetAddress.getByName("127.0.0.2"));
              System.out.println("listens");
              Thread.sleep(60_000);
            }
          }
          """);
      Process process =
          start(
              Path.of(System.getProperty("java.home"), "bin", "java").toString(),
              "-XX:TieredStopAtLevel=1",
              source.toString(),
              String.valueOf(port));
      assertEquals("listens", line(process));
      return process;
    }

    @Test
    @DisplayName("are not confused with those who are connected to it")
    void connected() throws IOException {
      try (ServerSocket server = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
        int port = server.getLocalPort();
        Set<Long> us = Set.of(ProcessHandle.current().pid());
        long other = start("sleep", "60").pid();
        assertEquals(List.of(), processes.connections(port, us));
        try (Socket client = new Socket(server.getInetAddress(), port);
            Socket accepted = server.accept()) {
          String end = "127.0.0.1:" + client.getLocalPort();
          assertEquals(List.of(end), processes.connections(port, us));
          assertEquals(List.of(), processes.connections(port, Set.of(other)), "not theirs");
          assertEquals(List.of(), listeners(client.getLocalPort()));
          assertEquals(1, listeners(port).size());
          assertTrue(accepted.isConnected());
        }
        Await.until(
            "the connection to be closed", LONG, () -> processes.connections(port, us).isEmpty());
      }
    }
  }

  private static String read(String file) {
    try {
      return Files.readString(Path.of(file), StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return "";
    }
  }
}
