package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.plan.Status;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A terminal")
class TerminalTest {
  private static final Terminal COLOURED = new Terminal(true, true, 20);

  @Test
  @DisplayName("that is none has neither colours nor lines that are drawn over")
  void none() {
    assertFalse(Terminal.none().isLive());
    assertEquals("x", Terminal.none().bold("x"));
    assertEquals("x", Terminal.none().dim("x"));
    assertEquals("-x", Terminal.none().diff("-x"));
    assertEquals("x", Terminal.none().status(Status.FAILED, "x"));
  }

  @Test
  @DisplayName("colours what is added and taken away, and nothing else of a diff")
  void diff() {
    assertEquals("\u001b[32m+x\u001b[0m", COLOURED.diff("+x"));
    assertEquals("\u001b[31m-x\u001b[0m", COLOURED.diff("-x"));
    assertEquals(" x", COLOURED.diff(" x"));
    assertEquals("@@ -1 +1 @@", COLOURED.diff("@@ -1 +1 @@"));
  }

  @ParameterizedTest(name = "{0} characters on {1} columns")
  @CsvSource({"5, 20, 5", "19, 20, 19", "20, 20, 19", "500, 20, 19", "9, 5, 4", "9, 1, 4"})
  @DisplayName("cuts a line so that the cursor stays on it")
  void fit(int length, int width, int shown) {
    String fitted = new Terminal(true, false, width).fit("x".repeat(length));
    assertEquals(shown, fitted.length());
    assertTrue(fitted.length() == length || fitted.endsWith("..."), fitted);
  }
}
