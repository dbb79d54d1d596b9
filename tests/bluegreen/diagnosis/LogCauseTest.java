package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("Why a program could not go on")
class LogCauseTest {
  private static Optional<String> cause(String output) {
    return LogCause.in(output);
  }

  @Test
  @DisplayName("is what Spring Boot says of its failed start, with what it advises")
  void spring() {
    String output =
        """
        2026-01-01T00:00:00.000Z ERROR 1 --- [main] o.s.b.d.LoggingFailureAnalysisReporter   :\s

        ***************************
        APPLICATION FAILED TO START
        ***************************

        Description:

        Web server failed to start.
        Port 8080 was already in use.

        Action:

        Stop the process that listens on port 8080, or have this
        application listen on another one.

        2026-01-01T00:00:00.100Z  INFO 1 --- [main] shop : Caused by: nothing
        """;
    assertEquals(
        Optional.of(
            "Web server failed to start. Port 8080 was already in use. (Stop the process that"
                + " listens on port 8080, or have this application listen on another one.)"),
        cause(output));
  }

  @Test
  @DisplayName("is the last of several analyses, and stands where no action is advised, too")
  void lastAnalysis() {
    String one = "APPLICATION FAILED TO START\nDescription:\nThe first.\nAction:\nA.\n\n";
    assertEquals(
        Optional.of("The second."),
        cause(one + "APPLICATION FAILED TO START\nDescription:\nThe second.\n"));
  }

  @Test
  @DisplayName("is the innermost cause of the last trace")
  void causes() {
    String output =
        """
        java.lang.IllegalStateException: an earlier one
        \tat a.B.c(B.java:1)
        Caused by: java.io.IOException: the earlier cause
        2026-01-01 ERROR main: going down
        org.acme.Failed: cannot start
        java.lang.IllegalStateException: outer
        \tat a.B.c(B.java:1)
        Caused by: a.b.Middle: middle
        \tat a.B.c(B.java:2)
        \t... 3 more
        Caused by: org.postgresql.util.PSQLException: FATAL: password authentication failed
        \tat a.B.c(B.java:3)
        \t... 9 more
        """;
    assertEquals(
        Optional.of("org.postgresql.util.PSQLException: FATAL: password authentication failed"),
        cause(output));
  }

  @Test
  @DisplayName("is what leaves no doubt, whatever trace follows it")
  void clear() {
    String output =
        """
        java.lang.OutOfMemoryError: Java heap space
        java.lang.IllegalStateException: and so on
        """;
    assertEquals(Optional.of("java.lang.OutOfMemoryError: Java heap space"), cause(output));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Error: Unable to access jarfile shop.jar",
        "Error: Could not find or load main class Shop",
        "Unrecognized VM option 'UseMagic'",
        "no main manifest attribute, in shop.jar",
        "Error: listen EADDRINUSE: address already in use 127.0.0.1:8082",
        "OSError: [Errno 98] Address already in use",
        "nginx: [emerg] bind() to 0.0.0.0:80 failed (98: Address already in use)",
        "ModuleNotFoundError: No module named 'flask'",
        "TypeError: Cannot read properties of undefined (reading 'port')",
        "panic: open config.yml: no such file or directory",
        "thread 'main' panicked at src/main.rs:4:5:",
        "java.lang.ExceptionInInitializerError",
      })
  @DisplayName("is the line in which others say it")
  void others(String line) {
    assertEquals(Optional.of(line), cause("starting\n" + line + "\n    at somewhere\n"));
  }

  @Test
  @DisplayName("is read without colours")
  void colours() {
    assertEquals(
        Optional.of("java.io.IOException: no"),
        cause("\u001b[31mCaused by: java.io.IOException: no\u001b[0m"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "listening on 8082\n200 GET /",
        "2026-01-01 WARN the error handler of orders is not set",
        "INFO Error pages are served from /errors",
      })
  @DisplayName("is not guessed")
  void none(String output) {
    assertEquals(Optional.empty(), cause(output));
  }

  @Test
  @DisplayName("is cut where it is very long")
  void cut() {
    String said = cause("Caused by: java.io.IOException: " + "ä".repeat(5000)).orElseThrow();
    assertTrue(said.length() < 500 && said.endsWith(" ..."), said);
  }
}
