package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.plan.LookAction.VerifyThrough;
import bluegreen.plan.NginxAction.TryNginxFiles;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Slot;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A failed run")
class UndoTest extends UndoBed {
  @Nested
  @DisplayName("after its switch")
  class Switched {
    @Test
    @DisplayName("has nginx send traffic to the old version again, and only then stops the new one")
    void back() throws Exception {
      bench();
      switched(bench.live());
      bench.runner.beforeStop =
          () -> assertEquals(Set.of("served-blue"), bench.markers(), "the new one is no backup");
      assertEquals(Outcome.FAILED, undone());
      assertEquals(
          List.of(
              "switched back to blue :" + bench.blue.port(), "stopped green: nothing in flight"),
          bench.heard.notes());
      assertEquals(List.of("green within 7s"), bench.heard.of("stop"));
      assertEquals(Set.of("served-blue"), bench.markers());
    }

    @Test
    @DisplayName("by a reload puts the old file back and has nginx read it")
    void reload() throws Exception {
      bench();
      switched(bench.reloading());
      assertEquals(bench.rendered(Slot.GREEN), Files.readString(bench.folder.resolve("loaded")));
      assertEquals(Outcome.FAILED, undone());
      assertEquals(bench.rendered(Slot.BLUE), Files.readString(bench.site));
      assertEquals(bench.rendered(Slot.BLUE), Files.readString(bench.folder.resolve("loaded")));
      assertFalse(bench.markers().contains("green"));
      assertTrue(stopped());
    }

    @Test
    @DisplayName("makes the way back durable")
    void durable() throws Exception {
      bench();
      switched(bench.live());
      bench.forced.clear();
      undone();
      assertEquals(List.of("app/live blue"), bench.forced);
    }

    @Test
    @DisplayName("leaves traffic where it is if the old version does not answer any more")
    void oldIsGone() throws Exception {
      bench("health: { url: \"http://127.0.0.1:{{ port }}/health\", interval: 3s }");
      switched(bench.live());
      bench.blue.health = Reply.of(503, "closing");
      Duration before = bench.time.passed();
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertEquals(Set.of("green", "served-blue", "served-green"), bench.markers());
      assertFalse(stopped());
      assertEquals(
          "not switched back: the old version on blue :"
              + bench.blue.port()
              + " does not answer any more (503: closing); nginx sends traffic to green :"
              + bench.green.port()
              + ": look at both with deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK",
          note(0));
      assertEquals(3, bench.blue.asked.stream().filter(a -> a.startsWith("GET /health")).count());
      assertEquals(Duration.ofSeconds(6), bench.time.passed().minus(before));
    }

    @Test
    @DisplayName("goes back to an old version that gives one bad answer, or two")
    void oldIsBusy() throws Exception {
      bench();
      switched(bench.live());
      bench.blue.next.add(Reply.of(503, ""));
      bench.blue.next.add(Reply.of(503, ""));
      assertEquals(Outcome.FAILED, undone());
      assertFalse(bench.markers().contains("green"));
    }

    @Test
    @DisplayName("does not go back to somebody else's process on the old version's port")
    void oldIsForeign() throws Exception {
      bench();
      switched(bench.live());
      bench.runner.strange.add(Slot.BLUE);
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertTrue(note(0).contains("(answered by pid "), note(0));
    }

    @Test
    @DisplayName("leaves traffic on the first version, as there is nothing to go back to")
    void first() throws Exception {
      bench();
      switched(bench.first(Optional.empty()));
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertEquals(
          List.of(
              "nothing served before, so there is nothing to switch back to: nginx sends traffic"
                  + " to green :"
                  + bench.green.port()
                  + "; see deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK"),
          bench.heard.notes());
      assertFalse(stopped());
    }

