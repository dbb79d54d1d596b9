package bluegreen.host;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Who would start a process again if it were stopped, or starts it with the machine.
 *
 * @param who as in "{@code shop.service} would start it again"
 * @param command what has to be done so that he does not, for a person to type
 */
public record Keeper(String who, String command) {
  private static final Pattern CONTAINER =
      Pattern.compile(
          "(docker|libpod|podman|crio|cri-containerd|kubepods|lxc)[^/]*?[-/](?:payload-)?"
              + "([0-9a-f]{12})[0-9a-f]{52}");

  private static final Pattern UNIT =
      Pattern.compile("/([^/]+\\.service)(?=/|$)(?!.*/[^/]+\\.service(/|$))");

  private static final Pattern OF_USER = Pattern.compile("/user@(\\d+)\\.service/");

  /** Services that start processes for others and do not look after them. */
  private static final Pattern LAUNCHER =
      Pattern.compile(
          "(cron|crond|cronie|anacron|atd|ssh|sshd|user)(@.*)?\\.service"
              + "|(codedeploy-agent|amazon-ssm-agent|jenkins|gitlab-runner|docker|containerd)\\.service"
              + "|(actions\\.runner|session|getty|serial-getty|console-getty)\\b.*");

  /** How systemd says that a unit is started with the machine, or by an old script that is. */
  private static final Set<String> STARTED =
      Set.of("enabled", "enabled-runtime", "linked", "linked-runtime", "generated", "alias");

  /** Supervisors by their own command lines, with what is to be typed. */
  private static final Map<Pattern, Keeper> SUPERVISORS =
      Map.of(
          Pattern.compile("\\bsupervisord\\b"),
          new Keeper("supervisord", "supervisorctl stop NAME, with autostart=false in its file"),
          Pattern.compile("PM2 .*God Daemon|\\bpm2\\b"),
          new Keeper("PM2", "pm2 delete NAME && pm2 save"),
          Pattern.compile("^(\\S*/)?runsv "),
          new Keeper("runit", "sv down NAME, and a file `down` in its folder"),
          Pattern.compile("^(\\S*/)?s6-supervise "),
          new Keeper("s6", "s6-svc -d FOLDER, and a file `down` in its folder"),
          Pattern.compile("^(\\S*/)?supervise "),
          new Keeper("daemontools", "svc -d FOLDER, and a file `down` in its folder"),
          Pattern.compile("^(\\S*/)?(circusd|immortal|forever|nodemon|monit)\\b"),
          new Keeper("its supervisor", "have it stop the app, now and for good"));

  /** Who keeps a process that listens on a port; empty where nobody is known to. */
  public static Optional<Keeper> of(Origin origin, int port) {
    return socket(origin)
        .or(() -> published(origin, port))
        .or(() -> container(origin))
        .or(() -> supervisor(origin))
        .or(() -> unit(origin))
        .or(() -> atBoot(origin));
  }

  /** systemd listens itself, and starts a service when somebody asks. */
  private static Optional<Keeper> socket(Origin origin) {
    return origin.pid() == 1
        ? Optional.of(
            new Keeper("systemd", "systemctl list-sockets, and disable --now the one of this port"))
        : Optional.empty();
  }

  /** The processes that listen on a port for a container. */
  private static Optional<Keeper> published(Origin origin, int port) {
    String program = origin.argv().isEmpty() ? "" : origin.argv().get(0).replaceFirst(".*/", "");
    String engine =
        switch (program) {
          case "docker-proxy", "rootlesskit", "dockerd" -> "docker";
          case "conmon", "rootlessport", "slirp4netns", "pasta", "netavark" -> "podman";
          default -> "";
        };
    String ids = "$(" + engine + " ps -q --filter publish=" + port + ")";
    return engine.isEmpty() ? Optional.empty() : Optional.of(ended(engine, ids, "a container"));
  }

  private static Keeper ended(String engine, String id, String who) {
    return new Keeper(
        who + " of " + engine,
        engine + " update --restart=no " + id + " && " + engine + " stop " + id);
  }

  private static Optional<Keeper> container(Origin origin) {
    Matcher id = CONTAINER.matcher(origin.cgroup());
    if (!id.find()) {
      return Optional.empty();
    }
    boolean inUnit = UNIT.matcher(origin.cgroup().substring(0, id.start())).find();
    boolean ofUser = OF_USER.matcher(origin.cgroup()).find();
    if (inUnit && !ofUser && !origin.unit().isEmpty()) {
      return Optional.empty(); // The unit is what starts it.
    }
    String who = "the container " + id.group(2);
    return Optional.of(
        switch (id.group(1)) {
          case "docker" -> ended("docker", id.group(2), who);
          case "libpod", "podman" -> ended("podman", id.group(2), who);
          case "lxc" -> new Keeper(who, "lxc stop " + id.group(2));
          default -> new Keeper(who + " of Kubernetes", "kubectl delete its deployment");
        });
  }

  private static Optional<Keeper> supervisor(Origin origin) {
    for (Origin.Ancestor ancestor : origin.ancestors()) {
      for (Map.Entry<Pattern, Keeper> known : SUPERVISORS.entrySet()) {
        if (known.getKey().matcher(ancestor.command()).find()) {
          return Optional.of(known.getValue());
        }
      }
    }
    return Optional.empty();
  }

  private static Optional<Keeper> unit(Origin origin) {
    Optional<String> name = unitOf(origin.cgroup());
    Optional<String> user = userOf(origin.cgroup());
    boolean asked = user.isPresent() || !origin.unit().isEmpty();
    if (name.isEmpty() || !asked || !keeps(origin)) {
      return Optional.empty();
    }
    String triggers = origin.unit().getOrDefault("TriggeredBy", "");
    String who = user.isPresent() ? "--user --machine=" + user.get() + "@.host " : "";
    return Optional.of(
        new Keeper(
            name.get(),
            "systemctl "
                + who
                + "disable --now "
                + String.join(" ", triggers.isEmpty() ? List.of() : List.of(triggers.split(" ")))
                + (triggers.isEmpty() ? "" : " ")
                + name.get()));
  }

  private static boolean keeps(Origin origin) {
    Map<String, String> unit = origin.unit();
    String main = unit.getOrDefault("MainPID", "0");
    boolean left = !main.equals("0") && !origin.isOf(main); // Outlives what has started it.
    boolean again = !unit.getOrDefault("Restart", "always").equals("no");
    boolean started = STARTED.contains(unit.getOrDefault("UnitFileState", "enabled"));
    return !left && (again || started || !unit.getOrDefault("TriggeredBy", "").isEmpty());
  }

  /** The unit whose group that is; empty for a session of somebody's, and for what cron starts. */
  static Optional<String> unitOf(String cgroup) {
    Matcher unit = UNIT.matcher(cgroup);
    return unit.find()
        ? Optional.of(unit.group(1)).filter(u -> !LAUNCHER.matcher(u).matches())
        : Optional.empty();
  }

  /** The uid of the user whose own systemd runs the unit; empty for the machine's. */
  static Optional<String> userOf(String cgroup) {
    Matcher user = OF_USER.matcher(cgroup);
    return user.find() ? Optional.of(user.group(1)) : Optional.empty();
  }

  private static Optional<Keeper> atBoot(Origin origin) {
    return origin
        .atBoot()
        .map(line -> new Keeper("at the next boot, " + line, "take that line out"));
  }

  /** In a few words, with what to type. */
  public String describe() {
    return who + " would start it again (" + command + ")";
  }
}
