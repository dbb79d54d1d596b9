package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The processes that belong to a folder: started from it, for it, or by one that was. */
final class FolderProcesses {
  private final Path folder;

  FolderProcesses(Path folder) {
    this.folder = folder;
  }

  /** One process; the time of its start tells it from a later one with the same pid. */
  record Seen(long pid, long parent, String startTicks, String command) {}

  /** All of them, by pid. */
  Map<Long, Seen> all() {
    Map<Long, Seen> everything = new HashMap<>();
    for (long pid : pids()) {
      Seen seen = read(pid);
      if (seen != null) {
        everything.put(pid, seen);
      }
    }
    Map<Long, Seen> ours = new TreeMap<>();
    everything.values().stream()
        .filter(p -> belongs(p.pid(), everything))
        .forEach(p -> ours.put(p.pid(), p));
    return ours;
  }

  private boolean belongs(long pid, Map<Long, Seen> everything) {
    for (Seen p = everything.get(pid); p != null; p = everything.get(p.parent())) {
      if (p.pid() == ProcessHandle.current().pid()) {
        return false;
      } else if (names(p)) {
        return true;
      }
    }
    return false;
  }

  private boolean names(Seen p) {
    String mark = folder + "/";
    return p.command().contains(mark)
        || environment(p.pid()).contains(mark)
        || p.command().startsWith("nginx: ") && hasOpen(p.pid(), mark);
  }

  /** A worker of nginx's that has lost its master has nothing else that tells whose it is. */
  private static boolean hasOpen(long pid, String mark) {
    return openFiles(pid).stream().anyMatch(file -> file.startsWith(mark));
  }

  /** The names of the files that a process has open; none where we may not look. */
  static List<String> openFiles(long pid) {
    List<String> names = new ArrayList<>();
    try (Stream<Path> files = Files.list(Path.of("/proc/" + pid + "/fd"))) {
      for (Path file : files.toList()) {
        names.add(Files.readSymbolicLink(file).toString());
      }
    } catch (IOException e) {
      return names; // Closed, or ended, while we looked.
    }
    return names;
  }

  private static String environment(long pid) {
    try {
      return text(Path.of("/proc/" + pid + "/environ"));
    } catch (IOException e) {
      return "";
    }
  }

  private static Seen read(long pid) {
    try {
      String stat = text(Path.of("/proc/" + pid + "/stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ");
      if (fields[0].equals("Z")) {
        return null;
      }
      String command = text(Path.of("/proc/" + pid + "/cmdline")).replace('\0', ' ').strip();
      return new Seen(pid, Long.parseLong(fields[1]), fields[19], command);
    } catch (IOException e) {
      return null; // Gone while we looked.
    }
  }

  /**
   * Whether a process has ended with all of its threads, and so has closed its files. One that is
   * killed loses its command line and its environment before, while its sockets still take in.
   */
  static boolean isOver(long pid) {
    Path process = Path.of("/proc/" + pid);
    try (Stream<Path> threads = Files.list(process.resolve("task"))) {
      return threads.count() == 1 && read(pid) == null;
    } catch (IOException | UncheckedIOException e) {
      return !Files.exists(process);
    }
  }

  /** The command lines of all processes of this machine, whosever they are. */
  static List<String> commandLines() {
    return pids().stream()
        .map(FolderProcesses::read)
        .map(p -> p == null ? "" : p.command())
        .toList();
  }

  private static List<Long> pids() {
    try (Stream<Path> folders = Files.list(Path.of("/proc"))) {
      return folders
          .map(f -> f.getFileName().toString())
          .filter(n -> n.matches("\\d+"))
          .map(Long::valueOf)
          .toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(Path file) throws IOException {
    return new String(Files.readAllBytes(file), StandardCharsets.UTF_8);
  }
}
