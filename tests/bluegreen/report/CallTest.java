package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("How we were called")
class CallTest {
  private static final String CLASSES = "/c/deploy.jar:/m/snakeyaml.jar";
  private static final Call WRAPPER = new Call("./jbang deploy.java");

  @ParameterizedTest(name = "''{0}'' ''{1}'': {2}")
  @CsvSource({
    "./jbang deploy.java, " + CLASSES + ", ./jbang deploy.java",
    "sh jbang /opt/b/deploy.java, " + CLASSES + ", sh jbang /opt/b/deploy.java",
    "'', " + CLASSES + ", jbang deploy.java",
    "$(rm) x, " + CLASSES + ", jbang deploy.java",
    "'', /opt/b/deploy.jar, java -jar /opt/b/deploy.jar",
    "./jbang deploy.java, 'my deploy.jar', java -jar 'my deploy.jar'",
  })
  @DisplayName("is told by our wrapper, or by the one jar that Java was started with")
  void told(String variable, String classPath, String call) {
    assertEquals(call, Call.of(Map.of(Call.VARIABLE, variable), classPath).words());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "see %s status and logs",
        "`%s remove` it",
        "sudo -u USER %s PLAYBOOK",
        "%s --help tells",
        "%s -n x"
      })
  @DisplayName("is how a command of ours is named in a sentence")
  void named(String sentence) {
    String said = sentence.formatted("./jbang deploy.java");
    assertEquals(said, WRAPPER.in(sentence.formatted("deploy.java")));
    assertEquals(said, WRAPPER.in(sentence.formatted("jbang deploy.java")));
    assertEquals(said, WRAPPER.in(said), "and not twice");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "# Written by deploy.java; what you change here is undone",
        "a fault in deploy.java itself",
        "/opt/deploy.java status",
        "my-deploy.java status"
      })
  @DisplayName("is not said where the program is meant, or somebody else's")
  void program(String sentence) {
    assertEquals(sentence, WRAPPER.in(sentence));
  }

  @Test
  @DisplayName("is the beginning of a line that can be typed as it stands")
  void line() {
    assertEquals(
        "./jbang deploy.java --dry-run 'my shop/playbook.yml'",
        WRAPPER.line("--dry-run", "my shop/playbook.yml"));
  }
}
