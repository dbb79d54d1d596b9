package bluegreen.nginx;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("An included file that nginx may not read")
class TrialsTest {
  @TempDir Path folder;

  @Test
  @DisplayName("is refused in nginx's words, where it is there and closed to it")
  void closed() throws Exception {
    Path file = Files.writeString(folder.resolve("a.conf"), "");
    assertEquals(
        Optional.of("open() \"" + file + "\" failed (13: Permission denied)"),
        Trials.closed(Set.of(file.toString()), f -> false));
    assertEquals(Optional.empty(), Trials.closed(Set.of(file.toString()), f -> true));
    Set<String> others = Set.of(folder.toString(), folder.resolve("none").toString());
    assertEquals(Optional.empty(), Trials.closed(others, f -> false));
  }
}
