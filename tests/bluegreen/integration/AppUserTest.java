package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Processes;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("An app that runs as a user of its own")
class AppUserTest {
  private final PrivateServer server = PrivateServer.create();

  @AfterEach
  void close() {
    server.close();
  }

  @Test
  @DisplayName("has that user's rights and home, cannot change its release, and can be stopped")
  void runsAsThatUser() throws Exception {
    // Where the app may look, and write nothing.
    Files.setPosixFilePermissions(server.folder(), PosixFilePermissions.fromString("rwxr-xr-x"));
    for (String version : List.of("1", "2")) {
      server
          .light(version)
          .app("user", "nobody")
          .app("env_file", "secrets.env")
          .rollout("standby", "stop")
          .write(version + ".yml");
    }
    Path secrets = server.write("secrets.env", "DB_PASSWORD=hidden-1\n");
    Files.setPosixFilePermissions(secrets, PosixFilePermissions.fromString("rw-------"));

    server.deploy("1.yml");
    long pid = server.pid("1.yml", "blue");
    String status = Files.readString(Path.of("/proc/" + pid + "/status"));
    String uid = entry("passwd").get(2);
    assertNotEquals("0", uid);
    assertTrue(status.matches(all("Uid", uid)), status);
    assertTrue(status.matches(all("Gid", entry("passwd").get(3))), status);
    assertTrue(status.matches("(?s).*\nCapEff:\t0+\n.*"), status);
    assertEquals(digest(entry("passwd").get(5)), server.get("/env?HOME"));
    assertEquals(digest("nobody"), server.get("/env?USER"));
    assertEquals(digest("nobody"), server.get("/env?LOGNAME"));
    assertEquals(digest("hidden-1"), server.get("/env?DB_PASSWORD"));
    assertNothingIsItsOwn(Integer.parseInt(uid));

    server.deploy("2.yml");
    server.assertServes("2");
    assertEquals(0, server.pid("2.yml", "blue"), "version 1 was to be stopped");
    assertTrue(new Processes().find(pid).isEmpty(), "version 1 was to end");
    server.deploy("2.yml");
    server.run("rollback", "2.yml").expect(0);
    server.assertServes("1");
    server.run("remove", "2.yml").expect(0);
    assertEquals(List.of(), server.processes());
  }

  private static String all(String name, String id) {
    return "(?s).*\n" + name + ":(\t" + id + "){4}\n.*";
  }

  private static List<String> entry(String file) throws IOException {
    return Files.readAllLines(Path.of("/etc", file)).stream()
        .filter(line -> line.startsWith("nobody:"))
        .map(line -> List.of(line.split(":")))
        .findFirst()
        .orElseThrow();
  }

  /**
   * What is the app's own it could change: its next start would run something else. Only the folder
   * that it runs in is for it to write to.
   */
  private void assertNothingIsItsOwn(int uid) throws IOException {
    Path work = server.folder().resolve("app/work");
    assertEquals(uid, Files.getAttribute(work, "unix:uid"), "the owner of the app's folder");
    assertEquals("rwxr-x---", PosixFilePermissions.toString(Files.getPosixFilePermissions(work)));
    try (Stream<Path> files = Files.walk(server.folder().resolve("app"))) {
      for (Path file : files.filter(f -> !f.equals(work)).toList()) {
        Map<String, Object> seen =
            Files.readAttributes(file, "unix:uid,mode", LinkOption.NOFOLLOW_LINKS);
        assertNotEquals(uid, seen.get("uid"), file::toString);
        boolean open = ((int) seen.get("mode") & 0022) != 0; // Of a link it says nothing.
        assertTrue(!open || Files.isSymbolicLink(file), () -> file + " can be written by others");
      }
    }
  }

  /** As the light app tells of its variables. */
  private static String digest(String value) throws Exception {
    MessageDigest sha = MessageDigest.getInstance("SHA-256");
    return HexFormat.of().formatHex(sha.digest(value.getBytes(StandardCharsets.UTF_8)));
  }
}
