package bluegreen.plan;

import static bluegreen.playbook.Slot.BLUE;
import static bluegreen.playbook.Slot.GREEN;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Trail.Link;
import bluegreen.nginx.SiteLinks;
import bluegreen.observe.Lost;
import bluegreen.observe.Neighbour;
import bluegreen.state.Layout;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The plan of a removal")
class RemovalPlannerTest {
  private static final String RELOAD = "nginx -c /etc/nginx/nginx.conf -s reload";

  private static Plan remove(World world) {
    return world.remove(true);
  }

  @Test
  @DisplayName(
      "stops the standby first, then takes traffic away, then stops what served, files last")
  void order() {
    assertEquals(
        List.of(
            "drain green :8082",
            "stop green",
            "remove shop.conf",
            RELOAD,
            "drain blue :8081",
            "stop blue",
            "remove shop",
            "remove if empty bluegreen"),
        Told.actions(remove(World.serving("2", "1"))));
  }

  private static World linked(Optional<String> closed, String... links) {
    return World.serving("1")
        .with(
            w ->
                w.links =
                    Optional.of(
                        new SiteLinks(
                            Path.of("/etc/nginx/sites-available/shop"),
                            Stream.of(links)
                                .map(l -> new Link(Path.of(l), Path.of("../sites-available/shop")))
                                .toList(),
                            closed,
                            Optional.empty())));
  }

  @Test
  @DisplayName("takes away the links to the site file before it, and says so")
  void links() {
    Plan plan = remove(linked(Optional.empty(), "/etc/nginx/sites-enabled/shop"));
    assertEquals(
        "remove /etc/nginx/sites-enabled/shop (a link), /etc/nginx/sites-available/shop",
        Told.step(plan, StepName.NGINX).actions().get(0).describe());
  }

  @Test
  @DisplayName("is refused where a link would be left that is not ours to remove")
  void closedLink() {
    Plan plan = remove(linked(Optional.of("/etc/x belongs to bob"), "/etc/x/shop"));
    assertEquals(
        "nginx.site: /etc/x/shop leads to /etc/nginx/sites-available/shop, and nginx refuses a link"
            + " to nothing; it is not for us to remove (/etc/x belongs to bob); first: rm"
            + " /etc/x/shop",
        Told.step(plan, StepName.PREFLIGHT).summary());
    Plan own = remove(linked(Optional.of("x"), "/etc/nginx/conf.d/shop.conf"));
    String said = Told.step(own, StepName.PREFLIGHT).summary();
    assertTrue(
        said.endsWith("rm /etc/nginx/conf.d/shop.conf /etc/nginx/sites-available/shop"), said);
  }

  @Test
  @DisplayName("of a deployment that would rename a site file is refused where a link leads to it")
  void renamed() {
    World world = linked(Optional.empty(), "/etc/nginx/sites-enabled/shop");
    world.former = Optional.of(Path.of("/etc/nginx/sites-enabled/shop"));
    assertEquals(
        "nginx.site: the site is in /etc/nginx/sites-available/shop until now, and"
            + " /etc/nginx/sites-enabled/shop leads to it, a link; nginx serves on while you move"
            + " it: rm /etc/nginx/sites-enabled/shop && mv /etc/nginx/sites-available/shop"
            + " /etc/nginx/conf.d/shop.conf",
        Told.step(world.deploy("2"), StepName.PREFLIGHT).summary());
  }

  @Test
  @DisplayName("stops what has no visitors while the others are served, and says what serves now")
  void head() {
    Plan plan = remove(World.serving("2", "1"));
    List<StepName> names = plan.steps().stream().map(Step::name).toList();
    assertEquals(
        List.of(
            StepName.PREFLIGHT,
            StepName.STOP_IDLE,
            StepName.NGINX,
            StepName.STOP_OLD,
            StepName.PRUNE),
        names);
    assertEquals(Goal.REMOVE, plan.goal());
    assertEquals(Optional.of(BLUE), plan.active());
    assertEquals("2", plan.activeVersion());
    assertEquals(Optional.empty(), plan.release());
  }

  @Test
  @DisplayName("stops the slot that serves last, whichever it is")
  void greenServes() {
    World world = new World().runs(BLUE, "1").runs(GREEN, "2").pointed(GREEN);
    List<String> actions = Told.actions(remove(world));
    assertEquals(List.of("drain blue :8081", "stop blue"), actions.subList(0, 2));
    assertEquals(List.of("drain green :8082", "stop green"), actions.subList(4, 6));
  }

