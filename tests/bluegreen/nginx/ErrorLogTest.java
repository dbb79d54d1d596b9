package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("nginx's error log, after a reload,")
class ErrorLogTest {
  private static final String BIND =
      "2026/01/01 00:00:00 [emerg] 1#1: bind() to 0.0.0.0:80 failed (98: Address already in use)\n";

  @TempDir Path folder;

  private Optional<String> refusal(String old, String news) throws IOException {
    Path file = Files.writeString(folder.resolve("error.log"), old + news);
    return new ErrorLog(file).refusalSince(old.length());
  }

  @Test
  @DisplayName("says why nginx goes on with what it had; what was written before does not count")
  void refused() throws IOException {
    String emerg = "2026/01/01 00:00:00 [emerg] 1#1: open() \"/x\" failed\n";
    assertEquals(Optional.of(emerg.strip()), refusal("", emerg));
    assertEquals(Optional.empty(), refusal(emerg, "2026/01/01 [notice] 1#1: reconfiguring\n"));
  }

  @Test
  @DisplayName("does not say that nginx cannot listen while it still tries to")
  void tries() throws IOException {
    String tries = BIND + "2026/01/01 [notice] 1#1: try again to bind() after 500ms\n";
    assertEquals(Optional.empty(), refusal("", tries));
    assertEquals(Optional.empty(), refusal("", tries + tries));
    String given = refusal("", tries + "[emerg] 1#1: still could not bind()\n").orElseThrow();
    assertTrue(given.contains("bind() to 0.0.0.0:80 failed"), given);
  }
}
