package bluegreen.runner;

import bluegreen.host.Account;
import bluegreen.host.Baseline;
import bluegreen.host.HostFailure;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The systemd unit of a slot: its name, its files and its text.
 *
 * @param app the app's name
 * @param units the folder that systemd reads units from
 */
public record SystemdUnit(String app, Slot slot, AppDir dir, Path units) {
  private static final Path UNITS = Path.of("/etc/systemd/system");
  private static final String RESTART = "Restart=";

  /**
   * Whoever ends the process of a version that serves, and however: only {@code systemctl stop}
   * means it. To {@code on-failure} a SIGTERM would be no failure.
   */
  private static final String KEPT = "always";

  private static final String STOP = "TimeoutStopSec=";

  /**
   * What no ordinary web app misses. Left out on purpose: MemoryDenyWriteExecute, as just-in-time
   * compilers write the code that they run; ProtectSystem=strict, as apps write logs and uploads to
   * folders of their own; limits to system calls and address families, as nobody knows what a
   * library needs. See systemd.exec(5).
   */
  private static final List<String> HARDENING =
      List.of(
          "NoNewPrivileges=yes",
          "ProtectSystem=full",
          "PrivateDevices=yes",
          "ProtectClock=yes",
          "ProtectControlGroups=yes",
          "ProtectHostname=yes",
          "ProtectKernelLogs=yes",
          "ProtectKernelModules=yes",
          "ProtectKernelTunables=yes",
          "LockPersonality=yes",
          "RestrictRealtime=yes",
          "RestrictSUIDSGID=yes",
          "SystemCallArchitectures=native");

  /** The folders that ProtectHome is about. */
  private static final List<String> HOMES = List.of("/home", "/root", "/run/user");

  private static final List<String> TEMPORARY = List.of("/tmp", "/var/tmp");

  /** One on this machine. */
  public SystemdUnit(String app, Slot slot, AppDir dir) {
    this(app, slot, dir, UNITS);
  }

  /** {@code bluegreen-shop-blue.service}. */
  public String name() {
    return "bluegreen-" + app + "-" + slot + ".service";
  }

  /** The file that systemd reads. */
  Path file() {
    return units.resolve(name());
  }

  /** The link that has systemd start it with the machine. */
  Path link() {
    return units.resolve("multi-user.target.wants").resolve(name());
  }

  /** What we have written into {@link #file}, to be compared with it. */
  Path copy() {
    return dir.slots().resolve(slot + ".service");
  }

  /** The variables of the app, secrets included; for root alone. */
  Path environment() {
    return dir.slots().resolve(slot + ".env");
  }

  /** Whether systemd knows this slot of this very app folder. */
  public boolean isThere() {
    try {
      return owns(Files.readString(file()));
    } catch (IOException e) {
      return false;
    }
  }

  /** Whether a unit's text is about this slot of this very app folder. */
  boolean owns(String text) {
    return text.lines().anyMatch(environmentLine()::equals);
  }

  private String environmentLine() {
    // A pattern of files, for systemd.
    String literal = environment().toString().replaceAll("[\\[*?]", "[$0]");
    return "EnvironmentFile=" + percent(literal);
  }

  /**
   * The unit's text, for a version that has yet to prove itself: it is not started again when it
   * ends.
   */
  String text(Launch launch, Duration stopTimeout) {
    String user = launch.account().map(a -> "User=" + a.name() + "\n").orElse("");
    return """
    # Written by deploy.java; what you change here is undone by the next deployment.
    # Settings of your own: %s/bluegreen-%s-.service.d/own.conf

    [Unit]
    Description=%s %s on port %d, the %s slot
    Wants=network-online.target
    After=network-online.target
    StartLimitIntervalSec=0

    [Service]
    Type=exec
    ExecStart=%s
    WorkingDirectory=%s
    %s
    %sSyslogIdentifier=%s-%s
    SuccessExitStatus=143
    UMask=0022
    LimitNOFILE=%d
    Nice=0
    OOMScoreAdjust=0
    IgnoreSIGPIPE=no
    %sno
    RestartSec=2s
    %s%s
    %s

    [Install]
    WantedBy=multi-user.target
    """
        .formatted(
            UNITS,
            app,
            app,
            percent(launch.release().describe()),
            launch.endpoint().port(),
            slot,
            commandLine(launch),
            percent(launch.workdir().toString()),
            environmentLine(),
            user,
            app,
            slot,
            Baseline.OPEN_FILES,
            RESTART,
            STOP,
            time(stopTimeout),
            String.join("\n", hardening(launch)));
  }

