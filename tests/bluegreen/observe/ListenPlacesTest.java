package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Bindings;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.NginxFacts;
import bluegreen.playbook.Playbook;
import bluegreen.testing.Outsider;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A place where nginx is to listen")
class ListenPlacesTest {
  @TempDir Path folder;
  private Ground ground;

  @BeforeEach
  void open() {
    ground = new Ground(folder);
  }

  @AfterEach
  void close() {
    ground.close();
  }

  private Playbook playbook(String listen) throws Exception {
    return ground.playbook(
        "app", "bin: no-nginx, conf: nginx.conf, site: shop.conf, listen: [\"" + listen + "\"]");
  }

  private List<ListenPlace> places(Playbook playbook, boolean root, Set<Long> workers)
      throws Exception {
    NginxFacts seen = ground.machine.nginx(playbook, ground.dir).observe();
    return new ListenPlaces(playbook, ground.machine, Map.of("PATH", "/usr/bin:/bin"), root)
        .find(seen, Optional.empty(), workers);
  }

  private ListenPlace place(String listen) throws Exception {
    List<ListenPlace> places = places(playbook(listen), true, Set.of());
    assertEquals(1, places.size(), places::toString);
    assertEquals("nginx.listen", places.get(0).said());
    return places.get(0);
  }

  private static Optional<Long> holder(ListenPlace place) {
    return place.holder().flatMap(Listener::process).map(p -> p.pid());
  }

  @Test
  @DisplayName("is free where nobody listens")
  void free() throws Exception {
    int port;
    try (Outsider gone = Outsider.at("127.0.0.1")) {
      port = gone.port();
    }
    ListenPlace place = place("127.0.0.1:" + port);
    assertEquals(Optional.empty(), place.problem(List.of()));
    assertTrue(place.here());
  }

  @ParameterizedTest(name = "wanted {0}, held {1}: {2}")
  @CsvSource({
    "127.0.0.1, 127.0.0.1, true",
    "127.0.0.1, 0.0.0.0, true",
    "'', 127.0.0.1, true",
    "127.0.0.2, 127.0.0.1, false",
    "[::1], 127.0.0.1, false",
    "[::1], ::, true",
    "127.0.0.1, ::1, false",
    "127.0.0.1, ::, true"
  })
  @DisplayName("is somebody else's who listens there, or at all addresses, of the other kind, too")
  void held(String wanted, String held, boolean taken) throws Exception {
    try (Outsider other = Outsider.at(held)) {
      ListenPlace place = place((wanted.isEmpty() ? "" : wanted + ":") + other.port());
      Optional<Long> holder = taken ? Optional.of(other.pid()) : Optional.empty();
      assertEquals(holder, holder(place), place::toString);
      assertEquals(taken, place.problem(List.of()).isPresent());
    }
  }

  @Test
  @DisplayName("is nginx's own already where its workers listen there")
  void ours() throws Exception {
    try (Outsider listening = Outsider.at("127.0.0.1")) {
      for (String at : List.of("127.0.0.1:", "0.0.0.0:")) {
        Playbook playbook = playbook(at + listening.port());
        assertEquals(List.of(), places(playbook, true, Set.of(listening.pid())), at);
      }
      Playbook other = playbook("127.0.0.3:" + listening.port());
      ListenPlace place = places(other, true, Set.of(listening.pid())).get(0);
      assertEquals(Optional.empty(), place.holder(), "nginx itself is not in its own way");
    }
  }

  private static InetAddress address(String address) throws Exception {
    return InetAddress.getByName(address);
  }

  @Test
  @DisplayName("is none where this machine does not have the address")
  void elsewhere() throws Exception {
    boolean here = Bindings.isHere(address("203.0.113.7"));
    assertEquals(here, place("203.0.113.7:18090").here());
  }

  @Test
  @DisplayName("is closed to an nginx that we start without root's rights, below a certain port")
  void privileged() throws Exception {
    Playbook playbook = playbook("127.0.0.1:1");
    int lowest = Bindings.lowestOfAll();
    assertEquals(
        lowest > 1,
        places(playbook, false, Set.of()).get(0).problem(List.of()).isPresent(),
        "below it");
    assertEquals(
        Optional.empty(), places(playbook, true, Set.of()).get(0).problem(List.of()), "as root");
    Playbook above = playbook("127.0.0.1:" + Math.max(lowest, 1));
    assertTrue(places(above, false, Set.of()).get(0).lowest().isEmpty(), "at it");
  }

  @Test
  @DisplayName("may be another site's, where nginx has to be started with all of its own")
  void others() throws Exception {
    try (Outsider taken = Outsider.at("127.0.0.1")) {
      Files.writeString(
          folder.resolve("nginx.conf"),
          "http {\n  server { listen 127.0.0.1:" + taken.port() + "; }\n}\n");
      List<ListenPlace> places = places(playbook("127.0.0.2:18090"), true, Set.of());
      assertEquals(2, places.size(), places::toString);
      assertEquals(folder.resolve("nginx.conf") + ":2", places.get(1).said());
      assertEquals(Optional.of(taken.pid()), holder(places.get(1)));
    }
  }

  @Test
  @DisplayName("that our own site's file names is known from the playbook alone")
  void ownSite() throws Exception {
    Files.writeString(folder.resolve("nginx.conf"), "http {\n  include shop.conf;\n}\n");
    Files.writeString(folder.resolve("shop.conf"), "server { listen 127.0.0.1:18091; }\n");
    List<ListenPlace> places = places(playbook("127.0.0.2:18090"), true, Set.of());
    assertEquals(1, places.size(), places::toString);
  }
}
