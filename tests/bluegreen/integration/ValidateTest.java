package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("validate")
class ValidateTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("says that a right playbook is right, and touches nothing")
  void right() {
    server.light("1").write("1.yml");
    Snapshot before = server.snapshot();
    server.run("validate", "1.yml").expect(0).says("1.yml: valid, for the app shop");
    Run json = server.run("validate", "--output", "json", "1.yml").expect(0);
    assertEquals("ok", json.object().getString("status"));
    before.assertSameAs(server.snapshot(), "validate");
  }

  @Test
  @DisplayName("tells every error with its place, exits with 2, as a deployment does")
  void wrong() {
    server.write(
        "wrong.yml",
        """
        app:
          name: shop
          jar: shop.jar
          verison: "1"
        ports: { blue: 18081, green: 80822 }
        health: { url: "http://127.0.0.1:8081/" }
        nginx: { prefix: nginx, site: nginx/site.conf }
        """);
    Snapshot before = server.snapshot();
    Run run = server.run("validate", "wrong.yml").expect(2);
    List<String> places = run.err().lines().map(l -> l.replaceFirst(": .*", "")).toList();
    assertEquals(
        List.of("wrong.yml:4:3", "wrong.yml:5:30", "wrong.yml:6:16"), places.subList(0, 3));
    run.says("did you mean 'version'?");
    run.says("ports.green: expected a port from 1 to 65535, got 80822");
    run.says("3 errors; nothing was touched").never("\tat ");
    assertEquals(run.err(), server.run("wrong.yml").expect(2).err());
    before.assertSameAs(server.snapshot(), "a wrong playbook");
  }
}
