package bluegreen.nginx;

import bluegreen.host.Processes;
import bluegreen.host.Processes.Info;
import bluegreen.nginx.conf.Configuration;
import bluegreen.playbook.Playbook.Server;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Finds master processes of nginx: by the pid file that a configuration names, or else by /proc.
 */
public final class Masters {
  private static final String TITLE = "nginx: master process ";

  /** A path, in which there may be spaces, as far as the next option. */
  private static final String TO_NEXT = " (\\S.*?)(?=\\s+-[a-zA-Z](?:\\s|$)|\\s*$)";

  private static final Pattern CONF = Pattern.compile(" -c" + TO_NEXT);
  private static final Pattern PREFIX = Pattern.compile(" -p" + TO_NEXT);

  private final Processes processes;

  /** Those of this machine. */
  public Masters(Processes processes) {
    this.processes = processes;
  }

  /**
   * A master that runs.
   *
   * @param conf the main configuration's file
   */
  public record Master(Info process, Path conf) {}

  /**
   * The file that holds nginx's pid: as the configuration says, be it in an included file, or as
   * nginx was built.
   */
  static Path pidFile(Server nginx, Optional<Configuration> configuration, String build) {
    Matcher built = Pattern.compile("--pid-path=(\\S+)").matcher(build);
    String file =
        configuration
            .flatMap(Configuration::pidFile)
            .orElseGet(() -> built.find() ? built.group(1) : "logs/nginx.pid");
    return NginxFiles.prefix(nginx, build).resolve(file);
  }

  /** The process whose pid is in a file, or else the one that has been started with that file. */
  Optional<Info> find(Path pidFile, Server nginx, String build) {
    return SetValue.text(pidFile)
        .map(String::strip)
        .filter(pid -> pid.matches("\\d{1,10}"))
        .flatMap(pid -> processes.find(Long.parseLong(pid)))
        .filter(p -> p.command().startsWith(TITLE) && !runsAnother(p.command(), nginx.conf()))
        .or(
            () ->
                all(build).stream()
                    .filter(m -> m.conf().equals(nginx.conf()))
                    .map(Master::process)
                    .findFirst());
  }

  /** Several may write their pids into one file. */
  private static boolean runsAnother(String command, Path conf) {
    Matcher said = CONF.matcher(command);
    return said.find()
        && said.group(1).startsWith("/")
        && !real(Path.of(said.group(1))).equals(real(conf));
  }

  private static Path real(Path file) {
    try {
      return file.toRealPath();
    } catch (IOException e) {
      return file.normalize();
    }
  }

  /** All that run here, containers' own aside. */
  public List<Master> all(String build) {
    return processes.pids().stream()
        .flatMap(pid -> processes.find(pid).stream())
        .filter(p -> p.command().startsWith(TITLE) && processes.isAmongUs(p.pid()))
        .map(p -> new Master(p, conf(p.command(), build)))
        .toList();
  }

  private static Path conf(String command, String build) {
    Matcher said = CONF.matcher(command);
    Matcher prefix = PREFIX.matcher(command);
    Matcher built = Pattern.compile("--conf-path=(\\S+)").matcher(build);
    Path conf =
        Path.of(said.find() ? said.group(1) : built.find() ? built.group(1) : "conf/nginx.conf");
    String folder = prefix.find() ? prefix.group(1) : "/usr/local/nginx";
    return Path.of(folder).resolve(conf).normalize();
  }
}
