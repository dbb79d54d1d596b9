package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.PlainJbang;
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
import org.junit.jupiter.params.provider.CsvSource;

@Tag("slow")
@DisplayName("From a URL")
class FromUrlTest {

  /** In the layout of a branch of a fork, as GitHub serves it. */
  @ParameterizedTest(name = "{0}, {1}")
  @CsvSource({
    "%s/somebody/bluegreen/refs/heads/my-branch/deploy.java, wrapper",
    "deploy@%s/somebody/bluegreen/refs/heads/my-branch/jbang-catalog.json, PATH"
  })
  @DisplayName("deploy.java runs with nothing of it on this machine, and an empty cache")
  void runs(String script, String launcher, @TempDir Path folder)
      throws IOException, InterruptedException {
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.setExecutor(Executors.newFixedThreadPool(4));
    server.createContext("/", FromUrlTest::answer);
    server.start();
    try {
      String url = "http://127.0.0.1:" + server.getAddress().getPort();
      Path wrapper = project().resolve("jbang");
      Path jbang =
          launcher.equals("PATH")
              ? PlainJbang.into(folder.resolve("bin"), wrapper).resolve("jbang")
              : wrapper;
      Path out = folder.resolve("out");
      Path err = folder.resolve("err");
      ProcessBuilder run =
          new ProcessBuilder(jbang.toString(), script.formatted(url), "--version")
              .directory(folder.toFile())
              .redirectOutput(out.toFile())
              .redirectError(err.toFile());
      run.environment().put("JBANG_DIR", folder.resolve("jbang").toString());
      run.environment().put("JBANG_CACHE_DIR", folder.resolve("cache").toString());
      run.environment().put("PATH", PlainJbang.pathWithout());
      assertEquals(0, run.start().waitFor(), () -> read(err));
      assertEquals("deploy.java 0.1.0\n", read(out));
    } finally {
      server.stop(0);
    }
  }

  private static void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String path = exchange.getRequestURI().getPath().replaceFirst("^/.*/refs/heads/[^/]+/", "/");
      Path file = project().resolve(path.substring(1));
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
