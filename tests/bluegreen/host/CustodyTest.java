package bluegreen.host;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Custody.Seen;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("A folder")
class CustodyTest {
  private static final Account ALICE = new Account("alice", 1000, 1000, "/home/alice");

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        // owner, mode, who else is in its group, on the way or the end, what mends it
        "0, 0755, , end, -",
        "1000, 0775, , end, -",
        "1000, 0775, bob, end, chmod g-w /a",
        "0, 02775, bob, way, chmod +t /a",
        "0, 01775, bob, way, -",
        "0, 01777, , way, -",
        "0, 01777, , end, chmod o-w /a",
        "1000, 01777, , end, -",
        "0, 0757, , way, chmod +t /a",
        "1001, 0700, , end, sudo chown alice: /a",
        "1001, 01777, , way, sudo chown alice: /a",
      })
  @DisplayName("is in our hands where none but root and we could put something else in its place")
  void hands(long uid, String mode, String other, String where, String remedy) {
    List<String> group = other == null ? List.of() : List.of(other);
    int bits = Integer.parseInt(mode, 8);
    Seen seen = new Seen(Path.of("/a"), where.equals("end"), false, uid, "x", bits, group);
    assertEquals(
        remedy, seen.doubt(List.of(ALICE)).map(Custody.Doubt::remedy).orElse(null), seen::toString);
  }

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {"0, -", "1000, -", "1001, sudo chown -h alice: /a"})
  @DisplayName("that a link leads to is the link's owner's to choose, whatever the link's mode")
  void links(long uid, String remedy) {
    Seen seen = new Seen(Path.of("/a"), false, true, uid, "x", 0777, List.of());
    assertEquals(remedy, seen.doubt(List.of(ALICE)).map(Custody.Doubt::remedy).orElse(null));
  }

  @Test
  @DisplayName("has nothing in it that others could change, however deep, links aside")
  void within(@TempDir Path folder) throws Exception {
    Custody custody = Custody.own(new Commands(Trace.SILENT), Map.of());
    Path file = Files.createFile(Files.createDirectories(folder.resolve("a/b")).resolve("c"));
    Files.createSymbolicLink(folder.resolve("link"), file);
    assertEquals(Optional.empty(), custody.doubtWithin(folder));
    assertEquals(Optional.empty(), custody.doubtBeside(Path.of("/")), "nothing is beside all");
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--rw-"));
    assertEquals("chmod o-w " + file, custody.doubtWithin(folder).orElseThrow().remedy());
    if (Accounts.areRoot()) { // Nobody else can give a file away.
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r--r--"));
      Files.setAttribute(file, "unix:uid", 65534);
      assertEquals(file + " belongs to nobody", custody.doubtWithin(folder).orElseThrow().fact());
    }
  }
}
