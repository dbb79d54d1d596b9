package bluegreen.command;

import bluegreen.host.AtomicFiles;
import bluegreen.host.HostFailure;
import bluegreen.host.Processes;
import bluegreen.playbook.FreePort;
import bluegreen.run.Outcome;
import bluegreen.state.Artifact;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** Writes a starter playbook from what is found in a folder and in nginx's configuration. */
public final class Init {
  private static final Path NGINX = Path.of("/etc/nginx");
  private static final List<String> JAR_FOLDERS = List.of("", "build/libs", "target");

  /** The port that is green's where one of the usual ones is in use. */
  static final int USUAL_GREEN = 8082;

  private final Path folder;
  private final PrintStream out;
  private final PrintStream err;

  /** For one folder. */
  public Init(Path folder, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  /** Writes {@code playbook.yml}, never over an existing one; the exit code. */
  public int run() {
    Path file = folder.resolve("playbook.yml");
    try {
      if (!Files.isDirectory(folder)) {
        err.println("error: there is no folder " + folder);
        return Outcome.USAGE.code();
      }
      Optional<ExistingServer> existing = ExistingServer.find(NGINX, new Processes());
      Optional<Path> jar =
          jar().or(() -> existing.flatMap(ExistingServer::app).flatMap(RunningApp::jar));
      Files.writeString(file, playbook(jar, existing), StandardOpenOption.CREATE_NEW);
      out.println("wrote " + file);
      out.println(
          jar.map(j -> "  jar:   " + shown(j))
              .orElse("  jar:   none found; put yours into app.jar"));
      out.println(
          existing
              .map(e -> "  nginx: your server block includes " + e.include())
              .orElse("  nginx: a site of its own"));
      existing
          .flatMap(ExistingServer::app)
          .ifPresent(
              a ->
                  out.println(
                      "  app:   pid "
                          + a.pid()
                          + " on port "
                          + existing.get().port()
                          + " serves now; it stays until you say --take-over"));
      out.println("next: check it, then look at what would be done:");
      out.println("  jbang deploy.java --dry-run " + file);
      return Outcome.OK.code();
    } catch (FileAlreadyExistsException e) {
      err.println("error: " + file + " exists already; it was left as it is");
      return Outcome.USAGE.code();
    } catch (IOException e) {
      err.println("error: cannot write " + file + ": " + AtomicFiles.why(e));
      return Outcome.FAILED.code();
    }
  }

  /** The newest jar that can be run, of the folder itself before those of its modules. */
  private Optional<Path> jar() throws IOException {
    List<Path> modules = new ArrayList<>(List.of(folder));
    try (Stream<Path> below = Files.list(folder)) {
      below.filter(Files::isDirectory).sorted().forEach(modules::add);
    }
    Optional<Path> jar = Optional.empty();
    for (Path module : modules) {
      for (String place : JAR_FOLDERS) {
        jar = jar.isPresent() ? jar : newest(module.resolve(place));
      }
    }
    return jar;
  }

  private static Optional<Path> newest(Path at) throws IOException {
    if (!Files.isDirectory(at)) {
      return Optional.empty();
    }
    try (Stream<Path> files = Files.list(at)) {
      return files
          .filter(f -> f.toString().matches(".*\\.[jw]ar"))
          .filter(f -> !f.toString().matches(".*-(plain|sources|javadoc|tests)\\.jar"))
          .filter(f -> !f.endsWith("gradle-wrapper.jar") && !f.endsWith("maven-wrapper.jar"))
          .filter(Init::canRun)
          .max(Comparator.comparingLong(f -> f.toFile().lastModified()));
    }
  }

  /** A library has no main class. */
  private static boolean canRun(Path jar) {
    try {
      Artifact.checkJar(jar);
      return true;
    } catch (HostFailure e) {
      return false;
    }
  }

  private String name(Optional<Path> jar) {
    String base =
        jar.map(j -> j.getFileName().toString().replaceAll("(-[0-9].*)?\\.[jw]ar$", ""))
            .orElseGet(() -> folder.toAbsolutePath().normalize().getFileName() + "");
    String name = base.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return name.isEmpty() ? "app" : name.toLowerCase(Locale.ROOT);
  }

  private String playbook(Optional<Path> jar, Optional<ExistingServer> existing) {
    List<String> lines = new ArrayList<>();
    lines.add("# A playbook for deploy.java; all the keys are in its README.");
    app(jar, existing, lines);
    lines.add("");
    lines.add(existing.map(Init::ports).orElse("ports: { blue: 8081, green: 8082 }"));
    lines.addAll(
        List.of(
            "",
            "health:",
            "  url: \"http://127.0.0.1:{{ port }}/actuator/health\"",
            "  timeout: 60s",
            "",
            "nginx:"));
    nginx(name(jar), existing, lines);
    lines.addAll(
        List.of(
            "",
            "rollout:",
            "  drain: 30s",
            "  standby: keep   # stop: on a server with little memory"));
    return String.join("\n", lines) + "\n";
  }

  private void app(Optional<Path> jar, Optional<ExistingServer> existing, List<String> lines) {
    String name = name(jar);
    Optional<RunningApp> runs = existing.flatMap(ExistingServer::app);
    lines.add("app:");
    lines.add("  name: " + name);
    lines.add("  jar: " + jar.map(this::shown).orElse("build/libs/app.jar"));
    List<String> options = runs.map(r -> r.javaOptions(existing.get().port())).orElse(List.of());
    lines.add(options.isEmpty() ? "  # java_opts: [-Xmx256m]" : "  java_opts: " + list(options));
    List<String> args = runs.map(r -> r.arguments(existing.get().port())).orElse(List.of());
    boolean onPort =
        Stream.concat(args.stream(), options.stream()).anyMatch(a -> a.contains("{{ port }}"));
    if (args.isEmpty()) {
      lines.add("  # args: [\"--server.port={{ port }}\", \"--spring.profiles.active=real\"]");
    } else {
      List<String> all = new ArrayList<>(args);
      if (!onPort) {
        all.add("--server.port={{ port }}");
      }
      lines.add("  args: " + list(all));
    }
    lines.add("  # env_file: /etc/" + name + "/secrets.env");
    runs.filter(r -> !r.user().equals("root"))
        .ifPresent(r -> lines.add("  user: " + r.user() + "   # needs root"));
  }

  /** The port that is served from now is one of the two, if it is above those that need root. */
  private static String ports(ExistingServer existing) {
    int port = existing.port();
    if (port == 8081 || port == 8082 || port == 8080) {
      return "ports: { blue: 8081, green: 8082 }";
    }
    return "ports: { blue: %d, green: %d }".formatted(port, port < 65535 ? port + 1 : port - 1);
  }

  private static void nginx(String name, Optional<ExistingServer> found, List<String> lines) {
    if (found.isEmpty()) {
      lines.add("  site: /etc/nginx/conf.d/" + name + ".conf   # written by us");
      lines.add("  listen: [80]");
      lines.add("  # server_name: [shop.example.com]");
      return;
    }
    ExistingServer existing = found.get();
    lines.add("  behind: " + FreePort.beside(List.of()) + "   # our own nginx, behind yours");
    lines.add(
        "  include: "
            + existing.include()
            + "   # sets $"
            + existing.variable()
            + " for your proxy_pass");
    lines.add("  variable: " + existing.variable());
    String port = existing.listen().map(l -> l.substring(l.lastIndexOf(':') + 1)).orElse("80");
    if (!port.equals("80")) {
      lines.add("  url: http://127.0.0.1:" + port + "/");
    }
  }

  private static String list(List<String> words) {
    return "["
        + String.join(", ", words.stream().map(w -> "'" + w.replace("'", "''") + "'").toList())
        + "]";
  }

  /** As short as it can be said: below the folder, relative to it. */
  private String shown(Path jar) {
    return jar.startsWith(folder) ? folder.relativize(jar).toString() : jar.toString();
  }
}
