package bluegreen.host;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A program that outlives us")
class DetachedTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;

  private Detached tells(String script) {
    return new Detached(
        List.of("/bin/sh", "-c", script + "; echo done"),
        Map.of("PATH", "/nowhere"),
        folder,
        folder.resolve("log"),
        Optional.empty());
  }

  /** What it says when whoever starts it has the worst surroundings that a user may have. */
  private String said(Detached program) throws Exception {
    String worst =
        "PATH=/usr/bin:/bin; umask 077; ulimit -S -n 64; ulimit -S -f 100000; ulimit -S -v"
            + " 60000000; trap '' HUP INT QUIT TERM PIPE USR1; echo 500 >/proc/$$/oom_score_adj;"
            + " renice 10 -p $$ >/dev/null; ionice -c 3 -p $$; chrt --batch --pid 0 $$;"
            + " PATH=/nowhere; exec \"$@\"";
    ProcessBuilder builder = new ProcessBuilder("/bin/sh", "-c", worst, "sh");
    builder.command().addAll(program.commandLine());
    builder.environment().clear();
    builder.environment().putAll(program.env());
    Process process = builder.redirectErrorStream(true).start();
    assertEquals(0, process.waitFor(), () -> read(folder.resolve("log")));
    Await.until("its end", LONG, () -> read(folder.resolve("log")).contains("done"));
    return read(folder.resolve("log"));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return e.toString();
    }
  }

  @Test
  @DisplayName("has umask, limits and signals of its own, whatever whoever starts it has")
  void surroundings() throws Exception {
    String said =
        said(
            tells(
                "PATH=/usr/bin:/bin; umask; echo files $(ulimit -S -n) of $(ulimit -H -n);"
                    + " ulimit -S -c; ulimit -S -f; ulimit -S -v; grep SigIgn /proc/self/status"));
    List<String> lines = said.lines().toList();
    assertEquals("0022", lines.get(0), said);
    assertTrue(lines.get(1).matches("files (\\d+) of \\1"), said);
    assertEquals(List.of("0", "unlimited", "unlimited"), lines.subList(2, 5), said);
    // Above 31 are the two that the C library keeps for itself.
    assertTrue(lines.get(5).matches("SigIgn:\t[0-9a-f]{7}[0-9a-f]80000000|SigIgn:\t0{16}"), said);
  }

  @Test
  @DisplayName("has the priority and the place in the kernel's choice that any program has")
  void priority() throws Exception {
    String said =
        said(
            tells(
                "PATH=/usr/bin:/bin; cat /proc/self/oom_score_adj; cut -d' ' -f19"
                    + " /proc/self/stat; ionice -p $$; cut -d' ' -f41 /proc/self/stat"));
    boolean root = System.getProperty("user.name").equals("root");
    assertEquals("0", said.lines().findFirst().orElseThrow(), said);
    assertEquals(root ? "0" : "10", said.lines().toList().get(1), said);
    assertEquals("none: prio 0", said.lines().toList().get(2), said);
    assertEquals("0", said.lines().toList().get(3), "SCHED_OTHER: " + said);
  }

  @Test
  @DisplayName("has no terminal and no file of whoever starts it, and a session of its own")
  void nothingInherited() throws Exception {
    Path held = Files.createFile(folder.resolve("held"));
    String starts = "exec 9>>" + held + "; exec \"$@\"";
    ProcessBuilder us =
        new ProcessBuilder(
            "/bin/sh", "-c", starts, "sh", ProcessHandle.current().info().command().orElseThrow());
    us.command().addAll(List.of("-cp", System.getProperty("java.class.path")));
    us.command().addAll(List.of(DetachedTest.class.getName(), folder.toString()));
    Process process = us.redirectErrorStream(true).start();
    String told = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertEquals(0, process.waitFor(), told);
    Await.until("its end", LONG, () -> read(folder.resolve("log")).contains("done"));
    String said = read(folder.resolve("log"));
    assertTrue(!said.contains("held"), said);
    assertTrue(said.contains("terminal 0\n"), said);
  }

  /** Starts a program as the product does, in a JVM that has a file open for it to inherit. */
  public static void main(String... args) throws Exception {
    Path folder = Path.of(args[0]);
    String script =
        "PATH=/usr/bin:/bin; ls -l /proc/$$/fd; echo terminal $(cut -d' ' -f7 /proc/$$/stat)";
    new Commands(Trace.SILENT)
        .startDetached(
            new Detached(
                List.of("/bin/sh", "-c", script + "; echo done"),
                Map.of(),
                folder,
                folder.resolve("log"),
                Optional.empty()));
  }

  @Test
  @DisplayName("keeps the PATH that it is given, though the tools are found without it")
  void path() throws Exception {
    assertEquals("/nowhere\ndone\n", said(tells("echo $PATH")));
  }

  @Test
  @DisplayName("runs as another user with all of that user's groups and no privilege")
  void account() {
    Detached own = tells("true");
    Account shop = new Account("shop", 1001, 1002, "/home/shop");
    Detached theirs =
        new Detached(own.argv(), own.env(), own.folder(), own.log(), Optional.of(shop));
    List<String> words = theirs.commandLine();
    assertEquals(
        List.of(
            "setpriv", "--reuid=1001", "--regid=1002", "--init-groups", "--inh-caps=-all", "--"),
        words.subList(4, 10));
    assertEquals(own.argv(), words.subList(10, words.size()));
    assertEquals(own.argv(), own.commandLine().subList(4, own.commandLine().size()));
  }

  @Test
  @DisplayName("that cannot be started says why, and nothing of its environment")
  void notStarted() {
    Detached program =
        new Detached(
            List.of("/bin/sh"),
            Map.of("TOKEN", "s3cret"),
            folder.resolve("gone"),
            folder.resolve("log"),
            Optional.empty());
    Commands commands = new Commands(Trace.SILENT);
    HostFailure failure = assertThrows(HostFailure.class, () -> commands.startDetached(program));
    assertEquals("cannot start /bin/sh: No such file or directory", failure.getMessage());
  }
}
