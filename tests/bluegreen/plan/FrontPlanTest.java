package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.host.Reach.Shut;
import bluegreen.nginx.FrontFacts;
import bluegreen.observe.SlotFacts;
import bluegreen.playbook.Slot;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is planned of the user's nginx in front of ours")
class FrontPlanTest extends FrontScene {
  @Test
  @DisplayName("shows each reload of the user's own nginx, with its command, as an action")
  void reloads() {
    String reload = "reload your own nginx: run nginx -c /etc/nginx/nginx.conf -s reload";
    List<String> back =
        plan(true).giveBack().orElseThrow().loaded().stream().map(Action::describe).toList();
    assertEquals(List.of("put the old value back in " + FILE + ":1", reload), back);
    value = Optional.of(OLD);
    live = false;
    List<String> there = plan(true).afterVerify().stream().map(Action::describe).toList();
    assertEquals(
        List.of(
            "replace one value in " + FILE + ":1 (kept in " + World.DIR.originalInclude() + ")",
            reload,
            "ask http://127.0.0.1/ whether it leads to " + OURS),
        there);
    assertTrue(FrontAction.ReloadFront.of(BEHIND).changes());
  }

  @Test
  @DisplayName("needs no reload of the user's own nginx where visitors come to us already")
  void unchanged() {
    List<String> there = plan(true).afterVerify().stream().map(Action::describe).toList();
    assertEquals(List.of("ask http://127.0.0.1/ whether it leads to " + OURS), there);
  }

  @Test
  @DisplayName("has a file read that a killed run has written, whichever way it leads")
  void unread() {
    live = false;
    assertEquals(2, plan(true).afterVerify().size());
    assertEquals(FrontAction.ReloadFront.of(BEHIND), plan(true).afterVerify().get(0));
    assertEquals(1, plan(false).afterVerify().size(), "it may lead nowhere as ours has ended");
    value = Optional.of(OLD);
    assertEquals(Optional.empty(), plan(true).giveBack());
    live = true;
    assertEquals(2, plan(true).giveBack().orElseThrow().loaded().size());
    value = Optional.of("http://127.0.0.1:9999");
    assertEquals(Optional.empty(), plan(true).giveBack(), "somebody's own word by now");
  }

  @Test
  @DisplayName("leaves visitors with nobody where the old app has ended, or is one of ours")
  void deserted() {
    assertEquals(Optional.empty(), plan(true).deserted(l -> false));
    assertEquals(
        Optional.of(OLD + ", WHERE NOBODY ANSWERS (/etc/nginx/url.inc:1)"),
        plan(true).deserted(OLD_APP::equals));
    oldApp = Optional.empty();
    assertTrue(plan(true).deserted(l -> false).isPresent());
    value = Optional.of(OLD);
    live = false;
    assertEquals(Optional.empty(), plan(true).deserted(l -> false));
  }

  @Test
  @DisplayName("leaves them with nobody where a block passes to us, be our nginx dead already")
  void passes() {
    value = Optional.empty();
    passes = Optional.of("/etc/nginx/nginx.conf:16");
    live = false;
    assertEquals(
        Optional.of(OURS + ", WHERE NOBODY WILL ANSWER (/etc/nginx/nginx.conf:16)"),
        plan(false).deserted(l -> false));
    atPort = List.of(new Processes.Listener(8090, Optional.of(World.process(666, "nc -l 8090"))));
    String stranger = ", WHERE ANOTHER ANSWERS, pid 666 (nc -l 8090, user shop)";
    assertEquals(
        Optional.of(OURS + stranger + " (/etc/nginx/nginx.conf:16)"),
        plan(false).deserted(l -> false));
  }

  @Test
  @DisplayName(
      "is nothing where a stranger has our port, who is named with the line that leads there")
  void taken() {
    atPort = List.of(new Processes.Listener(8090, Optional.of(World.process(666, "nc -l 8090"))));
    assertEquals(List.of(), plan(true).problems(Set.of()));
    assertEquals(
        List.of(
            "nginx.behind: port 8090 is taken by pid 666 (nc -l 8090, user shop), and your nginx"
                + " sends it visitors (/etc/nginx/url.inc:1), who get its answers until it has"
                + " ended (kill 666) and this was run again, which starts ours there; or give"
                + " nginx.behind another port, to which a run then leads them"),
        plan(false).problems(Set.of()));
  }

  @Test
  @DisplayName("spares the old app while visitors are sent to it, and not while to a dead nginx")
  void needed() {
    live = false;
    assertEquals(Optional.empty(), plan(false).needed(8081));
    assertEquals(Optional.empty(), plan(false).elsewhere());
    value = Optional.empty();
    assertTrue(plan(true).needed(8081).orElseThrow().contains("nginx sends it visitors"));
    assertEquals(Optional.of(OLD), plan(true).elsewhere());
  }

