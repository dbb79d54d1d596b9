package bluegreen.run;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Action;
import java.nio.file.Files;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A failed run behind the user's own blocks")
class UndoFrontTest extends FrontBed {
  private static final String BACK = "the user's own nginx sends visitors where it did before";

  private void started() throws Exception {
    bench.hands.slot(bench.starting("2"));
  }

  private void switched(Action.Switch action) throws Exception {
    started();
    bench.hands.switchOver(action);
    bench.heard.all.clear();
  }

  /** Visitors were brought to the first version, and seen there. */
  private void adopted() throws Exception {
    switched(first());
    replace(adopting());
    work.lookAtFront(look(true));
    bench.heard.all.clear();
  }

  private Outcome undone() {
    return bench.undo.after(bench.plan());
  }

  private boolean stopped() {
    return !bench.heard.of("stop").isEmpty();
  }

  private String now() {
    return "; visitors are sent to green :"
        + bench.green.port()
        + ": see deploy.java status PLAYBOOK and deploy.java logs PLAYBOOK";
  }

  @Test
  @DisplayName(
      "has the file say where visitors are where nginx has not read that they are to leave")
  void unread() throws Exception {
    Files.writeString(visitors.include, saying(behind.address()));
    visitors.load();
    work.giveBack(givingBack());
    assertEquals(saying(oldAddress()), include());
    assertEquals(Outcome.FAILED, undone());
    assertEquals(saying(behind.address()), include());
    assertEquals(List.of(BACK), bench.heard.notes());
  }

  @Test
  @DisplayName("gives visitors back to what served before, and only then stops the new version")
  void back() throws Exception {
    adopted();
    bench.runner.beforeStop = () -> assertEquals(saying(oldAddress()), include());
    assertEquals(Outcome.FAILED, undone());
    assertTrue(stopped());
    assertEquals(
        List.of("switched back to " + oldAddress(), BACK, "stopped green: nothing in flight"),
        bench.heard.notes());
    assertEquals(Optional.of(false), work.live());
  }

  @Test
  @DisplayName("leaves them with the new version where what served before has died meanwhile")
  void oldIsGone() throws Exception {
    adopted();
    old.close();
    assertEquals(Outcome.NEEDS_A_PERSON, undone());
    assertFalse(stopped());
    assertEquals(saying(behind.address()), include());
    assertEquals(
        List.of(
            "not given back: "
                + oldAddress()
                + " does not answer any more (connection refused)"
                + now()),
        bench.heard.notes());
  }

  @Test
  @DisplayName("leaves them with the new version where it was a person who had them sent to us")
  void byHand() throws Exception {
    Files.writeString(visitors.include, saying(behind.address()));
    visitors.load();
    switched(first());
    work.lookAtFront(look(true));
    assertEquals(Outcome.NEEDS_A_PERSON, undone());
    assertFalse(stopped());
    assertEquals(
        List.of("not given back: your own nginx leads to us, and we have not changed that" + now()),
        bench.heard.notes());
  }

  @Test
  @DisplayName("stops the new version where no visitor has ever come to it, and says no more")
  void unseen() throws Exception {
    switched(first());
    work.lookAtFront(look(false));
    assertEquals(Outcome.FAILED, undone());
    assertEquals(List.of("stopped green: nothing in flight"), bench.heard.notes());
    assertEquals(saying(oldAddress()), include());
  }

  @Test
  @DisplayName("stops nothing where their way back is refused")
  void refused() throws Exception {
    adopted();
    Files.createFile(visitors.folder.resolve("stiff"));
    assertEquals(Outcome.NEEDS_A_PERSON, undone());
    assertFalse(stopped());
    assertEquals(saying(behind.address()), include());
    assertTrue(
        bench.heard.notes().get(1).startsWith("giving visitors back failed: nginx did not take "),
        bench.heard.notes()::toString);
  }

  @Test
  @DisplayName("gives them back also where it was the first look that failed")
  void neverLed() throws Exception {
    switched(first());
    Files.createFile(visitors.folder.resolve("deaf"));
    replace(adopting());
    Files.delete(visitors.folder.resolve("deaf"));
    assertEquals(Outcome.FAILED, undone());
    assertEquals(saying(oldAddress()), include());
    assertTrue(stopped());
  }

  @Test
  @DisplayName("switches back to the version before, whether or not visitors come to ours")
  void later() throws Exception {
    switched(bench.live());
    replace(adopting());
    work.lookAtFront(look(true));
    bench.heard.all.clear();
    assertEquals(Outcome.FAILED, undone());
    assertEquals(
        List.of(
            "switched back to blue :" + bench.blue.port(),
            BACK,
            "stopped green: nothing in flight"),
        bench.heard.notes());
    assertEquals(saying(oldAddress()), include());
  }
}
