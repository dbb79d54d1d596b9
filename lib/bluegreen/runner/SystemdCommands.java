package bluegreen.runner;

import bluegreen.host.Command;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The command lines of systemd as data, for one unit. */
final class SystemdCommands {
  /**
   * How much longer than it has to the end of a unit may take: the kill, and systemd's own work.
   */
  private static final Duration MARGIN = Duration.ofSeconds(30);

  private static final List<String> FACTS =
      List.of(
          "ActiveState",
          "SubState",
          "Result",
          "MainPID",
          "ExecMainCode",
          "ExecMainStatus",
          "InvocationID");

  private final String unit;

  SystemdCommands(String unit) {
    this.unit = unit;
  }

  /** Has systemd read its files anew. */
  Command reload() {
    return Command.of("systemctl", "daemon-reload");
  }

  Command start() {
    return Command.of("systemctl", "start", unit);
  }

  /** Waits until it has ended, which may take {@code patience} and the kill after it. */
  Command stop(Duration patience) {
    return Command.of("systemctl", "stop", unit).within(patience.plus(MARGIN));
  }

  /** Has it started with the machine; in effect with the next {@link #reload}. */
  Command enable() {
    return Command.of("systemctl", "enable", "--no-reload", "--quiet", unit);
  }

  /** Has it no more started with the machine. */
  Command disable() {
    return Command.of("systemctl", "disable", "--no-reload", "--quiet", unit);
  }

  /** Has systemd forget how it ended. */
  Command forget() {
    return Command.of("systemctl", "reset-failed", unit);
  }

  /** Prints what is known of it, as {@code NAME=VALUE} lines. */
  Command show() {
    return Command.of("systemctl", "show", "--property=" + String.join(",", FACTS), unit);
  }

  /** Waits until the journal holds all that was written before. */
  static Command syncJournal() {
    return Command.of("journalctl", "--sync");
  }

  /** Prints the last entries of the app, or of one run of it, as JSON. */
  Command journal(Optional<String> invocation, int lines) {
    return Command.of(journalctl(invocation, lines));
  }

  /** Prints the last entries of the app as JSON, and goes on. */
  Command follow(int lines) {
    List<String> argv = journalctl(Optional.empty(), lines);
    argv.add("--follow");
    return Command.of(argv);
  }

  /** Prints what systemd itself has said of it last. */
  Command said() {
    return Command.of(
        "journalctl", "--quiet", "--no-pager", "--output=cat", "--lines=5", "UNIT=" + unit);
  }

  private List<String> journalctl(Optional<String> invocation, int lines) {
    return new ArrayList<>(
        List.of(
            "journalctl",
            "--quiet",
            "--no-pager",
            "--all",
            "--output=json",
            "--lines=" + lines,
            invocation.map(id -> "_SYSTEMD_INVOCATION_ID=" + id).orElse("_SYSTEMD_UNIT=" + unit)));
  }
}
