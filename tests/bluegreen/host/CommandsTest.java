package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.Await;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("An external command")
class CommandsTest {
  private static final Duration LONG = Duration.ofSeconds(30);

  @TempDir Path folder;
  private final Recorder trace = new Recorder();
  private final Commands commands = new Commands(trace);

  private Commands.Result sh(String script) throws Exception {
    return commands.run(Command.of("/bin/sh", "-c", script));
  }

  private static String read(Path file) {
    try {
      return Files.readString(file).strip();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Nested
  @DisplayName("that runs to its end")
  class Ends {
    @Test
    @DisplayName("gives its exit code and both streams, each for itself and together")
    void streams() throws Exception {
      Commands.Result result = sh("echo out; echo err >&2; exit 3");
      assertEquals(3, result.exit());
      assertFalse(result.ok());
      assertEquals("out\n", result.stdout());
      assertEquals("err\n", result.stderr());
      assertEquals("out\nerr\n".length(), result.output().length());
      assertTrue(sh("true").ok());
    }

    @Test
    @DisplayName("is not waited for where what it leaves behind goes on with its output")
    void leaving() throws Exception {
      Command daemon = Command.of("/bin/sh", "-c", "sleep 300 & echo $!");
      Commands.Result result = commands.runLeaving(daemon.within(LONG));
      assertTrue(result.ok());
      ProcessHandle left = ProcessHandle.of(Long.parseLong(result.stdout().strip())).orElseThrow();
      assertTrue(left.destroyForcibly(), "it runs on");
    }

    @Test
    @DisplayName("may be killed by a signal, which is no success")
    void signalled() throws Exception {
      assertEquals(128 + 9, sh("kill -9 $$").exit());
    }

    @Test
    @DisplayName("takes its arguments as they are, without a shell")
    void arguments() throws Exception {
      String nasty = "a b'c\"d$HOME`id`;*\n\u20ac";
      Commands.Result result = commands.run(Command.of("printf", "%s", nasty));
      assertEquals(nasty, result.stdout());
    }

    @Test
    @DisplayName("reads what it is given on standard input, and its end otherwise")
    void input() throws Exception {
      assertEquals("gr\u00fcn\n", commands.run(Command.of("cat").reading("gr\u00fcn\n")).stdout());
      assertEquals("", commands.run(Command.of("cat")).stdout());
    }

    @Test
    @DisplayName("may leave its input unread")
    void inputUnread() throws Exception {
      assertTrue(commands.run(Command.of("true").reading("x".repeat(1_000_000))).ok());
    }

    @Test
    @DisplayName("runs in its folder, with variables beside our own")
    void surroundings() throws Exception {
      Command command =
          Command.of("/bin/sh", "-c", "pwd -P; echo $SHOP $EXTRA; test -n \"$PATH\"")
              .in(folder)
              .with(Map.of("SHOP", "open"))
              .with(Map.of("EXTRA", "more"));
      Commands.Result result = commands.run(command);
      assertTrue(result.ok());
      assertEquals(folder.toRealPath() + "\nopen more\n", result.stdout());
    }

    @Test
    @DisplayName("may say more than fits into a pipe, or into memory")
    void chatty() throws Exception {
      Commands.Result result = sh("head -c 9000000 /dev/zero | tr '\\0' x; echo end >&2");
      assertTrue(result.stdout().length() >= 4_000_000, "the beginning is kept");
      assertTrue(result.stdout().length() < 5_000_000, "and no more than that");
      assertEquals("end\n", result.stderr());
    }

    @Test
    @DisplayName("is heard of with all it says, unless it is hidden")
    void traced() throws Exception {
      commands.run(Command.of("echo", "hello"));
      assertEquals(List.of("command echo hello", "output hello\n"), trace.heard);
      trace.heard.clear();
      commands.run(Command.of("echo", "secret").hidden(true));
      assertEquals(List.of(), trace.heard);
    }

    @Test
    @DisplayName("may be heard of without what it says")
    void unheard() throws Exception {
      assertEquals("hello\n", commands.runUnheard(Command.of("echo", "hello")).stdout());
      assertEquals(List.of("command echo hello"), trace.heard);
    }
  }

  @Nested
  @DisplayName("that cannot be run")
  class Impossible {
    private String failure(Command command) {
      return assertThrows(HostFailure.class, () -> commands.run(command)).getMessage();
    }

    @Test
    @DisplayName("because there is no such program is named")
    void missing() {
      assertEquals(
          "no-such-program: there is no such program", failure(Command.of("no-such-program")));
    }

    @Test
    @DisplayName("because there is no such folder says so")
    void noFolder() {
      Path nowhere = folder.resolve("nowhere");
      assertEquals("there is no folder " + nowhere, failure(Command.of("true").in(nowhere)));
    }

    @Test
    @DisplayName("because it is no program says so")
    void noProgram() throws IOException {
      Path text = Files.writeString(folder.resolve("text"), "text");
      assertEquals(
          text + " cannot be run: Permission denied", failure(Command.of(text.toString())));
    }
  }

  @Nested
  @DisplayName("that takes too long")
  class TooLong {
    @Test
    @DisplayName("is ended, and what it had said is told")
    void timeout() {
      Command command =
          Command.of("/bin/sh", "-c", "echo started; echo $$ >pid; exec sleep 60")
              .in(folder)
              .within(Duration.ofSeconds(2));
      HostFailure failure = assertThrows(HostFailure.class, () -> commands.run(command));
      assertTrue(
          failure.getMessage().endsWith(" did not end within 2.0s; it had said:\nstarted"),
          failure.getMessage());
      awaitEnd(pid("pid"));
    }

    @Test
    @DisplayName("is ended with all that it has started")
    void descendants() {
      Command command =
          Command.of("/bin/sh", "-c", "sleep 60 & echo $! >child; wait")
              .in(folder)
              .within(Duration.ofSeconds(2));
      assertThrows(HostFailure.class, () -> commands.run(command));
      awaitEnd(pid("child"));
    }

    @Test
    @DisplayName("says nothing of a hidden one")
    void hidden() {
      Command command =
          Command.of("/bin/sh", "-c", "echo secret; exec sleep 60")
              .within(Duration.ofMillis(500))
              .hidden(true);
      HostFailure failure = assertThrows(HostFailure.class, () -> commands.run(command));
      assertEquals("the command did not end within 0.5s", failure.getMessage());
    }

    @Test
    @DisplayName("is ended when we are told to stop")
    void interrupted() {
      AtomicReference<Throwable> thrown = new AtomicReference<>();
      Command command = Command.of("/bin/sh", "-c", "echo $$ >pid; exec sleep 60").in(folder);
      Thread thread =
          new Thread(() -> thrown.set(assertThrows(Throwable.class, () -> commands.run(command))));
      thread.start();
      Await.until("the command to start", LONG, () -> Files.exists(folder.resolve("pid")));
      Await.until("its pid", LONG, () -> !read(folder.resolve("pid")).isEmpty());
      thread.interrupt();
      Await.until("the end of the wait", LONG, () -> !thread.isAlive());
      assertEquals(InterruptedException.class, thrown.get().getClass());
      awaitEnd(pid("pid"));
    }

    private long pid(String file) {
      return Long.parseLong(read(folder.resolve(file)));
    }

    private void awaitEnd(long pid) {
      Processes processes = new Processes();
      Await.until("the end of pid " + pid, LONG, () -> processes.find(pid).isEmpty());
    }
  }

  @Nested
  @DisplayName("is shown as one would type it")
  class Shown {
    @ParameterizedTest(name = "{1}")
    @CsvSource(
        delimiterString = " => ",
        quoteCharacter = '`',
        value = {
          "plain => plain",
          "--port=8081 => --port=8081",
          "/usr/bin/java => /usr/bin/java",
          "two words => 'two words'",
          "$HOME => '$HOME'",
          "it's => 'it'\\''s'",
          "`` => ''",
          "a;b => 'a;b'",
          "* => '*'",
          "gr\u00fcn => 'gr\u00fcn'",
        })
    @DisplayName("in quotes where a shell would read it otherwise")
    void quoted(String word, String shown) {
      assertEquals("run " + shown, Command.shown(List.of("run", word)));
    }

    @Test
    @DisplayName("so that a shell that reads it runs the same")
    void understood() throws Exception {
      List<String> argv = List.of("printf", "%s|", "a b", "it's", "$HOME", "", "*", "\\", "\"");
      assertEquals(commands.run(Command.of(argv)).stdout(), sh(Command.shown(argv)).stdout());
    }
  }
}
