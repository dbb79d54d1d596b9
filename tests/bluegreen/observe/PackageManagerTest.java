package bluegreen.observe;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.host.Command;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@DisplayName("nginx is installed")
class PackageManagerTest {
  @TempDir Path folder;

  private List<Command> commands(boolean sudo, String... programs) throws Exception {
    for (String each : programs) {
      Path file = Files.createFile(folder.resolve(each));
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }
    return PackageManager.install("nginx", Map.of("PATH", ":/nowhere:" + folder), sudo);
  }

  @ParameterizedTest
  @DisplayName("by the package manager that is there, which asks nobody anything")
  @CsvSource({
    "apt-get, apt-get update -q; apt-get install -y -q --no-install-recommends nginx",
    "dnf, dnf install -y -q nginx",
    "yum, yum install -y -q nginx",
    "apk, apk add --no-progress nginx",
    "zypper, zypper -n install nginx",
    "pacman, pacman -Sy --noconfirm nginx"
  })
  void each(String program, String expected) throws Exception {
    List<Command> commands = commands(false, program);
    assertEquals(
        List.of(expected.split("; ")),
        commands.stream().map(c -> String.join(" ", c.argv())).toList());
    assertEquals(Map.of("DEBIAN_FRONTEND", "noninteractive"), commands.get(0).env());
    assertEquals(Duration.ofMinutes(10), commands.get(0).timeout());
  }

  @Test
  @DisplayName("by the first of them that is known, and through sudo where the playbook says so")
  void sudo() throws Exception {
    assertEquals(
        List.of("sudo", "-n", "dnf", "install", "-y", "-q", "nginx"),
        commands(true, "yum", "dnf").get(0).argv());
  }

  @Test
  @DisplayName("by nothing where none is there")
  void none() throws Exception {
    assertEquals(List.of(), commands(false));
  }
}
