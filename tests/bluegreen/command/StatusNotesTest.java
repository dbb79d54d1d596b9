package bluegreen.command;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Processes;
import bluegreen.nginx.FrontStanding;
import bluegreen.nginx.RelayFacts;
import bluegreen.observe.Facts;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Whoever asks for the status is told")
class StatusNotesTest {
  private static Facts facts(boolean running, String problem) {
    return RollbackTargetTest.facts(
        RollbackTargetTest.nginx(running, Optional.ofNullable(problem)),
        List.of(),
        Optional.of(RollbackTargetTest.release("a")),
        Optional.empty());
  }

  private static List<String> notes(boolean running, String problem) {
    return new StatusNotes(facts(running, problem)).all();
  }

  @Test
  @DisplayName("that his own nginx in front of ours would not read its files anew, and why")
  void inFront() {
    Optional<String> said =
        Optional.of("nginx: [emerg] unknown directive \"x\" in /etc/nginx/a.conf:3");
    assertEquals(
        List.of(
            "your own nginx refuses its present configuration, and goes on with the one before:"
                + " unknown directive \"x\" in /etc/nginx/a.conf:3"),
        new StatusNotes(facts(true, null), Optional.of(FrontStanding.refusing(said))).all());
    Optional<FrontStanding> stopped = Optional.of(FrontStanding.stopped("nginx", said));
    assertEquals(List.of(), new StatusNotes(facts(true, null), stopped).all());
    assertEquals(
        List.of(),
        new StatusNotes(facts(true, null), Optional.of(FrontStanding.refusing(Optional.empty())))
            .all());
  }

  @Test
  @DisplayName("that nginx would not start again as it is, and why; not that it is we who may not")
  void refused() {
    String said =
        "2026/11/29 21:25:00 [emerg] 1306#1306: unknown directive \"x\" in /etc/z:1\nnginx:";
    assertEquals(
        List.of(
            "nginx refuses its present configuration, and goes on with the one before: unknown"
                + " directive \"x\" in /etc/z:1"),
        notes(true, said));
    assertEquals(
        List.of(
            "nginx refuses its present configuration, and goes on with the one before: pread()"
                + " \"/etc/nginx/a\" failed (21: Is a directory)"),
        notes(
            true,
            "2026/11/29 21:25:00 [crit] 9#9: pread() \"/etc/nginx/a\" failed (21: Is a"
                + " directory)"));
    assertEquals(
        List.of(), notes(true, "[emerg] open() \"/run/nginx.pid\" failed (13: Permission denied)"));
    assertEquals(List.of(), notes(true, null));
  }

  private static List<String> through(boolean running, List<Processes.Info> left) {
    Optional<String> none = Optional.empty();
    RelayFacts relay =
        new RelayFacts(true, running, none, none, Optional.empty(), false, none, List.of(), left);
    return new StatusNotes(
            RollbackTargetTest.facts(
                RollbackTargetTest.nginx(true, none, relay),
                List.of(),
                Optional.of(RollbackTargetTest.release("a")),
                Optional.empty()))
        .all();
  }

  @Test
  @DisplayName("that the nginx which a stream goes through does not run, or has lost its master")
  void between() {
    String what = "our nginx between the visitors' one and the slots ";
    assertEquals(
        List.of(
            what
                + "does not run, and so no visitor reaches the app; deploy.java PLAYBOOK starts"
                + " it"),
        through(false, List.of()));
    assertEquals(
        List.of(
            what + "has lost its master, and its workers serve on; deploy.java PLAYBOOK starts it"),
        through(
            false,
            List.of(new Processes.Info(new Processes.Id(7, 7), 1, "S", "nginx: worker", "www"))));
    assertEquals(List.of(), through(true, List.of()));
  }

  @Test
  @DisplayName("that nginx does not run, and what starts it")
  void stopped() {
    assertEquals(
        List.of(
            "nginx does not run, and so no visitor reaches the app; deploy.java PLAYBOOK starts"
                + " it"),
        notes(false, null));
  }
}