  @Test
  @DisplayName("stops what killed runs left behind")
  void strays() {
    World world = new World();
    world.at(GREEN).strays = true;
    assertEquals(List.of("stop green"), Told.actions(remove(world), StepName.STOP_IDLE));
    assertEquals(
        "stopped processes left behind by a killed run on green",
        Told.step(remove(world), StepName.STOP_IDLE).summary());
  }

  @Test
  @DisplayName("names no process of anybody else")
  void foreign() {
    World world = World.serving("1");
    world.at(GREEN).foreign = true;
    world.takeOver = true;
    assertEquals(List.of(), Told.actions(remove(world), StepName.STOP_IDLE));
  }

  @Test
  @DisplayName("does not reload an nginx that does not run")
  void notRunning() {
    World world = World.serving("1");
    world.running = false;
    assertEquals(List.of("remove shop.conf"), Told.actions(remove(world), StepName.NGINX));
  }

  @Test
  @DisplayName("reloads an nginx that still serves a site whose file a killed run has removed")
  void stillLoaded() {
    World world = World.serving("1");
    world.site = Optional.empty();
    assertEquals(List.of(RELOAD), Told.actions(remove(world), StepName.NGINX));
  }

  @Test
  @DisplayName("takes away what a killed run has left half written beside nginx's files")
  void halfWritten() {
    World world = World.serving("1");
    world.leftovers.add(Path.of("/etc/nginx/conf.d/.bluegreen-tmp-shop.conf"));
    world.leftovers.add(World.DIR.root().resolve(".bluegreen-tmp-intent.json"));
    assertEquals(
        List.of("remove .bluegreen-tmp-shop.conf", "remove shop", "remove if empty bluegreen"),
        Told.actions(remove(world), StepName.PRUNE));
  }

  private static Layout elsewhere(Layout wanted) {
    return new Layout(
        wanted.app(),
        Path.of("/srv/shop"),
        wanted.site(),
        wanted.ports(),
        wanted.behind(),
        wanted.include(),
        wanted.conf(),
        wanted.listen(),
        wanted.tlsListen(),
        wanted.names(),
        wanted.workdir(),
        wanted.playbook(),
        wanted.by());
  }

  @Test
  @DisplayName("is refused where the site is that of the app of this name in another folder")
  void otherFolder() {
    World world = World.serving("1");
    Layout wanted = world.facts(Optional.empty()).estate().wanted();
    world.neighbours.add(new Neighbour(elsewhere(wanted), true, true));
    Step preflight = Told.step(remove(world), StepName.PREFLIGHT);
    assertEquals(Status.FAILED, preflight.expected());
    assertTrue(preflight.summary().endsWith("write `app.dir: /srv/shop`"), preflight::summary);
    world.neighbours.set(0, new Neighbour(elsewhere(wanted), true, false));
    assertEquals(Status.OK, Told.step(remove(world), StepName.PREFLIGHT).expected());
  }

  @Test
  @DisplayName("leaves a site alone that is not of our making")
  void foreignSite() {
    World world = new World();
    world.site = Optional.of("server { listen 80; }");
    assertEquals(List.of(), Told.actions(remove(world), StepName.NGINX));
    assertEquals(
        "nothing of ours in /etc/nginx/conf.d/shop.conf",
        Told.step(remove(world), StepName.NGINX).summary());
  }

  @Test
  @DisplayName("ends an nginx of one's own and takes its files away, but nobody else's")
  void privateNginx() {
    World world = new World();
    world.playbook.privateNginx();
    world.conf = Optional.empty();
    world.carryOut(world.deploy("1"));
    assertEquals(
        List.of(
            "nginx -p /srv/shop/nginx -c /srv/shop/nginx/nginx.conf -s quit",
            "drain blue :8081",
            "stop blue",
            "remove error.log",
            "remove if empty logs",
            "remove temp",
            "remove nginx.pid",
            "remove site.conf",
            "remove nginx.conf",
            "remove if empty nginx",
            "remove shop",
            "remove if empty bluegreen"),
        Told.actions(remove(world)));
  }

  @Test
  @DisplayName("ends the workers of such an nginx whose master was killed, and nobody else's")
  void leftBehind() {
    World world = new World();
    world.leftBehind = List.of(World.process(42, "nginx: worker process"));
    assertEquals(List.of(), Told.actions(remove(world), StepName.NGINX), "not of our making");
    world.playbook.privateNginx();
    world.conf = Optional.empty();
    world.carryOut(world.deploy("1"));
    world.running = false;
    assertEquals(
        List.of("end the workers whose master is gone: pid 42"),
        Told.step(remove(world), StepName.NGINX).actions().stream().map(Action::describe).toList());
  }

