package bluegreen.bench;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Commands;
import bluegreen.host.HostFailure;
import bluegreen.host.Http;
import bluegreen.host.Processes;
import bluegreen.host.Texts;
import bluegreen.host.Trace;
import bluegreen.nginx.Nginx;
import bluegreen.nginx.NginxFiles;
import bluegreen.playbook.InvalidPlaybook;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * An nginx with the files that deploy.java renders for a playbook, switched by the class that
 * deploy.java switches it with; without the deployment around it, so that there can be many
 * switches in a short time.
 */
final class OurSite implements SwitchingProxy {
  private static final String PLAYBOOK =
      """
      app:
        name: bench
        command: [backend, "{{ port }}"]
        dir: app
      ports: { blue: %d, green: %d }
      health:
        url: "http://127.0.0.1:{{ port }}/"
      nginx: { bin: %s, switch: %s, soft: %s, %s }
      """;

  private static final String IN_PUBLIC =
      "prefix: nginx, site: nginx/site.conf, listen: [\"127.0.0.1:%d\"]";
  private static final String BEHIND = "behind: %d";
  private static final String USER = "--reuid=";

  private final Backend backend;
  private final int port;
  private final int fixedPort;
  private final Playbook playbook;
  private final AppDir dir;
  private final AtomicFiles files = new AtomicFiles(Trace.SILENT);
  private final Nginx nginx;
  private final NginxFiles rendered;

  private OurSite(Backend backend, int port, int fixedPort, Path playbook) throws InvalidPlaybook {
    this.backend = backend;
    this.port = port;
    this.fixedPort = fixedPort;
    Templates templates = new Templates();
    Surroundings bare = new Surroundings(Map.of(), isRoot(), Optional.empty(), Map.of());
    this.playbook = new PlaybookReader(templates, bare).read(playbook);
    this.dir = new AppDir(this.playbook.app().dir());
    Commands commands = new Commands(Trace.SILENT);
    this.nginx =
        new Nginx(
            this.playbook,
            dir,
            commands,
            new Http(Trace.SILENT),
            files,
            new Processes(),
            Duration.ofMinutes(1));
    this.rendered = new NginxFiles(this.playbook, dir, templates);
  }

  private static boolean isRoot() {
    return "root".equals(System.getProperty("user.name"));
  }

  /**
   * Starts one in public that is switched that way, to be compared with a fixed one.
   *
   * @param soft how long before a reload connections end, such as {@code 1s}
   */
  static OurSite inPublic(
      Servers servers, Backend backend, SwitchKind kind, String soft, int fixedPort)
      throws IOException, InterruptedException {
    int port = Loopback.freePorts(1).get(0);
    String folder = "ours-" + kind.label() + "-" + soft;
    return start(servers, folder, backend, kind, soft, IN_PUBLIC.formatted(port), port, fixedPort);
  }

  /** Starts one that stands behind somebody's own block. */
  static OurSite behind(Servers servers, Backend backend) throws IOException, InterruptedException {
    int port = Loopback.freePorts(1).get(0);
    SwitchKind kind = SwitchKind.LIVE;
    return start(
        servers, "ours-behind", backend, kind, "1s", BEHIND.formatted(port), port, backend.blue());
  }

  private static OurSite start(
      Servers servers,
      String folder,
      Backend backend,
      SwitchKind kind,
      String soft,
      String place,
      int port,
      int fixedPort)
      throws IOException, InterruptedException {
    Path home = servers.folder(folder);
    Path playbook = home.resolve("playbook.yml");
    Files.writeString(
        playbook,
        PLAYBOOK.formatted(
            backend.blue(), backend.green(), Programs.path("nginx"), kind.label(), soft, place));
    try {
      OurSite site = new OurSite(backend, port, fixedPort, playbook);
      site.writeFiles();
      servers.start(home, site.foreground(servers), port);
      return site;
    } catch (InvalidPlaybook | HostFailure e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** As after a deployment: both slots have served, and blue does. */
  private void writeFiles() throws IOException, HostFailure, InterruptedException {
    Path conf = playbook.nginx().conf();
    for (String folder : new String[] {"logs", "temp"}) {
      Files.createDirectories(conf.resolveSibling(folder));
    }
    Files.writeString(conf, rendered.main(isRoot()));
    files.folder(dir.live(), 0755);
    files.mark(dir.servedMarker(Slot.BLUE));
    files.mark(dir.servedMarker(Slot.GREEN));
    Files.writeString(playbook.nginx().target().file(), site(Slot.BLUE));
  }

  /** As deploy.java starts it, but as a child of ours; one behind is not root's. */
  private List<String> foreground(Servers servers)
      throws IOException, HostFailure, InterruptedException {
    List<String> command = new ArrayList<>(nginx.commands().start(false).argv());
    command.addAll(List.of("-g", "daemon off;"));
    Optional<String> user = command.stream().filter(a -> a.startsWith(USER)).findFirst();
    if (user.isPresent()) {
      String folder = playbook.nginx().conf().getParent().toString();
      servers
          .programs()
          .expect(0, List.of("chown", "-R", user.get().substring(USER.length()), folder));
    }
    return command;
  }

  private String site(Slot slot) {
    return rendered.target(slot, new Ports(backend.blue(), backend.green()).both());
  }

  @Override
  public String name() {
    Playbook.Nginx ours = playbook.nginx();
    boolean reload = ours.switchKind() == SwitchKind.RELOAD;
    String how = reload ? ", `soft: " + Texts.seconds(ours.soft()) + "`" : "";
    return "deploy.java, `" + ours.switchKind().label() + "`" + how;
  }

  @Override
  public int port() {
    return port;
  }

  @Override
  public int fixedPort() {
    return fixedPort;
  }

  @Override
  public void switchTo(Slot slot) throws InterruptedException {
    try {
      nginx.mark(slot);
      if (playbook.nginx().switchKind() == SwitchKind.RELOAD) {
        nginx.writeAndTest(playbook.nginx().target().file(), site(slot));
        nginx.reload();
      }
      files.sync(dir.live());
    } catch (HostFailure e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }

  /** Reloads it as deploy.java does. */
  void reload() throws InterruptedException {
    try {
      nginx.reload();
    } catch (HostFailure e) {
      throw new IllegalStateException(e.getMessage(), e);
    }
  }
}
