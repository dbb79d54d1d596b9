package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.HostFailure;
import bluegreen.nginx.Front;
import bluegreen.nginx.FrontFacts;
import bluegreen.plan.Done;
import bluegreen.plan.FrontAction.LookOutside;
import bluegreen.plan.FrontAction.ReloadFront;
import bluegreen.plan.FrontAction.ReplaceValue;
import bluegreen.plan.StepName;
import bluegreen.run.StubApp.Reply;
import java.nio.file.Files;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("Work on the user's own nginx")
class FrontWorkTest extends FrontBed {
  @BeforeEach
  void begin() {
    bench.progress.begin(Bench.step(StepName.VERIFY));
    bench.time.least = Duration.ofMillis(500);
  }

  private static String failure(org.junit.jupiter.api.function.Executable deed) {
    return assertThrows(HostFailure.class, deed).getMessage();
  }

  @Nested
  @DisplayName("that brings visitors to us")
  class Adoption {
    @Test
    @DisplayName("changes one value, keeps what the file held, and is seen to have had effect")
    void replaces() throws Exception {
      String before = include();
      assertFalse(work.hasReplaced());
      replace(adopting());
      assertEquals(saying(behind.address()), include());
      assertEquals(before, Files.readString(bench.dir.originalInclude()));
      assertEquals(
          "rw-------",
          PosixFilePermissions.toString(
              Files.getPosixFilePermissions(bench.dir.originalInclude())));
      assertTrue(work.hasReplaced());
      assertEquals(Optional.empty(), work.live(), "nobody has looked yet");
      Done done = work.lookAtFront(look(true));
      assertEquals("through " + url() + ", " + behind.address(), done.detail());
      assertEquals(Optional.of(true), work.live());
      assertTrue(Files.exists(bench.dir.frontSeen()));
      assertEquals(Duration.ZERO, bench.time.passed());
    }

    @Test
    @DisplayName("has nginx test the file, and read it with the reload that is planned for that")
    void reloads() throws Exception {
      String before = include();
      work.replaceValue(adopting());
      assertTrue(work.hasWritten());
      assertEquals(Optional.empty(), front().way());
      work.reloadFront(ReloadFront.of(behind));
      assertFalse(work.hasWritten());
      assertTrue(front().way().isPresent());
      work.undo();
      assertEquals(before, include());
      assertEquals(Optional.empty(), front().way());
    }

    @Test
    @DisplayName("puts back a file that nginx has not read yet, without a reload")
    void unread() throws Exception {
      String before = include();
      work.replaceValue(adopting());
      Files.createFile(visitors.folder.resolve("stiff"));
      work.undo();
      assertEquals(before, include());
      assertFalse(work.hasWritten());
      assertEquals(Optional.of(false), work.live());
    }

    private Front front() {
      return bench.machine.front(bench.playbook, bench.dir).orElseThrow();
    }

    @Test
    @DisplayName("keeps whose app it was, so that nobody goes back to another user's on its port")
    void owner() throws Exception {
      replace(adopting());
      assertEquals(System.getProperty("user.name"), Files.readString(bench.dir.originalOwner()));
      assertTrue(outside().answers());
      Files.writeString(bench.dir.originalOwner(), "somebody");
      assertFalse(outside().answers());
    }

    private FrontFacts.Outside outside() throws Exception {
      return front().observe(false).outside().orElseThrow();
    }

    @Test
    @DisplayName("keeps nothing where the file held an address of ours already")
    void ownAddress() throws Exception {
      replace(new ReplaceValue(value(), behind.address(), bench.dir, false, behind));
      assertFalse(Files.exists(bench.dir.originalInclude()));
    }

    @Test
    @DisplayName("leaves the file as it was where nginx refuses it, by its test or at the reload")
    void refused() throws Exception {
      String before = include();
      for (String how : new String[] {"strict", "stiff"}) {
        Files.createFile(visitors.folder.resolve(how));
        String why = failure(() -> replace(adopting()));
        assertEquals(
            "nginx did not take " + visitors.include + "; it was put back:\nit is " + how, why);
        assertEquals(before, include());
        Files.delete(visitors.folder.resolve(how));
      }
    }

    @Test
    @DisplayName("waits for nginx's old workers, one of which could answer in the old way")
    void oldWorkers() throws Exception {
      Files.writeString(
          visitors.conf,
          "pid " + folder + "/run/logs/nginx.pid;\n" + Files.readString(visitors.conf));
      long worker = bench.master.connect(bench.blue.port());
      replace(adopting());
      bench.time.in(Duration.ofSeconds(2), () -> bench.master.disconnect(worker));
      work.lookAtFront(look(true));
      assertEquals(Optional.of(true), work.live());
      assertEquals(Duration.ofSeconds(2), bench.time.passed());
    }

