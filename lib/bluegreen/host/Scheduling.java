package bluegreen.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;

/**
 * Who gets the processor first: a process that we have started can be made to take only what nobody
 * else wants, and be made like everybody else again. That takes the class of all its threads, and
 * the weight of what the kernel shares the processor between before it looks at threads: a session
 * ({@code sched(7)}, autogroup), or a unit's control group. Root alone can undo it.
 */
public final class Scheduling {
  private static final Path PROC = Path.of("/proc");

  /** Of {@code USER_HZ}, which is 100 on all machines that Java runs on. */
  private static final long TICK_MILLIS = 10;

  private static final String NO_WEIGHT = "100";
  private static final String LEAST_WEIGHT = "1";

  /** {@code SCHED_IDLE}, as field 41 of {@code proc(5)}, {@code stat}, has it. */
  private static final String IDLE = "5";

  private static final Duration OFTEN = Duration.ofMillis(60);

  /** A thread that is made meanwhile is like the one that makes it. */
  private static final int MOST_ROUNDS = 20;

  private final Commands commands;
  private final Path groups;

  /** This machine's. */
  public Scheduling(Commands commands) {
    this(commands, Path.of("/sys/fs/cgroup"));
  }

  /** The same where the control groups are mounted elsewhere. */
  Scheduling(Commands commands, Path groups) {
    this.commands = commands;
    this.groups = groups;
  }

  /**
   * Whether it can be done and undone, which is tried: root in a container may often do no more
   * than the first ({@code CAP_SYS_NICE} is missing, or counts for nothing outside of it).
   */
  public boolean isPossible() throws InterruptedException {
    Optional<String> chrt = program().map(Path::toString);
    try {
      return Accounts.areRoot()
          && chrt.isPresent()
          && commands
              .runUnheard(Command.of(chrt.get(), "--idle", "0", chrt.get(), "--other", "0", "true"))
              .ok();
    } catch (HostFailure e) {
      return false;
    }
  }

  private static Optional<Path> program() {
    return Programs.find("chrt", Programs.USUAL_PATH);
  }

  /** Has a process, with its threads, take what nobody else wants; as far as that can be had. */
  public void idle(long pid) throws InterruptedException {
    for (int i = 0; i < MOST_ROUNDS && !policies(pid).stream().allMatch(IDLE::equals); i++) {
      set(pid, "--idle");
    }
    if (isIdle(pid)) {
      session(pid, "19");
      weigh(pid, LEAST_WEIGHT);
    }
  }

  /** Whether one of its threads takes only what nobody else wants. */
  public boolean isIdle(long pid) {
    return policies(pid).contains(IDLE);
  }

  /**
   * Has a process, with its threads, be like everybody else again.
   *
   * @throws HostFailure where it is not
   */
  public void normal(long pid) throws HostFailure, InterruptedException {
    if (!isIdle(pid)) {
      return;
    }
    Optional<Path> weight = weight(pid);
    if (weight.isPresent()) {
      weigh(pid, said(weight.get().getParent().getFileName().toString()));
    }
    for (int i = 0; i < MOST_ROUNDS && !session(pid, "0"); i++) {
      Interruption.sleep(OFTEN); // The kernel takes it from root alone more often than that.
    }
    for (int i = 0; i < MOST_ROUNDS && isIdle(pid); i++) {
      set(pid, "--other");
    }
    if (isIdle(pid)) {
      throw new HostFailure(
          "pid "
              + pid
              + " gets the processor only when nobody else wants it, and chrt cannot"
              + " change that");
    }
  }

  private void set(long pid, String policy) throws InterruptedException {
    try {
      String chrt = program().map(Path::toString).orElse("chrt");
      commands.runUnheard(
          Command.of(chrt, "--all-tasks", policy, "--pid", "0", String.valueOf(pid)));
    } catch (HostFailure e) {
      // What came of it is looked at.
    }
  }

  /** The processor time that a process has had; none where it is gone. */
  public Duration used(long pid) {
    long ticks =
        fields(PROC.resolve(pid + "/stat"))
            .map(fields -> Long.parseLong(fields[11]) + Long.parseLong(fields[12]))
            .orElse(0L);
    return Duration.ofMillis(ticks * TICK_MILLIS);
  }

  /** What each of its threads has; none where it is gone. */
  private static List<String> policies(long pid) {
    return Listing.of(PROC.resolve(pid + "/task")).stream()
        .flatMap(task -> fields(task.resolve("stat")).stream())
        .map(fields -> fields[38])
        .toList();
  }

  /** From the third on. */
  private static Optional<String[]> fields(Path stat) {
    try {
      String text = Files.readString(stat, ISO_8859_1);
      String[] fields = text.substring(text.lastIndexOf(')') + 2).split(" ");
      return fields.length > 38 ? Optional.of(fields) : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Gone.
    }
  }

  /** Whether a process has a session of its own by now: in another one there are others, too. */
  public boolean leads(long pid) {
    return fields(PROC.resolve(pid + "/stat"))
        .filter(fields -> fields[3].equals(String.valueOf(pid)))
        .isPresent();
  }

  /** Whether it is so then; where there are no sessions to be shared between, it is. */
  private boolean session(long pid, String nice) {
    Path file = PROC.resolve(pid + "/autogroup");
    if (!leads(pid) || !Files.exists(file)) {
      return true;
    }
    write(file, nice);
    try {
      String said = Files.readString(file).strip();
      return said.isEmpty() || said.endsWith(" " + nice);
    } catch (IOException e) {
      return true; // Gone.
    }
  }

  private void weigh(long pid, String weight) {
    weight(pid).ifPresent(file -> write(file, weight));
  }

  private static void write(Path file, String value) {
    try {
      if (Files.exists(file)) {
        Files.writeString(file, value);
      }
    } catch (IOException e) {
      // A kernel without it, or one that lets nobody: then it shares nothing by it, either.
    }
  }

  /** The file of the weight of a unit of ours, which no other process is in. */
  private Optional<Path> weight(long pid) {
    try {
      Matcher unit =
          Processes.UNIT_OF_OURS.matcher(
              Files.readString(PROC.resolve(pid + "/cgroup"), ISO_8859_1).strip());
      return unit.find()
          ? Optional.of(groups.resolve(unit.group().split(":", 3)[2].substring(1)))
              .map(group -> group.resolve("cpu.weight"))
              .filter(Files::exists)
          : Optional.empty();
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** What the owner wants a unit's weight to be. */
  private String said(String unit) throws InterruptedException {
    try {
      String said =
          commands
              .runUnheard(Command.of("systemctl", "show", "--property=CPUWeight", "--value", unit))
              .output()
              .strip();
      return said.matches("\\d{1,5}") ? said : NO_WEIGHT;
    } catch (HostFailure e) {
      return NO_WEIGHT;
    }
  }
}
