package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("A folder that a package's server block shows")
class WelcomePageTest {
  @TempDir Path folder;

  @Test
  @DisplayName("is nobody's site while there is only what the package has put there")
  void packaged() throws IOException {
    assertTrue(WelcomePage.isUntouched(folder.resolve("none")));
    assertTrue(WelcomePage.isUntouched(folder));
    Files.writeString(folder.resolve("index.nginx-debian.html"), "<h1>Welcome to nginx!</h1>");
    Files.writeString(folder.resolve("50x.html"), "<h1>An error occurred.</h1>");
    assertTrue(WelcomePage.isUntouched(folder));
    Files.writeString(folder.resolve("index.html"), "<title>Test Page for the HTTP Server</title>");
    assertTrue(WelcomePage.isUntouched(folder));
  }

  @Test
  @DisplayName("is somebody's site with a page of his own, by whatever name")
  void owned() throws IOException {
    Path page = folder.resolve("index.html");
    Files.writeString(page, "<h1>The bakery</h1>");
    assertFalse(WelcomePage.isUntouched(folder));
    Files.writeString(page, "<h1>Welcome to nginx!</h1>");
    Files.writeString(folder.resolve("prices.html"), "<h1>Prices</h1>");
    assertFalse(WelcomePage.isUntouched(folder));
  }
}
