package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.host.Account;
import bluegreen.playbook.Endpoint;
import bluegreen.playbook.Slot;
import bluegreen.state.AppDir;
import bluegreen.state.Release;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("The unit of a slot")
class SystemdUnitTest {
  private static final Account SYSTEM_USER = new Account("shop", 991, 991, "/nonexistent");
  private static final Account PERSON = new Account("ubuntu", 1000, 1000, "/home/ubuntu");

  private static SystemdUnit unit(String dir) {
    return new SystemdUnit("shop", Slot.BLUE, new AppDir(Path.of(dir)));
  }

  private static List<String> lines(String dir, Optional<Account> account, String... argv) {
    Release release =
        new Release(
            "1.4.2", "ab".repeat(32), Path.of(dir, "releases/1"), "shop.jar", Instant.EPOCH);
    Launch launch =
        new Launch(
            Slot.BLUE,
            Endpoint.here(8081),
            release,
            List.of(argv),
            Map.of("PATH", "/nowhere:/bin", "TOKEN", "secret"),
            Map.of(),
            Path.of(dir, "work"),
            account,
            "digest",
            Optional.empty());
    return unit(dir).text(launch, Duration.ofSeconds(20)).lines().toList();
  }

  private static String execStart(String... argv) {
    return lines("/srv/shop", Optional.empty(), argv).stream()
        .filter(l -> l.startsWith("ExecStart="))
        .findFirst()
        .orElseThrow()
        .substring("ExecStart=".length());
  }

  @Test
  @DisplayName("runs in the app's own folder, in surroundings that are written out")
  void surroundings() {
    List<String> lines = lines("/srv/shop", Optional.empty(), "/bin/sh");
    for (String line :
        List.of(
            "WorkingDirectory=/srv/shop/work",
            "UMask=0022",
            "LimitNOFILE=65536",
            "Nice=0",
            "OOMScoreAdjust=0",
            "IgnoreSIGPIPE=no")) {
      assertTrue(lines.contains(line), lines::toString);
    }
  }

  @Test
  @DisplayName("gives the app its arguments as they are, though systemd would read more into them")
  void arguments() {
    assertEquals("/bin/sh \"100%%\"", execStart("/bin/sh", "100%"));
    assertEquals("/bin/sh \"$$HOME\"", execStart("/bin/sh", "$HOME"));
    assertEquals("/bin/sh \";\" \"\"", execStart("/bin/sh", ";", ""));
    assertEquals("/bin/sh \"a \\\"b\\\" \\\\c\"", execStart("/bin/sh", "a \"b\" \\c"));
    assertEquals("/bin/sh \"one\\ntwo\"", execStart("/bin/sh", "one\ntwo"));
  }

  @Test
  @DisplayName("holds no variable of the app's: they are in a file beside the records")
  void variables() {
    List<String> lines = lines("/srv/shop", Optional.empty(), "sh");
    assertTrue(lines.contains("EnvironmentFile=/srv/shop/slots/blue.env"), lines::toString);
    assertFalse(String.join("\n", lines).contains("secret"), lines::toString);
    List<String> pattern = lines("/srv/a[b]c*%?", Optional.empty(), "sh");
    String literal = "EnvironmentFile=/srv/a[[]b]c[*]%%[?]/slots/blue.env";
    assertTrue(pattern.contains(literal), pattern::toString);
    assertEquals(
        "A=\"a b\"\nB=\"\\\"\\\\\\`\\$\"\n",
        SystemdUnit.environment(Map.of("B", "\"\\`$", "A", "a b")));
  }

  @Test
  @DisplayName("runs as the playbook's user, and as root where it names none")
  void user() {
    assertTrue(lines("/srv/shop", Optional.of(SYSTEM_USER), "sh").contains("User=shop"));
    assertFalse(
        lines("/srv/shop", Optional.empty(), "sh").stream().anyMatch(l -> l.startsWith("User=")));
  }

  @Test
  @DisplayName("closes homes to a user without one there, and /tmp unless the app itself is there")
  void folders() {
    List<String> service = lines("/srv/shop", Optional.of(SYSTEM_USER), "sh");
    assertTrue(service.contains("ProtectHome=read-only"), service::toString);
    assertTrue(service.contains("PrivateTmp=yes"), service::toString);
    assertFalse(lines("/srv/shop", Optional.of(PERSON), "sh").contains("ProtectHome=read-only"));
    assertFalse(
        lines("/home/x/shop", Optional.of(SYSTEM_USER), "sh").contains("ProtectHome=read-only"));
    assertFalse(lines("/tmp/shop", Optional.of(SYSTEM_USER), "sh").contains("PrivateTmp=yes"));
  }

  @Test
  @DisplayName(
      "has the app started again, however it ends, only once it serves; stopped in the playbook's"
          + " time")
  void restart() {
    String text = String.join("\n", lines("/srv/shop", Optional.empty(), "sh")) + "\n";
    assertTrue(text.contains("\nRestart=no\n"), text);
    assertTrue(text.contains("\nTimeoutStopSec=20000ms\n"), text);
    assertFalse(SystemdUnit.isRestarted(text), text);
    String kept = SystemdUnit.restarted(text);
    assertTrue(SystemdUnit.isRestarted(kept), kept);
    assertEquals(text, kept.replace("Restart=always", "Restart=no"));
    // 143 is how a JVM ends by SIGTERM: no failure when systemd itself has stopped the unit.
    assertTrue(kept.contains("\nSuccessExitStatus=143\n"), kept);
    // 0 would be for ever.
    String now = SystemdUnit.stopped(kept, Duration.ZERO);
    assertEquals(kept.replace("20000ms", "1ms"), now);
  }

  @Test
  @DisplayName("is told from that of another folder's app with the same name")
  void ownership() {
    String text = String.join("\n", lines("/srv/shop", Optional.empty(), "sh"));
    assertTrue(unit("/srv/shop").owns(text));
    assertFalse(unit("/srv/other").owns(text));
    assertEquals("bluegreen-shop-blue.service", unit("/srv/shop").name());
  }
}
