package bluegreen.playbook;

import bluegreen.playbook.Playbook.App;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Command;
import bluegreen.playbook.Playbook.Hooks;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Playbook.Jar;
import bluegreen.playbook.Playbook.Nginx;
import bluegreen.playbook.Playbook.Ports;
import bluegreen.playbook.Playbook.Program;
import bluegreen.playbook.Playbook.Rollout;
import bluegreen.playbook.Playbook.RunnerKind;
import bluegreen.playbook.Playbook.Server;
import bluegreen.playbook.Playbook.Site;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Playbook.SwitchKind;
import bluegreen.playbook.Playbook.Tls;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Builds the records from values that have been checked. */
final class Binder {
  private final Surroundings surroundings;
  private final Templates templates;
  private final Scope scope;

  Binder(Surroundings surroundings, Templates templates, Scope scope) {
    this.surroundings = surroundings;
    this.templates = templates;
    this.scope = scope;
  }

  Playbook bind(Path file, Section playbook, List<String> remarks) {
    return new Playbook(
        file,
        app(playbook.section("app"), file.toAbsolutePath().normalize().getParent()),
        ports(playbook),
        HealthKeys.bind(playbook.section("health")),
        nginx(playbook.section("nginx"), dir(playbook.section("app"))),
        new Rollout(
            playbook.section("rollout").time("drain"),
            playbook.section("rollout").time("bake"),
            playbook.section("rollout").time("probe"),
            word(Standby.class, playbook.section("rollout"), "standby"),
            playbook.section("rollout").flag("quiet_start")),
        hooks(playbook.section("hooks")),
        scope,
        remarks);
  }

  private App app(Section app, Path folder) {
    String name = app.required("name");
    Remotes remotes = new Remotes(app);
    Optional<Path> fetched = remotes.name().map(file -> dir(app).resolve("cache").resolve(file));
    Program program = program(app, fetched);
    return new App(
        name,
        program,
        app.text("version"),
        app.text("sha256").map(d -> d.toLowerCase(Locale.ROOT)),
        app.templateTable("env"),
        app.path("env_file"),
        app.has("image") ? Optional.empty() : app.text("user"),
        word(RunnerKind.class, app, "runner"),
        dir(app),
        app.path("workdir"),
        app.time("stop_timeout"),
        app.whole("keep_releases"),
        app.path("metrics"),
        fetched.flatMap(target -> remotes.bind(folder, target, templates, scope)));
  }

  private static Command command(Section app, Optional<Path> files) {
    if (!app.has("start")) {
      return new Command(app.templates("command"), files);
    }
    Section start = app.section("start");
    return new Command(
        start.templates("run"),
        files,
        Optional.of(
            new Elsewhere(
                start.templates("stop"),
                start.templates("running"),
                start.templates("logs"),
                start.time("timeout"))));
  }

  private static Ports ports(Section playbook) {
    if (playbook.has("ports")) {
      Section ports = playbook.section("ports");
      return new Ports(ports.whole("blue"), ports.whole("green"));
    }
    Section slots = playbook.section("slots");
    return new Ports(
        Endpoint.of(slots.required("blue")).orElseThrow(),
        Endpoint.of(slots.required("green")).orElseThrow());
  }

  private static Program program(Section app, Optional<Path> fetched) {
    if (app.has("image")) {
      return new Images(app).bind();
    }
    return app.has("jar")
        ? new Jar(
            fetched.or(() -> app.path("jar")).orElseThrow(),
            Optional.empty(),
            app.program("java"),
            app.templates("java_opts"),
            app.templates("args"),
            app.required("archive").equals("auto"))
        : command(app, fetched.isPresent() ? fetched : app.path("files"));
  }

  private Path dir(Section app) {
    return app.path("dir").or(() -> surroundings.defaultDir(app.required("name"))).orElseThrow();
  }

  private Nginx nginx(Section nginx, Path dir) {
    if (nginx.has("stream")) {
      return StreamKeys.bind(nginx, front(nginx));
    }
    return nginx.has("site") ? inPublic(nginx) : behind(nginx, dir.resolve("nginx"));
  }

  /** The nginx that visitors reach. */
  private Server front(Section nginx) {
    return new Server(nginx.program("bin"), conf(nginx), nginx.path("prefix"), byOthers(nginx));
  }

  /** Root needs nobody's leave. */
  private boolean byOthers(Section nginx) {
    return nginx.required("become").equals("sudo") && !surroundings.root();
  }

