package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import com.grack.nanojson.JsonObject;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("What a deployer should know, although it does not stand in the way")
class NotesTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  private static List<Object> notes(Run run) {
    JsonObject preflight = run.events("step").get(0);
    assertEquals("preflight", preflight.getString("step"), run::toString);
    assertEquals("ok", preflight.getString("status"), run::toString);
    return preflight.has("notes") ? preflight.getArray("notes") : List.of();
  }

  @Test
  @DisplayName("is the same in a dry run as in the real one, not shown by -q, and not said again")
  void rootIsNoted() {
    server.light("1").write("1.yml");
    Run dry = server.run("--dry-run", "--output", "json", "1.yml").expect(0);
    server.run("--dry-run", "1.yml").says("    note: the app runs as root").says("app.user: shop");
    server.run("--dry-run", "-q", "1.yml").never("note: ");
    Run real = server.deploy("1.yml");
    assertEquals(notes(dry), notes(real), "dry run and real run");
    assertEquals(2, notes(real).size(), real::toString);
    assertTrue(notes(real).get(0).toString().endsWith("app.user: shop"), real::toString);
    assertTrue(notes(real).get(1).toString().startsWith("the workers of the nginx in "));
    assertFalse(server.deploy("1.yml").all().contains("\"notes\""), "nothing is to be done");
  }

  @Test
  @DisplayName("is no note any more where a port was given to somebody's connection: it is refused")
  void portGivenAway() throws IOException {
    InetAddress here = InetAddress.getLoopbackAddress();
    try (ServerSocket somebody = new ServerSocket(0, 5, here);
        Socket outgoing = new Socket(here, somebody.getLocalPort())) {
      int port = outgoing.getLocalPort();
      server.light("1").with("ports", "blue", String.valueOf(port)).write("1.yml");
      String refused = "ports.blue: port " + port + " was given to an outgoing connection of pid ";
      server.run("--dry-run", "1.yml").expect(1).says(refused);
      server.run("1.yml").expect(1).says(refused).says("ip_local_reserved_ports=" + port);
    }
    server.run("--dry-run", "1.yml").expect(0).says("may be given to an outgoing connection");
  }
}
