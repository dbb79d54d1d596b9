package bluegreen.host;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The machine's processes, read from {@code /proc}. */
public final class Processes {
  private static final Path PROC = Path.of("/proc");
  private static final Map<Object, String> NAMES = new ConcurrentHashMap<>();

  /** A group that only the machine's own systemd can put a process into. */
  static final Pattern UNIT_OF_OURS =
      Pattern.compile(
          "^\\d+:[^:]*:/system\\.slice/([^/]+\\.slice/)*bluegreen-[^/]+\\.service(/|$)");

  /**
   * A process that cannot be mistaken for a later one with the same pid.
   *
   * @param startTicks clock ticks between the machine's boot and the process's start; unlike a time
   *     of day it does not change when the clock is set ({@code proc(5)}, {@code stat} field 22)
   */
  public record Id(long pid, long startTicks) {}

  /** A running process. */
  public record Info(Id id, long parent, String state, String command, String owner) {
    /** Its pid. */
    public long pid() {
      return id.pid();
    }

    /** Its command line, as much as fits into a message. */
    public String shortCommand() {
      return command.length() <= 100 ? command : command.substring(0, 97) + "...";
    }
  }

  /** What tells this boot of the machine from any other: pids start anew with it. */
  public String bootId() {
    try {
      return Files.readString(PROC.resolve("sys/kernel/random/boot_id")).strip();
    } catch (IOException e) {
      return "";
    }
  }

  /** The process with that pid, unless it is gone or a zombie. */
  public Optional<Info> find(long pid) {
    try {
      Path folder = PROC.resolve(String.valueOf(pid));
      Stat stat = Stat.of(pid);
      if (stat.hasEnded()) {
        return Optional.empty();
      }
      String line =
          new String(Files.readAllBytes(folder.resolve("cmdline")), StandardCharsets.UTF_8)
              .replaceAll("\\p{Cntrl}", " ") // Its own words: they are shown, and obeyed by nobody.
              .strip();
      return Optional.of(
          new Info(
              new Id(pid, stat.startTicks()),
              stat.parent(),
              stat.state(),
              line.isEmpty() ? "[" + stat.name() + "]" : line,
              owner(folder)));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // Gone while we looked.
    }
  }

  /** Each user is asked for once: most processes are the same few users'. */
  private static String owner(Path folder) throws IOException {
    Object uid = Files.getAttribute(folder, "unix:uid");
    if (!NAMES.containsKey(uid)) {
      NAMES.put(uid, Files.getOwner(folder).getName());
    }
    return NAMES.get(uid);
  }

  /**
   * The user that a process runs as; empty where it is gone, and where its real and effective users
   * are not the same ({@code proc(5)}, {@code status}).
   */
  public OptionalLong user(long pid) {
    try (Stream<String> lines = Files.lines(PROC.resolve(pid + "/status"), ISO_8859_1)) {
      String[] ids =
          lines.filter(l -> l.startsWith("Uid:")).findFirst().orElse("").strip().split("\\s+");
      return ids.length > 2 && ids[1].equals(ids[2])
          ? OptionalLong.of(Long.parseLong(ids[1]))
          : OptionalLong.empty();
    } catch (IOException | RuntimeException e) {
      return OptionalLong.empty();
    }
  }

  /** The user that we are. */
  public long ownUser() {
    return user(ProcessHandle.current().pid()).orElse(0);
  }

  /**
   * Whether a process is on this very machine as we see it: with our processes, our network and our
   * files. A container's process is in our table, too, and is somebody else's. Mounts of its own
   * are no sign where a unit of systemd's gives them to it, in which the kernel says that it is.
   */
  public boolean isAmongUs(long pid) {
    return sharesLink(pid, "ns/pid")
        && sharesLink(pid, "ns/net")
        && (inUnitOfOurs(pid) || sharesLink(pid, "ns/mnt") && sharesLink(pid, "root"));
  }

  private static boolean sharesLink(long pid, String name) {
    try {
      return Files.readSymbolicLink(PROC.resolve(pid + "/" + name))
          .equals(Files.readSymbolicLink(PROC.resolve("self/" + name)));
    } catch (IOException e) {
      return false; // Gone, or not ours to see.
    }
  }

  private static boolean inUnitOfOurs(long pid) {
    return ControlGroup.lines(pid).stream().anyMatch(UNIT_OF_OURS.asPredicate());
  }

  /** Whether exactly that process still runs. */
  public boolean runs(Id id) {
    return find(id.pid()).filter(p -> p.id().startTicks() == id.startTicks()).isPresent();
  }

  /** A process's command line, word by word; empty where it is gone. */
  public List<String> argv(long pid) {
    try {
      String line =
          new String(Files.readAllBytes(PROC.resolve(pid + "/cmdline")), StandardCharsets.UTF_8);
      return line.isEmpty() ? List.of() : List.of(line.split("\0"));
    } catch (IOException e) {
      return List.of();
    }
  }

