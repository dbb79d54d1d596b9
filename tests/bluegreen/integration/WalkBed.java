package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.LightJar;
import bluegreen.testing.OwnNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;

/**
 * A server of one's own with {@code shop.jar} and an nginx that has what a script puts into {@code
 * /etc/nginx/conf.d}; {@code exits CODE COMMAND} fails where a command ends otherwise.
 */
abstract class WalkBed {
  private static final String BEFORE =
      """
      printf 'events {}\\nhttp {\\n access_log off;\\n include /etc/nginx/conf.d/*.conf;\\n}\\n' >/etc/nginx/nginx.conf
      mkdir -p /etc/nginx/conf.d
      exits() { local expected=$1; shift; local exit=0; "$@" || exit=$?; [ $exit = $expected ] || { echo "exit $exit: $*"; exit 9; }; }
      """;

  final OwnNamespace server = OwnNamespace.create();

  /** Runs scripts one after another, as one; what they have written. */
  final String walk(String way, String script) throws IOException {
    Files.copy(LightJar.version("1"), server.folder().resolve("shop.jar"));
    return server.run(BEFORE + way + script);
  }

  @AfterEach
  final void close() {
    server.close();
  }

  static void assertSaid(String said, int times, String part) {
    assertEquals(times, said.split(Pattern.quote(part), -1).length - 1, said);
  }
}
