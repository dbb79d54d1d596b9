package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.host.Processes.Listener;
import bluegreen.nginx.conf.Socket;
import bluegreen.observe.Circumstances;
import bluegreen.observe.ListenPlace;
import bluegreen.observe.Neighbour;
import bluegreen.playbook.Slot;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("What stands in the way of a plan")
class ObstaclesTest {
  private static List<String> problems(Plan plan) {
    assertFalse(plan.applicable());
    return Told.step(plan, StepName.PREFLIGHT).summary().lines().toList();
  }

  @Test
  @DisplayName("is an idle slot that is given the port of the version that serves")
  void servingPort() {
    World world = World.serving("1");
    world.playbook.ports(9000, 8081);
    assertEquals(
        List.of(
            "ports.green: port 8081 is held by what runs on blue (1, pid 4711); give green another"
                + " port"),
        problems(world.deploy("2")));
    world.playbook.ports(9000, 8082);
    assertTrue(world.deploy("2").applicable());
  }

  @Test
  @DisplayName("is a stranger in the place of our process that is gone, with the way back")
  void intruder() {
    World world = World.serving("2", "1").with(w -> w.at(Slot.BLUE).crash());
    assertEquals(Optional.empty(), new Intruder(world.facts(Optional.empty())).words());
    world.at(Slot.BLUE).foreign = true;
    String problem = problems(world.deploy("3")).get(0);
    assertTrue(problem.startsWith("visitors are answered by pid 77"), problem);
    assertTrue(
        problem.contains("port 8081 ") && problem.contains(" rollback PLAYBOOK moves "), problem);
    assertTrue(world.rollback("1").applicable());
  }

  @Test
  @DisplayName("will be a stranger on the port of the slot that is not active")
  void atTheBackup() {
    World world = World.serving("2", "1");
    assertEquals(Optional.empty(), new Intruder(world.facts(Optional.empty())).atTheBackup());
    world.at(Slot.GREEN).crash();
    world.at(Slot.GREEN).foreign = true;
    world.at(Slot.GREEN).served = false;
    String note = new Intruder(world.facts(Optional.empty())).atTheBackup().orElseThrow();
    assertTrue(note.contains("has port 8082, which is green's: the next deployment is"), note);
    world.at(Slot.GREEN).served = true;
    note = new Intruder(world.facts(Optional.empty())).atTheBackup().orElseThrow();
    assertTrue(note.contains("it answers visitors where blue does not, and the next"), note);
  }

  @Test
  @DisplayName("is a stranger on either port before the first deployment, as the next one needs it")
  void strangerOnTheOther() {
    for (Slot slot : Slot.values()) {
      World world = new World();
      world.at(slot).foreign = true;
      List<String> problems = problems(world.deploy("1"));
      assertEquals(1, problems.size(), problems::toString);
      int port = slot == BLUE ? 8081 : 8082;
      assertTrue(problems.get(0).contains("port " + port + " (" + slot + ")"), problems::toString);
    }
  }

  @Test
  @DisplayName("is a configuration that nginx refuses, for a removal, too")
  void removal() {
    World world = World.serving("1").with(w -> w.refused = Optional.of("[emerg] no"));
    Step preflight = Told.step(world.remove(true), StepName.PREFLIGHT);
    assertEquals(Status.FAILED, preflight.expected());
    String said = preflight.summary();
    assertTrue(said.startsWith("nginx refuses its present configuration; mend it first:"), said);
  }

  @Nested
  @DisplayName("where nginx is to listen")
  class Listening {
    private static final Optional<Listener> APACHE =
        Optional.of(new Listener(443, Optional.of(World.process(4711, "apache2"))));

    private final World world = World.serving("1");

    private void place(String listen, Optional<Listener> holder, boolean here, int lowest) {
      OptionalInt least = lowest > 0 ? OptionalInt.of(lowest) : OptionalInt.empty();
      world.circumstances =
          world.circumstances.listening(
              List.of(new ListenPlace("nginx.tls.listen", Socket.of(listen), holder, here, least)));
    }

    @Test
    @DisplayName("is who else listens there")
    void held() {
      place("443", APACHE, true, 0);
      assertEquals(
          List.of(
              "nginx.tls.listen: nginx cannot listen on 443, as pid 4711 (apache2, user shop)"
                  + " does; stop it, or write another port or address"),
          problems(world.deploy("2")));
    }

