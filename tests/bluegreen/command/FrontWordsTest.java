package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.FrontFacts.Outside;
import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.NginxFacts;
import bluegreen.nginx.RelayFacts;
import bluegreen.nginx.SetValue;
import bluegreen.nginx.SiteLinks;
import bluegreen.nginx.StreamModule;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Playbook.Server;
import com.grack.nanojson.JsonObject;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Of an nginx of ours behind the user's own, status says")
class FrontWordsTest {
  private static final Path FILE = Path.of("/etc/nginx/url.inc");
  private static final String OLD = "http://127.0.0.1:8081";
  private static final String OURS = "http://127.0.0.1:8090";
  private static final Behind BEHIND =
      new Behind(
          Path.of("/srv/site.conf"),
          8090,
          new Server("nginx", Path.of("/etc/nginx/nginx.conf"), Optional.empty(), false),
          "http://127.0.0.1/",
          Optional.of(new Include(FILE, "url")));

  private static Processes.Info process(long pid, String command) {
    return new Processes.Info(new Processes.Id(pid, 1), 1, "S", command, "mallory");
  }

  private static Processes.Listener listener(long pid, String command) {
    return new Processes.Listener(8090, Optional.of(process(pid, command)));
  }

  private static FrontFacts front(
      boolean live,
      String value,
      List<Processes.Listener> atPort,
      List<Processes.Info> leftBehind) {
    Processes.Listener old = listener(4711, "java -jar old.jar");
    return new FrontFacts(
        live,
        Optional.empty(),
        true,
        Optional.of(new SetValue(FILE, "", 1, value, 0, 0)),
        Optional.of(OLD),
        Optional.of(new Outside(OLD, FILE + ":1", Optional.of(old), true)),
        atPort,
        leftBehind,
        Optional.empty(),
        List.of(),
        Set.of(8090),
        Map.of(),
        Optional.of(8090),
        FrontFacts.Sight.clear(),
        FrontStanding.sound(),
        Map.of(),
        List.of());
  }

  private static NginxFacts nginx(boolean running, Optional<String> unit) {
    return new NginxFacts(
        Optional.of("1.22.1"),
        running,
        unit.isPresent(),
        Optional.empty(),
        List.of(),
        Optional.of("# ours"),
        Optional.empty(),
        Optional.empty(),
        true,
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        Optional.empty(),
        List.of(),
        unit,
        true,
        Optional.empty(),
        List.of(),
        false,
        List.of(),
        List.of(),
        SiteLinks.none(Path.of("/etc/nginx/conf.d/shop.conf")),
        Optional.empty(),
        StreamModule.ofProgram(),
        RelayFacts.none());
  }

  private static FrontWords words(FrontFacts front, boolean running, Optional<String> unit) {
    return new FrontWords("shop", BEHIND, front, nginx(running, unit));
  }

  @Test
  @DisplayName("who serves, by which line, where visitors do not come to us")
  void serves() {
    FrontFacts front = front(false, OLD, List.of(), List.of());
    List<String> lines = words(front, true, Optional.of("unit")).lines();
    assertEquals(
        "serves: pid 4711 (java -jar old.jar, user mallory), by " + FILE + ":1", lines.get(1));
    assertEquals(2, lines.size(), lines::toString);
  }

  @Test
  @DisplayName("nobody where they are sent to us and nothing answers, and how it will again")
  void nobody() {
    FrontFacts front = front(false, OURS, List.of(), List.of());
    String down =
        "our nginx does not run: nobody listens on 127.0.0.1:8090, where your nginx sends";
    assertEquals(
        List.of(
            "not live: http://127.0.0.1/ does not lead to " + OURS,
            down
                + " visitors (/etc/nginx/url.inc:1); see systemctl status"
                + " bluegreen-shop-nginx.service"),
        words(front, false, Optional.of("unit")).lines());
    List<String> plain = words(front, false, Optional.empty()).lines();
    assertTrue(plain.get(1).endsWith("; a run starts it"), plain::toString);
    assertTrue(
        plain.get(2).startsWith("note: nothing starts the nginx on " + OURS), plain::toString);
  }

  @Test
  @DisplayName("which stranger has its port, in text and in JSON")
  void stranger() {
    FrontFacts front = front(false, OURS, List.of(listener(666, "nc -l 8090")), List.of());
    FrontWords words = words(front, false, Optional.empty());
    String down = words.down().orElseThrow();
    assertTrue(down.contains("is held by pid 666 (nc -l 8090, user mallory), where"), down);
    JsonObject json = new JsonObject();
    words.put(json);
    assertEquals(666L, json.getObject("behind").getObject("held_by").getLong("pid"));
    assertTrue(json.isNull("serves"));
  }