  @Test
  @DisplayName("is nothing where the user of our nginx cannot get to its folder")
  void closed() {
    closed = Optional.of(new Shut(Path.of("/root"), "chmod o+x /root"));
    assertTrue(plan(false).problems(Set.of()).get(0).contains("/root: chmod o+x /root"));
    assertEquals(List.of(), plan(true).problems(Set.of()));
  }

  @Test
  @DisplayName("takes workers that a killed master has left for no strangers")
  void leftBehind() {
    Processes.Info worker = World.process(42, "nginx: worker process");
    atPort = List.of(new Processes.Listener(8090, Optional.of(worker)));
    leftBehind = List.of(worker);
    assertEquals(List.of(), plan(false).problems(Set.of()));
  }

  @Test
  @DisplayName("spares a slot of ours that visitors are sent to past our nginx")
  void straight() {
    SlotFacts blue = slot(Slot.BLUE);
    assertEquals(Optional.empty(), plan(true).straight(blue), "they come by ours");
    live = false;
    value = Optional.of(OLD);
    String why = plan(true).straight(blue).orElseThrow();
    assertTrue(why.contains("straight to blue") && why.contains(OURS), why);
    assertEquals(Optional.empty(), plan(true).straight(slot(Slot.GREEN)));
    value = Optional.empty();
    assertEquals(
        Optional.of(OLD + ", WHERE NOBODY WILL ANSWER (/etc/nginx/url.inc:1)"),
        plan(true).deserted(OLD_APP::equals));
  }

  @Test
  @DisplayName("is nothing where a person has had visitors go elsewhere since, but by his leave")
  void gone() {
    live = false;
    value = Optional.empty();
    String said = plan(true).problems(Set.of()).get(0);
    assertTrue(said.contains("http://127.0.0.1/ does not lead to " + OURS + " any more"), said);
    assertTrue(said.contains("rm " + World.DIR.frontSeen()), said);
    sight = new FrontFacts.Sight(false, Optional.empty(), List.of());
    assertEquals(List.of(), plan(true).problems(Set.of()), "nobody could read it");
    sight = FrontFacts.Sight.clear();
    passes = Optional.of("/etc/nginx/nginx.conf:16");
    assertEquals(List.of(), plan(true).problems(Set.of()), "our nginx may be dead");
    passes = Optional.empty();
    value = Optional.of(OLD);
    assertEquals(List.of(), plan(true).problems(Set.of()), "this run brings them back");
  }

  @Test
  @DisplayName("says where nobody can see who answers visitors, and who else does")
  void sight() {
    assertEquals(Optional.of(true), plan(true).seen().seenLive());
    sight = new FrontFacts.Sight(true, Optional.empty(), List.of(new FrontFacts.Share("b", false)));
    assertEquals("; only partly:\n  b", plan(true).summary());
    assertEquals(Optional.of(true), plan(true).seen().seenLive());
    sight = new FrontFacts.Sight(true, Optional.empty(), List.of(new FrontFacts.Share("b", true)));
    assertEquals(Optional.of(false), plan(true).seen().seenLive());
    live = false;
    sight = new FrontFacts.Sight(true, Optional.of("x answers 401"), List.of());
    assertEquals("; unknown who answers visitors: x answers 401", plan(true).summary());
    assertEquals(Optional.empty(), plan(true).seen().seenLive());
    assertEquals(List.of(), plan(true).problems(Set.of()));
  }

  @Test
  @DisplayName("says what is ready and which step is a person's, the first time")
  void notYet() {
    live = false;
    value = Optional.empty();
    wasLive = false;
    assertEquals(
        "; all is ready there, and the last step is yours (not live yet): for http://127.0.0.1/ to"
            + " lead to http://127.0.0.1:8090, have your server block say: proxy_pass"
            + " http://127.0.0.1:8090; and reload nginx",
        plan(true).summary());
    passes = Optional.of("/etc/nginx/nginx.conf:16");
    assertEquals(
        "; http://127.0.0.1/ is to lead to it, by /etc/nginx/nginx.conf:16", plan(true).summary());
  }

  @Test
  @DisplayName("gives up a port that a stranger has taken since, and says who is sent visitors")
  void lost() {
    former = Map.of(8089, List.of("/etc/nginx/nginx.conf:16: 8089 -> 8090"));
    assertEquals(Set.of(8089), plan(false).formerPorts());
    assertTrue(plan(false).summary().contains("on which ours goes on to listen"));
    Processes.Info nc = World.process(666, "nc -l 8089");
    lost = Map.of(8089, new Processes.Listener(8089, Optional.of(nc)));
    assertEquals(Set.of(), plan(false).formerPorts());
    String said = plan(false).summary();
    assertTrue(
        said.contains("127.0.0.1:8089, where pid 666 (nc -l 8089, user shop) listens"), said);
    assertTrue(said.endsWith("/etc/nginx/nginx.conf:16: 8089 -> 8090"), said);
  }

  private static SlotFacts slot(Slot slot) {
    return World.serving("2", "1").facts(Optional.empty()).of(slot);
  }
}