    @Test
    @DisplayName("puts the site back that it had nginx load, once traffic is where it was")
    void site() throws Exception {
      bench();
      String old = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true));
      bench.nginxWork.stepDone();
      switched(bench.live());
      assertEquals(Outcome.FAILED, undone());
      assertEquals(old, Files.readString(bench.site));
      assertEquals(old, Files.readString(bench.folder.resolve("loaded")));
    }

    @Test
    @DisplayName("takes a first version's site out of an nginx that served others, and stops it")
    void late() throws Exception {
      bench();
      Files.delete(bench.site);
      WriteNginxFile site =
          new WriteNginxFile(bench.site, Optional.empty(), bench.rendered(Slot.BLUE), true);
      bench.nginxWork.tryNginxFiles(new TryNginxFiles(List.of(site)));
      bench.nginxWork.writeNginxFile(site);
      switched(bench.first(Optional.empty()));
      assertEquals(Outcome.FAILED, undone());
      assertFalse(Files.exists(bench.site));
      assertTrue(stopped());
    }

    @Test
    @DisplayName("stops a first version that nobody has reached, as nginx itself answers")
    void keptAway() throws Exception {
      bench("nginx: , location: \"return 503;\"");
      switched(bench.first(Optional.empty()));
      bench.front.byItself = Optional.of(Reply.of(503, "away"));
      VerifyThrough green = new VerifyThrough("url", Slot.GREEN, bench.green.endpoint());
      assertThrows(StepFailure.class, () -> bench.evidence.of(green));
      assertEquals(Outcome.FAILED, undone());
      assertTrue(stopped());
    }

    @Test
    @DisplayName("goes back to what served before us where that gives any answer at all")
    void outside() throws Exception {
      bench();
      String old = "http://127.0.0.1:" + bench.blue.port() + "/";
      switched(bench.first(Optional.of(old)));
      bench.runner.strange.add(Slot.BLUE);
      bench.blue.reply = Reply.of(404, "");
      bench.front.foreign = true;
      assertEquals(Outcome.FAILED, undone());
      assertEquals("switched back to " + old, note(0));
      assertTrue(stopped());
    }

    @Test
    @DisplayName("does not go back to what served before us where that gives no answer")
    void outsideIsGone() throws Exception {
      bench();
      switched(bench.first(Optional.of("http://127.0.0.1:" + bench.blue.port() + "/")));
      bench.blue.close();
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertTrue(note(0).contains("/ does not answer any more (connection refused); "), note(0));
      assertFalse(stopped());
    }

    @Test
    @DisplayName("stops nothing while nginx goes on with the new version")
    void doesNotFollow() throws Exception {
      bench();
      switched(bench.live());
      bench.front.stuck = Optional.of(Slot.GREEN);
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertFalse(stopped());
      assertEquals(
          "switched back to blue :"
              + bench.blue.port()
              + ", and nginx does not follow: nginx sends traffic to green :"
              + bench.green.port()
              + ", where nothing was stopped; see nginx's error log and "
              + bench.site,
          note(0).replace("run/site.conf", bench.site.toString()));
    }

    @Test
    @DisplayName("gives nginx a while to follow")
    void followsLater() throws Exception {
      bench();
      switched(bench.live());
      bench.front.stuck = Optional.of(Slot.GREEN);
      bench.time.in(Duration.ofSeconds(4), () -> bench.front.stuck = Optional.empty());
      assertEquals(Outcome.FAILED, undone());
      assertTrue(stopped());
    }

    @Test
    @DisplayName("needs a person where nginx refuses the way back")
    void refused() throws Exception {
      bench();
      switched(bench.reloading());
      Files.createFile(bench.folder.resolve("stiff"));
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertTrue(note(0).startsWith("switching back failed: nginx cannot be reloaded"), note(0));
      assertTrue(note(0).contains("/live: nginx sends traffic to green :"), note(0));
      assertFalse(stopped());
    }

    @Test
    @DisplayName("lets the new version finish what it has in hand before it stops it")
    void drains() throws Exception {
      bench();
      switched(bench.live());
      long worker = bench.master.connect(bench.green.port());
      bench.time.in(Duration.ofSeconds(2), () -> bench.master.disconnect(worker));
      bench.runner.beforeStop =
          () -> assertTrue(bench.time.passed().compareTo(Duration.ofSeconds(2)) >= 0);
      assertEquals(Outcome.FAILED, undone());
      assertEquals("stopped green: 1 connection finished", note(1));
    }

    @Test
    @DisplayName("counts what nginx had just sent to the new version when traffic was moved back")
    void settles() throws Exception {
      bench();
      switched(bench.live());
      bench.time.in(Duration.ofMillis(100), () -> bench.master.connect(bench.green.port()));
      assertEquals(Outcome.FAILED, undone());
      assertTrue(
          note(1).startsWith("stopped green: 1 of 1 connection still open after 5.0s"), note(1));
      assertTrue(note(1).endsWith("; they are cut now"), note(1));
    }

    @Test
    @DisplayName("says how many processes of the new version had to be killed")
    void killed() throws Exception {
      bench();
      switched(bench.live());
      bench.runner.killed = 1;
      undone();
      assertEquals("stopped green: nothing in flight; 1 process killed after 7.0s", note(1));
    }

    @Test
    @DisplayName("says that the new version cannot be stopped, with traffic on the old one")
    void cannotStop() throws Exception {
      bench();
      switched(bench.live());
      bench.runner.failure = Optional.of(new HostFailure("it does not end"));
      assertEquals(Outcome.FAILED, undone());
      assertEquals("cannot stop green: it does not end", note(1));
    }
  }

  @Test
  @DisplayName("is undone to its end although it was told to stop")
  void toItsEnd() throws Exception {
    bench();
    switched(bench.live());
    bench.interruption.tell();
    bench.interruption.finish(() -> assertEquals(Outcome.FAILED, undone()));
    assertEquals(2, bench.heard.notes().size());
    assertThrows(InterruptedException.class, bench.interruption::check);
  }
}
