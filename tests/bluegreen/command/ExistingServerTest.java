package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.testing.Await;
import bluegreen.testing.LightJar;
import bluegreen.testing.Ports;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is served on a machine already")
class ExistingServerTest {
  private final Processes processes = new Processes();
  @TempDir Path etc;

  private Optional<ExistingServer> find() {
    return ExistingServer.find(etc, processes);
  }

  private void write(String name, String text) throws IOException {
    Path file = etc.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, text);
  }

  private void server(String listens, int port) throws IOException {
    write(
        "sites-enabled/shop",
        """
        server {
            %s
            include %s/conf.d/service-url.inc;
            location / { proxy_pass $service_url; }
        }
        """
            .formatted(listens, etc));
    write("conf.d/service-url.inc", "set $service_url http://127.0.0.1:" + port + ";\n");
  }

  @Test
  @DisplayName("is nothing where nginx has no such server block, or no files at all")
  void nothing() throws IOException {
    assertEquals(Optional.empty(), find());
    write("conf.d/a.conf", "server { location / { proxy_pass http://127.0.0.1:8081; } }");
    write("conf.d/b.conf", "server { location / { proxy_pass $nowhere_set; } }");
    assertEquals(Optional.empty(), find());
    assertEquals(Optional.empty(), ExistingServer.find(etc.resolve("none"), processes));
  }

  @Test
  @DisplayName("is told by the file that sets the variable of a proxy_pass")
  void include() throws IOException {
    int port = Ports.free(1).get(0);
    server(
        "listen 443 ssl; listen 8080 default_server;\n    server_name _ shop.example.com;", port);
    ExistingServer found = find().orElseThrow();
    assertEquals(etc.resolve("conf.d/service-url.inc"), found.include());
    assertEquals("service_url", found.variable());
    assertEquals(port, found.port());
    assertEquals(Optional.of("8080"), found.listen());
    assertEquals(Optional.of("shop.example.com"), found.serverName());
    assertEquals(Optional.empty(), found.app());
  }

  @Test
  @DisplayName("knows how the app behind it was started")
  void app() throws IOException {
    int port = Ports.free(1).get(0);
    server("listen 127.0.0.1:80;", port);
    Path java = Path.of(System.getProperty("java.home"), "bin/java");
    Process app =
        new ProcessBuilder(
                java.toString(),
                "-Xmx64m",
                "-jar",
                LightJar.version("1").toString(),
                "--server.port=" + port)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
            .start();
    try {
      Await.until("the app", Duration.ofSeconds(60), () -> find().orElseThrow().app().isPresent());
      ExistingServer found = find().orElseThrow();
      RunningApp seen = found.app().orElseThrow();
      assertEquals(app.pid(), seen.pid());
      assertEquals(Optional.of(LightJar.version("1")), seen.jar());
      assertTrue(seen.javaOptions(port).contains("-Xmx64m"), seen::toString);
      assertEquals(List.of("--server.port={{ port }}"), seen.arguments(port));
      assertEquals(Optional.of("127.0.0.1:80"), found.listen());
    } finally {
      app.destroyForcibly();
    }
  }

  @Test
  @DisplayName("may be another program, of whose arguments nothing is made")
  void otherProgram() {
    RunningApp node = new RunningApp(1, List.of("node", "server.js", "8081"), "shop");
    assertEquals(Optional.empty(), node.jar());
    assertEquals(List.of(), node.javaOptions(8081));
    assertEquals(List.of(), node.arguments(8081));
  }
}
