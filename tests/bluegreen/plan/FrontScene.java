package bluegreen.plan;

import bluegreen.host.Processes;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.FrontFacts;
import bluegreen.nginx.FrontFacts.Outside;
import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.SetValue;
import bluegreen.playbook.Playbook.Behind;
import bluegreen.playbook.Playbook.Include;
import bluegreen.playbook.Playbook.Server;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What was seen of the user's nginx in front of ours, to be changed as a test wants it. */
abstract class FrontScene {
  static final Path FILE = Path.of("/etc/nginx/url.inc");
  static final String OLD = "http://127.0.0.1:8081";
  static final String OURS = "http://127.0.0.1:8090";
  static final Behind BEHIND =
      new Behind(
          Path.of("/srv/site.conf"),
          8090,
          new Server("nginx", Path.of("/etc/nginx/nginx.conf"), Optional.empty(), false),
          "http://127.0.0.1/",
          Optional.of(new Include(FILE, "url")));
  static final Processes.Listener OLD_APP =
      new Processes.Listener(8081, Optional.of(World.process(4711, "java -jar old.jar")));

  Optional<String> value = Optional.of(OURS);
  Optional<String> passes = Optional.empty();
  Optional<Processes.Listener> oldApp = Optional.of(OLD_APP);
  List<Processes.Listener> atPort = List.of();
  List<Processes.Info> leftBehind = List.of();
  Optional<Shut> closed = Optional.empty();
  Map<Integer, List<String>> former = Map.of();
  Map<Integer, Processes.Listener> lost = Map.of();
  FrontFacts.Sight sight = FrontFacts.Sight.clear();
  FrontStanding standing = FrontStanding.sound();
  List<String> wrong = List.of();
  boolean root = true;
  boolean lacking = false;
  boolean live = true;
  boolean wasLive = true;

  FrontPlan plan(boolean running) {
    FrontFacts seen =
        new FrontFacts(
            live,
            passes,
            wasLive,
            value.map(v -> new SetValue(FILE, "set $url " + v + ";", 1, v, 9, 9 + v.length())),
            value.map(v -> OLD),
            Optional.of(new Outside(OLD, FILE + ":1", oldApp, oldApp.isPresent())),
            atPort,
            leftBehind,
            closed,
            List.of(),
            Set.of(8090),
            former,
            Optional.of(8090),
            sight,
            standing,
            Map.of(),
            wrong);
    FrontDoubts doubts = new FrontDoubts(BEHIND, standing, root, lacking);
    return new FrontPlan(BEHIND, seen, World.DIR, running, lost, doubts);
  }
}
