package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.nginx.NginxFiles;
import bluegreen.nginx.NginxUnit;
import bluegreen.nginx.NginxUser;
import bluegreen.nginx.Relay;
import bluegreen.nginx.RelayFacts;
import bluegreen.nginx.Room;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Playbook;
import bluegreen.playbook.PlaybookReader;
import bluegreen.playbook.Slot;
import bluegreen.playbook.Surroundings;
import bluegreen.playbook.Templates;
import bluegreen.state.AppDir;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What is planned of our nginx between the visitors' one and the slots")
class RelayPlanTest {
  private static final Map<Slot, Endpoint> PLACES =
      Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.here(8082));
  private static final Map<Slot, Endpoint> ELSEWHERE =
      Map.of(Slot.BLUE, Endpoint.here(8081), Slot.GREEN, Endpoint.here(8092));
  private static final Processes.Info ORPHAN =
      new Processes.Info(new Processes.Id(77, 1), 1, "S", "nginx: worker process", "nobody");

  @TempDir Path folder;
  private Playbook playbook;
  private AppDir dir;
  private NginxFiles rendered;
  private String text;
  private String digest;

  // What is seen: to begin with, nothing.
  private boolean wanted = true;
  private boolean running;
  private Optional<String> loaded = Optional.empty();
  private Optional<String> conf = Optional.empty();
  private Optional<NginxUser> user = Optional.empty();
  private boolean systemd;
  private Optional<String> unit = Optional.empty();
  private List<Room> unready = List.of();
  private List<Processes.Info> leftBehind = List.of();

  @BeforeEach
  void read() throws Exception {
    Path written =
        Files.writeString(
            folder.resolve("playbook.yml"),
            """
            app: { name: shop, jar: shop.jar, dir: app }
            ports: { blue: 8081, green: 8082 }
            health: { tcp: {} }
            nginx: { stream: stream.conf, listen: [5432] }
            """);
    Templates templates = new Templates();
    Surroundings root = new Surroundings(Map.of(), true, Optional.empty(), Map.of());
    playbook = new PlaybookReader(templates, root).read(written);
    dir = new AppDir(playbook.app().dir());
    rendered = new NginxFiles(playbook, dir, templates);
    text = new Relay(playbook, dir).text(rendered, PLACES);
    digest = Relay.configuration(text).orElseThrow();
  }

  private RelayPlan plan() {
    return new RelayPlan(
        playbook,
        dir,
        new RelayFacts(wanted, running, loaded, conf, user, systemd, unit, unready, leftBehind));
  }

  private List<String> told(List<Action> actions) {
    return actions.stream()
        .map(Action::describe)
        .map(line -> line.replace(dir.root().toString(), "APP"))
        .toList();
  }

  private List<String> actions() {
    return told(plan().actions(rendered, PLACES));
  }

  private void serves() {
    running = true;
    conf = Optional.of(text);
    loaded = Optional.of(digest);
  }

  private void isUnit() {
    user = Optional.of(new NginxUser(60706));
    systemd = true;
    unit = user.map(new Relay(playbook, dir)::unit);
  }

  @Test
  @DisplayName("is nothing where none is wanted, or all is as it has to be")
  void nothing() {
    wanted = false;
    assertEquals(List.of(), actions());
    wanted = true;
    serves();
    assertEquals(List.of(), actions());
    isUnit();
    assertEquals(List.of(), actions());
    leftBehind = List.of(ORPHAN);
    assertEquals(List.of(), actions(), "it carries connections, and gets no new ones");
  }

  @Test
  @DisplayName("is its folder, its file and its start, at first")
  void first() {
    List<String> actions = actions();
    assertEquals("create APP/nginx/logs/", actions.get(0));
    assertTrue(actions.get(1).contains("APP/nginx/nginx.conf"), actions::toString);
    assertTrue(actions.get(2).startsWith("run /bin/sh -c "), actions::toString);
    assertFalse(actions.get(2).contains("-s reload"), actions::toString);
    assertEquals(3, actions.size(), actions::toString);
  }

  @Test
  @DisplayName("is a start where it was killed, and the end of those whom it has left after that")
  void killed() {
    conf = Optional.of(text);
    leftBehind = List.of(ORPHAN);
    List<String> actions = actions();
    assertTrue(actions.get(0).startsWith("run /bin/sh -c "), actions::toString);
    assertEquals("end the workers whose master is gone: pid 77", actions.get(1));
    assertEquals(2, actions.size(), actions::toString);
  }

  @Test
  @DisplayName("is a reload where a slot has moved, and where a killed run has only written that")
  void moved() {
    serves();
    List<Action> there = plan().actions(rendered, ELSEWHERE);
    List<String> told = told(there);
    assertTrue(told.get(0).contains("APP/nginx/nginx.conf"), told::toString);
    assertTrue(told.get(1).endsWith(" -s reload"), told::toString);
    assertEquals(2, told.size(), told::toString);
    String moved = new Relay(playbook, dir).text(rendered, ELSEWHERE);
    String expected = Relay.configuration(moved).orElseThrow();
    assertEquals(expected, ((NginxAction.RunRelay) there.get(1)).configuration());
    conf = Optional.of(moved);
    assertEquals(told.subList(1, 2), told(plan().actions(rendered, ELSEWHERE)));
  }

  @Test
  @DisplayName("is a unit where systemd runs the machine: written, and started with it")
  void unit() {
    isUnit();
    unit = Optional.empty();
    unready = Room.of(new Relay(playbook, dir).server(), "shop", user.get());
    List<String> actions = actions();
    assertEquals("create APP/nginx/logs", actions.get(0).replaceFirst("logs.*", "logs"));
    List<String> last = actions.subList(actions.size() - 3, actions.size());
    assertTrue(last.get(0).contains(NginxUnit.file("shop").toString()), actions::toString);
    assertEquals("run systemctl daemon-reload", last.get(1));
    assertEquals("run systemctl enable --now bluegreen-shop-nginx.service", last.get(2));
  }

  @Test
  @DisplayName("is a unit's new text, which leaves alone what runs")
  void renewed() {
    serves();
    isUnit();
    unit = unit.map(now -> now.replace("200ms", "900ms"));
    List<String> actions = actions();
    assertEquals(
        List.of("run systemctl daemon-reload", "run systemctl enable bluegreen-shop-nginx.service"),
        actions.subList(1, actions.size()));
  }

  @Test
  @DisplayName("is its end in a removal, with whatever would start it again")
  void removal() {
    assertEquals(List.of(), told(plan().removal()));
    serves();
    leftBehind = List.of(ORPHAN);
    List<String> quit = told(plan().removal());
    assertTrue(quit.get(0).endsWith(" -s quit"), quit::toString);
    assertEquals("end the workers whose master is gone: pid 77", quit.get(1));
    isUnit();
    leftBehind = List.of();
    List<String> ended = told(plan().removal());
    assertEquals("run systemctl disable --now bluegreen-shop-nginx.service", ended.get(0));
    assertTrue(ended.get(1).contains(NginxUnit.file("shop").toString()), ended::toString);
    assertEquals("run systemctl daemon-reload", ended.get(2));
    conf = Optional.empty();
    running = false;
    assertEquals(List.of(), told(plan().removal()), "a unit of that name may be somebody's");
  }
}
