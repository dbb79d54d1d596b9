package bluegreen.playbook;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * A playbook that was read and found right; every path is absolute.
 *
 * @param remarks what of the command line has no effect on it, a sentence each
 */
public record Playbook(
    Path file,
    App app,
    Ports ports,
    Health health,
    Nginx nginx,
    Rollout rollout,
    Hooks hooks,
    Scope scope,
    List<String> remarks) {

  /** A path as short as it can be said: below the playbook's folder, relative to it. */
  public String shown(Path path) {
    Path folder = folder();
    return path.startsWith(folder) ? folder.relativize(path).toString() : path.toString();
  }

  /** The folder that the playbook is in; relative paths start there. */
  public Path folder() {
    return file.toAbsolutePath().normalize().getParent();
  }

  /** The same, reached at another address and by other names, by plain HTTP or any certificate. */
  public Playbook asked(String url, List<String> names) {
    Nginx other =
        new Nginx(
            nginx.bin,
            nginx.conf,
            nginx.prefix,
            nginx.install,
            nginx.sudo,
            nginx.target,
            nginx.listen,
            names,
            Optional.empty(),
            nginx.switchKind,
            nginx.soft,
            url,
            nginx.location);
    return new Playbook(file, app, ports, health, other, rollout, hooks, scope, remarks);
  }

  /** The same with another program to run. */
  public Playbook running(Program program) {
    App other =
        new App(
            app.name,
            program,
            app.version,
            app.sha256,
            app.env,
            app.envFile,
            app.user,
            app.runner,
            app.dir,
            app.workdir,
            app.stopTimeout,
            app.keepReleases,
            app.metrics,
            app.remote);
    return new Playbook(file, other, ports, health, nginx, rollout, hooks, scope, remarks);
  }

  /** The user's commands for what runs elsewhere; empty where the app runs here. */
  public Optional<Elsewhere> elsewhere() {
    return app.program() instanceof Command command ? command.elsewhere() : Optional.empty();
  }

  /** The key that a slot's place stands under. */
  public String placeKey(Slot slot) {
    return (elsewhere().isPresent() ? "slots." : "ports.") + slot;
  }

  /** Who runs the app's processes. */
  public enum RunnerKind {
    AUTO,
    PROCESS,
    SYSTEMD
  }

  /** How nginx is switched. */
  public enum SwitchKind {
    /** By a marker file that nginx looks at on every request. */
    LIVE,
    /** By a new configuration and a reload. */
    RELOAD;

    /** {@code live} or {@code reload}. */
    public String label() {
      return this == LIVE ? "live" : "reload";
    }
  }

  /** What becomes of the old version after the drain. */
  public enum Standby {
    KEEP,
    STOP
  }

  /**
   * The app and how it is started.
   *
   * @param metrics the file that each run writes for Prometheus
   * @param remote where the artifact comes from; empty where it is on this machine
   */
  public record App(
      String name,
      Program program,
      Optional<String> version,
      Optional<String> sha256,
      Map<String, Template> env,
      Optional<Path> envFile,
      Optional<String> user,
      RunnerKind runner,
      Path dir,
      Optional<Path> workdir,
      Duration stopTimeout,
      int keepReleases,
      Optional<Path> metrics,
      Optional<Remote> remote) {}

  /** What is run. */
  public sealed interface Program permits Jar, Command, ContainerImage {}

  /**
   * A jar and the java that runs it.
   *
   * @param pattern what the playbook says, where that stands for the jar and is not its name
   * @param archive whether an archive of its classes is made and used, where that can be had
   */
  public record Jar(
      Path jar,
      Optional<Path> pattern,
      String java,
      List<Template> options,
      List<Template> args,
      boolean archive)
      implements Program {
    /** The same with the jar that its pattern stands for. */
    public Jar found(Path file) {
      return new Jar(file, Optional.of(jar), java, options, args, archive);
    }
  }

  /**
   * Any program, with the files that it runs from.
   *
   * @param elsewhere what there is to do with what it starts; empty where it is the app itself
   */
  public record Command(List<Template> argv, Optional<Path> files, Optional<Elsewhere> elsewhere)
      implements Program {
    /** The app itself. */
    public Command(List<Template> argv, Optional<Path> files) {
      this(argv, files, Optional.empty());
    }
  }

  /** The two ports, or the two places where what the user's commands start listens. */
  public record Ports(Endpoint blue, Endpoint green) {
    /** Two ports of this machine. */
    public Ports(int blue, int green) {
      this(Endpoint.here(blue), Endpoint.here(green));
    }

    /** Where a slot's process is to listen. */
    public Endpoint of(Slot slot) {
      return slot == Slot.BLUE ? blue : green;
    }

    /** Those that are ports of this machine. */
    public Set<Integer> here() {
      return Endpoint.portsHere(blue, green);
    }

    /** The same of both slots. */
    public Map<Slot, Endpoint> both() {
      return Map.of(Slot.BLUE, of(Slot.BLUE), Slot.GREEN, of(Slot.GREEN));
    }
  }

  /**
   * The nginx that our server block is in: the user's own, or behind it, one of ours.
   *
   * @param sudo whether it is run, and its files are written, through sudo
   * @param url where it is reached from this machine
   */
  public record Nginx(
      String bin,
      Path conf,
      Optional<Path> prefix,
      boolean install,
      boolean sudo,
      Target target,
      List<String> listen,
      List<String> serverNames,
      Optional<Tls> tls,
      SwitchKind switchKind,
      Duration soft,
      String url,
      Optional<String> location) {
    /** The program with its files. */
    public Server server() {
      return new Server(bin, conf, prefix, sudo);
    }

    /** Whether TCP connections are passed on, whatever is spoken on them. */
    public boolean isStream() {
      return target instanceof StreamServer;
    }

    /** What there is to know of the user's own nginx, where ours is behind it. */
    public Optional<Behind> behind() {
      return target instanceof Behind behind ? Optional.of(behind) : Optional.empty();
    }
  }

  /**
   * An nginx's program and files.
   *
   * @param sudo whether it is run, and its files are written, through sudo
   */
  public record Server(String bin, Path conf, Optional<Path> prefix, boolean sudo) {}

  /** Where our server block stands. */
  public sealed interface Target permits Site, Behind, StreamServer {
    /** The file that it is in. */
    Path file();
  }

  /** In the user's own nginx, for all to see. */
  public record Site(Path file) implements Target {}

  /**
   * In an nginx process of our own on the loopback interface, to which the user's own blocks pass.
   *
   * @param front the nginx that visitors reach
   * @param url where they reach the app through it
   * @param include the file of theirs of which one value may be changed
   */
  public record Behind(Path file, int port, Server front, String url, Optional<Include> include)
      implements Target {
    /** What their {@code proxy_pass} has to say. */
    public String address() {
      return Endpoint.here(port).url();
    }
  }

  /** A file of the user's that sets a variable, which their {@code proxy_pass} goes to. */
  public record Include(Path file, String variable) {}

  /** HTTPS. */
  public record Tls(Path certificate, Path key, List<String> listen, boolean redirect) {}

  /**
   * How the new version takes over from the old one.
   *
   * @param bake how long the new version is watched after the switch; zero where it is not
   * @param probe how often the run asks through nginx while it works; zero where it does not
   * @param quietStart whether the new version is left what of the processor nobody else wants until
   *     it is healthy, where we may
   */
  public record Rollout(
      Duration drain, Duration bake, Duration probe, Standby standby, boolean quietStart) {}

  /** The user's tasks at fixed points of a deployment. */
  public record Hooks(
      List<Task> beforeStart,
      List<Task> beforeSwitch,
      List<Task> afterSwitch,
      List<Task> onSuccess,
      List<Task> onFailure) {
    /** The tasks of all hooks. */
    public List<Task> all() {
      return List.of(beforeStart, beforeSwitch, afterSwitch, onSuccess, onFailure).stream()
          .flatMap(List::stream)
          .toList();
    }
  }
}
