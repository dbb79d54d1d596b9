package bluegreen.diagnosis;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.diagnosis.Condition.Jvm;
import bluegreen.host.OpenSocket;
import bluegreen.host.OpenSocket.State;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("In what condition a program is")
class ConditionTest {
  private static final String WAITS =
      "\"main\" #1 prio=5\n   java.lang.Thread.State: RUNNABLE\n\tat a.B.c(B.java:5)\n";
  private static final String BUSY = "its thread main is busy in a.B.c (B.java:5)";

  private static Condition of(List<OpenSocket> sockets, String threads) {
    return new Condition(
        List.of("pid 7"),
        Optional.empty(),
        sockets,
        Optional.of(new Jvm(threads, " heap used 10K\n", "-XX:MaxHeapSize=1024000")),
        Optional.empty());
  }

  private static OpenSocket socket(State state, String local, String remote) {
    return new OpenSocket(state, local, remote);
  }

  @Test
  @DisplayName("is told by whom it waits for, then by what its first thread does")
  void waits() {
    OpenSocket database = socket(State.CONNECTING, "10.0.0.1:4711", "10.0.0.5:5432");
    assertEquals(
        List.of("it tries to connect to 10.0.0.5:5432, where nobody answers", BUSY),
        of(List.of(database, database), WAITS).matters(8082, false));
  }

  @Test
  @DisplayName("is told by the port on which it listens instead")
  void elsewhere() {
    OpenSocket other = socket(State.LISTENING, "[::]:8080", "[::]:0");
    OpenSocket right = socket(State.LISTENING, "127.0.0.1:8082", "0.0.0.0:0");
    assertEquals(
        List.of("it listens on 8080, not on 8082", BUSY),
        of(List.of(other), WAITS).matters(8082, false));
    assertEquals(List.of(BUSY), of(List.of(other, right), WAITS).matters(8082, false));
  }

  @Test
  @DisplayName("is no riddle where it answers: then its answer says why")
  void answers() {
    OpenSocket other = socket(State.LISTENING, "[::]:8080", "[::]:0");
    assertEquals(List.of(), of(List.of(other), WAITS).matters(8082, true));
  }

  @Test
  @DisplayName("is described with all that was seen")
  void described() {
    String all =
        of(List.of(socket(State.ESTABLISHED, "10.0.0.1:4711", "10.0.0.5:5432")), WAITS).describe();
    for (String each :
        List.of(
            "== Processes\npid 7\n",
            "== Memory of its control group\nnone\n",
            "10.0.0.1:4711 connected with 10.0.0.5:5432",
            "== Heap\n heap used 10K\n",
            "-XX:MaxHeapSize=1024000",
            "\tat a.B.c(B.java:5)")) {
      assertTrue(all.contains(each), () -> each + " in\n" + all);
    }
  }
}
