package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Custody;
import bluegreen.host.LentPorts;
import bluegreen.host.Processes.Listener;
import bluegreen.host.Trail.Link;
import bluegreen.nginx.SiteLinks;
import bluegreen.observe.Circumstances;
import bluegreen.observe.Loose;
import bluegreen.playbook.Playbook.Standby;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("The notes on what is about to be started")
class NotesTest {
  private static final long MEGABYTE = 1_000_000;

  /** A world in which there is nothing to be noted. */
  private static World quiet() {
    World world = World.serving("1");
    world.playbook.user("shop");
    return world;
  }

  private static List<Note> notes(World world) {
    return Told.step(world.deploy("2"), StepName.PREFLIGHT).notes();
  }

  private static Note only(World world) {
    List<Note> notes = notes(world);
    assertEquals(1, notes.size(), notes::toString);
    return notes.get(0);
  }

  @Test
  @DisplayName("are none where all is as it should be")
  void none() {
    assertEquals(List.of(), notes(quiet()));
  }

  @Test
  @DisplayName("say what a run could not write at its end, and it goes on")
  void unwritten() {
    String said = "app.metrics: there is no folder /none, and so a run writes nothing";
    assertEquals(said, only(quiet().with(w -> w.unwritten.add(said))).sentence());
  }

  @Test
  @DisplayName("say what of the command line has no effect, whatever is done")
  void always() {
    String remark = "-e prot has no effect";
    World world = quiet().with(w -> w.playbook.remarks(remark));
    assertEquals(remark, only(world).sentence());
    for (Plan plan :
        List.of(world.deploy("1"), world.with(w -> w.problems.add("no jar")).deploy("2"))) {
      assertEquals(List.of(new Note(remark, "")), Told.step(plan, StepName.PREFLIGHT).notes());
    }
  }

  @Test
  @DisplayName("say what of nginx.location may keep every visitor from the app")
  void keptAway() {
    World world = quiet().with(w -> w.playbook.location("try_files /away =503;"));
    assertEquals(
        "nginx.location: `try_files /away =503;` answers every visitor with 503, and nobody reaches"
            + " the app, unless there is such a file",
        only(world).sentence());
  }

  @Nested
  @DisplayName("on who runs it")
  class Users {
    @Test
    @DisplayName("name the key that keeps the app from running as root")
    void root() {
      Note note = only(World.serving("1"));
      assertTrue(note.sentence().startsWith("the app runs as root"), note::sentence);
      assertEquals("app.user: shop", note.remedy());
    }

    @ParameterizedTest
    @CsvSource({
      "root, root-app",
      "www-data, www-data-app",
      "Nginx, nginx-app",
      "Shop, shop",
      "2048, app-2048",
      "a-name-that-is-longer-than-useradd-takes, a-name-that-is-longer-than-usera"
    })
    @DisplayName("name a user that can be made, and that is no other program's")
    void account(String app, String user) {
      World world = World.serving("1");
      world.playbook.name(app);
      Note note = only(world);
      assertEquals("app.user: " + user, note.remedy());
      assertTrue(note.sentence().endsWith("(useradd --system " + user + ")"), note::sentence);
    }

    @Test
    @DisplayName("say that a private nginx of root's has workers who are root")
    void privateNginx() {
      World world = quiet();
      world.playbook.privateNginx();
      world.conf = Optional.of("# bluegreen: private nginx\nuser root;\n");
      assertTrue(only(world).sentence().contains("workers of the nginx in /srv/shop/nginx run"));
      world.conf = Optional.empty();
      assertTrue(only(world).sentence().contains("run as root"), "before it is written, too");
      world.conf = Optional.of("user www-data;\n");
      assertEquals(List.of(), notes(world), "somebody's own");
    }

