package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A folder is open to a user")
class ReachTest {
  private static final Commands COMMANDS = new Commands(Trace.SILENT);

  @TempDir Path temporary;
  private Path folder;

  @BeforeEach
  void open() throws Exception {
    Files.setPosixFilePermissions(temporary, PosixFilePermissions.fromString("rwxr-xr-x"));
    folder = Files.createDirectory(temporary.resolve("above"));
  }

  private Optional<Path> closedTo(long uid, long gid, Path path) throws Exception {
    return Reach.closedTo(new Account("no-such-user", uid, gid, "/"), path, COMMANDS);
  }

  private long id(String attribute) throws Exception {
    return ((Number) Files.getAttribute(folder, attribute)).longValue();
  }

  @ParameterizedTest(name = "{0} to the owner: {1}, to the group: {2}, to others: {3}")
  @CsvSource({
    "rwxr-xr-x, true, true, true",
    "rwxr-x--x, true, true, true",
    "rwxr-x---, true, true, false",
    "rwxr-----, true, false, false",
    "rwx------, true, false, false",
  })
  @DisplayName("by the permissions of its owner, of its group, or of all others")
  void permissions(String mode, boolean owner, boolean group, boolean others) throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString(mode));
    long uid = id("unix:uid") == 0 ? 61_001 : id("unix:uid");
    long gid = id("unix:gid");
    if (id("unix:uid") == 0) {
      Files.setAttribute(folder, "unix:uid", (int) uid);
    }
    Path inside = folder.resolve("app/live");
    assertEquals(owner, closedTo(uid, 61_002, inside).isEmpty(), "owner");
    assertEquals(group, closedTo(61_003, gid, inside).isEmpty(), "group");
    Optional<Path> closed = others ? Optional.empty() : Optional.of(folder);
    assertEquals(closed, closedTo(61_003, 61_003, inside), "others");
    assertEquals(Optional.empty(), closedTo(0, 61_003, inside), "root");
  }

  @Test
  @DisplayName("where it is not there yet")
  void missing() throws Exception {
    assertEquals(Optional.empty(), closedTo(0, 0, folder.resolve("none")));
  }
}
