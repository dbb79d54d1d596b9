package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("A message")
class TextsTest {
  @Test
  @DisplayName("in one line is its first, and what that announces")
  void headline() {
    assertEquals("no jar", Texts.headline("no jar\nno nginx"));
    assertEquals(
        "nginx: refused: no such file", Texts.headline("nginx: refused:\n  no such file\nx"));
    assertEquals("start failed", Texts.headline("start failed:\n\n"));
    assertEquals("", Texts.headline("\n"));
  }

  @Test
  @DisplayName("does not end with a colon that announces nothing")
  void closed() {
    assertEquals("start failed", Texts.closed("start failed:\n"));
    assertEquals("start failed:\nwhy", Texts.closed("start failed:\nwhy"));
  }

  @Test
  @DisplayName("has nothing in it that a terminal obeys, but colours")
  void tame() {
    String colour = "\u001b[31mred\u001b[0m";
    assertEquals(colour + "\ta\nb", Texts.tame(colour + "\ta\nb"));
    assertEquals("?[2J?]0;x??b?", Texts.tame("\u001b[2J\u001b]0;x\u0007\rb\u009b"));
  }
}
