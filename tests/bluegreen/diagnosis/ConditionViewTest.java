package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.diagnosis.Condition.Jvm;
import bluegreen.host.Commands;
import bluegreen.host.Custody;
import bluegreen.host.Processes;
import bluegreen.host.Trace;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Whoever looks at a program that runs")
class ConditionViewTest {
  /** Listens on a port, connects to it, and waits for a lock for ever. */
  private static final String PROGRAM =
      """
      import java.net.*;
      public class Stuck {
        public static void main(String[] args) throws Exception {
          Object lock = new Object();
          ServerSocket server = new ServerSocket(0, 50, InetAddress.getByName("127.0.0.1"));
          Socket client = new Socket("127.0.0.1", server.getLocalPort());
          Thread holder = new Thread(() -> {
            synchronized (lock) {
              System.out.println(server.getLocalPort());
              try { Thread.sleep(600_000); } catch (InterruptedException e) { }
            }
          }, "holder");
          holder.setDaemon(true);
          holder.start();
          Thread.sleep(300);
          synchronized (lock) { }
          client.close();
        }
      }
      """;

  @TempDir Path folder;

  private Optional<Process> started = Optional.empty();

  @AfterEach
  void end() throws Exception {
    if (started.isPresent()) {
      started.get().descendants().forEach(ProcessHandle::destroyForcibly);
      started.get().destroyForcibly().waitFor();
    }
  }

  private int start(String... argv) throws Exception {
    Process process = new ProcessBuilder(argv).directory(folder.toFile()).start();
    started = Optional.of(process);
    BufferedReader out = new BufferedReader(new InputStreamReader(process.getInputStream()));
    return Integer.parseInt(out.readLine().strip());
  }

  private Condition look() throws Exception {
    Commands commands = new Commands(Trace.SILENT);
    ConditionView view =
        new ConditionView(new Processes(), commands, Custody.own(commands, Map.of()));
    return view.of(started.orElseThrow().pid());
  }

  @Test
  @DisplayName("sees what a JVM does that a shell has started, its sockets, and its heap")
  void jvm() throws Exception {
    Files.writeString(folder.resolve("Stuck.java"), PROGRAM);
    String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
    int port = start("/bin/sh", "-c", java + " -Xmx64m Stuck.java; true");
    Condition seen = look();
    for (int i = 0; i < 100 && seen.matters(1, false).size() < 2; i++) {
      Thread.sleep(100); // Until it has come to its lock.
      seen = look();
    }
    List<String> matters = seen.matters(1, false);
    assertEquals("it listens on " + port + ", not on 1", matters.get(0));
    assertTrue(
        matters.get(1).startsWith("its thread main waits for a lock that holder has, in "),
        matters::toString);
    String all = seen.describe();
    assertTrue(all.contains("listens on 127.0.0.1:" + port), all);
    assertTrue(all.contains(" connected with 127.0.0.1:" + port), all);
    assertTrue(all.contains("-XX:MaxHeapSize=67108864"), all);
    Jvm jvm = seen.java().orElseThrow();
    assertEquals(64 << 20, Heap.of(jvm.heap(), jvm.flags()).orElseThrow().most());
  }

  @Test
  @DisplayName("asks nothing of what is no JVM")
  void other() throws Exception {
    start("/bin/sh", "-c", "echo 1; sleep 600");
    Condition seen = look();
    assertEquals(Optional.empty(), seen.java());
    assertEquals(Optional.empty(), seen.untold());
    assertTrue(seen.processes().get(0).startsWith("pid " + started.orElseThrow().pid()));
    assertEquals(List.of(), seen.matters(1, false));
  }

  @Test
  @DisplayName("finds nothing of what is gone")
  void gone() throws Exception {
    started = Optional.of(new ProcessBuilder("/bin/true").start());
    started.orElseThrow().waitFor();
    assertEquals(List.of(), look().processes());
  }
}