  /** An nginx of our own: what the playbook says of bin, conf, prefix and become is the front's. */
  private Nginx behind(Section nginx, Path prefix) {
    int port = nginx.whole("behind");
    Optional<Include> include =
        nginx.path("include").map(file -> new Include(file, nginx.required("variable")));
    Server front = front(nginx);
    String url = nginx.text("url").orElse("http://127.0.0.1/");
    return new Nginx(
        nginx.program("bin"),
        prefix.resolve("nginx.conf"),
        Optional.of(prefix),
        nginx.flag("install"),
        false,
        new Behind(prefix.resolve("site.conf"), port, front, url, include),
        List.of(Endpoint.here(port).address()),
        List.of("_"),
        Optional.empty(),
        word(SwitchKind.class, nginx, "switch"),
        nginx.time("soft"),
        Endpoint.here(port).url() + "/",
        nginx.text("location"));
  }

  private static Path conf(Section nginx) {
    return nginx
        .path("prefix")
        .filter(p -> !nginx.has("conf"))
        .map(p -> p.resolve("nginx.conf"))
        .orElseGet(() -> nginx.path("conf").orElseThrow());
  }

  private Nginx inPublic(Section nginx) {
    Optional<Tls> tls =
        nginx.has("tls") ? Optional.of(tls(nginx.section("tls"))) : Optional.empty();
    return new Nginx(
        nginx.program("bin"),
        conf(nginx),
        nginx.path("prefix"),
        nginx.flag("install"),
        byOthers(nginx),
        new Site(nginx.path("site").orElseThrow()),
        nginx.texts("listen"),
        nginx.texts("server_name"),
        tls,
        word(SwitchKind.class, nginx, "switch"),
        nginx.time("soft"),
        url(nginx.text("url"), defaultUrl(nginx.texts("listen"), tls), tls),
        nginx.text("location"));
  }

  private static Tls tls(Section tls) {
    return new Tls(
        tls.path("certificate").orElseThrow(),
        tls.path("key").orElseThrow(),
        tls.texts("listen"),
        tls.flag("redirect"));
  }

  /** By plain HTTP nothing but the redirect is reached, where there is one. */
  private static String url(Optional<String> wanted, String usual, Optional<Tls> tls) {
    boolean redirected =
        tls.filter(Tls::redirect).isPresent()
            && wanted.filter(u -> u.startsWith("http:")).isPresent();
    return redirected ? wanted.get().replaceFirst("http://[^/?#]+/?", usual) : wanted.orElse(usual);
  }

  /** The first place where nginx listens, seen from this machine. */
  private static String defaultUrl(List<String> listen, Optional<Tls> tls) {
    boolean https = tls.isPresent();
    String first = tls.map(Tls::listen).orElse(listen).get(0);
    int colon = first.lastIndexOf(':');
    String address = colon < 0 ? "127.0.0.1" : first.substring(0, colon);
    String host = address.equals("*") || address.equals("0.0.0.0") ? "127.0.0.1" : address;
    host = host.equals("[::]") ? "[::1]" : host;
    String port = first.substring(colon + 1);
    String usual = https ? "443" : "80";
    return (https ? "https://" : "http://") + host + (port.equals(usual) ? "" : ":" + port) + "/";
  }

  private static Hooks hooks(Section hooks) {
    return new Hooks(
        tasks(hooks, "before_start"),
        tasks(hooks, "before_switch"),
        tasks(hooks, "after_switch"),
        tasks(hooks, "on_success"),
        tasks(hooks, "on_failure"));
  }

  private static List<Task> tasks(Section hooks, String hook) {
    return hooks.sections(hook).stream().map(Binder::task).toList();
  }

  private static Task task(Section task) {
    return new Task(
        task.text("name").orElseGet(() -> unnamed(task)),
        work(task),
        task.text("when"),
        task.time("timeout"),
        task.whole("retries"),
        task.time("delay"),
        task.text("register"),
        task.flag("ignore_errors"),
        task.templateTable("environment"),
        task.template("creates"),
        task.flag("no_log"));
  }

  private static String unnamed(Section task) {
    if (task.flag("no_log")) {
      return task.has("uri") ? "uri" : task.has("shell") ? "shell" : "command";
    }
    if (task.has("uri")) {
      return task.section("uri").template("url").orElseThrow().source();
    }
    return task.has("shell")
        ? task.template("shell").orElseThrow().source().strip().lines().findFirst().orElse("shell")
        : String.join(" ", task.templates("command").stream().map(Template::source).toList());
  }

  private static Task.Work work(Section task) {
    if (task.has("command")) {
      return new Task.Run(task.templates("command"));
    }
    if (task.has("shell")) {
      return new Task.Shell(task.template("shell").orElseThrow());
    }
    Section uri = task.section("uri");
    return new Task.Uri(
        uri.template("url").orElseThrow(),
        uri.required("method"),
        uri.wholes("status"),
        uri.templateTable("headers"),
        uri.template("body"),
        uri.template("contains"));
  }

  private static <E extends Enum<E>> E word(Class<E> type, Section section, String key) {
    return Enum.valueOf(type, section.required(key).toUpperCase(Locale.ROOT));
  }
}
