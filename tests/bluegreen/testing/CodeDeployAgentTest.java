package bluegreen.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@DisplayName("The tests' CodeDeploy agent")
class CodeDeployAgentTest {
  @TempDir private Path folder;
  private CodeDeployAgent agent;

  @BeforeEach
  void install() {
    agent = new CodeDeployAgent(folder.resolve("agent"), "group", Path.of("/"), "/usr/bin:/bin");
  }

  private CodeDeployAgent.Deployment deploy(int timeout, String script, String... events)
      throws IOException {
    Path bundle = Files.createDirectories(folder.resolve("bundle"));
    Files.writeString(bundle.resolve("hook.sh"), "#!/bin/sh\n" + script);
    StringBuilder spec = new StringBuilder("version: 0.0\nos: linux\nhooks:\n");
    for (String event : events) {
      spec.append("  %s: [{ location: hook.sh, timeout: %d }]%n".formatted(event, timeout));
    }
    Files.writeString(bundle.resolve("appspec.yml"), spec);
    return agent.deploy(bundle);
  }

  @Test
  @DisplayName("fails a hook that has ended, but left its output open to a process that lives on")
  void openOutput() throws IOException {
    assertEquals(
        "Script at specified location: hook.sh failed to close [stdout]",
        deploy(1, "sleep 5 &\n", "ApplicationStart").hook("ApplicationStart").failure());
    assertEquals(
        "Script at specified location: hook.sh failed to close [stderr]",
        deploy(1, "sleep 5 >/dev/null &\n", "ApplicationStart").hook("ApplicationStart").failure());
    deploy(60, "sleep 5 >/dev/null 2>&1 &\n", "ApplicationStart").expectOk();
  }

  @Test
  @DisplayName("tells the whole process group to end when the time is up")
  void timeout() throws IOException {
    CodeDeployHook.Ended hook =
        deploy(1, "sh -c 'trap \"echo told; exit\" TERM; sleep 60 & wait'\n", "ApplicationStart")
            .hook("ApplicationStart");
    assertEquals(
        "Script at specified location: hook.sh failed to complete in 1 seconds", hook.failure());
  }

  @Test
  @DisplayName(
      "runs the events in their order, ApplicationStop with the script of the version before")
  void order() throws IOException {
    String[] events = {"ValidateService", "ApplicationStart", "ApplicationStop"};
    deploy(60, "echo old\n", events).expectOk();
    List<String> said =
        deploy(60, "echo new\n", events).expectOk().hooks().stream()
            .map(h -> h.event() + " " + h.console().lines().reduce((a, b) -> b).orElse(""))
            .toList();
    assertEquals(
        List.of(
            "ApplicationStop [stdout]old",
            "ApplicationStart [stdout]new",
            "ValidateService [stdout]new"),
        said);
  }

  @Test
  @DisplayName("goes on no further than to the first script that fails")
  void failure() throws IOException {
    CodeDeployAgent.Deployment failed =
        deploy(60, "exit 3\n", "ApplicationStart", "ValidateService");
    assertFalse(failed.ok());
    assertEquals(1, failed.hooks().size());
    assertEquals(
        "Script at specified location: hook.sh failed with exit code 3",
        failed.hook("ApplicationStart").failure());
  }

  @Test
  @DisplayName("shows the last lines of the output that fit into 2,048 bytes, as whole lines")
  void console() throws IOException {
    String script = "i=1; while [ $i -le 500 ]; do echo line $i; i=$((i + 1)); done\n";
    String console = deploy(60, script, "ApplicationStart").hook("ApplicationStart").console();
    int bytes = console.getBytes(StandardCharsets.UTF_8).length;
    assertTrue(bytes < 2048 && bytes > 1900, console);
    assertTrue(console.startsWith("[stdout]line ") && console.endsWith("line 500\n"), console);
    String gone = "echo before; printf '%3000s\\n' x; echo after\n";
    assertEquals(
        "[stdout]after\n", deploy(60, gone, "ApplicationStart").hook("ApplicationStart").console());
  }

  @Test
  @DisplayName("gives scripts its own short environment, CodeDeploy's names, and nothing to read")
  void surroundings() throws IOException {
    String script = "pwd; cat; env | sort | sed 's/=.*//' | tr '\\n' ' '\n";
    String said =
        deploy(60, script, "ApplicationStart").expectOk().hook("ApplicationStart").console();
    assertTrue(said.contains("[stdout]/\n"), said);
    assertTrue(
        said.contains(
            "[stdout]APPLICATION_NAME BUNDLE_BUCKET BUNDLE_ETAG BUNDLE_KEY DEPLOYMENT_GROUP_ID"
                + " DEPLOYMENT_GROUP_NAME DEPLOYMENT_ID LIFECYCLE_EVENT PATH PWD"),
        said);
  }
}