  @Test
  @DisplayName(
      "names the workers of a killed nginx that is not ours, and what ran in a lost folder")
  void unattended() {
    World world = World.serving("1");
    world.running = false;
    world.adrift = List.of(World.process(42, "nginx: worker process"));
    world.lost.add(
        new Lost(World.process(43, "java -jar a.jar"), "blue of shop (1)", Set.of(8090)));
    List<Note> notes = Told.step(remove(world), StepName.PREFLIGHT).notes();
    assertTrue(notes.get(0).sentence().contains("its workers (42) answer visitors on"));
    assertEquals("kill -QUIT 42", notes.get(0).remedy());
    String said =
        "pid 43 (java -jar a.jar, user shop) on port 8090, by its own words blue of shop (1)";
    assertTrue(notes.get(1).sentence().contains(said), notes::toString);
    assertEquals("kill 43", notes.get(1).remedy());
    assertEquals(List.of("remove shop.conf"), Told.actions(remove(world), StepName.NGINX));
  }

  @Test
  @DisplayName("takes away a working folder elsewhere that was not there before us, if it is empty")
  void workdir() {
    World world = World.serving("1");
    world.playbook.workdir(Path.of("/srv/work/shop"));
    String gone = "remove if empty shop, remove if empty work";
    assertFalse(Told.actions(remove(world)).toString().contains(gone), "nobody knows");
    world.made = Optional.of(List.of(Path.of("/srv/work/shop"), Path.of("/srv/work")));
    assertTrue(Told.actions(remove(world)).toString().contains(gone));
  }

  @Test
  @DisplayName("keeps a site file that somebody has edited, and says where")
  void editedSite() {
    World world = World.serving("1");
    world.site = world.site.map(site -> site + "# mine");
    Path kept = World.DIR.kept().resolve("shop.conf");
    assertEquals(
        "removed /etc/nginx/conf.d/shop.conf; it had been edited, and is kept as " + kept,
        Told.step(remove(world), StepName.NGINX).summary());
    assertTrue(Told.actions(remove(world)).get(0).startsWith("keep the edited "));
    assertTrue(Told.step(remove(world), StepName.PRUNE).summary().endsWith(": kept/shop.conf"));
    world.kept.add(kept);
    String second = Told.step(remove(world), StepName.NGINX).summary();
    assertTrue(second.endsWith("is kept as " + kept + ".2"), second);
  }

  @Test
  @DisplayName("empties a folder that was there before us, and takes away those that were not")
  void madeByUs() {
    World world = World.serving("1");
    world.made = Optional.of(List.of(Path.of("/var/lib/bluegreen"), Path.of("/srv/else")));
    world.goes = false;
    assertEquals(
        List.of("remove shop", "remove if empty bluegreen"),
        Told.actions(remove(world), StepName.PRUNE));
    assertTrue(
        Told.step(remove(world), StepName.PRUNE)
            .summary()
            .startsWith("emptied /var/lib/bluegreen/shop, which was there before us"));
  }

  @Test
  @DisplayName("takes away the folders of one's own nginx that a killed run has left empty")
  void emptied() {
    World world = new World();
    world.emptied.addAll(List.of(Path.of("/srv/nginx/logs"), Path.of("/srv/nginx")));
    assertEquals(
        List.of("remove if empty logs", "remove if empty nginx"),
        Told.actions(world.remove(false)));
  }

  @Test
  @DisplayName("names what is not ours in the app's folder, and stays")
  void staying() {
    World world = World.serving("1");
    world.staying.add(World.DIR.root().resolve("uploads"));
    assertTrue(
        Told.step(remove(world), StepName.PRUNE)
            .summary()
            .endsWith(", but for what is not ours in it: uploads"));
  }

  @Test
  @DisplayName("is refused as a whole where the folder is somebody else's")
  void refused() {
    World world = World.serving("1");
    world.problems.add("app.dir: somebody else's");
    Plan plan = remove(world);
    assertFalse(plan.applicable());
    assertEquals(List.of(), Told.actions(plan));
  }

  @Test
  @DisplayName("changes nothing where nothing of ours is there")
  void nothing() {
    Plan plan = new World().remove(false);
    assertFalse(plan.changes());
    assertEquals(List.of(), Told.actions(plan));
    assertEquals(
        List.of("preflight", "stop-idle", "nginx", "stop-old", "prune"),
        plan.steps().stream().map(Step::title).toList());
  }
}
