package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("Permissions")
class ModesTest {
  @TempDir private Path folder;

  @Test
  @DisplayName("are given to a file of that name, and to none that a link leads to")
  void permit() throws IOException {
    Path file = Files.createFile(folder.resolve("shadow"));
    Modes.permit(file, 0600);
    Path link = Files.createSymbolicLink(folder.resolve("new"), file);
    assertThrows(IOException.class, () -> Modes.permit(link, 0644));
    assertEquals("rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(file)));
    assertEquals("rw-r-----", Modes.symbolic(0640));
  }
}