    @ParameterizedTest
    @CsvSource({
      "the playbook, others decide what a run does and starts",
      "app.env_file, others decide with which variables",
      "app.jar, others decide what is deployed"
    })
    @DisplayName("name what others could change, and the command that takes that right away")
    void loose(String what, String why) {
      World world = quiet();
      Custody.Doubt doubt = new Custody.Doubt("everybody may write to /a", "chmod o-w /a");
      world.loose.add(new Loose(what, doubt));
      Note note = only(world);
      String said = what + ": everybody may write to /a, and so " + why;
      assertTrue(note.sentence().startsWith(said), note::sentence);
      assertEquals("chmod o-w /a", note.remedy());
    }

    @Test
    @DisplayName("name whose the folder is that the app runs in")
    void workdir() {
      World world = quiet();
      Custody.Doubt doubt =
          new Custody.Doubt("/a belongs to bob", "chown root: /a", Optional.of("bob"));
      world.loose.add(new Loose("app.workdir", doubt));
      Note note = only(world);
      assertEquals(
          "app.workdir: /a belongs to bob, and so others decide what the app finds where it runs;"
              + " choose a folder of the app's own, or have it run as bob",
          note.sentence());
      assertEquals("", note.remedy(), "nobody is to take a home away");
    }

    @Test
    @DisplayName("name a link to the site file that others could lead elsewhere, whatever is done")
    void linked() {
      Path link = Path.of("/etc/nginx/sites-enabled/shop");
      Path file = Path.of("/etc/nginx/sites-available/shop");
      World world = quiet();
      world.links =
          Optional.of(
              new SiteLinks(
                  file,
                  List.of(new Link(link, file)),
                  Optional.of(link + " belongs to bob"),
                  Optional.of(
                      new Custody.Doubt(link + " belongs to bob", "chown -h root: " + link))));
      Note note =
          new Note(
              "nginx.site: %1$s leads to %2$s; %1$s belongs to bob, and so others could have nginx read another file"
                  .formatted(link, file),
              "chown -h root: " + link);
      assertEquals(note, only(world));
      assertEquals(List.of(note), Told.step(world.deploy("1"), StepName.PREFLIGHT).notes());
    }

    @Test
    @DisplayName("are not said again where nothing is started, nor before a removal")
    void onlyWhereItMatters() {
      World world = World.serving("1");
      assertEquals(List.of(), Told.step(world.deploy("1"), StepName.PREFLIGHT).notes());
      assertEquals(List.of(), Told.step(world.remove(true), StepName.PREFLIGHT).notes());
    }

    @Test
    @DisplayName("are not said where there is a problem to be mended first")
    void problemsFirst() {
      World world = World.serving("1").with(w -> w.problems.add("no jar"));
      assertEquals(List.of(), notes(world));
    }
  }

  @Nested
  @DisplayName("on memory")
  class MemoryLeft {
    private static World with(long free, Map<Slot, Long> used) {
      World world = quiet();
      world.circumstances =
          new Circumstances(
              OptionalLong.of(free), used, Optional.empty(), Map.of(), Map.of(), List.of(), false);
      return world;
    }

    @ParameterizedTest(name = "{0} MB free, {1} MB used: {2}")
    @CsvSource({"312, 480, true", "480, 480, false", "900, 480, false", "0, 1, true"})
    @DisplayName("say so where less is free than the active version uses")
    void hardlyFits(long free, long used, boolean noted) {
      World world = with(free * MEGABYTE, Map.of(BLUE, used * MEGABYTE));
      assertEquals(noted, !notes(world).isEmpty());
    }

    @Test
    @DisplayName("name both figures, and what keeps two versions only until the drain")
    void figures() {
      World world = with(312 * MEGABYTE, Map.of(BLUE, 480 * MEGABYTE));
      Note note = only(world);
      assertTrue(note.sentence().startsWith("312.0 MB of memory are free"), note::sentence);
      assertTrue(note.sentence().contains("480.0 MB: a second one will hardly fit"));
      assertEquals("rollout.standby: stop", note.remedy());
      world.playbook.standby(Standby.STOP);
      assertEquals("", only(world).remedy(), "nothing more to be had by that");
    }

