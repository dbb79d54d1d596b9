package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.Await;
import bluegreen.testing.Draft;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.zeroturnaround.exec.ProcessExecutor;

@Tag("slow")
@DisplayName("Apps of all kinds of names beside each other on one nginx")
class NamesTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  /** What nginx's variables, upstreams and tables of names may make trouble with. */
  private static final List<String> NAMES =
      List.of(
          "1shop",
          "abcdefghijklmnopqrstuvwxyzabcdefghij", // 36 letters
          "Kase",
          "kase",
          "one-shop",
          "one--shop",
          "an-app-whose-name-is-long-a",
          "an-app-whose-name-is-long-b",
          "a".repeat(63)); // No name is longer.

  private final PrivateServer server = PrivateServer.create();
  private final List<Integer> listen = Ports.free(NAMES.size());
  private final List<Integer> behind = Ports.free(NAMES.size());
  private final List<Integer> ports = Ports.free(2 * NAMES.size());

  @AfterEach
  void close() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(strings = {"in public", "behind blocks of somebody's own"})
  @DisplayName("are deployed, and each answers for itself")
  void besideEachOther(String place) throws Exception {
    startNginx(place.equals("in public") ? "include sites/*.conf;" : blocks());
    for (int i = 0; i < NAMES.size(); i++) {
      playbook(i, place).write(i + ".yml");
      server.deploy(i + ".yml");
    }
    for (int i = 0; i < NAMES.size(); i++) {
      assertEquals("shop 1 port " + ports.get(2 * i), answer(i), NAMES.get(i));
      assertEquals(List.of(), server.deploy(i + ".yml").steps("changed"), NAMES.get(i));
    }
  }

  /** With tables of nginx's own size. */
  private void startNginx(String http) throws Exception {
    // A temporary folder is closed to everyone else, our own nginx's user included.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    server.nginx().configure(System.getProperty("user.name"), http);
    Path prefix = server.folder().resolve("nginx");
    new ProcessExecutor("nginx", "-p", prefix + "", "-c", prefix.resolve("nginx.conf") + "")
        .exitValueNormal()
        .execute();
    Await.until("nginx", SOON, () -> server.nginx().processes().size() > 2);
  }

  private String blocks() {
    StringBuilder blocks = new StringBuilder();
    for (int i = 0; i < NAMES.size(); i++) {
      blocks.append(
          "server { listen 127.0.0.1:%d; location / { proxy_pass http://127.0.0.1:%d; } }\n"
              .formatted(listen.get(i), behind.get(i)));
    }
    return blocks.toString();
  }

  private Draft playbook(int i, String place) {
    Draft draft =
        server
            .light("1")
            .app("name", "\"" + NAMES.get(i) + "\"")
            .app("dir", "app-" + i)
            .ports(ports.get(2 * i), ports.get(2 * i + 1));
    return place.equals("in public")
        ? draft
            .nginx("site", "nginx/sites/" + i + ".conf")
            .nginx("listen", "[\"127.0.0.1:" + listen.get(i) + "\"]")
        : draft.behind(behind.get(i), url(i));
  }

  private URI url(int i) {
    return URI.create("http://127.0.0.1:" + listen.get(i) + "/");
  }

  private String answer(int i) throws IOException, InterruptedException {
    return HttpClient.newHttpClient()
        .send(HttpRequest.newBuilder(url(i)).build(), HttpResponse.BodyHandlers.ofString())
        .body()
        .strip();
  }
}
