package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertEquals;

import bluegreen.testing.DeployJar;
import bluegreen.testing.Deployer;
import bluegreen.testing.PrivateServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("slow")
@DisplayName("The exported jar")
class ExportedJarTest {

  @Test
  @DisplayName("deploys with no more of Java than a JRE has")
  void needsNoJdk() {
    try (PrivateServer server = PrivateServer.create()) {
      server.light("1").hook("before_switch", "- shell: 'true'").write("1.yml");
      jre(server).run("1.yml").expect(0);
      server.assertServes("1");
      jre(server).run("verify", "1.yml").expect(0);
      jre(server).run("-vv", "--output", "json", "1.yml").expect(0);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"commands.md", "codedeploy.md", "ko/commands.md", "ko/codedeploy.md"})
  @DisplayName("is made by the command that is in")
  void documented(String document) throws IOException {
    String command = String.join(" ", DeployJar.exportCommand("deploy.jar"));
    List<String> commands =
        Files.readAllLines(Path.of("docs", document)).stream()
            .filter(l -> l.contains(" export "))
            .toList();
    assertEquals(List.of(command), commands);
  }

  private static Deployer jre(PrivateServer server) {
    return server.deployer().java("--limit-modules=java.se,jdk.unsupported");
  }

  @Test
  @DisplayName("says its version and its usage")
  void help() {
    try (PrivateServer server = PrivateServer.create()) {
      server.run("--version").expect(0).matches("^deploy\\.java \\d+\\.\\d+\\.\\d+\n$");
      server.run("--help").expect(0).says("--dry-run").says("rollback").says("Exit codes: ");
    }
  }
}