    @Test
    @DisplayName("count what the standby uses as free, as it is stopped before")
    void standbyGoes() {
      World world = World.serving("1", "0");
      world.playbook.user("shop");
      Map<Slot, Long> used = Map.of(BLUE, 480 * MEGABYTE, GREEN, 300 * MEGABYTE);
      world.circumstances = with(200 * MEGABYTE, used).circumstances;
      assertEquals(List.of(), notes(world));
      world.circumstances = with(100 * MEGABYTE, used).circumstances;
      assertTrue(only(world).sentence().startsWith("400.0 MB"), () -> "" + notes(world));
    }

    @Test
    @DisplayName("are none where nothing serves, or nobody says how much is free")
    void nothingToCompare() {
      World first = new World();
      first.playbook.user("shop");
      first.circumstances = with(1, Map.of()).circumstances;
      assertEquals(List.of(), notes(first));
      World mute = quiet();
      mute.circumstances =
          new Circumstances(
              OptionalLong.empty(),
              Map.of(BLUE, 1L),
              Optional.empty(),
              Map.of(),
              Map.of(),
              List.of(),
              false);
      assertEquals(List.of(), notes(mute));
    }
  }

  @Nested
  @DisplayName("on ports that outgoing connections are given")
  class Lent {
    private static World with(String reserved, Map<Integer, Listener> outgoing) {
      World world = quiet();
      world.playbook.ports(8081, 40002);
      world.circumstances =
          new Circumstances(
              OptionalLong.empty(),
              Map.of(),
              Optional.of(new LentPorts(32768, 60999, reserved)),
              outgoing,
              Map.of(),
              List.of(),
              false);
      return world;
    }

    @Test
    @DisplayName("name them, with the line that keeps them back beside those that are kept already")
    void reserve() {
      Note note = only(with("", Map.of()));
      assertTrue(note.sentence().startsWith("port 40002 may be given"), note::sentence);
      assertEquals("sysctl -w net.ipv4.ip_local_reserved_ports=40002", note.remedy());
      assertEquals(
          "sysctl -w net.ipv4.ip_local_reserved_ports=50000-50009,40002",
          only(with("50000-50009", Map.of())).remedy());
    }

    @Test
    @DisplayName("are none where they are kept back, or below the range")
    void kept() {
      assertEquals(List.of(), notes(with("40000-40005", Map.of())));
      World low = with("", Map.of());
      low.playbook.ports(8081, 8082);
      assertEquals(List.of(), notes(low));
    }

    @Test
    @DisplayName("become a problem where one is given away right now")
    void taken() {
      Listener curl = new Listener(40002, Optional.of(World.process(77, "curl http://x")));
      Step preflight = Told.step(with("", Map.of(40002, curl)).deploy("2"), StepName.PREFLIGHT);
      assertEquals(Status.FAILED, preflight.expected());
      assertEquals(
          "ports.green: port 40002 was given to an outgoing connection of pid 77 (curl http://x,"
              + " user shop), and nothing can listen there; end that, or choose another port below"
              + " 32768, and keep it with: sysctl -w net.ipv4.ip_local_reserved_ports=40002",
          preflight.summary());
    }

    @Test
    @DisplayName("do not stand in the way where nothing is started there")
    void elsewhere() {
      Listener curl = new Listener(8081, Optional.empty());
      World world = with("", Map.of(8081, curl));
      assertEquals(Status.OK, Told.step(world.deploy("2"), StepName.PREFLIGHT).expected());
    }
  }

  @Nested
  @DisplayName("on nginx's warnings")
  class Warnings {
    @Test
    @DisplayName("quote each once, in nginx's words")
    void quoted() {
      String said = "conflicting server name \"a\" on 0.0.0.0:80, ignored";
      World world = quiet();
      world.warnings.addAll(List.of(said, said));
      assertEquals(new Note("nginx warns: " + said, ""), only(world));
    }

    @Test
    @DisplayName("are few, however many there are")
    void few() {
      World world = quiet();
      world.warnings.addAll(List.of("a", "b", "c", "d", "e"));
      assertEquals(4, notes(world).size());
      assertEquals(
          "nginx has 2 more warnings, which `nginx -t` shows", notes(world).get(3).sentence());
    }
  }
}