  /** The text for a version that serves: it is started again when it ends. */
  static String restarted(String text) {
    return with(text, RESTART, KEPT);
  }

  static boolean isRestarted(String text) {
    return text.lines().anyMatch((RESTART + KEPT)::equals);
  }

  /** The text with another time between SIGTERM and SIGKILL. */
  static String stopped(String text, Duration patience) {
    return with(text, STOP, time(patience));
  }

  private static String with(String text, String key, String value) {
    return text.lines()
        .map(line -> line.startsWith(key) ? key + value : line)
        .collect(Collectors.joining("\n", "", "\n"));
  }

  /** Never 0, which would be for ever. */
  private static String time(Duration time) {
    return Math.max(1, time.toMillis()) + "ms";
  }

  private List<String> hardening(Launch launch) {
    List<Path> folders = List.of(launch.release().home(), launch.workdir());
    Path home = Path.of(launch.account().map(Account::home).orElse("/root"));
    Stream<String> temporary =
        folders.stream().anyMatch(f -> isBelow(f, TEMPORARY))
            ? Stream.empty()
            : Stream.of("PrivateTmp=yes");
    // Whoever has a home there keeps files in it: the user's own rights decide.
    boolean atHome =
        Stream.concat(folders.stream(), Stream.of(home)).anyMatch(f -> isBelow(f, HOMES));
    Stream<String> homes = atHome ? Stream.empty() : Stream.of("ProtectHome=read-only");
    return Stream.of(HARDENING.stream(), temporary, homes).flatMap(s -> s).toList();
  }

  private static boolean isBelow(Path path, List<String> folders) {
    return folders.stream().anyMatch(path::startsWith);
  }

  /** The command line as systemd reads it: systemd.service(5), "COMMAND LINES". */
  private static String commandLine(Launch launch) {
    return launch.command().stream().map(SystemdUnit::quoted).collect(Collectors.joining(" "));
  }

  private static String quoted(String word) {
    return word.matches("[A-Za-z0-9_@+=:,./-]+") ? word : "\"" + escaped(word) + "\"";
  }

  private static String escaped(String word) {
    return percent(word)
        .replace("\\", "\\\\")
        .replace("\"", "\\\"")
        .replace("$", "$$")
        .replace("\n", "\\n")
        .replace("\r", "\\r")
        .replace("\t", "\\t");
  }

  private static String percent(String text) {
    return text.replace("%", "%%");
  }

  /** The variables as systemd reads them: systemd.exec(5), "EnvironmentFile=". */
  static String environment(Map<String, String> env) {
    StringBuilder text = new StringBuilder();
    new TreeMap<>(env)
        .forEach(
            (name, value) ->
                text.append(name)
                    .append("=\"")
                    .append(value.replaceAll("[\"\\\\`$]", "\\\\$0"))
                    .append("\"\n"));
    return text.toString();
  }

  /**
   * Looks whether systemd takes such an environment: it would pass over a value in silence.
   *
   * @throws HostFailure where it does not
   */
  static void check(Map<String, String> env) throws HostFailure {
    for (Map.Entry<String, String> variable : env.entrySet()) {
      if (variable.getValue().matches("(?s).*[\\x00-\\x08\\x0b-\\x1f\\x7f].*")) {
        throw new HostFailure(
            "the variable " + variable.getKey() + " holds a control character; systemd refuses it");
      }
    }
  }
}
