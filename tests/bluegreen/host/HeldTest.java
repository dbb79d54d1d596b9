package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
@DisplayName("A program that repeats what it reads")
class HeldTest {
  private static Held hold(String script) throws Exception {
    return new Commands(Trace.SILENT).hold(Command.of("sh", "-c", script));
  }

  @Test
  @DisplayName("holds until we are done with it, whatever it has warned of before")
  void holds() throws Exception {
    for (String warning : new String[] {"", "echo cannot resolve host >&2; "}) {
      try (Held held = hold(warning + "exec cat")) {
        assertTrue(held.holds(), held::said);
      }
    }
  }

  @Test
  @DisplayName("does not where it ends without, and what it has said tells why")
  void refuses() throws Exception {
    try (Held held = hold("exit 1")) {
      assertFalse(held.holds());
      assertEquals("", held.said());
    }
    try (Held held = hold("echo sudo: no; sleep 1; exit 1")) {
      assertFalse(held.holds());
      assertEquals("sudo: no", held.said());
    }
  }
}