    @Test
    @DisplayName("fails where visitors do not come to us, with what would have to be changed")
    void noEffect() throws Exception {
      Files.createFile(visitors.folder.resolve("deaf"));
      replace(adopting());
      assertEquals(
          url()
              + " does not lead to "
              + behind.address()
              + "; no visitor reaches the app by it: it answers 200:\n  change a\n  change b",
          failure(() -> work.lookAtFront(look(true, "change a", "change b"))));
      assertEquals(Optional.of(false), work.live());
      assertFalse(Files.exists(bench.dir.frontSeen()));
      assertEquals(Duration.ofSeconds(5), bench.time.passed());
      assertEquals(
          "verify: " + url() + " does not lead to us yet", bench.heard.of("waiting").get(0));
    }

    @Test
    @DisplayName("gives nginx a while")
    void later() throws Exception {
      Files.createFile(visitors.folder.resolve("deaf"));
      replace(adopting());
      bench.time.in(Duration.ofSeconds(4), visitors::load);
      work.lookAtFront(look(true));
      assertEquals(Optional.of(true), work.live());
    }

    @Test
    @DisplayName("fails where visitors are led to an address that only this machine can reach")
    void leak() throws Exception {
      replace(adopting());
      bench.blue.reply =
          Reply.of(302, "").with("Location", "http://127.0.0.1:" + bench.blue.port() + "/login");
      String why = failure(() -> work.lookAtFront(look(true)));
      assertTrue(why.startsWith(url() + " leads visitors on to http://127.0.0.1:"), why);
      assertTrue(why.contains("`proxy_set_header Host $host;`"), why);
    }

    @Test
    @DisplayName("does not mind redirects to where visitors are, or that were there before us")
    void redirects() throws Exception {
      old.reply = Reply.of(302, "").with("Location", "http://localhost:9/login");
      replace(adopting());
      bench.blue.reply = old.reply;
      work.lookAtFront(look(true));
      work.undo();
      old.reply = Reply.of(200, "ok");
      replace(adopting());
      bench.blue.reply = Reply.of(302, "").with("Location", url() + "login");
      work.lookAtFront(look(true));
      bench.blue.reply = Reply.of(302, "").with("Location", "https://shop.example.com/login");
      work.lookAtFront(look(true));
      assertEquals(Optional.of(true), work.live());
    }
  }

  @Nested
  @DisplayName("that only looks whether visitors come to us")
  class Look {
    @Test
    @DisplayName("finds that they do not, does not wait, and fails only where they have to")
    void notYet() throws Exception {
      assertEquals("as planned (it answers 200 now)", work.lookAtFront(look(false)).detail());
      assertEquals(Optional.of(false), work.live());
      assertEquals(Duration.ZERO, bench.time.passed());
      assertFalse(Files.exists(bench.dir.frontSeen()));
      failure(() -> work.lookAtFront(look(true)));
    }

    @Test
    @DisplayName("has nginx read a file that a killed run has written, and no other one")
    void unread() throws Exception {
      Files.writeString(visitors.include, saying(behind.address()));
      work.reloadFront(ReloadFront.of(behind));
      assertEquals(
          "through " + url() + ", " + behind.address(), work.lookAtFront(look(true)).detail());
      Files.createFile(visitors.folder.resolve("stiff"));
      work.reloadFront(ReloadFront.of(behind));
    }

    @Test
    @DisplayName("cannot tell where nginx answers by a rule of its own, and says by which")
    void guarded() throws Exception {
      visitors.configure("auth_basic closed;", "");
      Files.writeString(visitors.include, saying(behind.address()));
      visitors.load();
      visitors.guard = Optional.of(Reply.of(401, ""));
      String said = work.lookAtFront(look(true)).detail();
      assertTrue(
          said.startsWith("through " + behind.address() + "; unknown who answers visitors: "),
          said);
      assertTrue(said.contains("nginx.conf:6: auth_basic closed;"), said);
      assertEquals(Optional.empty(), work.live());
      assertFalse(Files.exists(bench.dir.frontSeen()));
    }

