package bluegreen.command;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A running app: its command line, read as {@code java} itself reads it, and the user that it runs
 * as.
 */
record RunningApp(long pid, List<String> argv, String user) {
  /** Options of java's whose value is a word of its own; see java(1). */
  private static final Set<String> VALUED =
      Set.of(
          "-cp",
          "-classpath",
          "--class-path",
          "-p",
          "--module-path",
          "--upgrade-module-path",
          "--add-modules",
          "--add-opens",
          "--add-exports",
          "--add-reads",
          "--limit-modules");

  /** A profile that names one of two, as those of two ports do. */
  private static final Pattern PROFILE =
      Pattern.compile("(.*spring[._]profiles[._]active=.*[^0-9])([12])", Pattern.CASE_INSENSITIVE);

  /** Where the jar is: behind all options, wherever among them {@code -jar} stands. */
  private int jarAt() {
    boolean jar = false;
    for (int i = 1; i < argv.size(); i++) {
      String word = argv.get(i);
      if (word.equals("-jar")) {
        jar = true;
      } else if (VALUED.contains(word)) {
        i++;
      } else if (!word.startsWith("-") && !word.startsWith("@")) {
        return jar ? i : -1;
      }
    }
    return -1;
  }

  /** The jar that it runs; empty for another program. */
  Optional<Path> jar() {
    int at = jarAt();
    return at > 0 ? Optional.of(whole(Path.of(argv.get(at)))) : Optional.empty();
  }

  /** A relative path starts where the app does. */
  private Path whole(Path jar) {
    try {
      return jar.isAbsolute() ? jar : Path.of("/proc/" + pid + "/cwd").toRealPath().resolve(jar);
    } catch (IOException e) {
      return jar; // Gone, or not ours to see.
    }
  }

  /** Java's own options, with an expression of the slot for what depends on it. */
  List<String> javaOptions(int port) {
    return jar().isEmpty()
        ? List.of()
        : argv.subList(1, jarAt()).stream()
            .filter(word -> !word.equals("-jar"))
            .flatMap(word -> Stream.of(expressed(word, port)))
            .toList();
  }

  /** The app's arguments, with an expression of the slot for what depends on it. */
  List<String> arguments(int port) {
    return jar().isEmpty()
        ? List.of()
        : argv.subList(jarAt() + 1, argv.size()).stream().map(w -> expressed(w, port)).toList();
  }

  private static String expressed(String word, int port) {
    String ported =
        Pattern.compile("(?<![0-9.])" + port + "(?![0-9])").matcher(word).replaceAll("{{ port }}");
    Matcher profile = PROFILE.matcher(ported);
    if (!profile.matches()) {
      return ported;
    }
    boolean straight = profile.group(2).equals("1") == (port != Init.USUAL_GREEN);
    return profile.group(1) + "{{ slot == 'blue' ? " + (straight ? "1 : 2" : "2 : 1") + " }}";
  }
}
