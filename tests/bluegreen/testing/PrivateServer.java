package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.AtomicFiles;
import bluegreen.host.Lock;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * A server in a temporary folder: an app and an nginx of its own, on ports of its own. Whatever was
 * started in it is ended, and the folder removed, when it is closed.
 */
public final class PrivateServer implements AutoCloseable {
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final Duration TO_END = Duration.ofSeconds(5);

  private final Path folder;
  private final List<Integer> ports = Ports.free(4);
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  private final List<Deployer> deployers = new ArrayList<>();
  private final Deployer ordinary;

  private PrivateServer(Path folder) {
    this.folder = folder;
    this.ordinary = deployer();
  }

  /** An empty one. */
  public static PrivateServer create() {
    try {
      return new PrivateServer(Files.createTempDirectory("bluegreen-test").toRealPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Its folder: playbooks, the app's folder {@code app}, nginx's folder {@code nginx}. */
  public Path folder() {
    return folder;
  }

  /** The port of a slot. */
  public int port(String slot) {
    return ports.get(slot.equals("blue") ? 0 : 1);
  }

  /** The address of a path, through nginx. */
  public URI url(String path) {
    return URI.create("http://127.0.0.1:" + ports.get(2) + path);
  }

  /** The port on which nginx speaks TLS, where a playbook says so. */
  public int securePort() {
    return ports.get(3);
  }

  /** A playbook for that version of the light app. */
  public Draft light(String version) {
    return playbook(LightJar.version(version), version)
        .app("java_opts", "[-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xshare:auto, -Xmx64m]");
  }

  /** A playbook for that version of the Spring Boot app. */
  public Draft shop(String version) {
    return playbook(ShopJar.version(version), version)
        .app("java_opts", "[-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xmx128m]")
        .health("body", "'\"status\":\"UP\"'");
  }

  /** A playbook for that version of the service that does not speak HTTP. */
  public Draft talk(String version) {
    return playbook(TalkJar.version(version), version)
        .app("java_opts", "[-XX:+UseSerialGC, -XX:TieredStopAtLevel=1, -Xshare:auto, -Xmx64m]")
        .app("args", "[\"{{ port }}\"]")
        .without("health", "url")
        .health("tcp", "{ send: \"PING\\n\", expect: \"+PONG\" }")
        .without("nginx", "site")
        .without("nginx", "soft")
        .nginx("stream", "nginx/stream.conf");
  }

  private Draft playbook(Path jar, String version) {
    return new Draft(folder)
        .app("name", "shop")
        .app("jar", jar.toString())
        .app("version", "\"" + version + "\"")
        .app("dir", "app")
        .app("stop_timeout", "20s")
        .with("ports", "blue", String.valueOf(port("blue")))
        .with("ports", "green", String.valueOf(port("green")))
        .health("url", "\"http://127.0.0.1:{{ port }}/actuator/health\"")
        .health("timeout", "90s")
        .health("interval", "50ms")
        .nginx("prefix", "nginx")
        .nginx("site", "nginx/site.conf")
        .nginx("listen", "[\"127.0.0.1:" + ports.get(2) + "\"]")
        .nginx("soft", "50ms")
        .rollout("drain", "10s")
        .rollout("bake", "0s")
        .rollout("quiet_start", "false"); // Beside other tests that would take its time.
  }

  /** The product, run in the folder. */
  public Deployer deployer() {
    Deployer deployer = Deployer.in(folder);
    deployers.add(deployer);
    return deployer;
  }

  /** Runs the product in the folder. */
  public Run run(String... arguments) {
    return ordinary.run(arguments);
  }

  /** Deploys a playbook, with {@code --output json}; fails unless that goes well. */
  public Run deploy(String playbook, String... options) {
    return run(with(playbook, options)).expect(0);
  }

  private static String[] with(String playbook, String... options) {
    List<String> all = new ArrayList<>(List.of("--output", "json"));
    all.addAll(List.of(options));
    all.add(playbook);
    return all.toArray(String[]::new);
  }

  /** What {@code status --output json} says. */
  public JsonObject status(String playbook) {
    return run("status", "--output", "json", playbook).expect(0).object();
  }

  /** The pid of what runs in a slot, as the status says; 0 for none. */
  public long pid(String playbook, String slot) {
    return status(playbook).getObject("slots").getObject(slot).getLong("pid", 0);
  }

  /** The body of an answer through nginx, which has to be a 200. */
  public String get(String path) {
    HttpResponse<String> answer = ask(url(path));
    assertEquals(200, answer.statusCode(), () -> url(path) + ": " + answer.body());
    return answer.body().strip();
  }

  /** The body of an answer of a slot itself, past nginx. */
  public String get(String slot, String path) {
    return ask(URI.create("http://127.0.0.1:" + port(slot) + path)).body().strip();
  }

  /** Whether nginx and the app behind it answer. */
  public boolean answers(String path) {
    try {
      return ask(url(path)).statusCode() == 200;
    } catch (UncheckedIOException e) {
      return false;
    }
  }

  private HttpResponse<String> ask(URI url) {
    try {
      return http.send(
          HttpRequest.newBuilder(url).timeout(PATIENCE).build(),
          HttpResponse.BodyHandlers.ofString());
    } catch (IOException e) {
      throw new UncheckedIOException(url + ": " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    }
  }

  /** Fails unless nginx answers from that version. */
  public void assertServes(String version) {
    assertEquals(version, get("/version"));
  }

  /** The state of everything in the folder and of its processes. */
  public Snapshot snapshot() {
    return Snapshot.of(folder);
  }

  /** The command lines of the processes that belong to the folder. */
  public List<String> processes() {
    return new FolderProcesses(folder)
        .all().values().stream().map(FolderProcesses.Seen::command).toList();
  }

  /** The pids of all that runs in its folder. */
  public Set<Long> pids() {
    return new FolderProcesses(folder).all().keySet();
  }

  /** The pids of nginx's workers; fails where there is none. */
  public List<Long> workers() {
    return nginx().workers();
  }

  /** Its nginx. */
  public PrivateNginx nginx() {
    return new PrivateNginx(folder);
  }

  /** Fails where a run that has ended has left something half done: a file, a lock, an intent. */
  public void assertTidy() {
    try (Stream<Path> files = Files.walk(folder)) {
      List<Path> left =
          files.filter(f -> f.getFileName().toString().startsWith(AtomicFiles.TEMPORARY)).toList();
      assertEquals(List.of(), left, "temporary files");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    for (Path app : List.of(folder.resolve("app"), folder.resolve("hidden/app"))) {
      assertTrue(Lock.holder(app.resolve("lock")).isEmpty(), "the lock is held");
      assertTrue(Files.notExists(app.resolve("intent.json")), "there is an intent");
    }
  }

  /** How many connections there are with a slot, idle ones among them. */
  public long connections(String slot) {
    return Connections.established(port(slot));
  }

  /**
   * Whether nginx reads a body that is too large for its memory: it has chosen where that request
   * goes, and does not connect to the app before it has all of it.
   */
  public boolean readsUpload() {
    return workers().stream()
        .flatMap(pid -> FolderProcesses.openFiles(pid).stream())
        .anyMatch(file -> file.contains("client_body"));
  }

  /** Kills a process as nothing and nobody could survive it, and waits until it is gone. */
  public void kill(long pid) {
    ProcessHandle.of(pid).orElseThrow().destroyForcibly();
    Await.until("the end of pid " + pid, PATIENCE, () -> FolderProcesses.isOver(pid));
  }

  /** Writes a file. */
  public Path write(String name, String text) {
    try {
      return Files.writeString(folder.resolve(name), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Reads a file. */
  public String read(String name) {
    try {
      return Files.readString(folder.resolve(name));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends whatever runs in it, without a word to the product, and removes the folder. */
  @Override
  public void close() {
    stopAll();
    Builds.delete(folder);
  }

  /** Ends whatever runs in it, without a word to the product. */
  public void stopAll() {
    deployers.forEach(Deployer::close);
    // nginx's master would replace a worker that is killed; told to end, it ends with all of them.
    everyProcess(ProcessHandle::destroy);
    try {
      Await.until("processes to end when told to", TO_END, () -> everyProcess(p -> {}));
    } catch (AssertionError e) {
      everyProcess(ProcessHandle::destroyForcibly);
    }
    Await.until("processes to end when killed", PATIENCE, () -> everyProcess(p -> {}));
  }

  /** Does something with every process; whether there is none. */
  private boolean everyProcess(Consumer<ProcessHandle> what) {
    Set<Long> pids = new FolderProcesses(folder).all().keySet();
    pids.forEach(pid -> ProcessHandle.of(pid).ifPresent(what));
    return pids.isEmpty();
  }
}
