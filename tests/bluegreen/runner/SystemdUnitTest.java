package bluegreen.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

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
  private static final Launch.Account SYSTEM_USER =
      new Launch.Account("shop", 991, 991, "/nonexistent");
  private static final Launch.Account PERSON =
      new Launch.Account("ubuntu", 1000, 1000, "/home/ubuntu");

  private static SystemdUnit unit(String dir) {
    return new SystemdUnit("shop", Slot.BLUE, new AppDir(Path.of(dir)));
  }

  private static List<String> lines(String dir, Optional<Launch.Account> account, String... argv) {
    Release release =
        new Release(
            "1.4.2", "ab".repeat(32), Path.of(dir, "releases/1"), "shop.jar", Instant.EPOCH);
    Launch launch =
        new Launch(
            Slot.BLUE,
            8081,
            release,
            List.of(argv),
            Map.of("PATH", "/nowhere:/bin", "TOKEN", "secret"),
            Map.of(),
            account,
            "digest");
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
  @DisplayName("names its program by its whole path, wherever the app would have found it")
  void program() {
    assertEquals("/bin/sh -c true", execStart("sh", "-c", "true"));
    assertEquals("/opt/java/bin/java -jar", execStart("/opt/java/bin/java", "-jar"));
    assertEquals("/srv/shop/releases/1/app/serve", execStart("./serve"));
    assertEquals("no-such-program", execStart("no-such-program"));
  }

  @Test
  @DisplayName("gives the app its arguments as they are, though systemd would read more into them")
  void arguments() {
    assertEquals("/bin/sh \"100%%\"", execStart("sh", "100%"));
    assertEquals("/bin/sh \"$$HOME\"", execStart("sh", "$HOME"));
    assertEquals("/bin/sh \";\" \"\"", execStart("sh", ";", ""));
    assertEquals("/bin/sh \"a \\\"b\\\" \\\\c\"", execStart("sh", "a \"b\" \\c"));
    assertEquals("/bin/sh \"one\\ntwo\"", execStart("sh", "one\ntwo"));
  }

  @Test
  @DisplayName("holds no variable of the app's: they are in a file beside the records")
  void variables() {
    List<String> lines = lines("/srv/shop", Optional.empty(), "sh");
    assertTrue(lines.contains("EnvironmentFile=/srv/shop/slots/blue.env"), lines::toString);
    assertFalse(String.join("\n", lines).contains("secret"), lines::toString);
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
  @DisplayName("has the app started again only once it serves, and stopped in the playbook's time")
  void restart() {
    String text = String.join("\n", lines("/srv/shop", Optional.empty(), "sh")) + "\n";
    assertTrue(text.contains("\nRestart=no\n"), text);
    assertTrue(text.contains("\nTimeoutStopSec=20000ms\n"), text);
    assertFalse(SystemdUnit.isRestarted(text), text);
    String kept = SystemdUnit.restarted(text);
    assertTrue(SystemdUnit.isRestarted(kept), kept);
    assertEquals(text, kept.replace("Restart=on-failure", "Restart=no"));
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
