package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
    return shut(uid, gid, path).map(Reach.Shut::folder);
  }

  private Optional<Reach.Shut> shut(long uid, long gid, Path path) throws Exception {
    return Reach.closedTo(new Account(String.valueOf(uid), uid, gid, "/"), path, COMMANDS);
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
    "rwx---r-x, true, false, true",
    "rw-rwxrwx, false, true, true",
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
  @DisplayName("by what mends it otherwise, for the class that it is in")
  void remedy() throws Exception {
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx---r-x"));
    assertEquals(
        Optional.of(new Reach.Shut(folder, "chmod g+x " + folder)),
        shut(61_003, id("unix:gid"), folder));
  }

  @Test
  @DisplayName("where a link on the way to it leads, too")
  void linked() throws Exception {
    Path inside = Files.createDirectory(folder.resolve("app"));
    Path link = Files.createSymbolicLink(temporary.resolve("link"), inside);
    Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwx------"));
    assertEquals(Optional.of(folder), closedTo(61_003, 61_003, link.resolve("live")));
  }

  /** The kernel's own form of a list: see posix_acl_xattr.h. */
  private void list(int uid, int permissions) throws Exception {
    String set =
        "import os,struct,sys; os.setxattr(sys.argv[1], 'system.posix_acl_access',"
            + " struct.pack('<I', 2) + b''.join(struct.pack('<HHI', t, p, i) for t, p, i in ["
            + "(1, 7, 2**32 - 1), (2, %d, %d), (4, 5, 2**32 - 1), (16, 5, 2**32 - 1),"
                .formatted(permissions, uid)
            + " (32, 5, 2**32 - 1)]))";
    Command command = Command.of("python3", "-c", set, folder.toString());
    assertTrue(COMMANDS.run(command).ok(), "lists cannot be set here");
  }

  @Test
  @DisplayName("by its access control list, which its permissions do not tell")
  void list() throws Exception {
    assertTrue(Accounts.areRoot(), "nobody else may ask the kernel for another user");
    list(61_003, 0);
    assertEquals(
        Optional.of(new Reach.Shut(folder, "setfacl -m u:61003:x " + folder)),
        shut(61_003, 61_003, folder.resolve("live")));
    assertEquals(Optional.empty(), closedTo(61_004, 61_004, folder));
    list(61_003, 1);
    assertEquals(Optional.empty(), closedTo(61_003, 61_003, folder));
  }

  @Test
  @DisplayName("where it is not there yet")
  void missing() throws Exception {
    assertEquals(Optional.empty(), closedTo(0, 0, folder.resolve("none")));
  }
}
