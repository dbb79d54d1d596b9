package bluegreen.command.starter;

import bluegreen.host.Processes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A running app, as it was started: its command line is read as {@code java} itself reads it.
 *
 * @param env its environment; empty where we may not look
 * @param cwd the folder that it runs in; empty where we may not look
 * @param user whom it runs as
 */
record RunningApp(
    long pid, List<String> argv, Map<String, String> env, Optional<Path> cwd, String user) {
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

  /** Variables that tell an app how to run and hold no secret. */
  private static final Set<String> TELLING =
      Set.of(
          "SPRING_PROFILES_ACTIVE",
          "SPRING_CONFIG_LOCATION",
          "SPRING_CONFIG_ADDITIONAL_LOCATION",
          "SPRING_CONFIG_IMPORT",
          "SPRING_CONFIG_NAME",
          "SERVER_PORT",
          "SERVER_SERVLET_CONTEXT_PATH",
          "MANAGEMENT_SERVER_PORT",
          "MANAGEMENT_ENDPOINTS_WEB_BASE_PATH",
          "JAVA_TOOL_OPTIONS",
          "JDK_JAVA_OPTIONS",
          "NODE_ENV",
          "PORT",
          "TZ");

  /** A path that begins where the app runs. */
  private static final Pattern RELATIVE = Pattern.compile("(^|[=,:])(\\./|file:[^/])");

  /** Variables of logins, shells, terminals and of systemd. */
  private static final Pattern OF_LOGINS =
      Pattern.compile(
          "PATH|HOME|USER|LOGNAME|SHELL|PWD|OLDPWD|SHLVL|LANG|LANGUAGE|LC_.*|TERM.*|COLORTERM|MAIL"
              + "|SSH_.*|SUDO_.*|XDG_.*|DBUS_.*|DISPLAY|HIST.*|LS_COLORS|LESS.*|PAGER|EDITOR|VISUAL"
              + "|HOSTNAME|_|INVOCATION_ID|JOURNAL_STREAM|SYSTEMD_.*|MEMORY_PRESSURE_.*"
              + "|NOTIFY_SOCKET|JAVA_HOME|CLASSPATH|BLUEGREEN_.*|BASH_.*|MANPATH|COLUMNS|LINES|PS1"
              + "|S_COLORS|MOTD_SHOWN|TMUX.*|STY|npm_.*|NVM_.*|container|DEBIAN_FRONTEND");

  /** The process as it is now. */
  static RunningApp of(Processes.Info process, Processes processes) {
    return new RunningApp(
        process.pid(),
        processes.argv(process.pid()),
        processes.environment(process.pid(), ""),
        cwd(process.pid()),
        process.owner());
  }

  private static Optional<Path> cwd(long pid) {
    try {
      return Optional.of(Path.of("/proc/" + pid + "/cwd").toRealPath());
    } catch (IOException e) {
      return Optional.empty(); // Gone, or not ours to see.
    }
  }

  /** The program's name, without its folder. */
  String program() {
    return argv.isEmpty() ? "" : argv.get(0).replaceFirst(".*/", "");
  }

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

  /** The jar that it runs, which a relative path finds where the app runs; or another program. */
  Optional<Path> jar() {
    int at = jarAt();
    return at < 0
        ? Optional.empty()
        : Optional.of(cwd.orElse(Path.of("")).resolve(argv.get(at)).normalize());
  }

  /** Java's own options. */
  List<String> javaOptions() {
    int at = jarAt();
    return at < 0
        ? List.of()
        : argv.subList(1, at).stream().filter(word -> !word.equals("-jar")).toList();
  }

  /** The arguments of a jar. */
  List<String> arguments() {
    int at = jarAt();
    return at < 0 ? List.of() : argv.subList(at + 1, argv.size());
  }

  /** Whether it would not find its settings in another folder than the one that it runs in. */
  boolean needsFolder() {
    Stream<String> words = Stream.concat(argv.stream().skip(1), telling().values().stream());
    return words.anyMatch(w -> RELATIVE.matcher(w).find())
        || cwd.filter(RunningApp::holdsSettings).isPresent();
  }

  private static boolean holdsSettings(Path folder) {
    return Stream.of("", "config")
        .flatMap(
            below ->
                Stream.of("application.properties", "application.yml", "application.yaml", ".env")
                    .map(name -> folder.resolve(below).resolve(name)))
        .anyMatch(Files::exists);
  }

  /** Those of its variables that a playbook can show. */
  Map<String, String> telling() {
    Map<String, String> telling = new TreeMap<>(env);
    telling.keySet().retainAll(TELLING);
    return telling;
  }

  /** The names of its further variables, whose values may be nobody's to show. */
  Set<String> furtherVariables() {
    return env.keySet().stream()
        .filter(n -> !TELLING.contains(n) && !OF_LOGINS.matcher(n).matches())
        .collect(Collectors.toCollection(TreeSet::new));
  }
}
