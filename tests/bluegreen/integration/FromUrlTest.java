package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("From a URL")
class FromUrlTest {

  @ParameterizedTest
  @ValueSource(strings = {"%s/deploy.java", "deploy@%s/jbang-catalog.json"})
  @DisplayName("deploy.java runs with nothing of it on this machine")
  void runs(String script, @TempDir Path folder) throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", FromUrlTest::answer);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder jbang =
          new ProcessBuilder(project().resolve("jbang") + "", script.formatted(url), "--version")
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      jbang.environment().put("JBANG_DIR", folder.resolve("jbang").toString());
      jbang.environment().put("JBANG_CACHE_DIR", folder.resolve("cache").toString());
      assertEquals(0, jbang.start().waitFor(), () -> read(err));
      assertEquals("deploy.java 0.1.0\n", read(out));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      Path file = project().resolve(exchange.getRequestURI().getPath().substring(1));
      if (Files.isRegularFile(file)) {
        byte[] bytes = Files.readAllBytes(file);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
      } else {
        exchange.sendResponseHeaders(404, -1);
      }
    }
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Path project() {
    return Stream.iterate(Path.of("").toAbsolutePath(), Path::getParent)
        .filter(folder -> Files.exists(folder.resolve("deploy.java")))
        .findFirst()
        .orElseThrow();
  }
}
