package bluegreen.command;

import bluegreen.host.AtomicFiles;
import bluegreen.run.Outcome;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Writes a starter playbook from what is found in a folder and in nginx's configuration. */
public final class Init {
  private static final Path NGINX = Path.of("/etc/nginx");
  private static final List<String> JAR_FOLDERS = List.of("", "build/libs", "target");
  private static final Pattern VARIABLE = Pattern.compile("proxy_pass\\s+\\$([A-Za-z_]\\w*)\\s*;");

  private final Path folder;
  private final PrintStream out;
  private final PrintStream err;

  /** For one folder. */
  public Init(Path folder, PrintStream out, PrintStream err) {
    this.folder = folder;
    this.out = out;
    this.err = err;
  }

  /** An include file that an existing server block reads, and the variable that it sets. */
  private record Adopted(Path file, String variable) {}

  /** Writes {@code playbook.yml}, never over an existing one; the exit code. */
  public int run() {
    Path file = folder.resolve("playbook.yml");
    try {
      if (!Files.isDirectory(folder)) {
        err.println("error: there is no folder " + folder);
        return Outcome.USAGE.code();
      }
      Optional<Path> jar = jar();
      Optional<Adopted> adopted = adopted();
      Files.writeString(file, playbook(jar, adopted), StandardOpenOption.CREATE_NEW);
      out.println("wrote " + file);
      out.println(
          jar.map(j -> "  jar:   " + folder.relativize(j))
              .orElse("  jar:   none found; put yours into app.jar"));
      out.println(
          adopted
              .map(a -> "  nginx: your server block includes " + a.file())
              .orElse("  nginx: a site of its own"));
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

  /** The newest jar that can be run. */
  private Optional<Path> jar() throws IOException {
    for (String place : JAR_FOLDERS) {
      Path at = folder.resolve(place);
      if (!Files.isDirectory(at)) {
        continue;
      }
      try (Stream<Path> files = Files.list(at)) {
        Optional<Path> jar =
            files
                .filter(f -> f.toString().endsWith(".jar"))
                .filter(f -> !f.toString().matches(".*-(plain|sources|javadoc|tests)\\.jar"))
                .max(Comparator.comparingLong(f -> f.toFile().lastModified()));
        if (jar.isPresent()) {
          return jar;
        }
      }
    }
    return Optional.empty();
  }

  private String name(Optional<Path> jar) {
    String base =
        jar.map(j -> j.getFileName().toString().replaceAll("(-[0-9].*)?\\.jar$", ""))
            .orElseGet(() -> folder.toAbsolutePath().normalize().getFileName() + "");
    String name = base.replaceAll("[^A-Za-z0-9]+", "-").replaceAll("^-+|-+$", "");
    return name.isEmpty() ? "app" : name.toLowerCase(Locale.ROOT);
  }

  /** A variable that some proxy_pass uses and that a file of its own sets. */
  private static Optional<Adopted> adopted() {
    for (Path file : nginxFiles()) {
      Matcher used = VARIABLE.matcher(read(file));
      while (used.find()) {
        String variable = used.group(1);
        Pattern sets = Pattern.compile("(?m)^\\s*set\\s+\\$" + variable + "\\s+http://");
        Optional<Path> include =
            nginxFiles().stream()
                .filter(f -> !f.equals(file) && sets.matcher(read(f)).find())
                .findFirst();
        if (include.isPresent()) {
          return Optional.of(new Adopted(include.get(), variable));
        }
      }
    }
    return Optional.empty();
  }

  private static List<Path> nginxFiles() {
    if (!Files.isDirectory(NGINX)) {
      return List.of();
    }
    try (Stream<Path> files = Files.walk(NGINX, 3)) {
      return files.filter(Files::isRegularFile).sorted().toList();
    } catch (IOException | java.io.UncheckedIOException e) {
      return List.of();
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      return "";
    }
  }

  private String playbook(Optional<Path> jar, Optional<Adopted> adopted) {
    String name = name(jar);
    String jarPath = jar.map(j -> folder.relativize(j).toString()).orElse("build/libs/app.jar");
    String nginx =
        adopted
            .map(
                a ->
                    "  include: "
                        + a.file()
                        + "   # sets $"
                        + a.variable()
                        + " for your proxy_pass\n"
                        + "  variable: "
                        + a.variable()
                        + "\n")
            .orElse(
                "  site: /etc/nginx/conf.d/"
                    + name
                    + ".conf   # written by us\n"
                    + "  listen: [80]\n"
                    + "  # server_name: [shop.example.com]\n");
    return String.join(
            "\n",
            "# A playbook for deploy.java; all the keys are in its README.",
            "app:",
            "  name: " + name,
            "  jar: " + jarPath,
            "  # java_opts: [-Xmx256m]",
            "  # args: [\"--server.port={{ port }}\", \"--spring.profiles.active=real\"]",
            "  # env_file: /etc/" + name + "/secrets.env",
            "",
            "ports: { blue: 8081, green: 8082 }",
            "",
            "health:",
            "  url: \"http://127.0.0.1:{{ port }}/actuator/health\"",
            "  timeout: 60s",
            "",
            "nginx:")
        + "\n"
        + nginx
        + "\nrollout:\n  drain: 30s\n  standby: keep   # stop: on a server with little memory\n";
  }
}
