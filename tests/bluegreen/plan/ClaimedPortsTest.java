package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.playbook.Playbook.Ports;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A port that the user's own nginx wants for itself")
class ClaimedPortsTest {
  private static List<String> problems(Map<Integer, String> claims, Integer... told) {
    return new ClaimedPorts(new Ports(8081, 8082), 8090, claims, Set.of(told)).problems();
  }

  private static String said(String key, int port) {
    return "%1$s: your own nginx takes port %2$d as soon as it has read conf:1; give %1$s another port, or that block"
        .formatted(key, port);
  }

  @Test
  @DisplayName("is none of ours, with the line that says so, unless it listens there already")
  void claimed() {
    Map<Integer, String> claims = Map.of(8082, "conf:1", 8090, "conf:1", 80, "conf:1");
    assertEquals(List.of(said("ports.green", 8082), said("nginx.behind", 8090)), problems(claims));
    assertEquals(List.of(said("nginx.behind", 8090)), problems(claims, 8082));
    assertEquals(List.of(), problems(Map.of()));
  }
}