    @Test
    @DisplayName("fails by that rule where this run was to bring them to us")
    void guardedAdoption() throws Exception {
      visitors.configure("auth_basic closed;", "");
      replace(adopting());
      visitors.guard = Optional.of(Reply.of(401, ""));
      String why = failure(() -> work.lookAtFront(look(true)));
      assertTrue(why.contains("no visitor reaches the app by it: " + url() + " answers 401"), why);
    }

    @Test
    @DisplayName("does not count them as ours while others on this machine get some of them")
    void shared() throws Exception {
      String shared =
          "upstream both { server 127.0.0.1:%d; server 127.0.0.1:%d; }"
              .formatted(bench.front.port(), old.port());
      visitors.configure("location /both { proxy_pass http://both; }", shared);
      Files.writeString(visitors.include, saying(behind.address()));
      visitors.load();
      String said = work.lookAtFront(look(true)).detail();
      assertTrue(said.contains("; only partly:\n  "), said);
      assertTrue(said.contains("proxy_pass http://both; leads to others as well: "), said);
      assertTrue(said.contains("server 127.0.0.1:" + old.port()), said);
      assertEquals(Optional.of(false), work.live());
      assertFalse(Files.exists(bench.dir.frontSeen()));
    }
  }

  @Nested
  @DisplayName("that gives visitors back")
  class Return {
    private void adopted() throws Exception {
      replace(adopting());
      work.lookAtFront(look(true));
    }

    @Test
    @DisplayName("restores the value and nothing else, and sees that it had effect")
    void givesBack() throws Exception {
      adopted();
      Files.writeString(visitors.include, include() + "# a line of the user's since\n");
      giveBack(givingBack());
      assertEquals(saying(oldAddress()) + "# a line of the user's since\n", include());
      assertEquals(Optional.of(false), work.live());
    }

    @Test
    @DisplayName("has nginx read a file to which a killed run has given its old value")
    void unread() throws Exception {
      adopted();
      Files.writeString(visitors.include, saying(oldAddress()));
      giveBack(givingBack());
      assertEquals(Optional.of(false), work.live());
    }

    @Test
    @DisplayName("fails where they still come to us after some seconds")
    void noEffect() throws Exception {
      adopted();
      Files.createFile(visitors.folder.resolve("deaf"));
      assertEquals(
          "visitors of " + url() + " still reach us; see nginx's error log",
          failure(() -> giveBack(givingBack())));
      assertTrue(bench.time.passed().compareTo(Duration.ofSeconds(5)) > 0);
    }

    @Test
    @DisplayName("gives nginx a while")
    void later() throws Exception {
      adopted();
      Files.createFile(visitors.folder.resolve("deaf"));
      bench.time.in(Duration.ofSeconds(4), visitors::load);
      giveBack(givingBack());
      assertEquals(Optional.of(false), work.live());
    }

    @Test
    @DisplayName("is content with any answer that they get then, and takes them again without one")
    void outside() throws Exception {
      adopted();
      LookOutside outside = new LookOutside(behind, givingBack());
      giveBack(givingBack());
      assertTrue(work.hasLeft());
      old.reply = Reply.of(500, "");
      work.lookOutside(outside);
      assertEquals(saying(oldAddress()), include());
      for (int status : new int[] {502, 504}) {
        old.reply = Reply.of(status, "");
        String why = failure(() -> work.lookOutside(outside));
        assertEquals(
            url() + " answers " + status + " without us; " + value().place() + " leads to us again",
            why);
        assertEquals(saying(behind.address()), include());
        assertEquals(Optional.of(true), work.live());
        assertFalse(work.hasLeft());
        giveBack(givingBack());
      }
      visitors.close();
      failure(() -> work.lookOutside(outside));
      assertEquals(saying(behind.address()), include());
    }

    @Test
    @DisplayName("after a failure does nothing where this run has not touched it")
    void untouched() throws Exception {
      Files.writeString(visitors.include, saying(behind.address()));
      work.undo();
      assertEquals(saying(behind.address()), include());
      assertEquals(Optional.empty(), work.live());
    }

    @Test
    @DisplayName("after a failure leaves a value alone that somebody has changed since")
    void changedSince() throws Exception {
      adopted();
      Files.writeString(visitors.include, saying("http://10.1.1.1:80"));
      work.undo();
      assertEquals(saying("http://10.1.1.1:80"), include());
    }

    @Test
    @DisplayName("after a failure has them come to us by the address that they came by before")
    void formerAddress() throws Exception {
      replace(new ReplaceValue(value(), behind.address(), bench.dir, false, behind));
      work.undo();
      assertEquals(saying(oldAddress()), include());
      assertEquals(Optional.of(true), work.live());
    }
  }
}