  private static FrontFacts seen(boolean live, FrontFacts.Sight sight) {
    return seen(live, sight, FrontStanding.sound());
  }

  private static FrontFacts seen(boolean live, FrontFacts.Sight sight, FrontStanding standing) {
    FrontFacts all = front(live, OURS, List.of(), List.of());
    return new FrontFacts(
        all.live(),
        all.passes(),
        all.wasLive(),
        all.value(),
        all.original(),
        all.outside(),
        all.atPort(),
        all.leftBehind(),
        all.closed(),
        all.advice(),
        all.ports(),
        all.former(),
        all.by(),
        sight,
        standing,
        all.claims(),
        all.problems());
  }

  @Test
  @DisplayName("that the user's own nginx does not run, and what starts it")
  void stopped() {
    FrontFacts front =
        seen(
            false, FrontFacts.Sight.clear(), FrontStanding.stopped("nginx -c x", Optional.empty()));
    assertEquals(
        "not live: nobody answers at http://127.0.0.1/, as your nginx (/etc/nginx/nginx.conf) does"
            + " not run; start it: nginx -c x",
        words(front, true, Optional.of("unit")).headline());
  }

  @Test
  @DisplayName("by which port they come, where that is one that an earlier playbook gave us")
  void former() {
    FrontFacts all = front(true, OURS, List.of(), List.of());
    FrontFacts front =
        new FrontFacts(
            all.live(),
            all.passes(),
            all.wasLive(),
            Optional.empty(),
            all.original(),
            all.outside(),
            all.atPort(),
            all.leftBehind(),
            all.closed(),
            all.advice(),
            Set.of(8089, 8090),
            Map.of(8089, List.of("conf:3: 8089 -> 8090")),
            Optional.of(8089),
            all.sight(),
            all.standing(),
            all.claims(),
            all.problems());
    FrontWords words = words(front, true, Optional.of("unit"));
    String leads = "http://127.0.0.1/ leads to http://127.0.0.1:8089";
    assertEquals(
        List.of("live: " + leads + ", and not yet to " + OURS, "conf:3: 8089 -> 8090"),
        words.lines());
    assertEquals(Optional.of(leads + ", which"), words.leading());
  }

  @Test
  @DisplayName("that nobody can see who answers, or that others get requests, too")
  void partly() {
    FrontFacts.Share fleet = new FrontFacts.Share("conf:3: to 10.0.0.7", false);
    FrontFacts.Share other = new FrontFacts.Share("conf:4: to 8081", true);
    for (boolean here : new boolean[] {false, true}) {
      List<FrontFacts.Share> shared = here ? List.of(fleet, other) : List.of(fleet);
      FrontFacts.Sight sight = new FrontFacts.Sight(true, Optional.empty(), shared);
      FrontWords words = words(seen(true, sight), true, Optional.of("unit"));
      assertTrue(words.headline().startsWith("partly live: http://127.0.0.1/ leads to " + OURS));
      assertEquals("conf:3: to 10.0.0.7", words.lines().get(1));
      assertEquals("partly", words.grade());
      assertEquals(here, words.isAmiss());
      JsonObject json = new JsonObject();
      words.put(json);
      assertEquals(!here, json.getBoolean("live"));
    }
    FrontFacts.Sight locked = new FrontFacts.Sight(true, Optional.of("x answers 401;"), List.of());
    FrontWords words = words(seen(false, locked), true, Optional.of("unit"));
    assertEquals(
        List.of(
            "unknown: x answers 401; nobody can see from here who answers behind it; by"
                + " /etc/nginx/url.inc:1 it is "
                + OURS),
        words.lines());
    assertEquals("unknown", words.grade());
    assertEquals(false, words.isAmiss());
    JsonObject json = new JsonObject();
    words.put(json);
    assertTrue(json.isNull("live"));
    assertEquals(true, words(seen(false, locked), false, Optional.of("unit")).isAmiss());
  }

  @Test
  @DisplayName("that workers without a master serve on, who are no strangers")
  void leftBehind() {
    Processes.Listener worker = listener(42, "nginx: worker process");
    FrontFacts front =
        front(true, OURS, List.of(worker), List.of(process(42, "nginx: worker process")));
    FrontWords words = words(front, false, Optional.empty());
    assertTrue(words.down().orElseThrow().contains("lost its master"));
    assertEquals(Optional.empty(), front.stranger());
    assertEquals(Optional.empty(), words(front, true, Optional.empty()).down());
  }
}
