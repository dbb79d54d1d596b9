package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("What SELinux keeps nginx from")
class SeLinuxTest {
  @TempDir Path folder;

  private Optional<String> advice(String enforce) throws Exception {
    Path file = folder.resolve("enforce");
    if (!enforce.isEmpty()) {
      Files.writeString(file, enforce);
    }
    return new SeLinux(new Commands(Trace.SILENT), file).advice(folder);
  }

  @Test
  @DisplayName("is nothing where it is not there, or enforces nothing")
  void absent() throws Exception {
    assertEquals(Optional.empty(), advice(""));
    assertEquals(Optional.empty(), advice("0"));
  }

  @Test
  @DisplayName("is told with the folder's label and the commands that give it another")
  void enforcing() throws Exception {
    String advice = advice("1\n").orElseThrow();
    assertTrue(advice.startsWith("SELinux is enforcing, and " + folder + " has the label "));
    for (String command :
        new String[] {"semanage fcontext -a -t ", "restorecon -R ", "chcon -R "}) {
      assertTrue(advice.contains(command), advice);
    }
    assertEquals(4, advice.lines().count(), advice);
  }
}
