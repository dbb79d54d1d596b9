package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The bundle in {@code playbooks/codedeploy}, made for a private server as its users make it. */
public final class CodeDeployBundle {
  /** The deployment group whose settings it brings. */
  public static final String GROUP = "private";

  private static final List<String> SOURCES = List.of("jbang", "deploy.java", "lib", "nginx");

  private final Path folder;
  private final Path project = Builds.project();
  private final Map<String, String> settings = new LinkedHashMap<>();

  /**
   * A bundle without an app.
   *
   * @param home the folder of the user that the deployment will run as, on that server
   */
  public CodeDeployBundle(PrivateServer server, String name, Path home) {
    folder = server.folder().resolve("bundles").resolve(name);
    copy(project.resolve("playbooks/codedeploy"), folder);
    settings.put("listen", "127.0.0.1:" + server.url("/").getPort());
    settings.put("blue", String.valueOf(server.port("blue")));
    settings.put("green", String.valueOf(server.port("green")));
    settings.put("site", home.resolve("nginx/site.conf").toString());
    settings.put("dir", home.resolve("app").toString());
    StringBuilder group = new StringBuilder("# A private server.\n\n");
    settings.forEach((key, value) -> group.append(key).append('=').append(value).append('\n'));
    write("groups/" + GROUP, group.toString());
    edit("playbook.yml", "# prefix: /home/deploy/nginx ", "prefix: " + home.resolve("nginx"));
  }

  /** With that version of the light app. */
  public CodeDeployBundle light(String version) {
    copy(LightJar.version(version), folder.resolve("app.jar"));
    return this;
  }

  /** With the exported jar. */
  public CodeDeployBundle withJar() {
    copy(DeployJar.get().jar(), folder.resolve("deploy.jar"));
    return this;
  }

  /** With the sources of deploy.java, for JBang. */
  public CodeDeployBundle withSources() {
    SOURCES.forEach(name -> copy(project.resolve(name), folder.resolve(name)));
    return this;
  }

  /** With something else in the place of a text that has to be in that file. */
  public CodeDeployBundle edit(String file, String from, String to) {
    String text = read(file);
    if (!text.contains(from)) {
      throw new IllegalStateException("no \"" + from + "\" in " + file);
    }
    write(file, text.replace(from, to));
    return this;
  }

  /** With further lines at the end of the playbook. */
  public CodeDeployBundle playbook(String lines) {
    write("playbook.yml", read("playbook.yml") + lines);
    return this;
  }

  /** With a further line in the settings of its deployment group. */
  public CodeDeployBundle group(String line) {
    write("groups/" + GROUP, read("groups/" + GROUP) + line + "\n");
    return this;
  }

  /** Its folder. */
  public Path folder() {
    return folder;
  }

  /** What a command for its playbook takes, by hand. */
  public String[] arguments(String... command) {
    List<String> all = new ArrayList<>(List.of(command));
    settings.forEach((key, value) -> all.addAll(List.of("-e", key + "=" + value)));
    all.add(folder.resolve("playbook.yml").toString());
    return all.toArray(String[]::new);
  }

  private String read(String file) {
    try {
      return Files.readString(folder.resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void write(String file, String text) {
    try {
      Files.writeString(folder.resolve(file), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void copy(Path from, Path to) {
    try {
      for (Path file : Builds.files(from)) {
        Path copy = to.resolve(from.relativize(file).toString()).normalize();
        Files.createDirectories(copy.getParent());
        Files.copy(file, copy);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
