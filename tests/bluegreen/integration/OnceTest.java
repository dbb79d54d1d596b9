package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.Await;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@DisplayName("A request is carried out once, by one version, while the other stands by")
class OnceTest {
  private static final Duration SOON = Duration.ofSeconds(20);
  private static final Predicate<String> IS_APP = process -> process.contains("-jar");

  private static final int TOO_BIG = 100_000;

  private final PrivateServer server = PrivateServer.create();
  private final HttpClient http =
      HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

  @BeforeAll
  void deployTwoVersions() {
    for (String version : List.of("1", "2")) {
      server.light(version).write(version + ".yml");
      server.deploy(version + ".yml");
    }
  }

  @AfterAll
  void close() {
    server.close();
  }

  private int status(String method, String path) throws IOException, InterruptedException {
    HttpRequest request =
        HttpRequest.newBuilder(server.url(path))
            .method(method, BodyPublishers.ofString("an order"))
            .timeout(Duration.ofSeconds(30))
            .build();
    HttpResponse<String> answer = http.send(request, BodyHandlers.ofString());
    return answer.statusCode();
  }

  /** The lines of both versions' logs that hold a text. */
  private List<String> logged(String text) throws IOException {
    try (Stream<Path> logs = Files.list(server.folder().resolve("app/logs"))) {
      return logs.flatMap(OnceTest::lines).filter(line -> line.contains(text)).toList();
    }
  }

  private static Stream<String> lines(Path log) {
    try {
      return Files.readAllLines(log).stream();
    } catch (IOException e) {
      throw new IllegalStateException(e);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH"})
  @Order(1)
  @DisplayName("whatever its method")
  void once(String method) throws Exception {
    assertEquals(200, status(method, "/do?fine"));
    assertEquals(List.of("done: " + method + " fine"), logged(method + " fine"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"GET", "POST", "PUT", "DELETE", "PATCH"})
  @Order(1)
  @DisplayName("also where nginx cannot take the answer, as its header is too big: 502")
  void headerTooBig(String method) throws Exception {
    String query = "big=" + TOO_BIG;
    assertEquals(502, status(method, "/do?" + query));
    assertEquals(List.of("done: " + method + " " + query), logged(method + " " + query));
    server.assertServes("2");
  }

  @Test
  @Order(2)
  @DisplayName(
      "also where it kills the version that carries it out: 502, and the other one goes on")
  void deadly() throws Exception {
    assertEquals(502, status("DELETE", "/die"));
    assertEquals(List.of("Cannot bear this request: DELETE"), logged("Cannot bear"));
    // Until the kernel has closed its port, too, a connection can still be made, and is cut.
    Await.until("its end", SOON, () -> server.processes().stream().filter(IS_APP).count() == 1);
    server.assertServes("1");
    assertEquals(200, status("PUT", "/do?after"));
    assertEquals(List.of("done: PUT after"), logged("PUT after"));
  }
}