  /** Every pid there is. */
  public List<Long> pids() {
    List<Long> pids = new ArrayList<>();
    try (DirectoryStream<Path> folders = Files.newDirectoryStream(PROC, "[0-9]*")) {
      folders.forEach(f -> pids.add(Long.valueOf(f.getFileName().toString())));
    } catch (IOException e) {
      return List.of();
    }
    return pids;
  }

  /**
   * The environment that a process was started with; empty where we may not look, or where no
   * variable of that name is in it.
   */
  public Map<String, String> environment(long pid, String name) {
    Map<String, String> env = new HashMap<>();
    try (InputStream in = new FileInputStream("/proc/" + pid + "/environ")) {
      String text = new String(in.readAllBytes(), StandardCharsets.UTF_8);
      if (!text.contains(name + "=")) {
        return Map.of();
      }
      for (String entry : text.split("\0")) {
        int equals = entry.indexOf('=');
        if (equals > 0) {
          env.put(entry.substring(0, equals), entry.substring(equals + 1));
        }
      }
    } catch (IOException e) {
      return Map.of();
    }
    return env;
  }

  /** Whether {@code pid} is {@code ancestor} or descends from it. */
  public boolean descends(long pid, long ancestor) {
    long at = pid;
    for (int depth = 0; at > 1 && depth < 64; depth++) {
      if (at == ancestor) {
        return true;
      }
      at = Stat.parent(at);
    }
    return false;
  }

  /**
   * All who listen on a TCP port of this machine: there may be one for each address.
   *
   * @param likely the process to look at first, which mostly saves looking at all of them
   */
  public List<Listener> listeners(int port, Optional<Long> likely) {
    Set<Long> sockets = new HashSet<>(new Sockets().listeningAt(port).keySet());
    List<Listener> found = new ArrayList<>();
    List<Long> order = new ArrayList<>(likely.stream().toList());
    order.addAll(sockets.isEmpty() ? List.of() : pids());
    for (long pid : order) {
      if (sockets.isEmpty()) {
        return found;
      }
      Set<Long> held = Sockets.held(pid, sockets);
      if (!held.isEmpty()) {
        sockets.removeAll(held);
        found.add(new Listener(port, find(pid)));
      }
    }
    if (!sockets.isEmpty()) {
      found.add(new Listener(port, Optional.empty()));
    }
    return found;
  }

  /** The ports and the Unix sockets that a process listens on. */
  public record Listening(Set<Integer> ports, Set<Path> sockets) {}

  /** Where a process listens, be it more than one port; nowhere where we may not see that. */
  public Listening listening(long pid) {
    Map<Long, Integer> ports = new Sockets().listeningPorts();
    Map<Long, Path> files = new Sockets().listeningFiles();
    Set<Integer> itsPorts = new HashSet<>();
    Set<Path> itsFiles = new HashSet<>();
    Sockets.held(pid, ports.keySet()).forEach(inode -> itsPorts.add(ports.get(inode)));
    Sockets.held(pid, files.keySet()).forEach(inode -> itsFiles.add(files.get(inode)));
    return new Listening(itsPorts, itsFiles);
  }

  /** All processes that hold a listening socket of a TCP port, as all workers of a server do. */
  public List<Info> holders(int port) {
    Set<Long> sockets = new HashSet<>(new Sockets().listeningAt(port).keySet());
    return (sockets.isEmpty() ? List.<Long>of() : pids())
        .stream()
            .filter(pid -> !Sockets.held(pid, sockets).isEmpty())
            .flatMap(pid -> find(pid).stream())
            .toList();
  }

  /** Whether a process's standard output is that file. */
  public boolean writesTo(long pid, Path file) {
    try {
      return Files.isSameFile(PROC.resolve(pid + "/fd/1"), file);
    } catch (IOException e) {
      return false; // Gone, not ours to see, or no file at all.
    }
  }

  /** The pids of a process's children. */
  public Set<Long> children(long parent) {
    Set<Long> children = new HashSet<>();
    for (long pid : pids()) {
      if (Stat.parent(pid) == parent) {
        children.add(pid);
      }
    }
    return children;
  }

  /**
   * The connections to a TCP port that some processes of this machine hold, each as the address and
   * port of their end. Where we may not see whose a connection is, it counts as theirs.
   */
  public List<String> connections(int port, Set<Long> holders) {
    return Connections.to(port, holders);
  }

  /**
   * The one who listens on a port.
   *
   * @param process empty where we may not see whose socket it is
   */
  public record Listener(int port, Optional<Info> process) {
    /** Names the process as far as we may know it. */
    public String describe() {
      return process
          .map(p -> "pid " + p.pid() + " (" + p.shortCommand() + ", user " + p.owner() + ")")
          .orElse("a process of another user");
    }
  }
}
