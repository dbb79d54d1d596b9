package bluegreen.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.nginx.FrontStanding;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What is planned of the user's nginx in front of ours, where that is out of order,")
class FrontDoubtsTest extends FrontScene {
  private static final String BROKEN = "[emerg] unknown directive \"x\" in /etc/nginx/y.conf:1";
  private static final String REFUSED =
      "your own nginx refuses its present configuration; mend it first:\n" + BROKEN;

  @BeforeEach
  void beforeUs() {
    value = Optional.of(OLD);
    live = false;
  }

  private List<String> problems() {
    return plan(true).problems(Set.of());
  }

  private List<String> notes() {
    return FrontDoubts.notes(standing).stream().map(Note::inOneLine).toList();
  }

  @Test
  @DisplayName("is nothing where it refuses its files, which it would have to read")
  void refused() {
    standing = FrontStanding.refusing(Optional.of(BROKEN));
    assertEquals(List.of(REFUSED), problems());
    value = Optional.of(OURS);
    assertEquals(List.of(REFUSED), problems(), "a killed run has written the file");
    assertEquals(List.of(), plan(false).problems(Set.of()), "it is not reloaded");
    live = true;
    assertEquals(List.of(), problems(), "there is nothing to read");
    assertEquals(List.of(REFUSED), plan(true).beforeLeaving());
    value = Optional.of("http://127.0.0.1:9999");
    assertEquals(List.of(), plan(true).beforeLeaving(), "there is nothing to give back");
  }

  @Test
  @DisplayName("says why we may not ask it, once")
  void rights() {
    String denied = "[emerg] open() \"/run/nginx.pid\" failed (13: Permission denied)";
    standing = FrontStanding.refusing(Optional.of(denied));
    assertTrue(problems().get(0).startsWith("your own nginx refuses its"), problems()::toString);
    root = false;
    assertTrue(problems().get(0).startsWith("your own nginx is root's"), problems()::toString);
    standing = FrontStanding.refusing(Optional.of("sudo: a password is required"));
    assertTrue(problems().get(0).startsWith("nginx.become: sudo does not"), problems()::toString);
    lacking = true;
    assertEquals(List.of(), problems());
  }

  @Test
  @DisplayName("is nothing where its master was killed, and nobody could have it reloaded")
  void masterless() {
    standing =
        FrontStanding.masterless(
            List.of(World.process(41, "nginx: worker"), World.process(42, "nginx: worker")),
            "systemctl start nginx");
    String said =
        "your own nginx does not run: its master was killed, and its workers (41, 42) answer"
            + " visitors on with the files that it had read; at a moment when a few requests may be"
            + " lost, end them, and start it (systemctl start nginx): kill -QUIT 41 42";
    assertEquals(List.of(said), problems());
    value = Optional.of(OURS);
    live = true;
    assertEquals(List.of(), problems());
    assertEquals(List.of(said), notes());
    assertEquals(List.of(said), plan(true).beforeLeaving());
  }

  @Test
  @DisplayName("is nothing where no reload finds its master, with the line that mends that")
  void unheard() {
    standing = FrontStanding.unheard(Path.of("/run/nginx.pid"), 41);
    String said =
        "no reload reaches your own nginx (pid 41), as /run/nginx.pid does not hold its pid; have"
            + " it do so: echo 41 > /run/nginx.pid";
    assertEquals(List.of(said), problems());
    live = true;
    value = Optional.of(OURS);
    assertEquals(List.of(), problems());
    assertEquals(List.of(said), notes());
    assertEquals(List.of(said), plan(true).beforeLeaving());
  }

  @Test
  @DisplayName("is nothing where the user's own nginx does not run, which is told alone")
  void stopped() {
    standing = FrontStanding.stopped("systemctl start nginx", Optional.empty());
    String said =
        "nginx.url: nobody answers at http://127.0.0.1/, as your nginx (/etc/nginx/nginx.conf) does"
            + " not run; start it (systemctl start nginx), then run this again";
    assertEquals(List.of(said), plan(true).problems(Set.of()));
    assertEquals(Optional.of(said), plan(true).doubts().stopped());
    standing = FrontStanding.stopped("systemctl start nginx", Optional.of("no such file in x:1"));
    assertEquals(
        List.of(said + ". It would not start as it is:\nno such file in x:1"),
        plan(true).problems(Set.of()));
    wrong = List.of("nginx.include: wrong");
    assertEquals(wrong, plan(true).problems(Set.of()));
  }

  @Test
  @DisplayName("gives its file back to an nginx that does not run without a reload")
  void resting() {
    value = Optional.of(OURS);
    standing = FrontStanding.stopped("systemctl start nginx", Optional.empty());
    List<String> back =
        plan(true).giveBack().orElseThrow().loaded().stream().map(Action::describe).toList();
    assertEquals(
        List.of(
            "put the old value back in "
                + FILE
                + ":1, which your own nginx, as it does not run, reads at its next start"),
        back);
    standing = FrontStanding.stopped("systemctl start nginx", Optional.of("no such file in x:1"));
    assertEquals(List.of(), plan(true).beforeLeaving());
    assertEquals(
        List.of("your own nginx does not run, and would not start: no such file in x:1"), notes());
  }
}
