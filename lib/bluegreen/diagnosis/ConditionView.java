package bluegreen.diagnosis;

import bluegreen.diagnosis.Condition.Jvm;
import bluegreen.host.Command;
import bluegreen.host.Commands;
import bluegreen.host.Custody;
import bluegreen.host.HostFailure;
import bluegreen.host.OpenSocket;
import bluegreen.host.Processes;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Looks at a program that runs, and changes nothing of it. A JVM is asked through its attach
 * mechanism, by {@code jcmd} of the Java that it runs on, or of the one that we run on.
 */
public final class ConditionView {
  private static final Path PROC = Path.of("/proc");
  private static final Path GROUPS = Path.of("/sys/fs/cgroup");
  private static final String JVM = "libjvm.so";

  /** A JVM that cannot even answer this has its threads stopped, or no processor. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  /** Lines of a thread dump that are kept; a program may have thousands of threads. */
  private static final int MOST_LINES = 20_000;

  private static final String QUESTIONS = "Thread.print\nGC.heap_info\nVM.flags\n";
  private static final String FLAGS = "-XX:";

  private final Processes processes;
  private final Commands commands;
  private final Custody custody;

  /**
   * Looks at processes of this machine.
   *
   * @param custody knows which programs are in our hands: no other one is run
   */
  public ConditionView(Processes processes, Commands commands, Custody custody) {
    this.processes = processes;
    this.commands = commands;
    this.custody = custody;
  }

  /** In what condition a process is, and what has come from it. */
  public Condition of(long pid) throws InterruptedException {
    List<Long> family =
        Stream.concat(
                Stream.of(pid),
                processes.pids().stream().filter(p -> p != pid && processes.descends(p, pid)))
            .toList();
    List<OpenSocket> sockets =
        family.stream().flatMap(p -> OpenSocket.of(p).stream()).distinct().toList();
    Optional<Long> jvm = family.stream().filter(ConditionView::isJvm).findFirst();
    Optional<Jvm> java = Optional.empty();
    Optional<String> untold = Optional.empty();
    if (jvm.isPresent()) {
      try {
        java = Optional.of(asked(jvm.get()));
      } catch (HostFailure e) {
        untold = Optional.of("its threads and heap are not known: " + e.getMessage());
      }
    }
    return new Condition(
        family.stream().flatMap(p -> line(p).stream()).toList(),
        GroupMemory.of(pid, PROC, GROUPS),
        sockets,
        java,
        untold);
  }

  private Optional<String> line(long pid) {
    Map<String, String> status = status(pid);
    return processes
        .find(pid)
        .map(
            info ->
                "pid %d, state %s, user %s, %s threads, in memory %s (most %s), swapped %s"
                    .formatted(
                        pid,
                        info.state(),
                        info.owner(),
                        status.getOrDefault("Threads", "?"),
                        status.getOrDefault("VmRSS", "?"),
                        status.getOrDefault("VmHWM", "?"),
                        status.getOrDefault("VmSwap", "?")));
  }

  /** As {@code proc(5)} has it. */
  private static Map<String, String> status(long pid) {
    Map<String, String> entries = new HashMap<>();
    for (String line : lines(PROC.resolve(pid + "/status"))) {
      int colon = line.indexOf(':');
      if (colon > 0) {
        entries.put(line.substring(0, colon), line.substring(colon + 1).strip());
      }
    }
    return entries;
  }

  private static boolean isJvm(long pid) {
    return lines(PROC.resolve(pid + "/maps")).stream().anyMatch(line -> line.endsWith("/" + JVM));
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      return List.of(); // Gone, or not ours to see.
    }
  }

  private Jvm asked(long pid) throws HostFailure, InterruptedException {
    Command command =
        Command.of(jcmd(pid).toString(), String.valueOf(pid), "-f", "/dev/stdin")
            .reading(QUESTIONS)
            .within(PATIENCE);
    Commands.Result result = commands.run(command);
    if (!result.ok()) {
      String said = result.output().strip().lines().findFirst().orElse("");
      throw new HostFailure(
          "jcmd ended with " + result.exit() + (said.isEmpty() ? "" : ": " + said));
    }
    List<String> threads = new ArrayList<>();
    List<String> heap = new ArrayList<>();
    List<String> flags = new ArrayList<>();
    for (String line : result.stdout().lines().limit(MOST_LINES).toList()) {
      boolean isFlags = line.startsWith(FLAGS);
      boolean isHeap = !isFlags && (!heap.isEmpty() || isHeapHead(line));
      (isFlags ? flags : isHeap ? heap : threads).add(line);
    }
    return new Jvm(joined(threads), joined(heap), joined(flags));
  }

  /**
   * Of all that these questions bring, only the heap's first line begins with a word, after one
   * blank or (on Java 25) none, and says what is used.
   */
  private static boolean isHeapHead(String line) {
    return line.matches(" ?[A-Za-z].*\\bused \\d+[KMG].*");
  }

  private static String joined(List<String> lines) {
    return String.join("\n", lines).stripTrailing();
  }

  /** A program that others can change is not run. */
  private Path jcmd(long pid) throws HostFailure, InterruptedException {
    List<Path> places = new ArrayList<>();
    try {
      places.add(Files.readSymbolicLink(PROC.resolve(pid + "/exe")).resolveSibling("jcmd"));
    } catch (IOException e) {
      // Not ours to see: then ours will do.
    }
    places.add(Path.of(System.getProperty("java.home"), "bin", "jcmd"));
    for (Path place : places) {
      if (Files.isExecutable(place) && custody.doubt(place).isEmpty()) {
        return place;
      }
    }
    throw new HostFailure(
        "there is none of "
            + String.join(", ", places.stream().map(Path::toString).toList())
            + ", which a JDK has");
  }
}
