package bluegreen.integration;

import static org.junit.jupiter.api.Assertions.assertTrue;

import bluegreen.docs.Document;
import bluegreen.testing.OwnNamespace;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("slow")
@DisplayName("The demo")
class DemoTest {
  private static final String PROGRAM = "./jbang deploy.java";

  @Test
  @DisplayName("goes by the commands that the README tells, and as it shows, to the removal")
  void readme() {
    Document readme = Document.at(Path.of("README.md"));
    String project = Path.of("").toAbsolutePath().toString();
    String script =
        Stream.concat(
                readme.blocks().stream().flatMap(block -> block.lines().stream()),
                Document.spans(String.join("\n", readme.prose())).stream())
            .map(line -> line.replaceFirst("^\\$ ", ""))
            .filter(line -> line.startsWith(PROGRAM) && line.contains("playbooks/demo.yml"))
            .map(line -> line.replace(PROGRAM, "deploy") + "; echo exit code $?")
            .collect(Collectors.joining("\n"));
    try (OwnNamespace server = OwnNamespace.create()) {
      String said = server.run("cp -r " + project + "/playbooks .\n" + script + "\n");
      List<String> lines = said.lines().map(DemoTest::bare).toList();
      List<String> missing =
          shown(readme).lines().map(DemoTest::bare).filter(line -> !lines.contains(line)).toList();
      assertTrue(missing.isEmpty(), () -> missing + " not in\n" + said);
      assertTrue(said.lines().noneMatch(l -> l.matches("exit code [^0].*")), said);
      assertTrue(said.contains("\nROLLBACK demo 1 ") && said.contains("\nREMOVE demo"), said);
    }
  }

  /** What the README shows of a deployment and of status. */
  private static String shown(Document readme) {
    String text =
        readme.blocks().stream()
            .map(Document.Block::text)
            .filter(block -> block.startsWith("DEPLOY demo"))
            .findFirst()
            .orElseThrow();
    return text.lines()
        .filter(line -> line.startsWith("  ") && !line.startsWith("  preflight"))
        .collect(Collectors.joining("\n"));
  }

  /** A line without what differs from run to run. */
  private static String bare(String line) {
    return line.replaceAll("[0-9.]+ ?ms", "T")
        .replaceAll("[0-9.]+s\\b", "T")
        .replaceAll("pid [0-9]+", "PID")
        .replaceAll("[0-9.]+ kB", "SIZE")
        .replaceAll("  +", " ")
        .strip();
  }
}
