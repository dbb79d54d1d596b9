package bluegreen.report;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Path;
import java.util.LinkedHashMap;
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

  @ParameterizedTest
  @CsvSource({
    "by: deploy.java remove --force PLAYBOOK, by: ./jbang deploy.java remove --force %s",
    "deploy.java rollback PLAYBOOK moves them, ./jbang deploy.java rollback %s moves them",
    "sudo -u USER jbang deploy.java PLAYBOOK, sudo -u USER ./jbang deploy.java %s",
    "run it with the PLAYBOOK, run it with the PLAYBOOK",
  })
  @DisplayName("comes with the playbook that was given, and the variables that it was given with")
  void playbook(String sentence, String said) {
    Map<String, String> vars = new LinkedHashMap<>();
    vars.put("version", "1 a");
    vars.put("db_password", "hush");
    String typed = "-e 'version=1 a' -e db_password=... 'my shop/p.yml'";
    Call call = WRAPPER.on(Path.of("my shop/p.yml"), vars);
    assertEquals(said.formatted(typed), call.in(sentence));
    assertEquals(said.formatted(typed), call.in(call.in(sentence)), "and not twice");
    assertEquals(said.formatted("PLAYBOOK"), WRAPPER.in(sentence), "where none was given");
    Call jar = new Call("java -jar 'my deploy.jar'").on(Path.of("p.yml"), Map.of());
    assertEquals(
        "java -jar 'my deploy.jar' remove --force p.yml",
        jar.in("deploy.java remove --force PLAYBOOK"));
  }

  @Test
  @DisplayName("is the beginning of a line that can be typed as it stands")
  void line() {
    assertEquals(
        "./jbang deploy.java --dry-run 'my shop/playbook.yml'",
        WRAPPER.line("--dry-run", "my shop/playbook.yml"));
  }
}