    @Test
    @DisplayName("is a worker whose master was killed, and how all of them are ended")
    void orphan() {
      Processes.Info worker =
          new Processes.Info(new Processes.Id(9, 1), 1, "S", "nginx: worker process", "www-data");
      place("443", Optional.of(new Listener(443, Optional.of(worker))), true, 0);
      world.running = false;
      world.adrift = List.of(worker, World.process(10, "nginx: worker process"));
      String problem = problems(world.deploy("2")).get(0);
      assertTrue(problem.contains("(kill -QUIT 9 10), and run"), problem);
    }

    @Test
    @DisplayName("is an address that this machine does not have")
    void elsewhere() {
      place("10.9.9.9:443", Optional.empty(), false, 0);
      String problem = problems(world.deploy("2")).get(0);
      assertTrue(problem.contains("listen on 10.9.9.9:443, as this machine does not"), problem);
    }

    @Test
    @DisplayName("is a port that only root may listen on, where nginx is not root's")
    void privileged() {
      place("443", Optional.empty(), true, 1024);
      String problem = problems(world.deploy("2")).get(0);
      assertTrue(problem.contains("ports below 1024 are root's"), problem);
    }

    @Test
    @DisplayName("is a port that a connection to elsewhere was given")
    void outgoing() {
      place("443", Optional.empty(), true, 0);
      Circumstances seen = world.circumstances;
      Listener curl = new Listener(443, Optional.of(World.process(77, "curl http://x")));
      world.circumstances =
          new Circumstances(
              seen.available(),
              seen.used(),
              seen.lent(),
              Map.of(443, curl),
              seen.lost(),
              seen.listens(),
              false);
      String problem = problems(world.deploy("2")).get(0);
      assertTrue(
          problem.startsWith("nginx.tls.listen: port 443 was given to an outgoing"), problem);
      world.circumstances = world.circumstances.listening(List.of());
      assertTrue(world.deploy("2").applicable(), "nginx listens there");
    }

    @Test
    @DisplayName("is nothing where it is free, and nothing to the way back")
    void free() {
      place("443", Optional.empty(), true, 0);
      assertTrue(world.deploy("2").applicable());
      place("443", APACHE, true, 0);
      assertTrue(
          World.serving("2", "1")
              .with(w -> w.circumstances = world.circumstances)
              .rollback("1")
              .applicable());
    }
  }

  @Nested
  @DisplayName("of a playbook that is a copy of another app's")
  class Copied {
    private World copy() {
      World world = new World();
      for (Slot slot : List.of(BLUE, GREEN)) {
        world.at(slot).foreign = true;
      }
      return world;
    }

    private static Layout shop(World world, String app, String dir) {
      Layout wanted = Layout.of(world.playbook.playbook(), "root");
      return new Layout(
          app,
          Path.of(dir),
          wanted.site(),
          wanted.ports(),
          wanted.behind(),
          wanted.include(),
          wanted.conf(),
          wanted.listen(),
          wanted.tlsListen(),
          wanted.names(),
          wanted.workdir(),
          Optional.of(Path.of("/srv/first.yml")),
          "root");
    }

    @Test
    @DisplayName("is told once, with all that has to change, and not again by who has the ports")
    void once() {
      World world = copy();
      Layout first = shop(world, "first", "/var/lib/bluegreen/first");
      world.neighbours.add(new Neighbour(first, true, true));
      List<String> problems = problems(world.deploy("1"));
      assertEquals(1, problems.size(), problems::toString);
      for (String line : List.of("ports.blue", "ports.green", "nginx.site", "nginx.server_name")) {
        assertTrue(problems.get(0).contains(line + ": "), problems::toString);
      }
      assertTrue(Conflicts.of(world.facts(Optional.empty()).estate()).isSiteOfAnother());
    }

    @Test
    @DisplayName("is told once where it has the same folder, too")
    void sameFolder() {
      World world = copy();
      world.recorded = Optional.of(shop(world, "first", World.DIR.root().toString()));
      List<String> problems = problems(world.deploy("1"));
      assertEquals(1, problems.size(), problems::toString);
      assertTrue(problems.get(0).contains("belongs to the app first, as do ports.blue: 8081, "));
      assertTrue(Conflicts.of(world.facts(Optional.empty()).estate()).isSiteOfAnother());
    }

    @Test
    @DisplayName("is not told of strangers who have the ports")
    void strangers() {
      assertEquals(2, problems(copy().deploy("1")).size());
      assertFalse(Conflicts.of(copy().facts(Optional.empty()).estate()).isSiteOfAnother());
    }
  }
}
