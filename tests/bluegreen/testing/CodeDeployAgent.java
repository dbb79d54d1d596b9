package bluegreen.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Deploys bundles to this machine the way AWS CodeDeploy's agent does, as its user guide and its
 * source ({@code lifecycle_event/executor.rs} and {@code script.rs}; before version 2 {@code
 * hook_executor.rb} and {@code command_executor.rb}) say: the order of the events, the folders and
 * how long they are kept, and by {@link CodeDeployHook} each script's surroundings. Files are not
 * copied: appspec.yml must not ask for that.
 */
public final class CodeDeployAgent {
  private static final List<String> BEFORE_DOWNLOAD = List.of("ApplicationStop");
  private static final List<String> AFTER_DOWNLOAD =
      List.of("BeforeInstall", "AfterInstall", "ApplicationStart", "ValidateService");
  private static final int KEPT = 5;

  private final Path root;
  private final String group;
  private final Path workingDirectory;
  private final Map<String, String> env = new LinkedHashMap<>();
  private Optional<Path> lastInstalled = Optional.empty();
  private int deployments;

  /**
   * What became of a deployment.
   *
   * @param id CodeDeploy's name for it
   * @param hooks the scripts that ran, in their order; the last one has failed if any has
   */
  public record Deployment(String id, List<CodeDeployHook.Ended> hooks) {

    /** Whether every script has succeeded. */
    public boolean ok() {
      return hooks.stream().allMatch(CodeDeployHook.Ended::ok);
    }

    /** What the script of an event has come to; fails where none ran. */
    public CodeDeployHook.Ended hook(String event) {
      return hooks.stream()
          .filter(h -> h.event().equals(event))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no script ran for " + event + ": " + this));
    }

    /** Fails, with what the scripts have written, unless all have succeeded. */
    public Deployment expectOk() {
      if (!ok()) {
        throw new AssertionError("the deployment has failed: " + this);
      }
      return this;
    }
  }

  /**
   * An agent that keeps its files in a folder, and serves one deployment group.
   *
   * @param workingDirectory where it happens to run, and so do its hooks
   * @param path its PATH, which is all that it has in its environment
   */
  public CodeDeployAgent(Path root, String group, Path workingDirectory, String path) {
    this.root = root;
    this.group = group;
    this.workingDirectory = workingDirectory;
    env.put("PATH", path);
  }

  /** With a further variable in the agent's own environment, which its hooks inherit. */
  public CodeDeployAgent env(String name, String value) {
    env.put(name, value);
    return this;
  }

  /** Deploys a bundle; ends with the first script that fails. */
  public Deployment deploy(Path bundle) {
    String id = "d-TEST%05d".formatted(++deployments);
    Path folder = root.resolve("deployment-root/group-id").resolve(id);
    List<CodeDeployHook.Ended> ended = new ArrayList<>();
    try {
      // The script of the version before: the new bundle is not there yet.
      if (lastInstalled.isPresent()
          && !run(BEFORE_DOWNLOAD, lastInstalled.get().resolve("deployment-archive"), id, ended)) {
        return new Deployment(id, ended);
      }
      Files.createDirectories(folder.getParent());
      removeOld(folder.getParent());
      Path archive = unpack(bundle, folder.resolve("deployment-archive"));
      lastInstalled = Optional.of(folder);
      run(AFTER_DOWNLOAD, archive, id, ended);
      return new Deployment(id, ended);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Removes what earlier deployments have left, as the agent does after a few more of them. */
  public void forget() {
    Builds.delete(root.resolve("deployment-root"));
    lastInstalled = Optional.empty();
  }

  /** The folder below which bundles are unpacked. */
  public Path deploymentRoot() {
    return root.resolve("deployment-root");
  }

  private boolean run(
      List<String> events, Path archive, String id, List<CodeDeployHook.Ended> ended)
      throws IOException {
    AppSpec spec = AppSpec.read(archive.resolve("appspec.yml"));
    for (String event : events) {
      for (AppSpec.Script script : spec.scripts(event)) {
        Map<String, String> all = new LinkedHashMap<>(env);
        all.put("LIFECYCLE_EVENT", event);
        all.put("DEPLOYMENT_ID", id);
        all.put("APPLICATION_NAME", "shop-on-codedeploy");
        all.put("DEPLOYMENT_GROUP_NAME", group);
        all.put("DEPLOYMENT_GROUP_ID", "group-id");
        all.put("BUNDLE_BUCKET", "bundles");
        all.put("BUNDLE_KEY", "shop.zip");
        all.put("BUNDLE_ETAG", "0123456789abcdef");
        CodeDeployHook hook = new CodeDeployHook(event, script, archive, workingDirectory, all);
        ended.add(hook.run(Files.createDirectories(root.resolve("logs"))));
        if (!ended.get(ended.size() - 1).ok()) {
          return false;
        }
      }
    }
    return true;
  }

  /** As a zip file that was made somewhere else: no file is executable any more. */
  private static Path unpack(Path bundle, Path archive) throws IOException {
    for (Path file : Builds.files(bundle)) {
      Path to = archive.resolve(bundle.relativize(file).toString());
      Files.createDirectories(to.getParent());
      Files.copy(file, to);
      Files.setPosixFilePermissions(to, PosixFilePermissions.fromString("rw-r--r--"));
    }
    return archive;
  }

  private void removeOld(Path folder) throws IOException {
    try (Stream<Path> folders = Files.list(folder)) {
      List<Path> all =
          folders
              .filter(f -> !Optional.of(f).equals(lastInstalled))
              .sorted(Comparator.comparing(Path::toString))
              .toList();
      // With the one of the last deployment, which stays, and the one to come.
      all.stream().limit(Math.max(0, all.size() + 2 - KEPT)).forEach(Builds::delete);
    }
  }
}
