package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import org.zeroturnaround.exec.ProcessExecutor;

/**
 * The product as one jar: what {@code jbang export fatjar} makes of the sources.
 *
 * @param archive its classes as Java can load them fast, like those that JBang keeps for its users
 */
public record DeployJar(Path jar, Path archive) {
  /** How JBang runs it, see the header of deploy.java. */
  static final List<String> JAVA_OPTIONS =
      List.of(
          "-XX:+UseSerialGC",
          "-XX:TieredStopAtLevel=1",
          "-XX:CICompilerCount=1",
          "-Xshare:auto",
          "-Xlog:disable",
          "-Xlog:all=off");

  private static final List<String> SOURCES = List.of("deploy.java", "jbang", "lib", "nginx");

  /** Of one state of the sources, whatever becomes of them while the tests run. */
  private static final class Exported {
    private static final DeployJar JAR = find();
  }

  /** What makes the jar, in the project's folder. */
  public static List<String> exportCommand(String jar) {
    return List.of("./jbang", "export", "fatjar", "--force", "-O", jar, "deploy.java");
  }

  /** Copies it to where anybody may read it. */
  public static void copyTo(Path file) {
    try {
      Files.copy(get().jar(), file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The jar, exported where it is not there yet. */
  static DeployJar get() {
    return Exported.JAR;
  }

  private static DeployJar find() {
    Path project = Builds.project();
    Path target = project.resolve("target/tests");
    try {
      String name = "deploy-" + Builds.digest(sources(project));
      Path jar = target.resolve(name + ".jar");
      Path archive = target.resolve(name + ".jsa");
      Builds.once(jar, () -> export(project, jar));
      Builds.once(archive, () -> archive(jar, archive));
      return new DeployJar(jar, archive);
    } catch (IOException e) {
      throw new UncheckedIOException("cannot export deploy.java", e);
    }
  }

  private static List<Path> sources(Path project) throws IOException {
    List<Path> files = new ArrayList<>();
    for (String source : SOURCES) {
      files.addAll(Builds.files(project.resolve(source)));
    }
    return files;
  }

  /** From a copy and with a cache of its own, so that it goes well beside another run of JBang. */
  private static void export(Path project, Path jar) throws IOException {
    Path copy = jar.resolveSibling("export");
    Builds.delete(copy);
    for (Path file : sources(project)) {
      Path to = copy.resolve(project.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to, StandardCopyOption.COPY_ATTRIBUTES);
    }
    Path exported = copy.resolve("deploy.jar");
    Builds.tool(
        new ProcessExecutor(exportCommand(exported.toString()))
            .directory(copy.toFile())
            .environment("JBANG_CACHE_DIR", copy.resolve("cache").toString()));
    Files.move(exported, jar, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(copy);
  }

  /** Of the classes that a whole deployment needs that replaces a version. */
  private static void archive(Path jar, Path archive) throws IOException {
    Path folder = archive.resolveSibling("archive");
    Builds.delete(folder);
    Files.createDirectories(folder);
    List<Integer> ports = Ports.free(3);
    Path playbook = folder.resolve("playbook.yml");
    Files.writeString(
        playbook,
        """
        app: { name: light, jar: "{{ vars.jar }}", dir: app }
        ports: { blue: %d, green: %d }
        health: { url: "http://127.0.0.1:{{ port }}/actuator/health" }
        nginx: { prefix: nginx, conf: nginx/nginx.conf, site: nginx/site.conf, listen: [%d] }
        rollout: { bake: 0s }
        """
            .formatted(ports.get(0), ports.get(1), ports.get(2)));
    Path unfinished = folder.resolve("unfinished.jsa");
    try {
      run(jar, List.of(), deploy(playbook, "1"));
      run(jar, List.of("-XX:ArchiveClassesAtExit=" + unfinished), deploy(playbook, "2"));
    } finally {
      run(jar, List.of(), "remove", "-e", "jar=x", playbook.toString());
    }
    Files.move(unfinished, archive, StandardCopyOption.ATOMIC_MOVE);
    Builds.delete(folder);
  }

  private static String[] deploy(Path playbook, String version) {
    return new String[] {"-e", "jar=" + LightJar.version(version), playbook.toString()};
  }

  private static void run(Path jar, List<String> javaOptions, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin/java").toString());
    command.addAll(JAVA_OPTIONS);
    command.addAll(javaOptions);
    command.addAll(List.of("-jar", jar.toString()));
    command.addAll(List.of(arguments));
    Builds.tool(new ProcessExecutor(command));
  }
}
