package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("Secrets")
class SecretsTest {
  private final Secrets secrets = new Secrets();

  @Test
  @DisplayName("are hidden wherever they stand")
  void hidden() {
    secrets.add(List.of("hunter2"));
    assertEquals("a=********;********\n********", secrets.hide("a=hunter2;hunter2\nhunter2"));
    assertEquals("nothing here", secrets.hide("nothing here"));
  }

  @Test
  @DisplayName("that hold one another are hidden whole")
  void nested() {
    secrets.add(List.of("word", "password", "my password"));
    assertEquals("******** ******** ********", secrets.hide("my password password word"));
  }

  @Test
  @DisplayName("of fewer than four characters are left, as they would tear holes into all else")
  void tooShort() {
    secrets.add(List.of("", " ", "abc", " 80 ", "abcd"));
    assertEquals("abc 80 ********", secrets.hide("abc 80 abcd"));
  }

  @Test
  @DisplayName("that are words of ours are left: hidden, they would take the sense of all output")
  void ours() {
    secrets.add(List.of("blue", "changed", "bluebird"));
    assertEquals("changed: blue ********", secrets.hide("changed: blue bluebird"));
  }

  @Test
  @DisplayName("are hidden in an address, where they look otherwise")
  void encoded() {
    secrets.add(List.of("p@ss word"));
    assertEquals("?a=********&b=********", secrets.hide("?a=p%40ss+word&b=p%40ss%20word"));
  }

  @Test
  @DisplayName("of several lines are hidden line by line, as output is")
  void lines() {
    secrets.add(List.of("-----BEGIN-----\n  MIIEvQ==\r\n-----END-----\n"));
    assertEquals(
        "> ********\n>   ********\n> ********",
        secrets.hide("> -----BEGIN-----\n>   MIIEvQ==\n> -----END-----"));
  }

  @Test
  @DisplayName("are hidden in a command line, where quotes look otherwise")
  void quoted() {
    secrets.add(List.of("it's me"));
    assertEquals("login '********'", secrets.hide(Command.shown(List.of("login", "it's me"))));
  }

  @Test
  @DisplayName("are no patterns")
  void literal() {
    secrets.add(List.of("a.*b", "$1\\E"));
    assertEquals("axxb ******** ********", secrets.hide("axxb a.*b $1\\E"));
  }

  @Test
  @DisplayName("may be added at any time")
  void later() {
    assertEquals("hunter2", secrets.hide("hunter2"));
    secrets.add(List.of("hunter2"));
    assertEquals("********", secrets.hide("hunter2"));
  }
}
