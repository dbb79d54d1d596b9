package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import bluegreen.testing.Draft;
import bluegreen.testing.Ports;
import bluegreen.testing.PrivateServer;
import bluegreen.testing.Run;
import bluegreen.testing.Snapshot;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("Another app of ours on this machine")
class NeighboursTest {
  private final PrivateServer server = PrivateServer.create();
  private final List<Integer> further = Ports.free(3);

  @BeforeEach
  void first() {
    server.light("1").write("shop.yml");
    server.deploy("shop.yml");
  }

  @AfterEach
  void close() {
    server.close();
  }

  /** A playbook of a second app, which shares nothing with the first. */
  private Draft second() {
    return server
        .light("2")
        .app("name", "store")
        .app("dir", "store")
        .with("ports", "blue", String.valueOf(further.get(0)))
        .with("ports", "green", String.valueOf(further.get(1)))
        .nginx("prefix", "second")
        .nginx("site", "second/site.conf")
        .nginx("listen", "[\"127.0.0.1:" + further.get(2) + "\"]");
  }

  private Path file(String name) {
    return server.folder().resolve(name);
  }

  private String shop() {
    return "shop (app.dir "
        + file("app")
        + ", deployed by "
        + System.getProperty("user.name")
        + " with "
        + file("shop.yml")
        + ")";
  }

  private void refused(Draft playbook, String... said) {
    playbook.write("store.yml");
    Snapshot before = server.snapshot();
    for (List<String> options :
        List.of(List.of("--dry-run"), List.of("--verbose"), List.of("--quiet", "--take-over"))) {
      List<String> words = Stream.concat(options.stream(), Stream.of("store.yml")).toList();
      Run run = server.run(words.toArray(String[]::new)).expect(1);
      Stream.of(said).forEach(run::says);
      before.assertSameAs(server.snapshot(), words.toString());
    }
  }

  @Test
  @DisplayName("is named before anything where a playbook wants a port, file or folder of its")
  void refused() {
    String green = String.valueOf(server.port("green")); // Of a slot in which nothing runs yet.
    refused(
        second().with("ports", "blue", green),
        "ports.blue: " + green + " belongs to another app of ours, " + shop(),
        "choose another port");
    refused(
        second().with("ports", "green", String.valueOf(server.port("blue"))),
        "ports.green: " + server.port("blue") + " belongs to another app of ours, " + shop());
    refused(
        second().without("nginx", "site").behind(server.port("blue"), server.url("/")),
        "nginx.behind: " + server.port("blue") + " belongs to another app of ours, " + shop());
    refused(
        second().nginx("site", "nginx/site.conf").nginx("prefix", "nginx"),
        "nginx.site: " + file("nginx/site.conf") + " belongs to another app of ours, " + shop());
    refused(
        second().app("dir", "app/store"),
        "app.dir: " + file("app/store") + " belongs to another app of ours, " + shop());
    // One whose folder was moved in the playbook is not another one.
    refused(
        server.light("2").app("dir", "store"),
        "app.dir: there is an app of that name, " + shop(),
        "write `app.dir: " + file("app") + "`");
    server.assertServes("1");
  }

  @Test
  @DisplayName("is never stopped for the port that it holds, whatever the options")
  void processes() throws IOException {
    // As if nothing but the process itself told whose it is.
    Files.delete(file("app/owner.json"));
    refused(
        second().with("ports", "blue", String.valueOf(server.port("blue"))),
        "it is blue of shop (1), app.dir " + file("app"),
        "give ports.blue another port");
    server.assertServes("1");
  }

  @Test
  @DisplayName("is no obstacle when it is gone, and leaves no trace of itself")
  void gone() throws IOException {
    second().write("store.yml");
    server.deploy("store.yml");
    server.run("--detailed-exitcode", "store.yml").expect(0).says("changed=0");
    List<Path> links = links();
    assertEquals(2, links.size(), links::toString);
    server.run("remove", "--dry-run", "shop.yml").expect(0).says("remove " + links.get(0));
    server.run("remove", "shop.yml").expect(0);
    assertEquals(links.subList(1, 2), links());
    second().with("ports", "blue", String.valueOf(server.port("blue"))).write("store.yml");
    server.deploy("store.yml");
    server.run("remove", "store.yml").expect(0);
    assertEquals(List.of(), links());
    assertFalse(Files.exists(file("store")));
  }

  /** By which apps of this server are known to each other. */
  private List<Path> links() throws IOException {
    Path parent =
        System.getProperty("user.name").equals("root")
            ? Path.of("/var/lib/bluegreen/.apps")
            : Path.of(System.getProperty("user.home"), ".local/state/bluegreen/.apps");
    if (!Files.exists(parent)) {
      return List.of();
    }
    try (Stream<Path> links = Files.list(parent)) {
      return links.filter(l -> leadsHere(l)).sorted().toList();
    }
  }

  private boolean leadsHere(Path link) {
    try {
      return Files.readSymbolicLink(link).startsWith(server.folder());
    } catch (IOException e) {
      return false; // Another test has taken it away.
    }
  }
}
