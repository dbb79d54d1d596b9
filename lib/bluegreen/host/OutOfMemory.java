package bluegreen.host;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Whether the kernel has killed a process because memory ran out, by the kernel's own word. */
public final class OutOfMemory {
  private static final Path COUNTERS = Path.of("/proc/vmstat");
  private static final String COUNTER = "oom_kill ";

  /** What is said of a process that the kernel itself names. */
  public static final String ENDED = "the kernel ended it: out of memory ";

  /** What the kernel's {@code __oom_kill_process} writes into its log. */
  private static final Pattern KILLED =
      Pattern.compile(
          "(?i)out of memory.*?(Killed process (\\d+) \\(([^)]*)\\).*?)(?:, file-rss.*)?$");

  private final Commands commands;

  /** Asks this machine's kernel. */
  public OutOfMemory(Commands commands) {
    this.commands = commands;
  }

  /** How many processes the kernel has killed for it since the machine started; 0 if unknown. */
  public static long kills() {
    try {
      return Files.readString(COUNTERS, StandardCharsets.US_ASCII)
          .lines()
          .filter(line -> line.startsWith(COUNTER))
          .mapToLong(line -> Long.parseLong(line.substring(COUNTER.length()).strip()))
          .findFirst()
          .orElse(0);
    } catch (IOException | RuntimeException e) {
      return 0;
    }
  }

  /**
   * What the kernel says of the end of a process that was killed, as a clause; empty where it says
   * nothing.
   *
   * @param before what {@link #kills} was when the process was started
   */
  public Optional<String> word(long pid, long before) throws InterruptedException {
    return word(log(), pid, before, kills());
  }

  /** Not everybody may read it. */
  private String log() throws InterruptedException {
    try {
      return commands.runUnheard(Command.of("dmesg")).stdout();
    } catch (HostFailure e) {
      return "";
    }
  }

  /**
   * Its log names a process by the pid that it has outside of any container, and may be closed to
   * us; a count tells nothing of whose end it was. So only the log says more than that it may be.
   */
  static Optional<String> word(String log, long pid, long before, long now) {
    List<Matcher> kills = log.lines().map(KILLED::matcher).filter(Matcher::find).toList();
    Optional<String> ours =
        kills.stream()
            .filter(kill -> kill.group(2).equals(String.valueOf(pid)))
            .reduce((first, second) -> second)
            .map(kill -> ENDED + "(" + kill.group(1) + ")");
    if (ours.isPresent() || now <= before) {
      return ours;
    }
    String said =
        kills.stream()
            .reduce((first, second) -> second)
            .map(kill -> kill.group(1))
            .orElse("oom_kill in " + COUNTERS + " went from " + before + " to " + now);
    return Optional.of("meanwhile the kernel ended a process: out of memory (" + said + ")");
  }
}
