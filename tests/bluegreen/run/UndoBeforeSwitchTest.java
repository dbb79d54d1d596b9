package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Goal;
import bluegreen.plan.LookAction.AskVisitors;
import bluegreen.plan.NginxAction.ReloadNginx;
import bluegreen.plan.NginxAction.WriteNginxFile;
import bluegreen.playbook.Slot;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

@DisplayName("A run that failed")
class UndoBeforeSwitchTest extends UndoBed {
  @Nested
  @DisplayName("before its switch")
  class Before {
    @Test
    @DisplayName("stops at once what it has started, and moves nothing")
    void started() throws Exception {
      bench();
      bench.hands.slot(bench.starting("2"));
      bench.master.connect(bench.green.port());
      Duration before = bench.time.passed();
      assertEquals(Outcome.FAILED, undone());
      assertEquals(List.of("stopped green"), bench.heard.notes());
      assertEquals(before, bench.time.passed());
      assertEquals(Set.of(), bench.markers());
    }

    @Test
    @DisplayName("stops nothing that it has not started")
    void notStarted() throws Exception {
      bench();
      assertEquals(Outcome.FAILED, undone());
      assertFalse(stopped());
      assertEquals(List.of(), bench.heard.notes());
    }

    @Test
    @DisplayName("puts back the file that nginx has not shown to work with, and has it read that")
    void putBack() throws Exception {
      bench();
      String old = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true));
      assertEquals(Outcome.FAILED, undone());
      assertEquals(old, Files.readString(bench.site));
      assertEquals(List.of("-T -q", "-s reload"), bench.master.calls());
      assertEquals(List.of("put run/site.conf back as it was"), bench.heard.notes());
    }

    @Test
    @DisplayName("puts back a file, too, that nginx has worked with since")
    void putLoadedBack() throws Exception {
      bench();
      String old = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true));
      bench.nginxWork.stepDone();
      assertEquals(Outcome.FAILED, undone());
      assertEquals(old, Files.readString(bench.site));
      assertEquals(old, Files.readString(bench.folder.resolve("loaded")));
      assertEquals(List.of("put run/site.conf back as it was"), bench.heard.notes());
    }

    @Test
    @DisplayName(
        "has nginx read the file again that it put back, also where nginx had worked with the"
            + " other")
    void readsPutBack() throws Exception {
      bench();
      String old = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true));
      bench.nginxWork.reloadNginx(new ReloadNginx(bench.nginx.commands().reload(), Duration.ZERO));
      bench.nginxWork.stepDone();
      assertEquals(old + "# new\n", Files.readString(bench.folder.resolve("loaded")));
      assertEquals(Outcome.FAILED, undone());
      assertEquals(old, Files.readString(bench.site));
      assertEquals(old, Files.readString(bench.folder.resolve("loaded")));
      assertEquals(List.of("put run/site.conf back as it was"), bench.heard.notes());
    }

    @Test
    @DisplayName("lets connections end before, unless everybody gets errors by that file")
    void urgently() throws Exception {
      bench(
          "nginx: { bin: "
              + StubMaster.program(folder)
              + ", prefix: run, site: run/site.conf, soft: 10ms, location: \"expires 1d;\","
              + " listen: [\"127.0.0.1:FRONT\"] }");
      String old = bench.rendered(Slot.BLUE);
      WriteNginxFile file = new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true);
      bench.hands.look(new AskVisitors("", false));
      bench.nginxWork.writeNginxFile(file);
      bench.hands.look(new AskVisitors("", true));
      assertEquals(Outcome.FAILED, undone());
      assertTrue(bench.heard.of("file").stream().anyMatch(f -> f.contains("live/closing")));
      bench.heard.all.clear();
      bench.nginxWork.writeNginxFile(file);
      bench.front.byItself = Optional.of(StubApp.Reply.of(503, "away"));
      assertThrows(StepFailure.class, () -> bench.hands.look(new AskVisitors("", true)));
      assertEquals(Outcome.FAILED, undone());
      assertTrue(bench.heard.of("file").stream().noneMatch(f -> f.contains("live/closing")));
      assertEquals(old, Files.readString(bench.folder.resolve("loaded")));
    }

    @Test
    @DisplayName("says that the file cannot be put back, with nginx's words")
    void cannotPutBack() throws Exception {
      bench();
      String old = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of(old), old + "# new\n", true));
      Files.createFile(bench.folder.resolve("stiff"));
      assertEquals(Outcome.FAILED, undone());
      assertTrue(
          note(0).startsWith("cannot put run/site.conf back: nginx cannot be reloaded"), note(0));
    }

    @Test
    @DisplayName("leaves a private nginx its only file, without which it could not run")
    void onlyFile() throws Exception {
      bench();
      String text = bench.rendered(Slot.BLUE);
      bench.nginxWork.writeNginxFile(new WriteNginxFile(bench.site, Optional.empty(), text, true));
      assertEquals(Outcome.FAILED, undone());
      assertEquals(text, Files.readString(bench.site));
      assertEquals(List.of(), bench.heard.notes());
    }

    @Test
    @DisplayName("takes a new file out of an nginx that others use, too")
    void newFile() throws Exception {
      bench();
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.empty(), bench.rendered(Slot.BLUE), true));
      Files.delete(bench.folder.resolve("run/nginx.conf"));
      undone();
      assertFalse(Files.exists(bench.site));
    }

    @Test
    @DisplayName("does not touch the file of a switch that it has carried out")
    void switchedSince() throws Exception {
      bench();
      bench.nginxWork.writeNginxFile(
          new WriteNginxFile(bench.site, Optional.of("older"), bench.rendered(Slot.BLUE), true));
      bench.hands.switchOver(bench.live());
      bench.front.stuck = Optional.of(Slot.GREEN);
      undone();
      assertEquals(bench.rendered(Slot.BLUE), Files.readString(bench.site));
    }
  }

  @Nested
  @DisplayName("runs the tasks of on_failure")
  class Hooks {
    private static final String TASKS =
        """
        hooks:
          on_failure:
          - { name: tell, shell: "echo $BLUEGREEN_SLOT $BLUEGREEN_PORT $BLUEGREEN_VERSION > told" }
          - { name: odd, shell: "echo why; exit 3" }
          - { name: never, shell: "exit 1", when: "false" }
          - { name: last, uri: { url: "http://127.0.0.1:1/" } }
        """;

    @Test
    @DisplayName("for the slot that has failed, all of them, and says what became of each")
    void all() throws Exception {
      bench(TASKS);
      assertEquals(Outcome.FAILED, undone());
      assertEquals(
          "green " + bench.green.port() + " 2\n", Files.readString(bench.folder.resolve("told")));
      assertEquals(
          List.of(
              "on_failure: tell: changed",
              "on_failure: odd failed: exit status 3",
              "why",
              "on_failure: never: skipped: its condition is false",
              "on_failure: last failed: http://127.0.0.1:1/: connection refused"),
          bench.heard.notes());
    }

    @Test
    @DisplayName("where a person is needed, too")
    void person() throws Exception {
      bench(TASKS);
      bench.hands.switchOver(bench.first(Optional.empty()));
      assertEquals(Outcome.NEEDS_A_PERSON, undone());
      assertEquals("on_failure: tell: changed", note(1));
    }

    @Test
    @DisplayName("not where no release is known that they could be about")
    void noRelease() throws Exception {
      bench(TASKS);
      assertEquals(Outcome.FAILED, bench.undo.after(bench.plan(Goal.REMOVE)));
      assertEquals(List.of(), bench.heard.notes());
    }
  }
}
